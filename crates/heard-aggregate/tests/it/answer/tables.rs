//! Answers as rows.

use heard_aggregate::table;
use heard_model::calendar::Grain;
use heard_model::dimension::Dimension;
use heard_model::fact::FactEvent;
use heard_model::metric::{Compare, MetricAnswer, MetricId, MetricQuestion};
use jiff::civil::date;

use super::company::{Company, a_day, csat, response};

fn company() -> Company {
    let mut company = Company::default();
    for (channel, value, weight, times) in [("web", 5, Some(2_000_000), 3), ("=shop", 2, None, 1)] {
        let event =
            FactEvent { channel: Some(channel.to_owned()), weight, ..response(a_day(), vec![csat(value)]) };
        company.accept(times, &event);
    }
    company
}

fn written(answer: &MetricAnswer) -> String {
    let table = table(answer);
    assert!(table.rows.iter().all(|row| row.len() == table.header.len()));
    let rows =
        table.rows.iter().map(|row| row.iter().map(|cell| cell.to_file()).collect::<Vec<_>>().join(";"));
    std::iter::once(table.header.join(";")).chain(rows).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_total_is_one_row() {
    insta::assert_snapshot!(written(&company().answer(&MetricQuestion::of(MetricId::Csat))));
}

#[test]
fn groups_with_periods_and_a_comparison() {
    let question = MetricQuestion {
        from: Some(date(2026, 3, 1)),
        until: Some(date(2026, 4, 1)),
        grain: Some(Grain::Month),
        by: vec![Dimension::Channel],
        compare: Some(Compare::YearBefore),
        ..MetricQuestion::of(MetricId::Csat)
    };
    insta::assert_snapshot!(written(&company().answer(&question)));
}

#[test]
fn hidden_rows_are_empty() {
    let company = Company { small_group: Some(5), ..company() };
    let question = MetricQuestion { by: vec![Dimension::Channel], ..MetricQuestion::of(MetricId::Csat) };
    insta::assert_snapshot!(written(&company.answer(&question)));
}
