//! Questions by chance.

use heard_aggregate::kernel::{Axis, CodeSet, Condition, KernelQuestion};
use heard_facts::Column;
use heard_model::Position;
use heard_model::position::seq_of;
use proptest::prelude::*;

fn any_codes() -> impl Strategy<Value = CodeSet> {
    prop::collection::vec(0u32..8, 0..6).prop_map(|codes| codes.into_iter().collect())
}

fn any_column() -> impl Strategy<Value = Column> {
    prop::sample::select(vec![
        Column::Unit,
        Column::Survey,
        Column::Question,
        Column::Touchpoint,
        Column::Channel,
        Column::Agent,
        Column::Country,
        Column::Attribute(0),
        Column::Attribute(7),
    ])
}

fn any_condition() -> impl Strategy<Value = Condition> {
    let leaf = prop_oneof![
        4 => (any_column(), any_codes()).prop_map(|(column, codes)| Condition::Codes { column, codes }),
        1 => (0u8..12, prop_oneof![0u8..12, Just(255)])
            .prop_map(|(min, max)| Condition::Score { min, max }),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Condition::All),
            prop::collection::vec(inner.clone(), 0..4).prop_map(Condition::Any),
            inner.prop_map(|condition| Condition::Not(Box::new(condition))),
        ]
    })
}

/// What people ask most: one question, of one survey or not, and something besides.
fn of_a_question() -> impl Strategy<Value = Condition> {
    let survey = prop::option::of((0u32..4).prop_map(|code| (Column::Survey, code)));
    let codes = (survey, 0u32..5, prop::option::of(any_condition()));
    codes.prop_map(|(survey, question, besides)| {
        let only = |(column, code)| Condition::Codes { column, codes: CodeSet::from_iter([code]) };
        let demands = survey.into_iter().chain([(Column::Question, question)]).map(only);
        Condition::All(demands.chain(besides).collect())
    })
}

fn any_axis() -> impl Strategy<Value = Axis> {
    let column = prop_oneof![6 => any_column(), 1 => Just(Column::Contact)];
    let groups = prop::option::of(prop::collection::vec(0u32..4, 0..8));
    (column, groups).prop_map(|(column, groups)| match column {
        Column::Contact => Axis::of(column),
        _ => Axis { column, groups: groups.map(Into::into) },
    })
}

fn any_periods() -> impl Strategy<Value = Vec<i32>> {
    prop_oneof![
        Just(Vec::new()),
        prop::collection::btree_set(-10i32..210, 2..20).prop_map(|days| days.into_iter().collect()),
        Just((90..110).collect()),
    ]
}

prop_compose! {
    pub fn any_question()(
        series in prop_oneof![3 => Just((0..9).collect::<CodeSet>()), 1 => any_codes()],
        condition in prop_oneof![1 => Just(Condition::always()), 2 => any_condition(), 2 => of_a_question()],
        days in prop::option::of((-5i32..210, -5i32..210)),
        periods in any_periods(),
        axes in prop::collection::vec(any_axis(), 0..=3)
            .prop_filter("one contact at most", |axes| {
                axes.iter().filter(|axis| axis.column == Column::Contact).count() < 2
            }),
        as_of in prop::option::of((0i64..80, 0i64..60)),
        highest_score in prop::sample::select(vec![0u8, 5, 10, 250, 253, 255]),
        weights: bool,
    ) -> KernelQuestion {
        let days = days.map(|(start, end)| start..end);
        let as_of = as_of.map(|(first, second)| {
            let mut position = Position::after(first);
            position.advance(seq_of(1, second));
            position
        });
        KernelQuestion { series, condition, days, periods, axes, as_of, highest_score, weights }
    }
}
