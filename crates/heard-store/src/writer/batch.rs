//! One commit: the submissions and changes that waited, written in one transaction.

use std::sync::Arc;

use heard_model::fact::FactEvent;
use heard_model::{Entropy, ResponseId, WorkspaceId};
use sea_orm::{ConnectionTrait, DatabaseTransaction, TransactionTrait, Value};
use tokio::sync::oneshot;

use super::hot_insert::{HotInsert, HotTable};
use super::keys::{Key, KeyLedger, Noted, RecentKeys};
use super::lookup::{Verdict, judge};
use super::prepared::{Prepared, PreparedChange};
use super::submission::{ChangeOutcome, Outcome, Receipt, SubmitError};
use super::tail::OutboxEntry;
use super::{Command, Failure, change, contacts};
use crate::StoreError;

type SubmissionAnswer = Result<Outcome, SubmitError>;
type ChangeAnswer = Result<ChangeOutcome, SubmitError>;

/// What waited, sorted: submissions first. A change of a response of the same batch is not
/// possible, for its sender has not been answered yet.
#[derive(Default)]
pub(crate) struct Batch {
    submissions: Vec<Prepared>,
    answers: Vec<Answer>,
    changes: Vec<PreparedChange>,
    change_answers: Vec<oneshot::Sender<ChangeAnswer>>,
}

/// Who waits for the answers of how many submissions.
enum Answer {
    One(oneshot::Sender<SubmissionAnswer>),
    Many(usize, oneshot::Sender<Vec<SubmissionAnswer>>),
}

/// What a commit has done.
pub(crate) struct Committed {
    pub(crate) outcomes: Vec<SubmissionAnswer>,
    pub(crate) changes: Vec<ChangeAnswer>,
    /// Which submissions were accepted: their place in the batch, number and contact code.
    accepted: Vec<(usize, i64, i64)>,
    change_entries: Vec<Arc<OutboxEntry>>,
    /// What the ledger of keys notes.
    pub(super) keys: Option<Noted>,
    /// The last number that was given, in this commit or before.
    pub(crate) last: i64,
    /// Whether anything was written.
    pub(crate) wrote: bool,
}

impl Batch {
    pub(crate) fn of(commands: Vec<Command>) -> Self {
        let mut batch = Self::default();
        batch.submissions.reserve(commands.iter().map(Command::size).sum());
        batch.answers.reserve(commands.len());
        for command in commands {
            match command {
                Command::One(submission, answer) => {
                    batch.submissions.push(*submission);
                    batch.answers.push(Answer::One(answer));
                }
                Command::Many(_, submissions, answer) => {
                    batch.answers.push(Answer::Many(submissions.len(), answer));
                    batch.submissions.extend(submissions);
                }
                Command::Change(change, answer) => {
                    batch.changes.push(*change);
                    batch.change_answers.push(answer);
                }
            }
        }
        batch
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.answers.is_empty() && self.changes.is_empty()
    }

    pub(crate) fn submissions(&self) -> &[Prepared] {
        &self.submissions
    }

    pub(crate) fn changes(&self) -> &[PreparedChange] {
        &self.changes
    }

    /// The changes of a commit, in order.
    pub(crate) fn entries(&mut self, committed: &mut Committed) -> Vec<Arc<OutboxEntry>> {
        let mut accepted = std::mem::take(&mut committed.accepted).into_iter().peekable();
        let mut entries = Vec::with_capacity(accepted.len() + committed.change_entries.len());
        for (index, submission) in std::mem::take(&mut self.submissions).into_iter().enumerate() {
            if let Some((_, seq, code)) = accepted.next_if(|(place, _, _)| *place == index) {
                entries.push(Arc::new(entry(submission, seq, code)));
            }
        }
        entries.append(&mut committed.change_entries);
        entries
    }

    /// Tells each sender. One who no longer listens has hung up; the answer stands all the same.
    pub(crate) fn answer(self, outcomes: Vec<SubmissionAnswer>, changes: Vec<ChangeAnswer>) {
        let mut outcomes = outcomes.into_iter();
        for answer in self.answers {
            match answer {
                Answer::One(sender) => {
                    if let Some(outcome) = outcomes.next() {
                        let _ = sender.send(outcome);
                    }
                }
                Answer::Many(count, sender) => {
                    let _ = sender.send(outcomes.by_ref().take(count).collect());
                }
            }
        }
        for (sender, outcome) in self.change_answers.into_iter().zip(changes) {
            let _ = sender.send(outcome);
        }
    }

