//! Shares of choices.

use heard_model::calendar::Grain;
use heard_model::dimension::Dimension;
use heard_model::fact::{FactEvent, FactKind, FactScore};
use heard_model::metric::{Compare, MetricId, MetricQuestion, Sureness};
use jiff::civil::date;

use super::company::{Company, OTHER_SURVEY, a_day, response, summary};

fn chosen(question: &str, choice: &str) -> FactScore {
    FactScore {
        choice: Some(choice.to_owned()),
        ..super::company::score(question, FactKind::SingleChoice, (0, 1), 1)
    }
}

fn several(question: &str, choices: &[(&str, u8)]) -> Vec<FactScore> {
    let row = |(choice, score): &(&str, u8)| FactScore {
        choice: Some((*choice).to_owned()),
        ..super::company::score(question, FactKind::MultipleChoice, (0, 1), *score)
    };
    choices.iter().map(row).collect()
}

fn shares(question: &str) -> MetricQuestion {
    MetricQuestion { question: Some(question.to_owned()), ..MetricQuestion::of(MetricId::ChoiceShare) }
}

fn by_choice(question: &str) -> MetricQuestion {
    MetricQuestion { by: vec![Dimension::Choice], ..shares(question) }
}

fn company() -> Company {
    let mut company = Company::default();
    for (choice, channel, times) in [("price", "web", 6), ("price", "shop", 2), ("speed", "web", 2)] {
        let event =
            FactEvent { channel: Some(channel.to_owned()), ..response(a_day(), vec![chosen("why", choice)]) };
        company.accept(times, &event);
    }
    company
        .accept(3, &response(a_day(), several("what", &[("bread", 1), ("milk", 1)])))
        .accept(1, &response(a_day(), several("what", &[("bread", 0), ("milk", 1)])))
        // A third choice was added later.
        .accept(4, &response(a_day(), several("what", &[("bread", 1), ("milk", 0), ("tea", 1)])));
    company
}

#[test]
fn a_single_choice_has_shares_that_add_up() {
    let total = company().answer(&shares("why")).total;
    let parts: Vec<(&str, i64, f64)> =
        total.parts.iter().map(|part| (part.name.as_str(), part.count, part.share)).collect();
    assert_eq!(parts, [("price", 8, 0.8), ("speed", 2, 0.2)]);
    assert_eq!((total.n, total.value), (10, None));
    let groups = company().answer(&by_choice("why")).groups;
    assert_eq!(summary(&groups), [("price".to_owned(), 10, Some(0.8)), ("speed".to_owned(), 10, Some(0.2))]);
}

#[test]
fn a_multiple_choice_counts_those_who_could_choose() {
    let answer = company().answer(&by_choice("what"));
    assert_eq!(
        summary(&answer.groups),
        [
            ("bread".to_owned(), 8, Some(0.875)),
            ("milk".to_owned(), 8, Some(0.5)),
            ("tea".to_owned(), 4, Some(1.0)),
        ]
    );
    assert_eq!((answer.total.n, answer.total.parts.len()), (8, 3));
}

#[test]
fn surveys_with_choices_of_their_own_add_up() {
    let mut company = company();
    let other = several("what", &[("wine", 1), ("beer", 0)]);
    company.accept(5, &FactEvent { survey: OTHER_SURVEY, ..response(a_day(), other) });
    let total = company.answer(&shares("what")).total;
    let counts: Vec<(&str, i64)> = total.parts.iter().map(|part| (part.name.as_str(), part.count)).collect();
    assert_eq!(counts, [("beer", 0), ("bread", 7), ("milk", 4), ("tea", 4), ("wine", 5)]);
    assert_eq!(total.n, 13);
}

#[test]
fn shares_within_a_dimension_and_over_time() {
    let question = MetricQuestion { by: vec![Dimension::Channel, Dimension::Choice], ..shares("why") };
    let answer = company().answer(&question);
    assert_eq!(
        summary(&answer.groups),
        [
            ("web price".to_owned(), 8, Some(0.75)),
            ("shop price".to_owned(), 2, Some(1.0)),
            ("web speed".to_owned(), 8, Some(0.25)),
        ]
    );
    assert_eq!(answer.total.n, 10);
    let by_channel = MetricQuestion { by: vec![Dimension::Channel], ..shares("why") };
    assert_eq!(company().answer(&by_channel).groups[1].measure.parts.len(), 1);

    let mut company = company();
    company.accept(3, &response(date(2026, 4, 1), vec![chosen("why", "speed")]));
    let over_time = MetricQuestion { grain: Some(Grain::Month), ..by_choice("why") };
    let answer = company.answer(&over_time);
    assert_eq!(
        summary(&answer.groups),
        [
            ("2026-03-01 price".to_owned(), 10, Some(0.8)),
            ("2026-03-01 speed".to_owned(), 10, Some(0.2)),
            ("2026-04-01 price".to_owned(), 3, Some(0.0)),
            ("2026-04-01 speed".to_owned(), 3, Some(1.0)),
        ]
    );
    assert_eq!(answer.total.n, 13);
}

#[test]
fn shares_are_compared_choice_by_choice() {
    let mut company = Company::default();
    for (day, choice, times) in [
        (date(2026, 2, 10), "price", 90),
        (date(2026, 2, 10), "speed", 10),
        (date(2026, 3, 10), "price", 50),
        (date(2026, 3, 10), "speed", 50),
    ] {
        company.accept(times, &response(day, vec![chosen("why", choice)]));
    }
    let march = MetricQuestion {
        from: Some(date(2026, 3, 1)),
        until: Some(date(2026, 4, 1)),
        compare: Some(Compare::PreviousPeriod),
        ..by_choice("why")
    };
    let answer = company.answer(&march);
    let comparison = answer.groups[0].comparison.as_ref().unwrap();
    assert_eq!(answer.groups[0].keys[0].label, "price");
    assert!((comparison.difference.unwrap() + 0.4).abs() < 1e-12);
    assert_eq!(comparison.sureness, Sureness::Clear);
    assert_eq!(answer.comparison.unwrap().sureness, Sureness::Clear);
}

#[test]
fn single_and_multiple_under_one_key_are_refused() {
    let mut company = company();
    company.accept(1, &response(a_day(), several("why", &[("price", 1)])));
    let error = company.try_answer(&shares("why")).unwrap_err();
    assert_eq!(error.field(), Some("question"));
}
