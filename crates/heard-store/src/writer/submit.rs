//! The store's door for responses and their changes.

use heard_intake::ValidatedResponse;
use heard_model::{ResponseId, WorkspaceId};
use jiff::Timestamp;
use std::time::{Duration, Instant};
use tokio::sync::oneshot;

use super::prepared::{Prepared, PreparedChange};
use super::{Change, ChangeKind, ChangeOutcome, Command, CorrectionExtent, Outcome, Submission, SubmitError};
use crate::{Store, StoreError};

impl Store {
    /// Accepts a response; returns when it is durable.
    ///
    /// # Errors
    /// [`SubmitError::Busy`] when it would wait, or has waited, for too long: then nothing is
    /// stored; a conflict; what the disk says.
    pub async fn submit(&self, submission: Submission) -> Result<Outcome, SubmitError> {
        self.submit_late(submission, Duration::ZERO).await
    }

    /// Accepts a response that has waited elsewhere already; see [`Store::submit`].
    ///
    /// # Errors
    /// The same; it waits for that much less.
    pub async fn submit_late(
        &self,
        submission: Submission,
        waited: Duration,
    ) -> Result<Outcome, SubmitError> {
        let prepared = Prepared::new(submission, &self.inner.fingerprints);
        let (answer, answered) = oneshot::channel();
        let command = Command::One(Box::new(prepared), answer);
        self.inner.queue.offer(command, Instant::now(), waited)?;
        answered.await.map_err(|_| StoreError::Closed)?
    }

    /// Whether what has waited so long elsewhere would be refused whatever it is.
    pub fn is_too_late(&self, waited: Duration) -> bool {
        waited > self.inner.queue.longest_wait()
    }

    /// Accepts many responses, each answered for in order. Waits for its turn between parts, so
    /// that others get through.
    pub async fn submit_many(&self, submissions: Vec<Submission>) -> Vec<Result<Outcome, SubmitError>> {
        let mut outcomes = Vec::with_capacity(submissions.len());
        let mut submissions = submissions.into_iter().peekable();
        while submissions.peek().is_some() {
            let part: Vec<Submission> = submissions.by_ref().take(self.inner.batch_size).collect();
            self.submit_part(part, &mut outcomes).await;
        }
        outcomes
    }

    async fn submit_part(&self, part: Vec<Submission>, outcomes: &mut Vec<Result<Outcome, SubmitError>>) {
        let prepared: Vec<Prepared> =
            part.into_iter().map(|submission| Prepared::new(submission, &self.inner.fingerprints)).collect();
        let count = prepared.len();
        let Some(workspace) = prepared.first().map(|first| first.workspace) else { return };
        let (answer, answered) = oneshot::channel();
        let many = Command::Many(workspace, prepared, answer);
        let answers = match self.inner.queue.offer_patiently(many, Instant::now()).await {
            Ok(()) => answered.await.ok(),
            Err(_) => None,
        };
        match answers {
            Some(answers) => outcomes.extend(answers),
            None => outcomes.extend(std::iter::repeat_n(Err(StoreError::Closed.into()), count)),
        }
    }

    /// Changes an accepted response; returns when the change is durable.
    ///
    /// # Errors
    /// [`SubmitError::NotFound`], [`SubmitError::Withdrawn`] for a correction of a withdrawn
    /// response, [`SubmitError::Busy`]; what the disk says.
    pub async fn change(&self, change: Change) -> Result<ChangeOutcome, SubmitError> {
        let prepared = PreparedChange::new(change);
        let (answer, answered) = oneshot::channel();
        self.inner.queue.offer(
            Command::Change(Box::new(prepared), answer),
            Instant::now(),
            Duration::ZERO,
        )?;
        answered.await.map_err(|_| StoreError::Closed)?
    }

    /// Puts other answers in the place of a response's; see [`Store::change`].
    ///
    /// # Errors
    /// As [`Store::change`].
    pub async fn correct(
        &self,
        workspace: WorkspaceId,
        response: ResponseId,
        at: Timestamp,
        corrected: ValidatedResponse,
        extent: CorrectionExtent,
    ) -> Result<ChangeOutcome, SubmitError> {
        let kind = ChangeKind::Correct { response: Box::new(corrected), extent };
        self.change(Change { workspace, response, at, kind }).await
    }

    /// Takes a response back: it no longer counts and its words are deleted; see [`Store::change`].
    ///
    /// # Errors
    /// As [`Store::change`].
    pub async fn withdraw(
        &self,
        workspace: WorkspaceId,
        response: ResponseId,
        at: Timestamp,
    ) -> Result<ChangeOutcome, SubmitError> {
        self.change(Change { workspace, response, at, kind: ChangeKind::Withdraw }).await
    }
}
