//! One scored answer with its response, and what each dimension says of it.

use std::collections::BTreeMap;

use heard_model::dimension::Dimension;
use heard_model::fact::{FactEvent, FactScore};
use heard_model::metric::GroupKey;
use heard_model::unit::UnitTree;
use heard_model::{SurveyId, UnitId};

/// A scored answer.
#[derive(Clone, Copy)]
pub struct Row<'a> {
    pub event: &'a FactEvent,
    pub score: &'a FactScore,
}

impl Row<'_> {
    /// The value of a dimension; nothing is "no value".
    pub fn value(&self, dimension: &Dimension, units: &UnitTree) -> Option<String> {
        let event = self.event;
        match dimension {
            Dimension::Unit => Some(event.unit.to_string()),
            Dimension::UnitAtDepth(depth) => above(event.unit, *depth, units).map(|unit| unit.to_string()),
            Dimension::Survey => Some(event.survey.to_string()),
            Dimension::Question => Some(self.score.question.clone()).filter(|key| !key.is_empty()),
            Dimension::Choice => self.score.choice.clone(),
            Dimension::Touchpoint => event.touchpoint.clone(),
            Dimension::Channel => event.channel.clone(),
            Dimension::Language => event.language.clone(),
            Dimension::Country => event.country.clone(),
            Dimension::Team => event.team.clone(),
            Dimension::Agent => event.agent.clone(),
            Dimension::Product => event.product.clone(),
            Dimension::Attribute(name) => event.attributes.get(name).cloned(),
        }
    }

    /// The response's weight.
    pub fn weight(&self) -> Option<f64> {
        self.event.weight.map(|millionths| f64::from(millionths) / 1e6)
    }
}

/// The unit and those above it, the company last.
pub fn line(unit: UnitId, units: &UnitTree) -> Vec<UnitId> {
    let mut line = vec![unit];
    while let Some(parent) = units.units().iter().find(|one| Some(&one.id) == line.last()).unwrap().parent {
        line.push(parent);
    }
    line
}

fn above(unit: UnitId, depth: u8, units: &UnitTree) -> Option<UnitId> {
    let line = line(unit, units);
    line.len().checked_sub(usize::from(depth) + 1).map(|place| line[place])
}

/// What to show for a value.
pub fn key(
    dimension: &Dimension,
    value: Option<String>,
    units: &UnitTree,
    surveys: &BTreeMap<SurveyId, String>,
) -> GroupKey {
    let Some(value) = value else { return GroupKey { value: None, label: String::new() } };
    let label = match dimension {
        Dimension::Unit | Dimension::UnitAtDepth(_) => {
            units.units().iter().find(|unit| unit.id.to_string() == value).unwrap().name.clone()
        }
        Dimension::Survey => surveys.get(&value.parse().unwrap()).cloned().unwrap_or_else(|| value.clone()),
        _ => value.clone(),
    };
    GroupKey { value: Some(value), label }
}
