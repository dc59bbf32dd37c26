//! Lines of a batch.

#![no_main]

use heard_fuzz::{judged, names_places};
use heard_intake::Sender;
use heard_intake::json_body::parse_batch_line;
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

fuzz_target!(|line: &[u8]| {
    let found = match parse_batch_line(line) {
        Ok(found) => found,
        Err(problems) => return names_places(&problems),
    };
    let mut printed = serde_json::to_value(&found.response).unwrap();
    printed["survey"] = Value::String(found.survey.to_string());
    let again = parse_batch_line(printed.to_string().as_bytes()).expect("what was written can be read");
    assert_eq!(again, found);
    judged(found.response, Sender::Trusted);
});
