//! Which submissions of a batch were here before, by the fingerprints of their keys.

use std::collections::HashMap;

use heard_model::ResponseId;
use sea_orm::{DatabaseTransaction, Value};
use uuid::Uuid;

use super::Failure;
use super::hot_insert::select_in;
use super::prepared::Prepared;
use super::submission::{Outcome, Receipt, SubmitError};
use crate::fingerprint::Fingerprint;

/// What is known of a key.
#[derive(Clone, Copy)]
struct Used {
    body: Fingerprint,
    by: By,
}

#[derive(Clone, Copy)]
enum By {
    /// A stored response.
    Stored(Receipt),
    /// An earlier submission of this batch.
    Earlier(usize),
}

/// What is to be done with a submission.
pub(crate) enum Verdict {
    /// It is new.
    New,
    /// It is answered already.
    Answered(Result<Outcome, SubmitError>),
    /// It repeats an earlier submission of this batch, and gets that one's answer.
    Repeats(usize),
}

/// The verdicts, and keys to be remembered for responses that were found by their other key.
pub(crate) struct Verdicts {
    pub(crate) verdicts: Vec<Verdict>,
    pub(crate) further_keys: Vec<(Fingerprint, Fingerprint, i64)>,
}

/// Judges all submissions with one query.
pub(crate) async fn judge(
    transaction: &DatabaseTransaction,
    submissions: &[&Prepared],
) -> Result<Verdicts, Failure> {
    let mut used = stored(transaction, submissions).await?;
    let mut verdicts = Vec::with_capacity(submissions.len());
    let mut further_keys = Vec::new();
    for (index, submission) in submissions.iter().enumerate() {
        let by_key = submission.key.and_then(|key| used.get(&key).copied());
        let by_external = submission.external.and_then(|external| used.get(&external).copied());
        let verdict = verdict(submission.body, by_key, by_external);
        match verdict {
            Verdict::New => {
                for fingerprint in [submission.key, submission.external].into_iter().flatten() {
                    used.insert(fingerprint, Used { body: submission.body, by: By::Earlier(index) });
                }
            }
            Verdict::Answered(Ok(outcome)) => {
                if let (None, Some(key)) = (by_key, submission.key) {
                    let receipt = outcome.receipt();
                    further_keys.push((key, submission.body, receipt.seq));
                    used.insert(key, Used { body: submission.body, by: By::Stored(receipt) });
                }
            }
            Verdict::Answered(Err(_)) | Verdict::Repeats(_) => {}
        }
        verdicts.push(verdict);
    }
    Ok(Verdicts { verdicts, further_keys })
}

fn verdict(body: Fingerprint, by_key: Option<Used>, by_external: Option<Used>) -> Verdict {
    let found = [(by_key, SubmitError::KeyConflict), (by_external, SubmitError::ExternalIdConflict)];
    for (used, conflict) in found {
        let Some(used) = used else { continue };
        if used.body != body {
            return Verdict::Answered(Err(conflict));
        }
        return match used.by {
            By::Stored(receipt) => Verdict::Answered(Ok(Outcome::Replayed(receipt))),
            By::Earlier(index) => Verdict::Repeats(index),
        };
    }
    Verdict::New
}

async fn stored(
    transaction: &DatabaseTransaction,
    submissions: &[&Prepared],
) -> Result<HashMap<Fingerprint, Used>, Failure> {
    let keys: Vec<Value> = submissions
        .iter()
        .flat_map(|submission| [submission.key, submission.external])
        .flatten()
        .map(|fingerprint| Value::Bytes(Some(fingerprint.to_vec())))
        .collect();
    let select = r#"SELECT i."key", i."body", i."accepted_seq", r."id" FROM "idempotency" AS i
        JOIN "responses" AS r ON r."accepted_seq" = i."accepted_seq" WHERE i."key""#;
    let mut used = HashMap::with_capacity(keys.len());
    for row in select_in(transaction, select, keys).await? {
        let fingerprint = |index: usize| -> Result<Fingerprint, sea_orm::DbErr> {
            let bytes: Vec<u8> = row.try_get_by_index(index)?;
            bytes.try_into().map_err(|_| sea_orm::DbErr::Type("a fingerprint has 16 bytes".to_owned()))
        };
        let receipt =
            Receipt { id: ResponseId(row.try_get_by_index::<Uuid>(3)?), seq: row.try_get_by_index(2)? };
        used.insert(fingerprint(0)?, Used { body: fingerprint(1)?, by: By::Stored(receipt) });
    }
    Ok(used)
}
