//! Groups and filters.

use std::collections::BTreeMap;

use heard_model::dimension::Dimension;
use heard_model::fact::FactEvent;
use heard_model::filter::{Filter, InFilter, RangeFilter, ScoreFilter};
use heard_model::metric::{GroupKey, MetricId, MetricQuestion};
use heard_model::{UnitId, UnitScope};

use super::company::{
    COMPANY, Company, NORTH, NORTH_SHOP, OTHER_SURVEY, SOUTH, SOUTH_SHOP, SURVEY, a_day, csat, nps, response,
    summary,
};

fn at(unit: UnitId, touchpoint: Option<&str>, attribute: Option<&str>) -> FactEvent {
    FactEvent {
        unit,
        touchpoint: touchpoint.map(str::to_owned),
        attributes: attribute
            .map(|value| ("wait".to_owned(), value.to_owned()))
            .into_iter()
            .collect::<BTreeMap<_, _>>(),
        ..response(a_day(), vec![nps(10)])
    }
}

fn company() -> Company {
    let mut company = Company::default();
    company
        .accept(1, &at(COMPANY, None, None))
        .accept(2, &at(NORTH, Some("till"), Some("3")))
        .accept(4, &at(NORTH_SHOP, Some("till"), Some("12.5")))
        .accept(8, &at(SOUTH_SHOP, Some("delivery"), Some("long")))
        .accept(16, &FactEvent { survey: OTHER_SURVEY, ..at(SOUTH_SHOP, Some("delivery"), Some("40")) });
    company
}

fn is_one_of(dimension: Dimension, values: &[Option<&str>]) -> Filter {
    Filter::In(InFilter { dimension, values: values.iter().map(|value| value.map(str::to_owned)).collect() })
}

fn n(filter: Filter) -> i64 {
    company().answer(&MetricQuestion { filter: Some(filter), ..MetricQuestion::of(MetricId::Nps) }).total.n
}

fn by(dimensions: &[Dimension]) -> Vec<(String, i64)> {
    let question = MetricQuestion { by: dimensions.to_vec(), ..MetricQuestion::of(MetricId::Nps) };
    summary(&company().answer(&question).groups).into_iter().map(|(name, n, _)| (name, n)).collect()
}

fn named(expected: &[(&str, i64)]) -> Vec<(String, i64)> {
    expected.iter().map(|(name, n)| ((*name).to_owned(), *n)).collect()
}

#[test]
fn groups_by_size_with_no_value_among_them() {
    assert_eq!(by(&[Dimension::Touchpoint]), named(&[("delivery", 24), ("till", 6), ("", 1)]));
    assert_eq!(
        by(&[Dimension::Unit]),
        named(&[("South shop", 24), ("North shop", 4), ("North", 2), ("Company", 1)])
    );
}

#[test]
fn units_roll_up_to_a_depth() {
    assert_eq!(by(&[Dimension::UnitAtDepth(1)]), named(&[("South", 24), ("North", 6), ("", 1)]));
    assert_eq!(by(&[Dimension::UnitAtDepth(0)]), named(&[("Company", 31)]));
    assert_eq!(by(&[Dimension::UnitAtDepth(9)]), named(&[("", 31)]));
    let question =
        MetricQuestion { by: vec![Dimension::UnitAtDepth(1)], ..MetricQuestion::of(MetricId::Nps) };
    let keys = &company().answer(&question).groups[0].keys;
    assert_eq!(keys, &[GroupKey { value: Some(SOUTH.to_string()), label: "South".to_owned() }]);
}

#[test]
fn two_dimensions_and_one_that_nobody_has() {
    assert_eq!(
        by(&[Dimension::Survey, Dimension::Touchpoint]),
        vec![
            (format!("{OTHER_SURVEY} delivery"), 16),
            ("After a visit delivery".to_owned(), 8),
            ("After a visit till".to_owned(), 6),
            ("After a visit ".to_owned(), 1),
        ]
    );
    assert_eq!(by(&[Dimension::Attribute("unheard_of".to_owned())]), named(&[("", 31)]));
}

