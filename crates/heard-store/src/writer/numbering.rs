//! Who gives the numbers: this process alone, or each process in a lane of its own.

use std::sync::{Arc, Mutex, PoisonError};

use heard_model::Position;
use heard_model::position::{number_of, seq_of};
use sea_orm::{ConnectionTrait, DatabaseConnection};

use super::Failure;
use crate::StoreError;
use crate::lanes::Lane;

/// Who gives the numbers of changes.
pub(crate) enum Numbering {
    /// Nobody else writes: the numbers go on after the last one in lane 0.
    Alone,
    /// In a leased lane, with the number that it has reached; without one, a lane is taken first.
    Leased(Option<(Lane, i64)>, HeldLane),
}

/// The lane that the writer holds, for those who keep it alive.
#[derive(Clone, Default)]
pub(crate) struct HeldLane(Arc<Mutex<Option<Lane>>>);

impl HeldLane {
    /// The lane.
    pub(crate) fn get(&self) -> Option<Lane> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set(&self, lane: Option<Lane>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = lane;
    }
}

impl Numbering {
    /// The `seq` of the next change.
    pub(crate) async fn next(
        &mut self,
        write: &DatabaseConnection,
        committed: &Position,
    ) -> Result<i64, StoreError> {
        let Self::Leased(held, shared) = self else { return Ok(seq_of(0, committed.number(0) + 1)) };
        let (lane, number) = match held {
            Some(held) => *held,
            None => *held.insert(Lane::take(write).await?),
        };
        shared.set(Some(lane));
        Ok(seq_of(lane.lane, number + 1))
    }

    /// Claims the numbers from `next` up to `last` within the transaction of their changes.
    pub(crate) async fn claim(
        &self,
        transaction: &impl ConnectionTrait,
        next: i64,
        last: i64,
    ) -> Result<(), Failure> {
        let Self::Leased(Some((lane, _)), _) = self else { return Ok(()) };
        if last < next || lane.advance(transaction, number_of(next) - 1, number_of(last)).await? {
            return Ok(());
        }
        Err(Failure::LostLane)
    }

    /// The numbers up to `last` are durable.
    pub(crate) fn reached(&mut self, last: i64) {
        if let Self::Leased(Some((_, number)), _) = self {
            *number = number_of(last).max(*number);
        }
    }

    /// The lane is another's, or it is not known what it has reached: the next change takes a new
    /// one.
    pub(crate) fn lose(&mut self) {
        if let Self::Leased(held, shared) = self {
            *held = None;
            shared.set(None);
        }
    }

    /// Whether the lane is known to be another's.
    pub(crate) async fn is_lost(&self, write: &DatabaseConnection) -> bool {
        let Self::Leased(Some((lane, number)), _) = self else { return false };
        lane.number(write).await.is_ok_and(|found| found != Some(*number))
    }

    /// Gives a lane back at the end.
    pub(crate) async fn release(&mut self, write: &DatabaseConnection) {
        if let Self::Leased(Some((lane, _)), _) = self
            && let Err(error) = lane.release(write).await
        {
            tracing::debug!(%error, "the lane was not given back; it becomes free by itself");
        }
        self.lose();
    }

    /// Whether the changes up to `last` are durable after a commit that failed; `None` if it
    /// can't be known.
    pub(crate) async fn has(&self, write: &DatabaseConnection, last: i64) -> Option<bool> {
        match self {
            Self::Alone => Some(super::end_of(write).await.ok()?.covers(last)),
            Self::Leased(Some((lane, _)), _) => {
                let number = lane.number(write).await.ok()??;
                Some(number >= number_of(last))
            }
            Self::Leased(None, _) => None,
        }
    }
}
