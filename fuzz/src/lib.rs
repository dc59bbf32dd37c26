//! What the fuzz targets share: a survey with a question of every kind, units, a few facts, and
//! the laws that every parser keeps.

use std::collections::BTreeMap;
use std::fmt::{Debug, Display};
use std::str::FromStr;
use std::sync::LazyLock;

use bytes::Bytes;
use heard_facts::{SegmentBytes, Snapshot, WorkspaceFacts};
use heard_intake::{AnswerProblem, Context, Sender, validate_response};
use heard_model::fact::FactEvent;
use heard_model::response::RawResponse;
use heard_model::survey::{SurveyContext, SurveyVersion};
use heard_model::unit::{OrganisationUnit, UnitTree};
use heard_model::{SurveyId, UnitId, WorkspaceId, Zones};
use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;
use uuid::Uuid;

/// The survey of [`VERSION`].
pub const SURVEY: SurveyId = SurveyId(Uuid::from_u128(100));
/// The workspace of [`SNAPSHOT`].
pub const WORKSPACE: WorkspaceId = WorkspaceId(Uuid::from_u128(1));
/// 2026-03-02T10:00:00Z.
pub const NOW: Timestamp = Timestamp::constant(1_772_445_600, 0);

/// A survey with a question of every kind.
pub static VERSION: LazyLock<SurveyVersion> = LazyLock::new(|| {
    let text = json!({ "en": "How was it?" });
    let choices =
        json!([{ "key": "a", "text": text }, { "key": "b", "text": text }, { "key": "c", "text": text }]);
    let definition = json!({
        "title": text, "languages": ["en", "hu"], "index": ["overall", "aspects"],
        "questions": [
            { "key": "recommend", "kind": "nps", "text": text },
            { "key": "likely", "kind": "nps_1_10", "text": text },
            { "key": "satisfied", "kind": "csat", "text": text },
            { "key": "ease", "kind": "ces", "points": 7, "text": text },
            { "key": "overall", "kind": "rating", "points": 5, "text": text },
            { "key": "one", "kind": "single_choice", "choices": choices, "text": text },
            { "key": "many", "kind": "multiple_choice", "choices": choices, "text": text },
            { "key": "aspects", "kind": "matrix", "points": 5, "rows": choices, "text": text },
            { "key": "why", "kind": "text", "long": true, "text": text },
        ],
    });
    let definition = serde_json::from_value(definition).expect("the survey is a definition");
    heard_intake::validate_definition(&definition).expect("the survey is valid");
    SurveyVersion { survey: SURVEY, version: 1, definition }
});

/// A company with two shops.
pub static UNITS: LazyLock<UnitTree> = LazyLock::new(|| {
    let unit = |id: u128, parent: Option<u128>, code: &str| OrganisationUnit {
        id: UnitId(Uuid::from_u128(id)),
        parent: parent.map(|parent| UnitId(Uuid::from_u128(parent))),
        name: code.to_owned(),
        code: Some(code.to_owned()),
    };
    UnitTree::new(vec![unit(10, None, "company"), unit(11, Some(10), "north"), unit(12, Some(10), "south")])
});

static SURVEY_CONTEXT: LazyLock<SurveyContext> = LazyLock::new(SurveyContext::default);

/// What is known of a response besides what its sender says.
pub fn context(sender: Sender) -> Context<'static> {
    Context {
        now: NOW,
        zones: Zones::always("Europe/Budapest"),
        units: &UNITS,
        survey: &SURVEY_CONTEXT,
        sender,
        channel: "api",
    }
}

/// Some answers to the survey, as facts.
pub static SNAPSHOT: LazyLock<Snapshot> = LazyLock::new(|| {
    let events: Vec<FactEvent> = (1..60).map(event).collect();
    let mut facts = WorkspaceFacts::empty(WORKSPACE);
    facts.apply(&events).expect("the facts fit");
    facts.snapshot()
});

/// The facts of an answer, by its number in the order of acceptance.
pub fn event(seq: i64) -> FactEvent {
    let score = seq % 11;
    let raw = json!({
        "answers": {
            "recommend": score, "satisfied": score % 5 + 1, "overall": score % 5 + 1, "one": "a",
            "many": ["a", "c"], "aspects": { "a": 3, "b": 4, "c": score % 5 + 1 },
        },
        "answered_at": format!("2026-0{}-{:02}T10:00:00Z", seq % 2 + 1, seq % 28 + 1),
        "weight": if seq % 3 == 0 { json!(1.5) } else { json!(null) },
        "unit": if seq % 2 == 0 { "north" } else { "south" },
        "attributes": { "wait": seq.to_string() },
    });
    let raw: RawResponse = serde_json::from_value(raw).expect("the answer is one");
    let valid = validate_response(&VERSION, raw, &context(Sender::Trusted)).expect("the answer is valid");
    valid.into_fact_event(seq, 0).0
}

/// An image of a segment that is kept in memory.
pub struct Image(pub Bytes);

impl SegmentBytes for Image {
    fn load(&self, _: i64) -> Result<Option<Bytes>, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Some(self.0.clone()))
    }
}

/// What surveys are called.
pub static SURVEY_NAMES: LazyLock<BTreeMap<SurveyId, String>> =
    LazyLock::new(|| BTreeMap::from([(SURVEY, "A survey".to_owned())]));

/// parse(print(x)) = x, by JSON.
pub fn reads_back<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T) {
    let printed = serde_json::to_vec(value).expect("what was read can be written");
    let read: T = serde_json::from_slice(&printed).expect("what was written can be read");
    assert_eq!(&read, value, "{}", String::from_utf8_lossy(&printed));
}

/// Whether a text is a JSON pointer, the empty one included.
pub fn is_pointer(text: &str) -> bool {
    text.is_empty() || text.starts_with('/')
}

/// What is refused is refused for a reason, and each names its place, a code and a sentence.
pub fn names_places(problems: &[AnswerProblem]) {
    assert!(!problems.is_empty(), "refused for no reason");
    for problem in problems {
        assert!(is_pointer(&problem.path), "{problem:?}");
        assert!(!problem.fault.code().is_empty() && !problem.fault.to_string().is_empty(), "{problem:?}");
    }
}

/// A judged response has scores within their scales, says the same when it is judged again, and its
/// facts read back.
pub fn judged(raw: RawResponse, sender: Sender) {
    let context = context(sender);
    match validate_response(&VERSION, raw.clone(), &context) {
        Err(problems) => names_places(&problems),
        Ok(valid) => {
            for score in valid.scores() {
                let on_scale = (score.scale.min..=score.scale.max).contains(&score.score);
                assert!(on_scale || score.score >= 254, "{score:?}");
            }
            let again = RawResponse { answers: valid.answers().clone(), ..raw };
            let again = validate_response(&VERSION, again, &context).expect("what was kept is valid");
            assert_eq!(again, valid);
            reads_back(&valid.into_fact_event(7, 3).0);
        }
    }
}

/// parse(print(x)) = x, by text; a refusal says why.
pub fn prints_back<T: FromStr + Display + PartialEq + Debug>(text: &str)
where
    T::Err: Display + Debug,
{
    match text.parse::<T>() {
        Ok(value) => assert_eq!(value.to_string().parse::<T>().expect("what was written can be read"), value),
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}
