//! What was planted is there, by plain counting.

use heard_model::calendar::Period;
use heard_model::dimension::Dimension;
use heard_simulation::{Cell, Company, Direction, PlantedEffect, SimulatedResponse};
use jiff::civil::{Date, date};

use crate::{SEED, UNTIL, day, satisfied, score};

fn label<'a>(response: &'a SimulatedResponse, dimension: &Dimension) -> Option<&'a str> {
    let raw = &response.raw;
    match dimension {
        Dimension::Unit => raw.unit.as_deref(),
        Dimension::Touchpoint => raw.touchpoint.as_deref(),
        Dimension::Agent => raw.agent.as_deref(),
        Dimension::Attribute(name) => raw.attributes.get(name).map(String::as_str),
        other => panic!("no effect lies in {other}"),
    }
}

fn measure(responses: &[(Date, SimulatedResponse)], effect: &PlantedEffect, cell: &Cell) -> (f64, usize) {
    let Period { start, until } = cell.period;
    satisfied(
        responses
            .iter()
            .filter(|(day, response)| {
                response.survey == effect.survey
                    && (start..until).contains(day)
                    && label(response, &effect.dimension)
                        .is_some_and(|label| cell.values.iter().any(|value| value == label))
            })
            .filter_map(|(_, response)| score(response, &effect.question)),
    )
}

fn check(seed: u64, count: u64, until: Date, slack: f64) {
    let company = Company::new(seed);
    let responses: Vec<_> =
        company.responses(count, until).map(|response| (day(&response), response)).collect();
    let mut missed = Vec::new();
    for effect in company.planted_effects(until) {
        let (affected, n) = measure(&responses, &effect, &effect.affected);
        let (compared, others) = measure(&responses, &effect, &effect.compared);
        let difference = affected - compared;
        println!("{}: {affected:.3} (n {n}) against {compared:.3} (n {others})", effect.key);
        let points_the_right_way = match effect.direction {
            Direction::Lower => difference < 0.0,
            Direction::Higher => difference > 0.0,
            Direction::Same => true,
        };
        let is_as_large_as_said = (difference - effect.difference).abs() <= effect.tolerance + slack;
        if n < 20 || others < 60 || !points_the_right_way || !is_as_large_as_said {
            missed.push((effect.key, difference, n, others));
        }
    }
    assert!(missed.is_empty(), "{missed:?}");
}

#[test]
fn planted_effects_are_measured_in_many_answers() {
    check(SEED, 150_000, UNTIL, 0.0);
}

#[test]
fn planted_effects_are_measured_for_other_seeds_and_days() {
    check(1, 60_000, date(2026, 3, 31), 0.05);
    check(2, 60_000, date(2027, 1, 1), 0.05);
    check(3, 60_000, date(2028, 2, 29), 0.05);
}

#[test]
fn planted_effects_show_in_a_small_demonstration() {
    check(SEED, 25_000, UNTIL, 0.08);
}

#[test]
fn the_broken_touchpoint_is_the_worst_of_its_month() {
    let company = Company::new(SEED);
    let month = Period { start: date(2026, 10, 1), until: date(2026, 11, 1) };
    let effect = &company.planted_effects(UNTIL)[0];
    assert_eq!((effect.key.as_str(), effect.affected.period), ("delivery_breaks", month));
    let (mut before, mut during) = (Vec::new(), Vec::new());
    for response in company.responses(60_000, UNTIL) {
        let Some(score) = score(&response, "delivery") else { continue };
        let day = day(&response);
        if (month.start..month.until).contains(&day) {
            during.push(score);
        } else {
            before.push(score);
        }
    }
    let (usual, _) = satisfied(before.into_iter());
    let (broken, _) = satisfied(during.into_iter());
    assert!((0.70..0.84).contains(&usual), "{usual}");
    assert!((0.38..0.52).contains(&broken), "{broken}");
}

#[test]
fn effects_are_data() {
    let effects = Company::new(SEED).planted_effects(UNTIL);
    let json = serde_json::to_string(&effects).unwrap();
    assert_eq!(serde_json::from_str::<Vec<PlantedEffect>>(&json).unwrap(), effects);
    assert!(json.contains("\"dimension\":\"attribute:waiting_minutes\""));
}
