//! A hash of what a sender said, for idempotency: the same key with the same body gives the
//! first answer again, with another body it is a conflict.
//!
//! The hash is of the meaning, not of the bytes: order of members and blanks do not matter, nor
//! whether a whole number is written `7` or `7.0`. Every part is preceded by its type and its
//! length, so no two bodies run into one.

use std::io::Write as _;

use heard_model::response::RawResponse;
use serde_json::Value;

/// Bytes of most answers, so that they are gathered without growing.
const USUAL: usize = 1_024;

/// The hash of a response as it was sent.
pub fn body_hash(raw: &RawResponse) -> [u8; 32] {
    let mut said = Vec::with_capacity(USUAL);
    said.extend_from_slice(b"heard response 1");
    add_length(&mut said, raw.answers.len());
    for (key, value) in &raw.answers {
        add_text(&mut said, key);
        add_value(&mut said, value);
    }
    let answered_at = raw.answered_at.map(|instant| instant.to_string());
    let weight = raw.weight.map(|weight| weight.to_bits().to_string());
    let contact = raw.contact.as_ref();
    let texts = [
        raw.language.as_ref(),
        answered_at.as_ref(),
        raw.external_id.as_ref(),
        contact.and_then(|contact| contact.external_id.as_ref()),
        contact.and_then(|contact| contact.email.as_ref()),
        contact.and_then(|contact| contact.name.as_ref()),
        weight.as_ref(),
        raw.unit.as_ref(),
        raw.touchpoint.as_ref(),
        raw.channel.as_ref(),
        raw.country.as_ref(),
        raw.team.as_ref(),
        raw.agent.as_ref(),
        raw.product.as_ref(),
    ];
    said.push(contact.is_some().into());
    for text in texts {
        said.push(text.is_some().into());
        add_text(&mut said, text.map_or("", String::as_str));
    }
    for (name, value) in &raw.attributes {
        add_text(&mut said, name);
        add_text(&mut said, value);
    }
    *blake3::hash(&said).as_bytes()
}

fn add_length(said: &mut Vec<u8>, length: usize) {
    said.extend_from_slice(&(length as u64).to_le_bytes());
}

fn add_text(said: &mut Vec<u8>, text: &str) {
    add_length(said, text.len());
    said.extend_from_slice(text.as_bytes());
}

fn add_value(said: &mut Vec<u8>, value: &Value) {
    match value {
        Value::Null => said.push(b'n'),
        Value::Bool(truth) => said.push(if *truth { b't' } else { b'f' }),
        Value::Number(number) => {
            said.push(b'#');
            add_number(said, number);
        }
        Value::String(text) => {
            said.push(b's');
            add_text(said, text);
        }
        Value::Array(items) => {
            said.push(b'a');
            add_length(said, items.len());
            items.iter().for_each(|item| add_value(said, item));
        }
        Value::Object(members) => {
            said.push(b'o');
            add_length(said, members.len());
            let mut sorted: Vec<(&String, &Value)> = members.iter().collect();
            sorted.sort_unstable_by_key(|(key, _)| *key);
            for (key, member) in sorted {
                add_text(said, key);
                add_value(said, member);
            }
        }
    }
}

/// A number in one spelling: whole ones without a fraction.
fn add_number(said: &mut Vec<u8>, number: &serde_json::Number) {
    let at = said.len();
    add_length(said, 0);
    let text = said.len();
    // Writing to a Vec cannot fail.
    let _ = match number.as_f64() {
        Some(value) if value.fract() == 0.0 && value.abs() < 9.0e15 => write!(said, "{}", value as i64),
        _ => write!(said, "{number}"),
    };
    let length = (said.len() - text) as u64;
    said[at..text].copy_from_slice(&length.to_le_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash(json: &str) -> [u8; 32] {
        body_hash(&serde_json::from_str(json).unwrap())
    }

    /// Stored beside every key: another spelling of it would make a repeated delivery a conflict.
    #[test]
    fn the_hash_stays_what_it_was() {
        let full = r#"{"answers":{"a":7,"b":[true,null,1.5,"x"]},"language":"en","weight":0.5,
            "answered_at":"2026-01-02T03:04:05Z","contact":{"email":"a@b.example"},"attributes":{"k":"v"}}"#;
        let hex = hash(full).map(|byte| format!("{byte:02x}")).concat();
        assert_eq!(hex, "b840d33f7571381dee56d1152bdc334392e10a8ca554556dcba85d8b1674bd90");
    }

    #[test]
    fn the_meaning_counts_not_the_spelling() {
        let first = hash(r#"{"answers":{"a":7,"m":{"x":1,"y":2}},"language":"en"}"#);
        assert_eq!(first, hash(r#"{ "language":"en", "answers":{"m":{"y":2,"x":1.0},"a":7e0}}"#));
        for other in [
            r#"{"answers":{"a":8,"m":{"x":1,"y":2}},"language":"en"}"#,
            r#"{"answers":{"a":"7","m":{"x":1,"y":2}},"language":"en"}"#,
            r#"{"answers":{"a":7,"m":{"x":1,"y":2}}}"#,
            r#"{"answers":{"a":7,"m":{"x":1,"y":2},"language":"en"}}"#,
            r#"{"answers":{"a":7,"m":{"x":1,"y":2}},"unit":"en"}"#,
            r#"{"answers":{"a":7,"m":{"x":1,"y":2}},"language":"en","contact":{}}"#,
        ] {
            assert_ne!(first, hash(other), "{other}");
        }
    }
}
