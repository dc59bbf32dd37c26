//! Random questions against a plain evaluator that walks over the answers one by one.

use std::collections::BTreeMap;

use heard_model::UnitId;
use heard_model::calendar::Grain;
use heard_model::day::day_number;
use heard_model::dimension::Dimension;
use heard_model::fact::{FactEvent, FactKind, SCORE_NOT_APPLICABLE, SCORE_SKIPPED};
use heard_model::filter::{Filter, InFilter, RangeFilter, ScoreFilter};
use heard_model::metric::{MetricId, MetricQuestion};
use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::company::{COMPANY, Company, NORTH, NORTH_SHOP, SOUTH_SHOP, csat, nps, response};

prop_compose! {
    fn any_response()(
        days in 0i64..100,
        unit in prop::sample::select(vec![COMPANY, NORTH, NORTH_SHOP, SOUTH_SHOP]),
        channel in prop::option::of(prop::sample::select(vec!["web", "shop"])),
        wait in prop::option::of(0u8..30),
        weight in prop::option::of(1u32..4_000_000),
        likely in prop_oneof![8 => 0u8..=10, 1 => Just(SCORE_SKIPPED), 1 => Just(SCORE_NOT_APPLICABLE)],
        satisfied in prop::option::of(1u8..=5),
    ) -> FactEvent {
        let day = date(2026, 1, 20).checked_add(jiff::Span::new().days(days)).unwrap();
        let scores = std::iter::once(nps(likely)).chain(satisfied.map(csat)).collect();
        FactEvent {
            unit,
            channel: channel.map(str::to_owned),
            attributes: wait.map(|wait| ("wait".to_owned(), wait.to_string())).into_iter().collect(),
            weight,
            ..response(day, scores)
        }
    }
}

fn any_filter() -> impl Strategy<Value = Filter> {
    let channel =
        prop::collection::vec(prop::option::of(prop::sample::select(vec!["web", "shop", "fax"])), 0..3);
    let leaf = prop_oneof![
        channel.prop_map(|values| Filter::In(InFilter {
            dimension: Dimension::Channel,
            values: values.into_iter().map(|value| value.map(str::to_owned)).collect(),
        })),
        prop::sample::select(vec!["north", "south-shop", "company", "nowhere"]).prop_map(|unit| Filter::In(
            InFilter { dimension: Dimension::Unit, values: vec![Some(unit.to_owned())] }
        )),
        (0u8..30, 0u8..30).prop_map(|(min, more)| Filter::Range(RangeFilter {
            dimension: Dimension::Attribute("wait".to_owned()),
            min: Some(f64::from(min)),
            max: Some(f64::from(min + more)),
        })),
        (0u8..6, 0u8..6)
            .prop_map(|(min, more)| Filter::Score(ScoreFilter { min: Some(min), max: Some(min + more) })),
    ];
    leaf.prop_recursive(3, 8, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Filter::All),
            prop::collection::vec(inner.clone(), 0..3).prop_map(Filter::Any),
            inner.prop_map(|filter| Filter::Not(Box::new(filter))),
        ]
    })
}

fn branch(unit: &str) -> Vec<UnitId> {
    match unit {
        "north" => vec![NORTH, NORTH_SHOP],
        "south-shop" => vec![SOUTH_SHOP],
        "company" => vec![COMPANY, NORTH, NORTH_SHOP, SOUTH_SHOP],
        _ => vec![],
    }
}

fn matches(filter: &Filter, event: &FactEvent, score: u8) -> bool {
    match filter {
        Filter::All(filters) => filters.iter().all(|filter| matches(filter, event, score)),
        Filter::Any(filters) => filters.iter().any(|filter| matches(filter, event, score)),
        Filter::Not(filter) => !matches(filter, event, score),
        Filter::In(InFilter { dimension: Dimension::Unit, values }) => {
            values.iter().flatten().any(|unit| branch(unit).contains(&event.unit))
        }
        Filter::In(InFilter { values, .. }) => values.contains(&event.channel),
        Filter::Range(range) => event.attributes.get("wait").is_some_and(|wait| {
            let wait: f64 = wait.parse().unwrap();
            range.min.unwrap() <= wait && wait <= range.max.unwrap()
        }),
        Filter::Score(range) => {
            score < SCORE_NOT_APPLICABLE && (range.min.unwrap()..=range.max.unwrap()).contains(&score)
        }
    }
}

