//! What was planted into the simulated company is found, through intake and facts.

use std::collections::BTreeMap;

use heard_aggregate::kernel::Kernel;
use heard_aggregate::{AnswerContext, answer, findings};
use heard_facts::{Snapshot, WorkspaceFacts};
use heard_intake::{Context, Sender, validate_response};
use heard_model::dimension::Dimension;
use heard_model::filter::{Filter, InFilter};
use heard_model::finding::{Direction, Finding, FindingKind, FindingsQuestion};
use heard_model::metric::{Measure, MetricId, MetricQuestion};
use heard_model::settings::WorkspaceSettings;
use heard_model::survey::{SurveyContext, SurveyVersion};
use heard_model::{SurveyId, UnitScope, WorkspaceId};
use heard_simulation::{Cell, Company, PlantedEffect, SurveyKey};
use jiff::civil::{Date, date};
use uuid::Uuid;

const UNTIL: Date = date(2026, 11, 22);
const RESPONSES: u64 = 25_000;

fn survey_id(key: SurveyKey) -> SurveyId {
    SurveyId(Uuid::from_u128(1_000 + key as u128))
}

/// The company's facts, by the way that every answer goes.
struct Demo {
    company: Company,
    settings: WorkspaceSettings,
    snapshot: Snapshot,
    kernel: Kernel,
}

impl Demo {
    fn new(seed: u64) -> Self {
        let company = Company::new(seed);
        let settings = company.settings();
        let mut facts = WorkspaceFacts::empty(WorkspaceId(Uuid::from_u128(1)));
        let surveys = company.surveys().iter().map(|survey| {
            let version = SurveyVersion {
                survey: survey_id(survey.key),
                version: 1,
                definition: survey.definition.clone(),
            };
            let context = SurveyContext { unit: None, touchpoint: survey.touchpoint.map(str::to_owned) };
            (survey.key, (version, context))
        });
        let surveys: BTreeMap<_, _> = surveys.collect();
        for (seq, response) in (1..).zip(company.responses(RESPONSES, UNTIL)) {
            let (version, survey) = &surveys[&response.survey];
            let context = Context {
                now: UNTIL.to_zoned(jiff::tz::TimeZone::UTC).unwrap().timestamp(),
                zones: settings.zones(),
                units: company.units(),
                survey,
                sender: Sender::Trusted,
                channel: "",
            };
            let valid = validate_response(version, response.raw, &context).unwrap();
            facts.apply(&[valid.into_fact_event(seq, 0).0]).unwrap();
        }
        Self { snapshot: facts.snapshot(), company, settings, kernel: Kernel::new(1 << 22, 1) }
    }

    fn with<T>(&self, ask: impl FnOnce(&AnswerContext<'_>) -> T) -> T {
        ask(&AnswerContext {
            kernel: &self.kernel,
            settings: &self.settings,
            units: self.company.units(),
            survey_names: &BTreeMap::new(),
            scope: &UnitScope::All,
            small_group: None,
        })
    }

    fn cell(&self, effect: &PlantedEffect, cell: &Cell) -> Measure {
        let question = MetricQuestion {
            survey: Some(survey_id(effect.survey)),
            question: Some(effect.question.clone()),
            from: Some(cell.period.start),
            until: Some(cell.period.until),
            filter: Some(Filter::In(InFilter {
                dimension: effect.dimension.clone(),
                values: cell.values.iter().cloned().map(Some).collect(),
            })),
            ..MetricQuestion::of(effect.metric)
        };
        self.with(|context| answer(&self.snapshot, context, &question)).unwrap().total
    }

    fn found(&self, question: &FindingsQuestion) -> Vec<Finding> {
        self.with(|context| findings(&self.snapshot, context, UNTIL, question)).unwrap().findings
    }
}

fn place(found: &[Finding], kind: FindingKind, dimension: &Dimension, value: &str) -> Option<usize> {
    found.iter().position(|finding| {
        finding.metric == MetricId::Csat
            && finding.kind == kind
            && finding.direction == Direction::Worse
            && finding.dimension.as_ref() == Some(dimension)
            && finding.key.as_ref().is_some_and(|key| key.value.as_deref() == Some(value))
    })
}

fn described(found: &[Finding]) -> String {
    let line = |finding: &Finding| {
        let label = finding.key.as_ref().map_or("", |key| key.label.as_str());
        let difference = finding.comparison.difference;
        format!("{:?} {label} {:?} {difference:?} q {:.2e}", finding.metric, finding.kind, finding.q_value)
    };
    found.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn planted_effects_are_measured_and_found() {
    let demo = Demo::new(7);
    let effects = demo.company.planted_effects(UNTIL);
    for effect in &effects {
        let (affected, compared) = (demo.cell(effect, &effect.affected), demo.cell(effect, &effect.compared));
        let difference = affected.value.unwrap() - compared.value.unwrap();
        // So few answers allow for more than the tolerance, which is that of very many.
        let slack = effect.tolerance + 0.08;
        assert!((difference - effect.difference).abs() <= slack, "{}: {difference}", effect.key);
    }
    let effect = |key: &str| effects.iter().find(|effect| effect.key == key).unwrap();

    let found = demo.found(&FindingsQuestion::default());
    let said = described(&found);
    assert_eq!(
        place(&found[..1], FindingKind::Changed, &Dimension::Touchpoint, "delivery"),
        Some(0),
        "{said}"
    );
    let agent = &effect("agent_needs_help").affected.values[0];
    let rank = place(&found, FindingKind::Differs, &Dimension::Agent, agent);
    assert!(rank.is_some_and(|rank| rank < 6), "{rank:?} {said}");

    let month = effect("checkout_breaks").affected.period;
    let question =
        FindingsQuestion { from: Some(month.start), until: Some(month.until), ..Default::default() };
    let found = demo.found(&question);
    let said = described(&found);
    assert!(place(&found, FindingKind::Changed, &Dimension::Touchpoint, "checkout").is_some(), "{said}");
}
