//! Answers of a large company as lines of a batch: deterministic, cheap to make, of the width of
//! real ones. Of three responses one answers twelve scored questions, two answer one.

use std::fmt::Write as _;

use anyhow::Context;
use hyper::Method;
use jiff::ToSpan;
use jiff::civil::{Date, date};
use serde_json::{Value, json};

use crate::person::Person;

/// The day after the last answer.
pub const UNTIL: Date = date(2026, 11, 1);
/// Days that are answered on.
pub const DAYS: u64 = 730;
/// Scored answers of three responses in a row: twelve, one and one.
const SCORED_OF_THREE: u64 = 14;
/// Rated from 1 to 10, besides the recommendation, satisfaction and ease.
pub const RATED: [&str; 9] =
    ["range", "price", "staff", "speed", "clarity", "delivery", "packing", "website", "returns"];
/// Dimensions with the number of their values.
pub const LABELLED: [(&str, u64); 7] = [
    ("touchpoint", 12),
    ("channel", 6),
    ("language", 5),
    ("country", 4),
    ("team", 20),
    ("agent", 150),
    ("product", 40),
];
/// Attributes with the number of their values, which are whole numbers from 0.
pub const ATTRIBUTES: [(&str, u64); 4] = [("device", 4), ("plan", 3), ("store_size", 50), ("tenure", 120)];
/// Shops that answers are about.
pub const SHOPS: u64 = 80;

const RELATIONSHIP: &str = "The year";
const VISIT: &str = "A visit";
const LANGUAGES: [&str; 5] = ["en", "hu", "ro", "fi", "fa"];
const COUNTRIES: [&str; 4] = ["HU", "RO", "FI", "DE"];
const CHANNELS: [&str; 6] = ["link", "email", "widget", "kiosk", "api", "text"];

/// How many responses have at least so many scored answers.
pub fn responses_for(scored_answers: u64) -> u64 {
    scored_answers.div_ceil(SCORED_OF_THREE) * 3
}

/// Scored answers of the first so many responses.
pub fn scored_answers(responses: u64) -> u64 {
    responses / 3 * SCORED_OF_THREE + [0, 12, 13][(responses % 3) as usize]
}

/// The value of a dimension as a sender writes it.
pub fn label(dimension: &str, value: u64) -> String {
    match dimension {
        "language" => LANGUAGES[value as usize].to_owned(),
        "country" => COUNTRIES[value as usize].to_owned(),
        "channel" => CHANNELS[value as usize].to_owned(),
        _ => format!("{dimension}-{value}"),
    }
}

/// The two surveys of a server, by their identifiers.
pub struct Surveys {
    relationship: String,
    visit: String,
}

impl Surveys {
    /// Makes the shops and surveys.
    ///
    /// # Errors
    /// When the server refuses.
    pub async fn make(owner: &mut Person) -> anyhow::Result<Self> {
        let units = owner.ask(Method::GET, "/units", None).await?;
        let company = units["items"][0]["id"].as_str();
        let company = company.with_context(|| format!("no unit in {units}"))?.to_owned();
        for shop in 0..SHOPS {
            let unit =
                json!({ "parent": company, "name": format!("Shop {shop}"), "code": format!("shop-{shop}") });
            owner.ask(Method::POST, "/units", Some(&unit)).await?;
        }
        let question = |key: &str, kind: Value| {
            let mut question = json!({ "key": key, "text": { "en": format!("How about {key}?") } });
            for (name, value) in kind.as_object().into_iter().flatten() {
                question[name] = value.clone();
            }
            question
        };
        let mut questions = vec![
            question("recommend", json!({ "kind": "nps" })),
            question("satisfied", json!({ "kind": "csat" })),
            question("ease", json!({ "kind": "ces", "points": 7 })),
        ];
        questions.extend(RATED.iter().map(|key| question(key, json!({ "kind": "rating", "points": 10 }))));
        let relationship =
            json!({ "title": { "en": RELATIONSHIP }, "languages": ["en"], "questions": questions });
        let visit = json!({
            "title": { "en": VISIT }, "languages": ["en"],
            "questions": [question("recommend", json!({ "kind": "nps" }))],
        });
        Ok(Self {
            relationship: owner.publish_draft(&relationship).await?,
            visit: owner.publish_draft(&visit).await?,
        })
    }

    /// The surveys that were made before.
    ///
    /// # Errors
    /// When the server does not have them.
    pub async fn of(owner: &mut Person) -> anyhow::Result<Self> {
        let surveys = owner.ask(Method::GET, "/surveys", None).await?;
        let find = |title: &str| {
            let items = surveys["items"].as_array().into_iter().flatten();
            let mut titled = items.filter(|survey| survey["title"]["en"] == title);
            let id = titled.next().and_then(|survey| survey["id"].as_str()).map(str::to_owned);
            id.with_context(|| format!("no survey {title} in {surveys}"))
        };
        Ok(Self { relationship: find(RELATIONSHIP)?, visit: find(VISIT)? })
    }

    /// The lines of responses `first..until` of `count`, which spread over two years.
    pub fn lines(&self, first: u64, until: u64, count: u64) -> String {
        let mut lines = String::with_capacity((until - first) as usize * 400);
        for number in first..until {
            self.line(&mut lines, number, count);
        }
        lines
    }

    fn line(&self, line: &mut String, number: u64, count: u64) {
        let mut draw = Draw(number.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let is_wide = number.is_multiple_of(3);
        let survey = if is_wide { &self.relationship } else { &self.visit };
        // One of a hundred comes in up to two months late.
        let late = if draw.below(100) == 0 { draw.below(60) } else { 0 };
        let day = (number * DAYS / count.max(1)).min(DAYS - 1).saturating_sub(late);
        let second = draw.below(86_400);
        let day = UNTIL.saturating_sub(((DAYS - day) as i64).days());
        let (hour, minute) = (second / 3_600, second / 60 % 60);
        // Writing to a String cannot fail.
        let _ = write!(
            line,
            r#"{{"survey":"{survey}","answered_at":"{day}T{hour:02}:{minute:02}:{:02}Z""#,
            second % 60
        );
        let mood = draw.below(5);
        let _ = write!(line, r#","answers":{{"recommend":{}"#, (mood * 2 + draw.below(4)).min(10));
        if is_wide {
            let _ = write!(
                line,
                r#","satisfied":{},"ease":{}"#,
                1 + (mood + draw.below(2)).min(4),
                1 + (mood + draw.below(3)).min(6)
            );
            for key in RATED {
                let _ = write!(line, r#","{key}":{}"#, 1 + (mood * 2 + draw.below(3)).min(9));
            }
        }
        let _ = write!(line, r#"}},"unit":"shop-{}""#, draw.below(SHOPS));
        for (dimension, values) in LABELLED {
            let _ = write!(line, r#","{dimension}":"{}""#, label(dimension, draw.below(values)));
        }
        line.push_str(r#","attributes":{"#);
        for (place, (name, values)) in ATTRIBUTES.into_iter().enumerate() {
            let comma = if place == 0 { "" } else { "," };
            let _ = write!(line, r#"{comma}"{name}":"{}""#, draw.below(values));
        }
        line.push_str("}}\n");
    }
}

/// Numbers that look random, by the step of a counter (SplitMix64, Steele, Lea and Flood 2014).
pub struct Draw(pub u64);

impl Draw {
    /// A number below `end`.
    pub fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % end.max(1)
    }

    /// One of some things.
    pub fn of<'a, T>(&mut self, things: &'a [T]) -> &'a T {
        &things[self.below(things.len() as u64) as usize]
    }
}
