//! Submissions made ready before they reach the writer, so that JSON and hashes are made on the
//! senders' tasks, many at a time, and the one writer only writes.

use heard_intake::ValidatedResponse;
use heard_model::fact::FactEvent;
use uuid::Uuid;

use super::json::{event_json, push_object, push_text, push_value};
use super::submission::{Change, ChangeKind, CorrectionExtent, Submission};
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
    pub(crate) kind: PreparedKind,
}

/// What is changed.
pub(crate) enum PreparedKind {
    Correct(Box<Content>, CorrectionExtent),
    Withdraw,
    Redate { zone: String, day: i32 },
}

impl Prepared {
    pub(crate) fn new(submission: Submission, fingerprints: &Fingerprints) -> Self {
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
        Self {
            workspace: workspace.0,
            id: id.0,
            accepted_at: accepted_at.as_millisecond(),
            key,
            external,
            external_id,
            body,
            source,
            contact,
            content: Content::new(response),
        }
    }
}

impl PreparedChange {
    pub(crate) fn new(change: Change) -> Self {
        let kind = match change.kind {
            ChangeKind::Correct { response, extent } => {
                PreparedKind::Correct(Box::new(Content::new(*response)), extent)
            }
            ChangeKind::Withdraw => PreparedKind::Withdraw,
            ChangeKind::Redate { zone, day } => PreparedKind::Redate { zone, day },
        };
        Self {
            workspace: change.workspace.0,
            response: change.response.0,
            at: change.at.as_millisecond(),
            kind,
        }
    }
}

impl Content {
    fn new(response: ValidatedResponse) -> Self {
        let (survey, version) = (response.survey().0, i32::try_from(response.version()).unwrap_or(i32::MAX));
        let answers = answers_without_words(&response);
        let headline = response.headline().map(|headline| HeadlineColumns {
            score: i32::from(headline.score),
            question: headline.question.clone(),
        });
        let (event, word_list) = response.into_fact_event(0, 0);
        Self {
            survey,
            version,
            answers,
            words: words_json(&word_list),
            facts: event_json(&event),
            event,
            headline,
            word_list,
        }
    }
}

/// Words stand in a column of their own, so that they can be searched and erased.
fn answers_without_words(response: &ValidatedResponse) -> String {
    let is_words = |key: &str| response.words().any(|(words, _)| words == key);
    let mut json = String::with_capacity(128);
    push_object(&mut json, response.answers().iter().filter(|(key, _)| !is_words(key)), push_value);
    json
}

/// In the order of their keys.
fn words_json(words: &[(String, String)]) -> Option<String> {
    let length: usize = words.iter().map(|(key, words)| key.len() + words.len() + 8).sum();
    let mut sorted: Vec<(&String, &String)> = words.iter().map(|(key, words)| (key, words)).collect();
    sorted.sort_unstable();
    let mut json = String::with_capacity(length + 8);
    push_object(&mut json, sorted, |json, words| push_text(json, words));
    (!words.is_empty()).then_some(json)
}
