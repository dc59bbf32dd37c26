//! Submissions made ready before they reach the writer, so that JSON and hashes are made on the
//! senders' tasks, many at a time, and the one writer only writes.

use std::collections::BTreeMap;

use heard_intake::ValidatedResponse;
use heard_model::fact::FactEvent;
use serde::ser::{SerializeMap, Serializer};
use uuid::Uuid;

use super::submission::{Change, ChangeKind, CorrectionExtent, Submission};
use crate::StoreError;
use crate::convert::to_json;
use crate::fingerprint::{Fingerprint, Fingerprints};

/// A submission, ready to be written.
pub(crate) struct Prepared {
    pub(crate) workspace: Uuid,
    pub(crate) id: Uuid,
    pub(crate) accepted_at: i64,
    pub(crate) key: Option<Fingerprint>,
    pub(crate) external: Option<Fingerprint>,
    pub(crate) external_id: Option<String>,
    pub(crate) body: Fingerprint,
    pub(crate) source: String,
    pub(crate) contact: Option<PreparedContact>,
    pub(crate) content: Content,
}

/// What a response says, ready to be written. `event` and `facts` (its JSON) have no number and
/// no contact yet: both stand in columns of their own.
pub(crate) struct Content {
    pub(crate) survey: Uuid,
    pub(crate) version: i32,
    pub(crate) answers: String,
    pub(crate) words: Option<String>,
    pub(crate) word_list: Vec<(String, String)>,
    pub(crate) facts: String,
    pub(crate) event: FactEvent,
    pub(crate) headline: Option<HeadlineColumns>,
}

/// A response's headline as columns.
#[derive(Clone)]
pub(crate) struct HeadlineColumns {
    pub(crate) score: i32,
    pub(crate) question: String,
}

/// A customer as a sender names one.
pub(crate) struct PreparedContact {
    pub(crate) external: Option<(Fingerprint, String)>,
    pub(crate) email: Option<(Fingerprint, String)>,
    pub(crate) name: Option<String>,
}

/// A change, ready to be written.
pub(crate) struct PreparedChange {
    pub(crate) workspace: Uuid,
    pub(crate) response: Uuid,
    pub(crate) at: i64,
    pub(crate) correction: Option<(Content, CorrectionExtent)>,
}

impl Prepared {
    pub(crate) fn new(submission: Submission, fingerprints: &Fingerprints) -> Result<Self, StoreError> {
        let Submission { workspace, id, accepted_at, key, body_hash, source, response } = submission;
        let key = key.map(|key| fingerprints.idempotency_key(workspace, &key.scope, &key.key));
        let external_id = response.external_id().map(str::to_owned);
        let external = external_id.as_deref().map(|id| fingerprints.external_response(response.survey(), id));
        let contact = response.contact().map(|contact| PreparedContact {
            external: contact
                .external_id
                .as_ref()
                .map(|id| (fingerprints.external_contact(workspace, id), id.clone())),
            email: contact.email.as_ref().map(|email| (fingerprints.email(workspace, email), email.clone())),
            name: contact.name.clone(),
        });
        let mut body = Fingerprint::default();
        body.copy_from_slice(&body_hash[..16]);
        Ok(Self {
            workspace: workspace.0,
            id: id.0,
            accepted_at: accepted_at.as_millisecond(),
            key,
            external,
            external_id,
            body,
            source,
            contact,
            content: Content::new(&response)?,
        })
    }
}

impl PreparedChange {
    pub(crate) fn new(change: Change) -> Result<Self, StoreError> {
        let correction = match change.kind {
            ChangeKind::Correct { response, extent } => Some((Content::new(&response)?, extent)),
            ChangeKind::Withdraw => None,
        };
        Ok(Self {
            workspace: change.workspace.0,
            response: change.response.0,
            at: change.at.as_millisecond(),
            correction,
        })
    }
}

impl Content {
    fn new(response: &ValidatedResponse) -> Result<Self, StoreError> {
        let word_list: Vec<(String, String)> =
            response.words().map(|(key, words)| (key.to_owned(), words.to_owned())).collect();
        let event = response.fact_event(0, 0);
        Ok(Self {
            survey: response.survey().0,
            version: i32::try_from(response.version()).unwrap_or(i32::MAX),
            answers: answers_without_words(response)?,
            words: words_json(&word_list)?,
            facts: to_json("facts", &event)?,
            event,
            headline: response.headline().map(|headline| HeadlineColumns {
                score: i32::from(headline.score),
                question: headline.question.clone(),
            }),
            word_list,
        })
    }
}

/// Words stand in a column of their own, so that they can be searched and erased.
fn answers_without_words(response: &ValidatedResponse) -> Result<String, StoreError> {
    let mut json = Vec::with_capacity(128);
    let mut serializer = serde_json::Serializer::new(&mut json);
    let is_words = |key: &str| response.words().any(|(words, _)| words == key);
    let written = (|| {
        let mut map = serializer.serialize_map(None)?;
        for (key, value) in response.answers().iter().filter(|(key, _)| !is_words(key)) {
            map.serialize_entry(key, value)?;
        }
        map.end()
    })();
    let error = |message: String| StoreError::Content { what: "answers", message };
    written.map_err(|cause| error(cause.to_string()))?;
    String::from_utf8(json).map_err(|cause| error(cause.to_string()))
}

fn words_json(words: &[(String, String)]) -> Result<Option<String>, StoreError> {
    if words.is_empty() {
        return Ok(None);
    }
    let map: BTreeMap<&str, &str> = words.iter().map(|(key, words)| (key.as_str(), words.as_str())).collect();
    to_json("words", &map).map(Some)
}
