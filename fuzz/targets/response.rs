//! Bodies of responses: read, hashed and judged, as anybody's and as a trusted sender's.

#![no_main]

use heard_fuzz::{judged, names_places, reads_back};
use heard_intake::json_body::parse_response;
use heard_intake::{Sender, body_hash};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|body: &[u8]| {
    let raw = match parse_response(body) {
        Ok(raw) => raw,
        Err(problems) => return names_places(&problems),
    };
    reads_back(&raw);
    let printed = serde_json::to_vec(&raw).unwrap();
    let again = parse_response(&printed).expect("what was written can be read");
    assert_eq!(body_hash(&again), body_hash(&raw), "the same meaning has the same hash");
    judged(raw.clone(), Sender::Public);
    judged(raw, Sender::Trusted);
});
