//! Random questions to a company, by people who may see different parts of it.

use std::collections::BTreeMap;

use heard_model::calendar::{Calendar, Grain};
use heard_model::dimension::Dimension;
use heard_model::fact::{FactEvent, FactKind};
use heard_model::filter::{Filter, InFilter, RangeFilter, ScoreFilter};
use heard_model::metric::{Compare, MetricId, MetricQuestion};
use heard_model::settings::WorkspaceSettings;
use heard_model::unit::UnitTree;
use heard_model::{Position, SurveyId, UnitScope};
use jiff::ToSpan;
use jiff::civil::{Date, date};

use super::draw::Draw;

/// What is asked, and by whom.
pub struct Asked {
    pub question: MetricQuestion,
    pub settings: WorkspaceSettings,
    pub scope: UnitScope,
    pub small_group: Option<u16>,
}

/// The words that questions are made of.
pub struct Vocabulary<'a> {
    pub units: &'a UnitTree,
    pub surveys: Vec<SurveyId>,
    pub positions: Vec<Position>,
    values: BTreeMap<Dimension, Vec<String>>,
    /// Questions' keys by what they are.
    questions: Vec<(String, FactKind)>,
}

const GRAINS: [Grain; 5] = [Grain::Day, Grain::Week, Grain::Month, Grain::Quarter, Grain::Year];

impl<'a> Vocabulary<'a> {
    /// The words of the answers of a company.
    pub fn of(changes: &[FactEvent], units: &'a UnitTree, positions: Vec<Position>) -> Self {
        let mut surveys: Vec<SurveyId> = changes.iter().map(|event| event.survey).collect();
        surveys.sort_unstable();
        surveys.dedup();
        let mut questions: Vec<(String, FactKind)> = changes
            .iter()
            .flat_map(|event| event.scores.iter().map(|score| (score.question.clone(), score.kind)))
            .collect();
        questions.sort_unstable();
        questions.dedup();
        questions.retain(|(key, _)| !key.is_empty());
        Self { units, surveys, positions, values: values(changes, units), questions }
    }

    /// A question of somebody.
    pub fn ask(&self, draw: &mut Draw) -> Asked {
        let settings = WorkspaceSettings {
            calendar: if draw.percent(25) { Calendar::SolarHijri } else { Calendar::Gregorian },
            week_start: u8::try_from(draw.between(1, 7)).unwrap(),
            fiscal_year_start: u8::try_from(draw.between(1, 12)).unwrap(),
            ..WorkspaceSettings::default()
        };
        let scope = if draw.percent(75) {
            UnitScope::All
        } else {
            UnitScope::Branch(self.units.branch(draw.pick(self.units.units()).id))
        };
        let small_group = draw.percent(35).then(|| u16::try_from(draw.between(2, 12)).unwrap());
        Asked { question: self.question(draw), settings, scope, small_group }
    }

    fn question(&self, draw: &mut Draw) -> MetricQuestion {
        let metric = *draw.pick(&MetricId::ALL);
        let (from, until) = days(draw);
        let closed = from.is_some() && until.is_some();
        let grain = draw.percent(45).then(|| *draw.pick(&GRAINS));
        MetricQuestion {
            survey: draw.percent(10).then(|| *draw.pick(&self.surveys)),
            question: self.key(metric, draw),
            from,
            until,
            grain,
            calendar: draw.percent(25).then(|| *draw.pick(&[Calendar::Gregorian, Calendar::SolarHijri])),
            by: self.by(metric, grain == Some(Grain::Day) && !closed, draw),
            filter: draw.percent(45).then(|| self.filter(metric, 3, draw)),
            compare: draw
                .percent(if closed { 50 } else { 2 })
                .then(|| *draw.pick(&[Compare::PreviousPeriod, Compare::YearBefore])),
            as_of: draw.percent(35).then(|| draw.pick(&self.positions).clone()),
            ..MetricQuestion::of(metric)
        }
    }

    fn key(&self, metric: MetricId, draw: &mut Draw) -> Option<String> {
        let is_needed = matches!(metric, MetricId::Mean | MetricId::Distribution | MetricId::ChoiceShare);
        let is_choice = |kind: FactKind| matches!(kind, FactKind::SingleChoice | FactKind::MultipleChoice);
        let percent = match metric {
            MetricId::Responses => 1,
            MetricId::SatisfactionIndex => 50,
            _ if is_needed => 98,
            _ => 15,
        };
        let fitting: Vec<&String> = self
            .questions
            .iter()
            .filter(|(_, kind)| is_choice(*kind) == (metric == MetricId::ChoiceShare))
            .map(|(key, _)| key)
            .collect();
        draw.percent(percent).then(|| (*draw.pick(&fitting)).clone())
    }

    fn by(&self, metric: MetricId, few: bool, draw: &mut Draw) -> Vec<Dimension> {
        let mut by = Vec::new();
        if metric == MetricId::ChoiceShare && draw.percent(50) || draw.percent(1) {
            by.push(Dimension::Choice);
        }
        let most = if few { usize::from(draw.percent(20)) } else { draw.below(3) };
        while by.len() < most {
            by.push(self.dimension(draw));
        }
        if draw.percent(50) {
            by.reverse();
        }
        by
    }

