//! The simulated company through its door.

#![expect(clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]

mod comments;
mod company;
mod effects;
mod plausible;
mod repeatable;

use heard_simulation::{Company, SimulatedResponse, SurveyKey};
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;

/// The day after the last of these tests.
const UNTIL: Date = date(2026, 11, 22);
const SEED: u64 = 7;

fn responses(company: &Company, count: u64) -> Vec<SimulatedResponse> {
    company.responses(count, UNTIL).collect()
}

/// The civil day at the company.
fn day(response: &SimulatedResponse) -> Date {
    let zone = TimeZone::get("Europe/Budapest").expect("the zones are in the binary");
    response.raw.answered_at.expect("every response says when").to_zoned(zone).date()
}

fn score(response: &SimulatedResponse, question: &str) -> Option<u64> {
    response.raw.answers.get(question)?.as_u64()
}

/// What the customer wrote.
fn words(response: &SimulatedResponse) -> Option<&str> {
    let key = match response.survey {
        SurveyKey::Relationship => "reason",
        SurveyKey::Product => "change",
        _ => "comment",
    };
    response.raw.answers.get(key)?.as_str()
}

/// Share of 4 and 5.
fn satisfied(scores: impl Iterator<Item = u64>) -> (f64, usize) {
    let scores: Vec<u64> = scores.collect();
    let satisfied = scores.iter().filter(|score| **score >= 4).count();
    (satisfied as f64 / scores.len() as f64, scores.len())
}
