//! Planted effects are found, and noise is not.

use heard_aggregate::findings;
use heard_model::dimension::Dimension;
use heard_model::fact::FactEvent;
use heard_model::finding::{Direction, Finding, FindingKind, FindingsAnswer, FindingsQuestion};
use heard_model::metric::{MetricId, Sureness};
use jiff::civil::{Date, date};

use super::company::{Company, csat, nps, response};

const TODAY: Date = date(2026, 4, 12);

/// Scores that repeat evenly: 60 % good, 20 % middling, 20 % bad for CSAT.
fn usual(number: usize) -> u8 {
    [5, 4, 3, 5, 2, 4, 5, 1, 4, 3][number * 7 % 10]
}

/// Sixteen months of answers: 3 touchpoints, 6 agents, none of whom stands out.
fn company(score: impl Fn(Date, usize, usize, usize) -> u8) -> Company {
    let mut company = Company::default();
    for month in 0..16i16 {
        let day = date(2025 + month / 12, (month % 12 + 1) as i8, 14);
        for number in 0..180 {
            let (touchpoint, agent) = (number % 3, number / 3 % 6);
            let event = FactEvent {
                touchpoint: Some(["till", "delivery", "support"][touchpoint].to_owned()),
                agent: Some(format!("agent {agent}")),
                ..response(day, vec![csat(score(day, touchpoint, agent, number / 18))])
            };
            company.accept(1, &event);
        }
    }
    company
}

fn found(company: &Company, question: &FindingsQuestion) -> FindingsAnswer {
    findings(&company.snapshot(), &company.context(), TODAY, question).unwrap()
}

fn label(finding: &Finding) -> &str {
    finding.key.as_ref().map_or("everybody", |key| key.label.as_str())
}

#[test]
fn noise_is_no_finding() {
    let company = company(|_, _, _, number| usual(number));
    let answer = found(&company, &FindingsQuestion::default());
    assert_eq!(answer.findings, []);
    assert!(answer.scanned > 20, "{}", answer.scanned);
    assert_eq!((answer.period.start, answer.period.until), (date(2026, 3, 1), date(2026, 4, 1)));
}

#[test]
fn a_touchpoint_that_breaks_in_one_month_comes_first() {
    let company = company(|day, touchpoint, _, number| {
        if day == date(2026, 3, 14) && touchpoint == 1 { (number % 3 + 1) as u8 } else { usual(number) }
    });
    let first = found(&company, &FindingsQuestion::default()).findings.remove(0);
    assert_eq!(
        (first.metric, label(&first), first.direction),
        (MetricId::Csat, "delivery", Direction::Worse)
    );
    assert_eq!(first.dimension, Some(Dimension::Touchpoint));
    assert_eq!((first.comparison.sureness, first.measure.value), (Sureness::Clear, Some(0.0)));
    assert!(first.q_value < 1e-6);
    let kinds: Vec<FindingKind> = found(&company, &FindingsQuestion::default())
        .findings
        .iter()
        .filter(|finding| label(finding) == "delivery")
        .map(|finding| finding.kind)
        .collect();
    assert!(kinds.contains(&FindingKind::Changed) && kinds.contains(&FindingKind::Differs), "{kinds:?}");
    let february = FindingsQuestion {
        from: Some(date(2026, 2, 1)),
        until: Some(date(2026, 3, 1)),
        ..Default::default()
    };
    assert!(found(&company, &february).findings.is_empty());
}

#[test]
fn an_agent_below_the_others_over_a_year_is_found() {
    let company = company(|_, _, agent, number| {
        if agent == 4 && number % 2 == 0 { usual(number).saturating_sub(2).max(1) } else { usual(number) }
    });
    let answer = found(&company, &FindingsQuestion::default());
    let worst: Vec<&Finding> =
        answer.findings.iter().filter(|finding| finding.direction == Direction::Worse).collect();
    assert_eq!((label(worst[0]), worst[0].kind), ("agent 4", FindingKind::Differs));
    assert_eq!(worst[0].period.start, date(2025, 4, 1));
    assert_eq!(answer.findings.iter().filter(|finding| label(finding) == "agent 4").count(), 1);
    let one = FindingsQuestion { limit: Some(1), ..Default::default() };
    assert_eq!(found(&company, &one).findings.len(), 1);
}

#[test]
fn few_answers_and_no_value_are_no_findings() {
    let mut company = Company::default();
    company.accept(200, &response(date(2026, 3, 14), vec![nps(10)]));
    let event = FactEvent { agent: Some("new".to_owned()), ..response(date(2026, 3, 14), vec![nps(0)]) };
    company.accept(29, &event);
    assert!(found(&company, &FindingsQuestion::default()).findings.is_empty());
    company.accept(1, &event);
    let answer = found(&company, &FindingsQuestion::default());
    assert_eq!(answer.findings.iter().map(label).collect::<Vec<_>>(), ["new"]);
    company.small_group = Some(50);
    assert!(found(&company, &FindingsQuestion::default()).findings.is_empty());
}

#[test]
fn a_backward_time_is_refused() {
    let question = FindingsQuestion {
        from: Some(date(2026, 3, 1)),
        until: Some(date(2026, 2, 1)),
        ..Default::default()
    };
    let company = Company::default();
    let error = findings(&company.snapshot(), &company.context(), TODAY, &question).unwrap_err();
    assert_eq!(error.field(), Some("until"));
}