/// A score with its weight.
type Row = (u8, Option<u32>);

/// n, value, weighted value, skipped.
type Plain = (i64, Option<f64>, Option<f64>, i64);

fn plain(rows: &[Row], metric: MetricId) -> Plain {
    let scored: Vec<_> = rows.iter().filter(|(score, _)| *score < SCORE_NOT_APPLICABLE).collect();
    let gain = |score: u8| match metric {
        MetricId::Nps if score >= 9 => 100.0,
        MetricId::Nps if score <= 6 => -100.0,
        MetricId::Csat if score >= 4 => 1.0,
        _ => 0.0,
    };
    let n = scored.len() as f64;
    let value = (n > 0.0).then(|| scored.iter().map(|(score, _)| gain(*score)).sum::<f64>() / n);
    let weights: Option<Vec<f64>> = scored.iter().map(|(_, weight)| weight.map(f64::from)).collect();
    let weighted = weights.filter(|weights| !weights.is_empty()).map(|weights| {
        let sum: f64 = weights.iter().sum();
        scored.iter().zip(&weights).map(|((score, _), weight)| weight * gain(*score)).sum::<f64>() / sum
    });
    let skipped = rows.iter().filter(|(score, _)| *score == SCORE_SKIPPED).count();
    (scored.len() as i64, value, weighted, skipped as i64)
}

fn same(found: Option<f64>, expected: Option<f64>) -> bool {
    match (found, expected) {
        (Some(found), Some(expected)) => (found - expected).abs() < 1e-9,
        (found, expected) => found.is_none() && expected.is_none(),
    }
}

fn month_of(day: i32) -> Date {
    let months = [date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1)];
    *months.iter().rev().find(|month| day_number(**month) <= day).unwrap()
}

proptest! {
    #[test]
    fn every_cell_is_what_a_walk_over_the_answers_says(
        responses in prop::collection::vec(any_response(), 0..60),
        taken_back in prop::collection::vec(any::<bool>(), 60),
        filter in prop::option::of(any_filter()),
        metric in prop::sample::select(vec![MetricId::Nps, MetricId::Csat]),
    ) {
        let mut company = Company::default();
        for response in &responses {
            company.accept(1, response);
        }
        let mut counted = Vec::new();
        for (place, (response, is_taken_back)) in responses.iter().zip(taken_back).enumerate() {
            if is_taken_back {
                let seq = company.events.last().unwrap().seq + 1;
                let reversed = company.events[place].reversed(seq);
                company.events.push(reversed);
            } else {
                counted.push(response);
            }
        }
        let question = MetricQuestion {
            filter: filter.clone(),
            by: vec![Dimension::Channel],
            grain: Some(Grain::Month),
            ..MetricQuestion::of(metric)
        };
        let kind = if metric == MetricId::Nps { FactKind::Nps } else { FactKind::Csat };
        let mut cells: BTreeMap<(Date, Option<String>), Vec<Row>> = BTreeMap::new();
        let mut all = Vec::new();
        for event in &counted {
            for score in event.scores.iter().filter(|score| score.kind == kind) {
                if filter.as_ref().is_none_or(|filter| matches(filter, event, score.score)) {
                    let row = (score.score, event.weight);
                    cells.entry((month_of(event.day), event.channel.clone())).or_default().push(row);
                    all.push(row);
                }
            }
        }
        let answer = company.answer(&question);
        let (n, value, weighted, skipped) = plain(&all, metric);
        prop_assert_eq!((answer.total.n, answer.total.excluded.skipped), (n, skipped));
        prop_assert!(same(answer.total.value, value), "{:?} {:?}", answer.total, value);
        for group in &answer.groups {
            let key = (group.period.unwrap().start, group.keys[0].value.clone());
            let (n, value, weighted, skipped) = plain(&cells.remove(&key).unwrap_or_default(), metric);
            prop_assert_eq!((group.measure.n, group.measure.excluded.skipped), (n, skipped));
            prop_assert!(same(group.measure.value, value), "{:?} {:?}", group, value);
            prop_assert!(same(group.measure.weighted.and_then(|weighted| weighted.value), weighted));
        }
        prop_assert!(same(answer.total.weighted.and_then(|weighted| weighted.value), weighted));
        prop_assert!(cells.is_empty(), "{cells:?}");
    }
}
