//! What cannot be answered is refused by the name of its field, with the way out.

use heard_model::calendar::Grain;
use heard_model::dimension::Dimension;
use heard_model::fact::{FactEvent, FactKind};
use heard_model::filter::{Filter, InFilter, RangeFilter, ScoreFilter};
use heard_model::metric::{Compare, MetricId, MetricQuestion};
use jiff::civil::{Date, date};

use super::company::{Company, OTHER_SURVEY, a_day, nps, response, score};

fn refused(company: &Company, question: &MetricQuestion) -> (String, String) {
    let error = company.try_answer(question).unwrap_err();
    (error.field().unwrap().to_owned(), error.to_string())
}

fn field(question: &MetricQuestion) -> String {
    refused(&Company::default(), question).0
}

fn filtered(metric: MetricId, filter: Filter) -> MetricQuestion {
    MetricQuestion { filter: Some(filter), question: Some("why".to_owned()), ..MetricQuestion::of(metric) }
}

#[test]
fn questions_that_are_missing_or_too_much() {
    assert_eq!(field(&MetricQuestion::of(MetricId::Mean)), "question");
    assert_eq!(field(&MetricQuestion::of(MetricId::ChoiceShare)), "question");
    let question =
        MetricQuestion { question: Some("x".to_owned()), ..MetricQuestion::of(MetricId::Responses) };
    assert_eq!(field(&question), "question");
}

#[test]
fn a_changed_scale_is_another_number() {
    let mut company = Company::default();
    company
        .accept(3, &response(date(2026, 1, 5), vec![score("overall", FactKind::Rating, (1, 5), 4)]))
        .accept(3, &response(date(2026, 2, 5), vec![score("overall", FactKind::Rating, (1, 10), 9)]));
    let question =
        MetricQuestion { question: Some("overall".to_owned()), ..MetricQuestion::of(MetricId::Mean) };
    let (field, message) = refused(&company, &question);
    assert_eq!(field, "question");
    assert!(message.contains("1–5, 1–10") && message.contains("`overall`"), "{message}");
    let february =
        MetricQuestion { from: Some(date(2026, 2, 1)), until: Some(date(2026, 3, 1)), ..question.clone() };
    assert_eq!(company.answer(&february).total.value, Some(9.0));
    let compared = MetricQuestion { compare: Some(Compare::PreviousPeriod), ..february };
    assert_eq!(refused(&company, &compared).0, "question");
    company.accept(
        3,
        &FactEvent {
            survey: OTHER_SURVEY,
            ..response(a_day(), vec![score("overall", FactKind::Rating, (1, 3), 3)])
        },
    );
    let by_survey = MetricQuestion { survey: Some(OTHER_SURVEY), ..question };
    assert_eq!(company.answer(&by_survey).total.value, Some(3.0));
}

#[test]
fn dimensions() {
    let by = |metric, by: &[Dimension]| MetricQuestion { by: by.to_vec(), ..MetricQuestion::of(metric) };
    let three = [Dimension::Unit, Dimension::Agent, Dimension::Team];
    assert_eq!(field(&by(MetricId::Nps, &three)), "by");
    assert_eq!(field(&by(MetricId::Nps, &[Dimension::Unit, Dimension::Unit])), "by");
    assert_eq!(field(&by(MetricId::Nps, &[Dimension::Choice])), "by");
}

#[test]
fn times() {
    let between = |from: Date, until: Date| MetricQuestion {
        from: Some(from),
        until: Some(until),
        ..MetricQuestion::of(MetricId::Nps)
    };
    assert_eq!(field(&between(a_day(), a_day())), "until");
    let endless = MetricQuestion { grain: Some(Grain::Day), ..between(Date::MIN, Date::MAX) };
    assert_eq!(field(&endless), "grain");
    let open =
        MetricQuestion { compare: Some(Compare::YearBefore), until: None, ..between(a_day(), Date::MAX) };
    assert_eq!(field(&open), "compare");
    // The ends of time themselves are a fair question.
    let all = MetricQuestion { compare: Some(Compare::YearBefore), ..between(Date::MIN, Date::MAX) };
    assert_eq!(Company::default().answer(&all).total.n, 0);
    let all = MetricQuestion { compare: Some(Compare::PreviousPeriod), ..between(Date::MIN, Date::MAX) };
    assert_eq!(Company::default().answer(&all).total.n, 0);
}

#[test]
fn filters_too_deep_or_long_or_backwards() {
    let mut deep = Filter::All(vec![]);
    for _ in 0..15 {
        deep = Filter::Not(Box::new(deep));
    }
    assert!(Company::default().try_answer(&filtered(MetricId::Nps, deep.clone())).is_ok());
    let deeper = Filter::Any(vec![Filter::All(vec![]), deep]);
    assert!(field(&filtered(MetricId::Nps, deeper)).starts_with("filter.any[1].not.not"));
    let long = Filter::All(vec![Filter::Any(vec![]); 300]);
    assert_eq!(field(&filtered(MetricId::Nps, long)), "filter");
    let backwards = Filter::All(vec![Filter::Score(ScoreFilter { min: Some(5), max: Some(4) })]);
    assert_eq!(field(&filtered(MetricId::Nps, backwards)), "filter.all[0].score");
    let backwards =
        Filter::Range(RangeFilter { dimension: Dimension::Product, min: Some(1.0), max: Some(0.5) });
    assert_eq!(field(&filtered(MetricId::Nps, backwards)), "filter.range");
}

#[test]
fn shares_of_choices_keep_their_denominator() {
    let choice = Filter::In(InFilter { dimension: Dimension::Choice, values: vec![None] });
    assert_eq!(field(&filtered(MetricId::ChoiceShare, choice)), "filter.in");
    let chosen = Filter::Not(Box::new(Filter::Score(ScoreFilter { min: Some(1), max: None })));
    assert_eq!(field(&filtered(MetricId::ChoiceShare, chosen)), "filter.not.score");
}

#[test]
fn too_many_groups() {
    let mut company = Company::default();
    for agent in 0..200 {
        let day = if agent == 0 { date(2024, 1, 1) } else { a_day() };
        company.accept(1, &FactEvent { agent: Some(format!("a{agent}")), ..response(day, vec![nps(9)]) });
    }
    let question = MetricQuestion {
        by: vec![Dimension::Agent],
        grain: Some(Grain::Week),
        ..MetricQuestion::of(MetricId::Nps)
    };
    assert_eq!(refused(&company, &question).0, "by");
    let months = MetricQuestion { grain: Some(Grain::Quarter), ..question };
    assert_eq!(company.answer(&months).groups.len(), 200 * 9);
}
