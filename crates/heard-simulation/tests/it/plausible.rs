//! The company looks like one: when answers come, who gives them, how good they are.

use std::collections::{BTreeMap, BTreeSet};

use heard_simulation::{Company, SurveyKey};
use jiff::civil::date;
use jiff::tz::TimeZone;

use crate::{SEED, UNTIL, day, responses, satisfied, score};

#[test]
fn as_many_as_asked_for_in_the_order_of_time_within_two_years() {
    let company = Company::new(SEED);
    for count in [0, 1, 2, 999, 20_000] {
        let responses = responses(&company, count);
        assert_eq!(responses.len() as u64, count);
        assert!(responses.is_sorted_by_key(|response| response.raw.answered_at));
        let days = responses.iter().map(day);
        assert!(days.clone().all(|day| (date(2024, 11, 22)..UNTIL).contains(&day)));
        if count == 20_000 {
            assert_eq!(days.clone().min(), Some(date(2024, 11, 22)));
            assert_eq!(days.max(), Some(date(2026, 11, 21)));
        }
        let identifiers: BTreeSet<_> = responses.iter().map(|response| &response.raw.external_id).collect();
        assert_eq!(identifiers.len() as u64, count);
    }
}

#[test]
fn short_days_and_leap_days_lose_nothing() {
    // The last day has 23 hours; the two years before a leap day begin on a 28 February.
    for until in [date(2026, 3, 30), date(2028, 2, 29), date(2027, 11, 1)] {
        let company = Company::new(SEED);
        let days: Vec<_> = company.responses(15_000, until).map(|response| day(&response)).collect();
        assert_eq!(days.len(), 15_000);
        assert_eq!(days.last().copied(), until.yesterday().ok());
        assert_eq!(days.iter().collect::<BTreeSet<_>>().len() as i32, {
            let start = until.saturating_sub(jiff::Span::new().months(24));
            until.since((jiff::Unit::Day, start)).unwrap().get_days()
        });
    }
}

#[test]
fn people_answer_by_day_more_every_year_and_most_before_christmas() {
    let company = Company::new(SEED);
    let zone = TimeZone::get("Europe/Budapest").unwrap();
    let mut months: BTreeMap<(i16, i8), u32> = BTreeMap::new();
    for response in company.responses(40_000, UNTIL) {
        let time = response.raw.answered_at.unwrap().to_zoned(zone.clone());
        assert!((5..24).contains(&time.hour()), "{time}");
        *months.entry((time.year(), time.month())).or_default() += 1;
    }
    assert!(months[&(2026, 6)] * 10 > months[&(2025, 6)] * 12, "the company grows");
    assert!(months[&(2025, 12)] * 10 > months[&(2025, 10)] * 12, "December is busy");
}

#[test]
fn scores_are_those_of_a_middling_company() {
    let company = Company::new(SEED);
    let responses = responses(&company, 60_000);
    let all = |question| responses.iter().filter_map(move |response| score(response, question));
    let recommend: Vec<u64> = all("recommend").collect();
    let share = |range: std::ops::RangeInclusive<u64>| {
        recommend.iter().filter(|score| range.contains(score)).count() as f64 / recommend.len() as f64
    };
    let nps = 100.0 * (share(9..=10) - share(0..=6));
    println!(
        "NPS {nps:.1} of {}: {:?}",
        recommend.len(),
        (0..=10).map(|score| share(score..=score)).collect::<Vec<_>>()
    );
    assert!((15.0..45.0).contains(&nps), "{nps}");
    for question in ["overall", "visit", "staff", "waiting", "delivery", "agent"] {
        let csat = responses.iter().filter(|response| response.survey != SurveyKey::Product);
        let (satisfied, n) = satisfied(csat.filter_map(|response| score(response, question)));
        println!("{question} {satisfied:.3} of {n}");
        assert!((0.6..0.88).contains(&satisfied), "{question} {satisfied}");
    }
    for (question, points) in
        [("recommend", 0..=10), ("delivery", 1..=5), ("effort", 1..=7), ("ideal", 1..=10)]
    {
        let given: BTreeSet<u64> = all(question).collect();
        assert!(given.iter().copied().eq(points), "{question}: {given:?}");
    }
}

#[test]
fn countries_languages_and_customers_are_mixed() {
    let company = Company::new(SEED);
    let mut languages: BTreeMap<(String, String), u32> = BTreeMap::new();
    let mut customers: BTreeMap<String, u32> = BTreeMap::new();
    let mut persian_shop = 0;
    for response in company.responses(40_000, UNTIL) {
        let raw = response.raw;
        let key = (raw.country.unwrap(), raw.language.clone().unwrap());
        *languages.entry(key).or_default() += 1;
        if raw.unit.as_deref() == Some("online-persian") {
            assert_eq!(raw.language.as_deref(), Some("fa"));
            persian_shop += 1;
        }
        if let Some(customer) = raw.contact.and_then(|contact| contact.external_id) {
            *customers.entry(customer).or_default() += 1;
        }
        assert_eq!(raw.weight.is_some(), response.survey == SurveyKey::Relationship);
    }
    for country in ["HU", "RO", "FI", "IE"] {
        for language in ["en", "fa"] {
            assert!(languages[&(country.to_owned(), language.to_owned())] > 50, "{language} in {country}");
        }
    }
    assert!(persian_shop > 300, "{persian_shop}");
    let repeated = customers.values().filter(|answers| **answers > 1).count() as f64;
    let share = repeated / customers.len() as f64;
    assert!((0.3..0.8).contains(&share), "{share} of the customers answered more than once");
}

#[test]
fn longer_waits_and_later_parcels_score_lower_step_by_step() {
    let company = Company::new(SEED);
    let responses = responses(&company, 100_000);
    for (attribute, question, steps) in [
        ("waiting_minutes", "visit", [["0", "1"], ["3", "5"], ["8", "12"], ["20", "30"]]),
        ("delivery_delay_days", "delivery", [["-1", "-1"], ["0", "0"], ["1", "2"], ["3", "5"]]),
    ] {
        let shares = steps.map(|labels| {
            let at = responses.iter().filter(|response| {
                let label = response.raw.attributes.get(attribute);
                label.is_some_and(|label| labels.contains(&label.as_str()))
            });
            satisfied(at.filter_map(|response| score(response, question))).0
        });
        assert!(shares.windows(2).all(|pair| pair[0] > pair[1] + 0.01), "{attribute} {shares:?}");
    }
}
