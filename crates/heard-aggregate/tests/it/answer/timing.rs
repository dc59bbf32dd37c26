//! Time cut into periods.

use heard_model::calendar::{Calendar, Grain, Period};
use heard_model::dimension::Dimension;
use heard_model::fact::FactEvent;
use heard_model::metric::{Flag, MetricId, MetricQuestion};
use jiff::civil::date;

use super::company::{Company, nps, response, summary};

fn over_time(grain: Grain) -> MetricQuestion {
    MetricQuestion { grain: Some(grain), ..MetricQuestion::of(MetricId::Nps) }
}

fn company() -> Company {
    let mut company = Company::default();
    company
        .accept(2, &response(date(2025, 11, 30), vec![nps(10)]))
        .accept(1, &response(date(2026, 2, 1), vec![nps(0)]))
        .accept(3, &response(date(2026, 2, 28), vec![nps(10)]));
    company
}

#[test]
fn empty_months_between_are_there() {
    let groups = company().answer(&over_time(Grain::Month)).groups;
    assert_eq!(
        summary(&groups),
        [
            ("2025-11-01".to_owned(), 2, Some(100.0)),
            ("2025-12-01".to_owned(), 0, None),
            ("2026-01-01".to_owned(), 0, None),
            ("2026-02-01".to_owned(), 4, Some(50.0)),
        ]
    );
    assert_eq!(groups[1].measure.flag, Some(Flag::NoData));
}

#[test]
fn asked_ends_are_kept_even_where_nothing_is() {
    let question = MetricQuestion {
        from: Some(date(2026, 1, 15)),
        until: Some(date(2026, 4, 1)),
        ..over_time(Grain::Month)
    };
    let answer = company().answer(&question);
    assert_eq!(answer.total.n, 4);
    let periods: Vec<Period> = answer.groups.iter().filter_map(|group| group.period).collect();
    assert_eq!(periods[0], Period { start: date(2026, 1, 15), until: date(2026, 2, 1) });
    assert_eq!(periods.len(), 3);
    let open = MetricQuestion { until: None, ..question };
    assert_eq!(company().answer(&open).groups.len(), 2);
}

#[test]
fn years_quarters_and_the_solar_calendar() {
    let mut company = company();
    company.settings.fiscal_year_start = 2;
    let years = company.answer(&over_time(Grain::Year)).groups;
    assert_eq!(summary(&years).iter().map(|(_, n, _)| *n).collect::<Vec<_>>(), [2, 4]);
    assert_eq!(years[1].period.unwrap().start, date(2026, 2, 1));
    company.settings.fiscal_year_start = 1;
    let hijri = MetricQuestion { calendar: Some(Calendar::SolarHijri), ..over_time(Grain::Month) };
    let answer = company.answer(&hijri);
    // Azar begins on 22 November 2025; 28 February 2026 is in Esfand, from 20 February.
    assert_eq!(answer.groups.first().unwrap().period.unwrap().start, date(2025, 11, 22));
    assert_eq!(answer.groups.last().unwrap().period.unwrap().start, date(2026, 2, 20));
    assert_eq!(answer.question.calendar, Some(Calendar::SolarHijri));
    assert_eq!(company.answer(&over_time(Grain::Month)).question.calendar, Some(Calendar::Gregorian));
}

#[test]
fn values_keep_their_order_in_every_period() {
    let mut company = Company::default();
    for (day, channel, times) in
        [(date(2026, 1, 5), "few", 5), (date(2026, 1, 5), "many", 1), (date(2026, 2, 5), "many", 9)]
    {
        let event = FactEvent { channel: Some(channel.to_owned()), ..response(day, vec![nps(9)]) };
        company.accept(times, &event);
    }
    let question = MetricQuestion { by: vec![Dimension::Channel], ..over_time(Grain::Month) };
    let names: Vec<(String, i64)> =
        summary(&company.answer(&question).groups).into_iter().map(|(name, n, _)| (name, n)).collect();
    let expected =
        [("2026-01-01 many", 1), ("2026-01-01 few", 5), ("2026-02-01 many", 9), ("2026-02-01 few", 0)];
    assert_eq!(names, expected.map(|(name, n)| (name.to_owned(), n)));
}

#[test]
fn no_answers_have_no_periods() {
    assert!(Company::default().answer(&over_time(Grain::Day)).groups.is_empty());
}
