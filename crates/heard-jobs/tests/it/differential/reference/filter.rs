//! Whether a filter lets a row through, as the filter reads.

use heard_model::dimension::Dimension;
use heard_model::filter::Filter;
use heard_model::metric::MetricId;
use heard_model::unit::UnitTree;

use super::row::{Row, line};

/// Whether a filter lets a row through.
pub fn lets_through(filter: &Filter, row: &Row<'_>, units: &UnitTree) -> bool {
    match filter {
        Filter::All(filters) => filters.iter().all(|filter| lets_through(filter, row, units)),
        Filter::Any(filters) => filters.iter().any(|filter| lets_through(filter, row, units)),
        Filter::Not(filter) => !lets_through(filter, row, units),
        Filter::In(wanted) => {
            wanted.values.iter().any(|value| has(row, &wanted.dimension, value.as_deref(), units))
        }
        Filter::Range(range) => {
            let value = row.value(&range.dimension, units);
            let number = value.and_then(|value| value.trim().parse::<f64>().ok());
            number.filter(|number| number.is_finite()).is_some_and(|number| {
                range.min.is_none_or(|min| number >= min) && range.max.is_none_or(|max| number <= max)
            })
        }
        Filter::Score(range) => {
            let score = row.score.score;
            score <= 250
                && range.min.is_none_or(|min| score >= min)
                && range.max.is_none_or(|max| score <= max)
        }
    }
}

fn has(row: &Row<'_>, dimension: &Dimension, wanted: Option<&str>, units: &UnitTree) -> bool {
    let named = |id: &str| {
        let unit = units.units().iter().find(|unit| unit.id.to_string() == id).unwrap();
        wanted.is_some_and(|wanted| wanted == id || unit.code.as_deref() == Some(wanted))
    };
    match dimension {
        // A unit stands for its whole branch.
        Dimension::Unit => line(row.event.unit, units).iter().any(|unit| named(&unit.to_string())),
        Dimension::UnitAtDepth(_) => match row.value(dimension, units) {
            Some(unit) => named(&unit),
            None => wanted.is_none(),
        },
        dimension => row.value(dimension, units).as_deref() == wanted,
    }
}

/// What is wrong with a filter, by the name of the refusal.
pub fn refusals(filter: &Filter, metric: MetricId, refused: &mut Vec<&'static str>) {
    let of_choices = metric == MetricId::ChoiceShare;
    match filter {
        Filter::All(filters) | Filter::Any(filters) => {
            filters.iter().for_each(|filter| refusals(filter, metric, refused));
        }
        Filter::Not(filter) => refusals(filter, metric, refused),
        Filter::In(wanted) if of_choices && wanted.dimension == Dimension::Choice => {
            refused.push("FilterOfChoices");
        }
        Filter::Range(range) if of_choices && range.dimension == Dimension::Choice => {
            refused.push("FilterOfChoices");
        }
        Filter::Score(_) if of_choices => refused.push("FilterOfChoices"),
        Filter::Range(range) if range.min.zip(range.max).is_some_and(|(min, max)| min > max) => {
            refused.push("EmptyFilterRange");
        }
        Filter::Score(range) if range.min.zip(range.max).is_some_and(|(min, max)| min > max) => {
            refused.push("EmptyFilterRange");
        }
        _ => {}
    }
}