    fn dimension(&self, draw: &mut Draw) -> Dimension {
        match draw.below(30) {
            0 => Dimension::Attribute("nobody_has_it".to_owned()),
            1 | 2 => Dimension::UnitAtDepth(u8::try_from(draw.below(4)).unwrap()),
            _ => {
                let known: Vec<&Dimension> =
                    self.values.keys().filter(|dimension| **dimension != Dimension::Choice).collect();
                (*draw.pick(&known)).clone()
            }
        }
    }

    fn filter(&self, metric: MetricId, depth: usize, draw: &mut Draw) -> Filter {
        let several = |draw: &mut Draw| {
            let many = draw.below(4);
            (0..many).map(|_| self.filter(metric, depth - 1, draw)).collect()
        };
        match draw.below(if depth == 0 { 7 } else { 11 }) {
            0..=3 => Filter::In(self.one_of(draw)),
            4 => self.range(draw),
            5 | 6 if metric == MetricId::ChoiceShare && draw.percent(95) => Filter::In(self.one_of(draw)),
            5 | 6 => {
                let min = draw.percent(70).then(|| u8::try_from(draw.below(8)).unwrap());
                let high = u8::try_from(draw.between(3, 11)).unwrap();
                let max =
                    draw.percent(70).then(|| if draw.percent(3) { high } else { high.max(min.unwrap_or(0)) });
                Filter::Score(ScoreFilter { min, max })
            }
            7 | 8 => Filter::All(several(draw)),
            9 => Filter::Any(several(draw)),
            _ => Filter::Not(Box::new(self.filter(metric, depth - 1, draw))),
        }
    }

    fn one_of(&self, draw: &mut Draw) -> InFilter {
        let dimension = self.dimension(draw);
        let many = draw.below(8);
        let value = |draw: &mut Draw| match draw.below(12) {
            0 => None,
            1 => Some("there is no such value".to_owned()),
            _ => Some(self.value(&dimension, draw)),
        };
        InFilter { values: (0..many).map(|_| value(draw)).collect(), dimension: dimension.clone() }
    }

    fn value(&self, dimension: &Dimension, draw: &mut Draw) -> String {
        match dimension {
            Dimension::Unit | Dimension::UnitAtDepth(_) => {
                let unit = draw.pick(self.units.units());
                let code = unit.code.clone().filter(|_| draw.percent(50));
                code.unwrap_or_else(|| unit.id.to_string())
            }
            dimension => {
                self.values.get(dimension).map_or_else(|| "1".to_owned(), |values| draw.pick(values).clone())
            }
        }
    }

    fn range(&self, draw: &mut Draw) -> Filter {
        let names = ["waiting_minutes", "delivery_delay_days", "basket"];
        let dimension = match draw.below(8) {
            0 => self.dimension(draw),
            place => Dimension::Attribute(names[place % 3].to_owned()),
        };
        let low = f64::from(i16::try_from(draw.between(-4, 20)).unwrap());
        let least = if draw.percent(3) { -3 } else { 0 };
        let more = f64::from(i16::try_from(draw.between(least, 30)).unwrap());
        Filter::Range(RangeFilter {
            dimension,
            min: draw.percent(75).then_some(low),
            max: draw.percent(75).then_some(low + more),
        })
    }
}

fn values(changes: &[FactEvent], units: &UnitTree) -> BTreeMap<Dimension, Vec<String>> {
    let mut values: BTreeMap<Dimension, Vec<String>> = BTreeMap::new();
    let mut add = |dimension: Dimension, value: Option<&str>| {
        values.entry(dimension).or_default().extend(value.map(str::to_owned));
    };
    add(Dimension::Unit, Some(&units.units()[0].id.to_string()));
    for event in changes {
        add(Dimension::Survey, Some(&event.survey.to_string()));
        add(Dimension::Touchpoint, event.touchpoint.as_deref());
        add(Dimension::Channel, event.channel.as_deref());
        add(Dimension::Language, event.language.as_deref());
        add(Dimension::Country, event.country.as_deref());
        add(Dimension::Team, event.team.as_deref());
        add(Dimension::Agent, event.agent.as_deref());
        add(Dimension::Product, event.product.as_deref());
        for (name, value) in &event.attributes {
            add(Dimension::Attribute(name.clone()), Some(value));
        }
        for score in event.scores.iter().filter(|score| !score.question.is_empty()) {
            add(Dimension::Question, Some(&score.question));
            add(Dimension::Choice, score.choice.as_deref());
        }
    }
    for values in values.values_mut() {
        values.sort_unstable();
        values.dedup();
    }
    values
}

/// From the first day up to, not including, the last; either side may be open.
fn days(draw: &mut Draw) -> (Option<Date>, Option<Date>) {
    let start = date(2024, 10, 1) + draw.between(0, 780).days();
    let length = match draw.below(6) {
        0 if draw.percent(50) => draw.between(1, 9),
        1 | 2 => draw.between(27, 32),
        3 => draw.between(80, 100),
        4 => draw.between(360, 370),
        _ => draw.between(1, 500),
    };
    match draw.below(20) {
        0..=5 => (None, None),
        6 | 7 => (Some(start), None),
        8 | 9 => (None, Some(start)),
        // The leap day, which has no year before.
        10 if draw.percent(30) => {
            (Some(date(2024, 2, 29)), Some(date(2024, 2, 29) + draw.between(1, 3).days()))
        }
        11 if draw.percent(10) => (Some(start), Some(start - draw.between(0, 5).days())),
        _ => (Some(start), Some(start + length.days())),
    }
}