    /// Tells each sender that nothing was written.
    pub(crate) fn answer_error(self, error: &StoreError) {
        let outcomes = self.submissions.iter().map(|_| Err(error.clone().into())).collect();
        let changes = self.changes.iter().map(|_| Err(error.clone().into())).collect();
        self.answer(outcomes, changes);
    }
}

/// The writing of a batch within a transaction.
pub(crate) struct Work<'a> {
    transaction: &'a DatabaseTransaction,
    inserts: &'a mut HotInsert,
    ledger: &'a mut KeyLedger,
    recent: &'a RecentKeys,
    entropy: &'a dyn Entropy,
    next: i64,
    new_keys: Vec<Key>,
    committed: Committed,
}

/// A new submission and its place in the batch.
type New<'a> = (usize, &'a Prepared);

impl<'a> Work<'a> {
    pub(crate) fn new(
        transaction: &'a DatabaseTransaction,
        inserts: &'a mut HotInsert,
        (ledger, recent): (&'a mut KeyLedger, &'a RecentKeys),
        entropy: &'a dyn Entropy,
        first: i64,
    ) -> Self {
        let committed = Committed {
            outcomes: Vec::new(),
            changes: Vec::new(),
            accepted: Vec::new(),
            change_entries: Vec::new(),
            keys: None,
            last: first - 1,
            wrote: false,
        };
        let new_keys = Vec::new();
        inserts.clear();
        Self { transaction, inserts, ledger, recent, entropy, next: first, new_keys, committed }
    }

    /// Accepts those that are new and answers the others.
    pub(crate) async fn submissions(
        &mut self,
        submissions: &[Prepared],
        one_by_one: bool,
    ) -> Result<(), Failure> {
        if submissions.is_empty() {
            return Ok(());
        }
        let all: Vec<&Prepared> = submissions.iter().collect();
        let judged = judge(self.transaction, self.recent, self.ledger.has_settled, &all).await?;
        let is_new = |index: &usize| matches!(judged.verdicts[*index], Verdict::New);
        let new: Vec<New<'_>> = (0..all.len()).filter(is_new).map(|index| (index, all[index])).collect();
        let accepted = if one_by_one {
            self.accept_one_by_one(&new).await?
        } else {
            self.accept(self.transaction, &new).await?.into_iter().map(Ok).collect()
        };
        self.new_keys.extend(judged.further_keys);
        let mut accepted = accepted.into_iter();
        for verdict in judged.verdicts {
            let outcome = match verdict {
                Verdict::New => accepted
                    .next()
                    .unwrap_or(Err(StoreError::Closed))
                    .map(Outcome::Accepted)
                    .map_err(SubmitError::from),
                Verdict::Answered(outcome) => outcome,
                Verdict::Repeats(index) => match &self.committed.outcomes[index] {
                    Ok(outcome) => Ok(Outcome::Replayed(outcome.receipt())),
                    Err(error) => Err(error.clone()),
                },
            };
            self.committed.outcomes.push(outcome);
        }
        Ok(())
    }

