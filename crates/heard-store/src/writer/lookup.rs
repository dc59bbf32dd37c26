//! Which submissions of a batch were here before, by the fingerprints of their keys: those used
//! lately in memory, the others in the database.

use foldhash::HashMap;
use heard_model::ResponseId;
use sea_orm::{DatabaseTransaction, Value};
use uuid::Uuid;

use super::Failure;
use super::hot_insert::select_in;
use super::keys::{Key, RecentKeys, fingerprint};
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
    pub(crate) further_keys: Vec<Key>,
}

/// Judges all submissions, with one query where the database has keys at all.
pub(crate) async fn judge(
    transaction: &DatabaseTransaction,
    recent: &RecentKeys,
    has_settled: bool,
    submissions: &[&Prepared],
) -> Result<Verdicts, Failure> {
    let mut used = stored(transaction, recent, has_settled, submissions).await?;
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
    recent: &RecentKeys,
    has_settled: bool,
    submissions: &[&Prepared],
) -> Result<HashMap<Fingerprint, Used>, Failure> {
    let mut known: Vec<Key> = Vec::new();
    let mut others = Vec::new();
    for key in submissions.iter().flat_map(|submission| [submission.key, submission.external]).flatten() {
        match recent.get(&key) {
            Some((body, seq)) => known.push((key, body, seq)),
            None => others.push(Value::Bytes(Some(key.to_vec()))),
        }
    }
    if has_settled {
        let select = r#"SELECT "key", "body", "accepted_seq" FROM "idempotency" WHERE "key""#;
        for row in select_in(transaction, select, others, "").await? {
            let key = fingerprint(row.try_get_by_index(0)?)?;
            known.push((key, fingerprint(row.try_get_by_index(1)?)?, row.try_get_by_index(2)?));
        }
    }
    with_receipts(transaction, known).await
}

/// Looks up the identifiers of responses that are sent again; seldom, so a query of its own.
async fn with_receipts(
    transaction: &DatabaseTransaction,
    known: Vec<Key>,
) -> Result<HashMap<Fingerprint, Used>, Failure> {
    let select = r#"SELECT "accepted_seq", "id" FROM "responses" WHERE "accepted_seq""#;
    let seqs = known.iter().map(|(_, _, seq)| Value::from(*seq)).collect();
    let mut ids: HashMap<i64, Uuid> = HashMap::default();
    for row in select_in(transaction, select, seqs, "").await? {
        ids.insert(row.try_get_by_index(0)?, row.try_get_by_index(1)?);
    }
    let used = known.into_iter().filter_map(|(key, body, seq)| {
        let receipt = Receipt { id: ResponseId(*ids.get(&seq)?), seq };
        Some((key, Used { body, by: By::Stored(receipt) }))
    });
    Ok(used.collect())
}
