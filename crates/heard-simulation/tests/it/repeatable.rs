//! The same seed gives the same company, answer by answer.

use heard_simulation::Company;

use crate::{SEED, UNTIL, responses};

/// FNV-1a, written out so that the number below depends on nothing else.
fn fingerprint(text: &str) -> u64 {
    text.bytes().fold(0xCBF2_9CE4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)
    })
}

#[test]
fn the_first_thousand_of_a_seed_are_known() {
    let company = Company::new(SEED);
    let lines: String = company
        .responses(100_000, UNTIL)
        .take(1_000)
        .map(|response| {
            format!("{} {}\n", response.survey.as_str(), serde_json::to_string(&response.raw).unwrap())
        })
        .collect();
    // Whoever changes the simulation on purpose changes this number with it.
    assert_eq!(fingerprint(&lines), 2_433_692_041_601_293_199, "the simulation has changed");
}

#[test]
fn the_same_seed_repeats_and_another_does_not() {
    let one = responses(&Company::new(1), 500);
    assert_eq!(one, responses(&Company::new(1), 500));
    assert_ne!(one, responses(&Company::new(2), 500));
    assert_eq!(Company::new(1).units(), Company::new(1).units());
    assert_ne!(Company::new(1).units(), Company::new(2).units());
}

#[test]
fn skipping_is_the_same_as_walking() {
    let company = Company::new(SEED);
    let walked = responses(&company, 300);
    let mut skipping = company.responses(300, UNTIL);
    assert_eq!(skipping.nth(120).as_ref(), walked.get(120));
    assert_eq!(skipping.len(), 179);
    assert_eq!(skipping.next().as_ref(), walked.get(121));
    assert_eq!(skipping.nth(1_000), None);
    assert_eq!(skipping.next(), None);
}
