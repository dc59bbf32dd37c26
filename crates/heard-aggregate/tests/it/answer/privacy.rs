//! Small groups are hidden, and nothing shown gives them away.

use heard_model::calendar::Grain;
use heard_model::dimension::Dimension;
use heard_model::fact::{FactEvent, FactKind, FactScore};
use heard_model::filter::{Filter, InFilter};
use heard_model::metric::{Compare, Flag, Group, Measure, MetricId, MetricQuestion};
use jiff::civil::date;

use super::company::{Company, a_day, nps, response, score};

fn company(sizes: &[(&str, usize)]) -> Company {
    let mut company = Company { small_group: Some(5), ..Company::default() };
    for (channel, times) in sizes {
        let event = FactEvent { channel: Some((*channel).to_owned()), ..response(a_day(), vec![nps(9)]) };
        company.accept(*times, &event);
    }
    company
}

fn by_channel() -> MetricQuestion {
    MetricQuestion { by: vec![Dimension::Channel], ..MetricQuestion::of(MetricId::Nps) }
}

fn hidden(groups: &[Group]) -> Vec<&str> {
    let is_hidden = |group: &&Group| group.measure.flag == Some(Flag::Suppressed);
    groups.iter().filter(is_hidden).map(|group| group.keys[0].label.as_str()).collect()
}

fn shows_nothing(measure: &Measure) {
    assert_eq!(
        (measure.n, measure.value, measure.low, measure.flag),
        (0, None, None, Some(Flag::Suppressed))
    );
    assert!(measure.parts.is_empty() && measure.distribution.is_empty() && measure.weighted.is_none());
}

#[test]
fn a_small_group_takes_the_next_smallest_with_it() {
    let company = company(&[("web", 40), ("shop", 9), ("call", 3)]);
    let answer = company.answer(&by_channel());
    assert_eq!(hidden(&answer.groups), ["call", "shop"]);
    assert_eq!(answer.total.n, 52);
    for group in answer.groups.iter().filter(|group| group.keys[0].label != "web") {
        shows_nothing(&group.measure);
    }
    let open = Company { small_group: None, ..company };
    assert!(hidden(&open.answer(&by_channel()).groups).is_empty());
}

#[test]
fn a_small_total_hides_everything() {
    let answer = company(&[("web", 2), ("shop", 2)]).answer(&by_channel());
    shows_nothing(&answer.total);
    assert_eq!(hidden(&answer.groups).len(), 2);
}

#[test]
fn subtracting_a_filter_gives_nobody_away() {
    let company = company(&[("web", 40), ("call", 3)]);
    let without_call = Filter::Not(Box::new(Filter::In(InFilter {
        dimension: Dimension::Channel,
        values: vec![Some("call".to_owned())],
    })));
    let question = MetricQuestion { filter: Some(without_call), ..MetricQuestion::of(MetricId::Nps) };
    shows_nothing(&company.answer(&question).total);
    assert_eq!(company.total(MetricId::Nps).n, 43);
}

fn only_web(question: &str, metric: MetricId) -> MetricQuestion {
    let only_web =
        Filter::In(InFilter { dimension: Dimension::Channel, values: vec![Some("web".to_owned())] });
    MetricQuestion {
        question: Some(question.to_owned()),
        filter: Some(only_web),
        ..MetricQuestion::of(metric)
    }
}

#[test]
fn what_is_behind_the_filter_may_be_of_another_kind() {
    let mut company = Company { small_group: Some(5), ..Company::default() };
    let choice = |kind| FactScore { choice: Some("price".to_owned()), ..score("why", kind, (0, 1), 1) };
    let scores = [
        ("web", vec![score("overall", FactKind::Rating, (1, 10), 7), choice(FactKind::SingleChoice)]),
        ("shop", vec![score("overall", FactKind::Rating, (1, 5), 4), choice(FactKind::MultipleChoice)]),
    ];
    for (channel, scores) in scores {
        company.accept(20, &FactEvent { channel: Some(channel.to_owned()), ..response(a_day(), scores) });
    }
    assert_eq!(company.answer(&only_web("overall", MetricId::Mean)).total.n, 20);
    assert_eq!(company.answer(&only_web("why", MetricId::ChoiceShare)).total.n, 20);
    // Three people who answered on the other scale would be seen by subtracting.
    company.events.truncate(23);
    shows_nothing(&company.answer(&only_web("overall", MetricId::Mean)).total);
    shows_nothing(&company.answer(&only_web("why", MetricId::ChoiceShare)).total);
}

#[test]
fn periods_by_dimension_hide_a_ring() {
    let mut company = company(&[("web", 40), ("shop", 30), ("call", 3)]);
    for channel in ["web", "shop", "call"] {
        let event =
            FactEvent { channel: Some(channel.to_owned()), ..response(date(2026, 4, 1), vec![nps(0)]) };
        company.accept(20, &event);
    }
    let answer = company.answer(&MetricQuestion { grain: Some(Grain::Month), ..by_channel() });
    assert_eq!(hidden(&answer.groups).len(), 4);
    assert_eq!(answer.total.n, 133);
}

#[test]
fn a_hidden_past_is_not_compared() {
    let mut company = company(&[("web", 40), ("shop", 40)]);
    let earlier = FactEvent { channel: Some("web".to_owned()), ..response(date(2026, 2, 10), vec![nps(0)]) };
    company.accept(3, &earlier);
    let question = MetricQuestion {
        from: Some(date(2026, 3, 1)),
        until: Some(date(2026, 4, 1)),
        compare: Some(Compare::PreviousPeriod),
        ..by_channel()
    };
    let answer = company.answer(&question);
    assert_eq!(answer.comparison, None);
    let web = answer.groups.iter().find(|group| group.keys[0].label == "web").unwrap();
    assert_eq!((web.measure.n, web.comparison.is_none()), (40, true));
}

#[test]
fn responses_are_people_too() {
    let mut company = Company { small_group: Some(5), ..Company::default() };
    let counted = score("", FactKind::Response, (0, 1), 1);
    company.accept(4, &response(a_day(), vec![counted]));
    shows_nothing(&company.total(MetricId::Responses));
}