    /// Each in a savepoint, so that a refused row takes nothing with it.
    async fn accept_one_by_one(
        &mut self,
        new: &[New<'_>],
    ) -> Result<Vec<Result<Receipt, StoreError>>, Failure> {
        let mut receipts = Vec::with_capacity(new.len());
        for submission in new {
            let savepoint = self.transaction.begin().await?;
            let before = (self.next, self.committed.accepted.len(), self.new_keys.len());
            match self.accept_at_once(&savepoint, *submission).await {
                Ok(receipt) => {
                    savepoint.commit().await?;
                    receipts.extend(receipt.into_iter().map(Ok));
                }
                Err(Failure::OfARow(error)) => {
                    savepoint.rollback().await?;
                    self.inserts.clear();
                    self.next = before.0;
                    self.committed.accepted.truncate(before.1);
                    self.new_keys.truncate(before.2);
                    receipts.push(Err(error));
                }
                Err(failure) => return Err(failure),
            }
        }
        Ok(receipts)
    }

    async fn accept_at_once(
        &mut self,
        transaction: &DatabaseTransaction,
        new: New<'_>,
    ) -> Result<Vec<Receipt>, Failure> {
        let receipt = self.accept(transaction, &[new]).await?;
        self.inserts.run(transaction).await?;
        Ok(receipt)
    }

    /// Numbers new responses, finds their contacts and gathers their rows and outbox rows.
    async fn accept(
        &mut self,
        transaction: &DatabaseTransaction,
        new: &[New<'_>],
    ) -> Result<Vec<Receipt>, Failure> {
        if new.is_empty() {
            return Ok(Vec::new());
        }
        let prepared: Vec<&Prepared> = new.iter().map(|(_, prepared)| *prepared).collect();
        let codes = contacts::resolve(transaction, self.inserts, self.entropy, &prepared).await?;
        let mut rows = Vec::with_capacity(new.len());
        let first = self.next;
        let mut receipts = Vec::with_capacity(new.len());
        for ((index, submission), code) in new.iter().zip(codes) {
            let seq = self.next;
            self.next += 1;
            rows.push(response_row(submission, seq, code));
            let keys = [submission.key, submission.external].into_iter().flatten();
            self.new_keys.extend(keys.map(|key| (key, submission.body, seq)));
            self.committed.accepted.push((*index, seq, code));
            receipts.push(Receipt { id: ResponseId(submission.id), seq });
        }
        let backend = transaction.get_database_backend();
        self.inserts.add(backend, HotTable::Responses, rows);
        self.inserts.add_statement(announce, backend, vec![first.into(), (self.next - 1).into()]);
        Ok(receipts)
    }

    /// Writes the rows that were gathered, and the keys of what was accepted.
    pub(crate) async fn write(&mut self) -> Result<(), Failure> {
        let keys = std::mem::take(&mut self.new_keys);
        if !keys.is_empty() {
            self.committed.wrote = true;
            let backend = self.transaction.get_database_backend();
            self.committed.keys = Some(self.ledger.write(backend, self.inserts, self.recent, keys));
        }
        self.inserts.run(self.transaction).await?;
        Ok(())
    }

    /// Corrects and withdraws, each in a savepoint.
    pub(crate) async fn changes(&mut self, changes: &[PreparedChange]) -> Result<(), Failure> {
        for prepared in changes {
            let savepoint = self.transaction.begin().await?;
            match change::write(&savepoint, prepared, self.next).await {
                Ok((outcome, entry)) => {
                    savepoint.commit().await?;
                    if let Some(entry) = entry {
                        self.next += 1;
                        self.committed.change_entries.push(Arc::new(entry));
                    }
                    self.committed.changes.push(Ok(outcome));
                }
                Err(change::Refusal::Refused(error)) => {
                    savepoint.rollback().await?;
                    self.committed.changes.push(Err(error));
                }
                Err(change::Refusal::Failed(Failure::OfARow(error))) => {
                    savepoint.rollback().await?;
                    self.committed.changes.push(Err(error.into()));
                }
                Err(change::Refusal::Failed(failure)) => return Err(failure),
            }
        }
        Ok(())
    }

    pub(crate) fn finish(mut self) -> Committed {
        self.committed.last = self.next - 1;
        self.committed
    }
}

/// Puts the responses of some numbers into the outbox; the database has what it needs for it.
fn announce(place: &dyn Fn(usize) -> &'static str) -> String {
    let (first, last) = (place(0), place(1));
    format!(
        r#"INSERT INTO "outbox" ("seq", "workspace")
        SELECT "accepted_seq", "workspace" FROM "responses" WHERE "accepted_seq" BETWEEN {first} AND {last}"#
    )
}

fn response_row(submission: &Prepared, seq: i64, contact_code: i64) -> Vec<Value> {
    let content = &submission.content;
    let event = &content.event;
    let headline = content.headline.as_ref();
    vec![
        seq.into(),
        submission.id.into(),
        submission.workspace.into(),
        content.survey.into(),
        content.version.into(),
        event.unit.0.into(),
        event.touchpoint.clone().into(),
        event.channel.clone().into(),
        event.language.clone().into(),
        contact_code.into(),
        event.instant_ms.into(),
        submission.accepted_at.into(),
        event.day.into(),
        content.answers.clone().into(),
        content.words.clone().into(),
        submission.external_id.clone().into(),
        content.facts.clone().into(),
        headline.map(|headline| headline.score).into(),
        headline.map(|headline| headline.question.clone()).into(),
        submission.source.clone().into(),
        1_i64.into(),
    ]
}

fn entry(submission: Prepared, seq: i64, contact_code: i64) -> OutboxEntry {
    let content = submission.content;
    let contact = u32::try_from(contact_code).unwrap_or(u32::MAX);
    OutboxEntry {
        seq,
        workspace: WorkspaceId(submission.workspace),
        response: ResponseId(submission.id),
        accepted: true,
        events: vec![FactEvent { seq, contact, ..content.event }],
        words: content.word_list,
    }
}
