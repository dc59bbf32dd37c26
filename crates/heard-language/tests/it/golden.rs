//! Rust prints what the browser prints: `locales/golden.json`, made by `locales/golden.mjs`.

use heard_language::{
    DateStyle, RelativeUnit, format_date, format_date_time, format_number, format_percent, format_relative,
    format_signed, format_time,
};
use heard_model::InterfaceLanguage;
use heard_model::calendar::Calendar;
use serde::Deserialize;

#[derive(Deserialize)]
struct Row {
    language: InterfaceLanguage,
    #[serde(flatten)]
    case: Case,
    expected: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "kind", content = "input", rename_all = "snake_case")]
enum Case {
    Number { value: f64, decimals: u8 },
    Signed { value: f64, decimals: u8 },
    Percent { value: f64, decimals: u8 },
    Date { calendar: Calendar, day: jiff::civil::Date, style: String },
    DateTime { calendar: Calendar, moment: jiff::civil::DateTime },
    Time { time: jiff::civil::Time },
    Relative { value: i64, unit: String },
}

fn print(language: InterfaceLanguage, case: Case) -> String {
    match case {
        Case::Number { value, decimals } => format_number(language, value, decimals),
        Case::Signed { value, decimals } => format_signed(language, value, decimals),
        Case::Percent { value, decimals } => format_percent(language, value, decimals),
        Case::Date { calendar, day, style } => {
            format_date(language, calendar, day, DateStyle::from_name(&style).expect("the style is known"))
        }
        Case::DateTime { calendar, moment } => format_date_time(language, calendar, moment),
        Case::Time { time } => format_time(language, time),
        Case::Relative { value, unit } => {
            let unit =
                RelativeUnit::ALL.into_iter().find(|known| known.name() == unit).expect("the unit is known");
            format_relative(language, value, unit)
        }
    }
}

#[test]
fn numbers_and_dates_are_those_of_the_browser() {
    let rows: Vec<Row> = serde_json::from_str(include_str!("../../../../locales/golden.json")).unwrap();
    assert!(rows.len() > 1_000);
    let differences: Vec<String> = rows
        .into_iter()
        .filter_map(|Row { language, case, expected }| {
            let printed = print(language, case.clone());
            (printed != expected).then(|| format!("{language:?} {case:?}: {printed:?} is not {expected:?}"))
        })
        .collect();
    assert!(differences.is_empty(), "{} differences:\n{}", differences.len(), differences.join("\n"));
}
