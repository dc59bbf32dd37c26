//! What may be submitted, and what is answered.

use heard_intake::ValidatedResponse;
use heard_model::{ResponseId, WorkspaceId};
use jiff::Timestamp;

use crate::StoreError;

/// A response to be accepted.
#[derive(Clone, Debug)]
pub struct Submission {
    /// The workspace.
    pub workspace: WorkspaceId,
    /// The identifier that it gets if it is new.
    pub id: ResponseId,
    /// When it arrived.
    pub accepted_at: Timestamp,
    /// The sender's key against double delivery.
    pub key: Option<IdempotencyKey>,
    /// A hash of what the sender sent ([`heard_intake::body_hash`]).
    pub body_hash: [u8; 32],
    /// How it came in, for the operator: `page`, `api`, `batch`, `import`, `demo`.
    pub source: String,
    /// The proof that it may be stored.
    pub response: ValidatedResponse,
}

/// A sender's key against double delivery. Keys never expire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdempotencyKey {
    /// Where the key is unique, for example `survey:<id>` or `key:<id>`.
    pub scope: String,
    /// The key.
    pub key: String,
}

/// A response that is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// Its identifier.
    pub id: ResponseId,
    /// Its number in the order of acceptance.
    pub seq: i64,
}

/// What became of a submission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is new and durable.
    Accepted(Receipt),
    /// It was here before; nothing has changed.
    Replayed(Receipt),
}

impl Outcome {
    /// The stored response, new or not.
    pub fn receipt(self) -> Receipt {
        match self {
            Self::Accepted(receipt) | Self::Replayed(receipt) => receipt,
        }
    }
}

/// Why a submission or a change did not happen.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SubmitError {
    /// Too many submissions wait.
    #[error("too many answers arrive at once; try again in a moment")]
    Busy,
    /// The idempotency key was used with another body.
    #[error("this idempotency key was used with another body; use a new key for a new response")]
    KeyConflict,
    /// The external identifier was used with another body.
    #[error("a response with this external_id exists with other content; correct that one, or use a new id")]
    ExternalIdConflict,
    /// There is no such response.
    #[error("there is no such response")]
    NotFound,
    /// The response was withdrawn.
    #[error("the response was withdrawn; send a new one")]
    Withdrawn,
    /// A correction names another survey.
    #[error("a correction must answer the survey of the response")]
    OtherSurvey,
    /// The store could not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A change of an accepted response.
#[derive(Clone, Debug)]
pub struct Change {
    /// The workspace.
    pub workspace: WorkspaceId,
    /// The response.
    pub response: ResponseId,
    /// When.
    pub at: Timestamp,
    /// What.
    pub kind: ChangeKind,
}

/// What is changed of a response.
#[derive(Clone, Debug)]
pub enum ChangeKind {
    /// Other answers.
    Correct {
        /// The proof that the new answers may be stored.
        response: Box<ValidatedResponse>,
        /// How much of it counts.
        extent: CorrectionExtent,
    },
    /// It no longer counts, and its words are deleted.
    Withdraw,
    /// Another civil day, cut in another time zone.
    Redate {
        /// IANA time zone.
        zone: String,
        /// As days since 1970-01-01.
        day: i32,
    },
}

/// How much of a correction counts. The contact and the external identifier always stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CorrectionExtent {
    /// Answers and language; the moment (time, unit, touchpoint, channel, country, team, agent,
    /// product, weight, attributes) stays as it was. For respondents who correct themselves.
    Answers,
    /// Everything. For trusted senders.
    Everything,
}

/// What became of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChangeOutcome {
    /// The number of the change; of the last one if nothing has changed.
    pub seq: i64,
    /// The response's revision now.
    pub revision: i64,
    /// Whether anything has changed; the same change a second time changes nothing.
    pub changed: bool,
}