#[test]
fn a_unit_stands_for_its_branch_by_id_or_code() {
    assert_eq!(n(is_one_of(Dimension::Unit, &[Some(&NORTH.to_string())])), 6);
    assert_eq!(n(is_one_of(Dimension::Unit, &[Some("south-shop"), Some("north-shop")])), 28);
    assert_eq!(n(is_one_of(Dimension::Unit, &[Some("company")])), 31);
    assert_eq!(n(is_one_of(Dimension::UnitAtDepth(1), &[Some("north")])), 6);
    assert_eq!(n(is_one_of(Dimension::UnitAtDepth(1), &[None])), 1);
}

#[test]
fn unknown_values_match_nothing_and_null_is_no_value() {
    assert_eq!(n(is_one_of(Dimension::Touchpoint, &[Some("never seen")])), 0);
    assert_eq!(n(is_one_of(Dimension::Touchpoint, &[])), 0);
    assert_eq!(n(is_one_of(Dimension::Touchpoint, &[None, Some("till")])), 7);
    assert_eq!(n(Filter::Not(Box::new(is_one_of(Dimension::Touchpoint, &[Some("till")])))), 25);
    let unheard_of = || Dimension::Attribute("unheard_of".to_owned());
    assert_eq!(n(is_one_of(unheard_of(), &[Some("x")])), 0);
    assert_eq!(n(is_one_of(unheard_of(), &[None])), 31);
    assert_eq!(n(is_one_of(Dimension::Survey, &[Some(&SURVEY.to_string())])), 15);
    assert_eq!(n(is_one_of(Dimension::Survey, &[Some("no id")])), 0);
}

#[test]
fn ranges_read_labels_as_numbers() {
    let wait = |min, max| {
        n(Filter::Range(RangeFilter { dimension: Dimension::Attribute("wait".to_owned()), min, max }))
    };
    assert_eq!(wait(Some(3.0), Some(12.5)), 6);
    assert_eq!(wait(Some(12.6), None), 16);
    assert_eq!(wait(None, None), 22);
}

#[test]
fn and_or_not_and_nothing() {
    let till = || is_one_of(Dimension::Touchpoint, &[Some("till")]);
    let shop = || is_one_of(Dimension::Unit, &[Some("north-shop")]);
    assert_eq!(n(Filter::All(vec![till(), shop()])), 4);
    assert_eq!(n(Filter::Any(vec![till(), shop(), is_one_of(Dimension::Unit, &[Some("south")])])), 30);
    assert_eq!(n(Filter::All(vec![])), 31);
    assert_eq!(n(Filter::Any(vec![])), 0);
    assert_eq!(n(Filter::Score(ScoreFilter { min: Some(11), max: None })), 0);
    assert_eq!(n(Filter::Score(ScoreFilter { min: None, max: None })), 31);
}

#[test]
fn a_lead_sees_the_own_branch_only() {
    let mut company = company();
    company.scope = UnitScope::Branch(vec![NORTH, NORTH_SHOP]);
    assert_eq!(company.total(MetricId::Nps).n, 6);
    let everything = MetricQuestion {
        filter: Some(Filter::Any(vec![Filter::All(vec![]), Filter::Not(Box::new(Filter::Any(vec![])))])),
        ..MetricQuestion::of(MetricId::Nps)
    };
    assert_eq!(company.answer(&everything).total.n, 6);
    company.scope = UnitScope::Branch(vec![]);
    assert_eq!(company.total(MetricId::Nps).n, 0);
}

#[test]
fn survey_and_question_narrow() {
    let mut company = company();
    company.accept(5, &response(a_day(), vec![csat(5), nps(3)]));
    let question = MetricQuestion { survey: Some(OTHER_SURVEY), ..MetricQuestion::of(MetricId::Nps) };
    assert_eq!(company.answer(&question).total.n, 16);
    let question = MetricQuestion { question: Some("csat".to_owned()), ..MetricQuestion::of(MetricId::Nps) };
    assert_eq!(company.answer(&question).total.n, 0);
    let question = MetricQuestion { by: vec![Dimension::Question], ..MetricQuestion::of(MetricId::Csat) };
    assert_eq!(summary(&company.answer(&question).groups), [("csat".to_owned(), 5, Some(1.0))]);
}
