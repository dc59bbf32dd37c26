//! The share of respondents who chose each choice of one question.
//!
//! A respondent counts for a choice if it was there to be chosen. The shares of a multiple choice
//! may add up to more than 1.

use heard_model::fact::FactKind;
use heard_model::metric::{Measure, MetricDefinition, MetricId, ScoreCount};

use super::{Change, Metric, family};
use crate::cell::{CellSums, ChoiceSums};

const CHOSEN: u8 = 1;

/// One part for each choice; the number of a single choice where split by `choice`.
pub(crate) struct ChoiceShare;

fn measure_of_choice(definition: &MetricDefinition, choices: &ChoiceSums, key: &str) -> Measure {
    let asked = choices.asked(key);
    let n = asked.n(0..=1);
    let distribution = [0, CHOSEN].map(|score| ScoreCount { score, count: asked.count(score) });
    let measure = Measure {
        n,
        flag: family::flag(n),
        distribution: if n == 0 { Vec::new() } else { distribution.to_vec() },
        ..family::empty_measure()
    };
    family::share_of(definition, measure, &asked, CHOSEN..=CHOSEN, 0..=1)
}

fn change_of_choice(level: f64, key: &str, now: &ChoiceSums, before: &ChoiceSums) -> Change {
    family::share_change(level, &now.asked(key), &before.asked(key), CHOSEN..=CHOSEN, 0..=1)
}

impl Metric for ChoiceShare {
    fn definition(&self) -> MetricDefinition {
        MetricDefinition {
            needs_question: true,
            ..family::definition(MetricId::ChoiceShare, &[FactKind::SingleChoice, FactKind::MultipleChoice])
        }
    }

    fn finish(&self, definition: &MetricDefinition, sums: &CellSums) -> Measure {
        let choices = &sums.choices;
        if let Some(key) = &sums.chosen {
            return measure_of_choice(definition, choices, key);
        }
        let n = choices.respondents();
        let scale = heard_model::survey::Scale { min: 0, max: CHOSEN };
        let parts = choices.by_key.keys().filter_map(|key| {
            let bucket = family::bucket(key, CHOSEN..=CHOSEN);
            family::part(definition, scale, &choices.asked(key), &bucket)
        });
        Measure { n, flag: family::flag(n), parts: parts.collect(), ..family::empty_measure() }
    }

    /// Of one choice by Newcombe's method. Of all together: whether any choice's share differs,
    /// by Bonferroni's bound over the choices.
    fn change(&self, definition: &MetricDefinition, now: &CellSums, before: &CellSums) -> Change {
        if let Some(key) = &now.chosen {
            return change_of_choice(definition.level, key, &now.choices, &before.choices);
        }
        let keys = now.choices.by_key.keys().filter(|key| before.choices.by_key.contains_key(*key));
        let p_values: Vec<f64> = keys
            .filter_map(|key| change_of_choice(definition.level, key, &now.choices, &before.choices).p_value)
            .collect();
        let p_value = p_values.iter().copied().reduce(f64::min).map(|p| (p * p_values.len() as f64).min(1.0));
        Change { p_value, is_clear: p_value.map(|p| p < 1.0 - definition.level), ..Change::default() }
    }
}
