//! Periods against each other, by the test of each metric.

use heard_model::calendar::{Grain, Period};
use heard_model::dimension::Dimension;
use heard_model::fact::{FactEvent, FactKind, FactScore};
use heard_model::metric::{Compare, MetricId, MetricQuestion, Sureness};
use jiff::civil::{Date, date};

use super::company::{Company, close, csat, nps, response, score};

const FEBRUARY: Date = date(2026, 2, 10);
const MARCH: Date = date(2026, 3, 10);

fn march(metric: MetricId, compare: Compare) -> MetricQuestion {
    MetricQuestion {
        from: Some(date(2026, 3, 1)),
        until: Some(date(2026, 4, 1)),
        compare: Some(compare),
        ..MetricQuestion::of(metric)
    }
}

fn accept(company: &mut Company, day: Date, scores: &[(usize, FactScore)]) {
    for (times, score) in scores {
        company.accept(*times, &response(day, vec![score.clone()]));
    }
}

#[test]
fn two_months_of_nps() {
    let mut company = Company::default();
    accept(&mut company, FEBRUARY, &[(412, nps(9)), (310, nps(8)), (178, nps(2))]);
    accept(&mut company, MARCH, &[(455, nps(9)), (300, nps(8)), (145, nps(2))]);
    let comparison = company.answer(&march(MetricId::Nps, Compare::PreviousPeriod)).comparison.unwrap();
    close(comparison.difference, 8.444_444);
    close(comparison.p_value, 0.017_460);
    assert_eq!(comparison.sureness, Sureness::Clear);
    assert!(comparison.low.unwrap() > 0.0);
    // 9 beats 8, 2 and half of the other 9s, and so on, counted by hand.
    let superiority = comparison.superiority.unwrap();
    close(Some(superiority.value), 0.529_105);
    assert!(0.5 < superiority.low && superiority.low < superiority.value);
    assert!(superiority.value < superiority.high);
    assert_eq!(comparison.before.n, 900);
    assert_eq!(comparison.period, Period { start: date(2026, 1, 29), until: date(2026, 3, 1) });
}

#[test]
fn two_shares_by_newcombe() {
    let mut company = Company::default();
    accept(&mut company, FEBRUARY, &[(48, csat(5)), (32, csat(1))]);
    accept(&mut company, MARCH, &[(56, csat(4)), (14, csat(2))]);
    let comparison = company.answer(&march(MetricId::Csat, Compare::PreviousPeriod)).comparison.unwrap();
    close(comparison.difference, 0.2);
    close(comparison.low, 0.052_431);
    close(comparison.high, 0.333_873);
    assert_eq!(comparison.sureness, Sureness::Clear);
}

#[test]
fn a_year_before_in_either_calendar() {
    let mut company = Company::default();
    accept(&mut company, date(2025, 3, 20), &[(40, csat(1))]);
    accept(&mut company, date(2025, 3, 21), &[(40, csat(5))]);
    accept(&mut company, date(2026, 3, 21), &[(40, csat(5))]);
    let mut question = MetricQuestion {
        from: Some(date(2026, 3, 21)),
        until: Some(date(2026, 4, 21)),
        ..march(MetricId::Csat, Compare::YearBefore)
    };
    let comparison = company.answer(&question).comparison.unwrap();
    assert_eq!((comparison.before.value, comparison.sureness), (Some(1.0), Sureness::WithinNoise));
    // 1405 began on 21 March 2026 and 1404 on 21 March 2025; 1403 on 20 March 2024.
    question.calendar = Some(heard_model::calendar::Calendar::SolarHijri);
    let before = company.answer(&question).comparison.unwrap().period;
    assert_eq!(before, Period { start: date(2025, 3, 21), until: date(2025, 4, 21) });
    question.from = Some(date(2025, 3, 21));
    let before = company.answer(&question).comparison.unwrap().period;
    assert_eq!(before.start, date(2024, 3, 20));
}

#[test]
fn means_by_welch_and_spreads_by_chi_square() {
    let mut company = Company::default();
    accept(&mut company, FEBRUARY, &[(30, csat(2)), (70, csat(4))]);
    accept(&mut company, MARCH, &[(45, csat(2)), (55, csat(4))]);
    let asked = |metric| {
        let question =
            MetricQuestion { question: Some("csat".to_owned()), ..march(metric, Compare::PreviousPeriod) };
        company.answer(&question).comparison.unwrap()
    };
    let mean = asked(MetricId::Mean);
    close(mean.difference, -0.3);
    assert!(mean.p_value.unwrap() < 0.05 && mean.high.unwrap() < 0.0, "{mean:?}");
    let spread = asked(MetricId::Distribution);
    close(spread.p_value, 0.028_460);
    assert_eq!((spread.difference, spread.sureness), (None, Sureness::Clear));
}

#[test]
fn few_answers_say_nothing_and_counts_are_exact() {
    let mut company = Company::default();
    let counted = score("", FactKind::Response, (0, 1), 1);
    accept(&mut company, FEBRUARY, &[(5, nps(0)), (3, counted.clone())]);
    accept(&mut company, MARCH, &[(500, nps(10)), (4, counted)]);
    let few = company.answer(&march(MetricId::Nps, Compare::PreviousPeriod)).comparison.unwrap();
    assert_eq!((few.difference, few.sureness), (Some(200.0), Sureness::TooFew));
    let counts = company.answer(&march(MetricId::Responses, Compare::PreviousPeriod)).comparison.unwrap();
    assert_eq!((counts.difference, counts.sureness), (Some(1.0), Sureness::Clear));
}

#[test]
fn groups_and_periods_meet_their_own_earlier_cell() {
    let mut company = Company::default();
    for (day, channel, value) in [(FEBRUARY, "web", 1), (MARCH, "web", 5), (MARCH, "shop", 5)] {
        let event = FactEvent { channel: Some(channel.to_owned()), ..response(day, vec![csat(value)]) };
        company.accept(40, &event);
    }
    let by_channel =
        MetricQuestion { by: vec![Dimension::Channel], ..march(MetricId::Csat, Compare::PreviousPeriod) };
    let groups = company.answer(&by_channel).groups;
    let of = |label: &str| {
        let group = groups.iter().find(|group| group.keys[0].label == label).unwrap();
        group.comparison.clone().unwrap()
    };
    assert_eq!((of("web").difference, of("web").sureness), (Some(1.0), Sureness::Clear));
    assert_eq!(
        (of("shop").before.n, of("shop").difference, of("shop").sureness),
        (0, None, Sureness::TooFew)
    );

    let by_week =
        MetricQuestion { grain: Some(Grain::Week), ..march(MetricId::Csat, Compare::PreviousPeriod) };
    let answer = company.answer(&by_week);
    // 1 March is a Sunday, so its week is cut to one day, and the last to two.
    let starts: Vec<i8> = answer.groups.iter().map(|group| group.period.unwrap().start.day()).collect();
    assert_eq!(starts, [1, 2, 9, 16, 23, 30]);
    let before: Vec<i64> =
        answer.groups.iter().map(|group| group.comparison.as_ref().unwrap().before.n).collect();
    // 10 February is in the week that lies 31 days before 9 to 16 March.
    assert_eq!(before, [0, 0, 40, 0, 0, 0]);
}
