//! Corrections, withdrawals and other civil days: −old and +new under a number of their own, the row
//! brought up to date, the words of a withdrawn response deleted.

use heard_model::fact::FactEvent;
use heard_model::{ResponseId, WorkspaceId};
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::Failure;
use super::json::event_json;
use super::prepared::{Content, PreparedChange, PreparedKind};
use super::submission::{ChangeOutcome, CorrectionExtent, SubmitError};
use super::tail::OutboxEntry;
use crate::StoreError;
use crate::entity::{outbox, response, response_change};
use crate::outbox::current_event;

/// Why a change was not written.
pub(crate) enum Refusal {
    /// It may not happen; the rest of the batch goes on.
    Refused(SubmitError),
    /// Nothing can be written.
    Failed(Failure),
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

impl From<sea_orm::DbErr> for Refusal {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Failed(error.into())
    }
}

/// What a response is after a change.
enum New<'a> {
    /// Withdrawn.
    Nothing,
    /// Corrected.
    Content(&'a Content, FactEvent),
    /// The same on another day.
    Day(FactEvent),
}

impl New<'_> {
    fn event(&self) -> Option<&FactEvent> {
        match self {
            Self::Nothing => None,
            Self::Content(_, event) | Self::Day(event) => Some(event),
        }
    }
}

/// Writes a change as number `seq`, unless there is nothing to change.
pub(crate) async fn write(
    transaction: &DatabaseTransaction,
    change: &PreparedChange,
    seq: i64,
) -> Result<(ChangeOutcome, Option<OutboxEntry>), Refusal> {
    let row = response::Entity::find()
        .filter(response::Column::Id.eq(change.response))
        .filter(response::Column::Workspace.eq(change.workspace))
        .lock_exclusive()
        .one(transaction)
        .await?
        .ok_or(Refusal::Refused(SubmitError::NotFound))?;
    let old = current_event(&row)?;
    let is_withdrawn = row.withdrawn_at.is_some();
    let new = match &change.kind {
        PreparedKind::Correct(..) if is_withdrawn => return Err(Refusal::Refused(SubmitError::Withdrawn)),
        _ if is_withdrawn => return unchanged(transaction, &row).await,
        PreparedKind::Withdraw => New::Nothing,
        PreparedKind::Correct(content, _) if content.survey != row.survey => {
            return Err(Refusal::Refused(SubmitError::OtherSurvey));
        }
        PreparedKind::Correct(content, extent) => {
            let event = corrected(&old, content, *extent);
            if event == old && content.answers == row.answers && content.words == row.words {
                return unchanged(transaction, &row).await;
            }
            New::Content(content, event)
        }
        PreparedKind::Redate { day, .. } if *day == old.day => return unchanged(transaction, &row).await,
        PreparedKind::Redate { zone, day } => {
            New::Day(FactEvent { day: *day, zone: zone.clone(), ..old.clone() })
        }
    };
    let minus = old.reversed(seq);
    let plus = new.event().map(|event| FactEvent { seq, ..event.clone() });
    insert_change(transaction, change, &row, &minus, plus.as_ref(), seq).await?;
    let revision = row.revision + 1;
    update_row(transaction, change, row, &new).await?;
    let entry = OutboxEntry {
        seq,
        workspace: WorkspaceId(change.workspace),
        response: ResponseId(change.response),
        accepted: false,
        events: std::iter::once(minus).chain(plus).collect(),
        words: Vec::new(),
    };
    Ok((ChangeOutcome { seq, revision, changed: true }, Some(entry)))
}

/// The facts after a correction, numbered like the old ones so that both can be compared.
fn corrected(old: &FactEvent, content: &Content, extent: CorrectionExtent) -> FactEvent {
    let new = &content.event;
    match extent {
        CorrectionExtent::Everything => FactEvent { seq: old.seq, contact: old.contact, ..new.clone() },
        CorrectionExtent::Answers => FactEvent {
            language: new.language.clone().or_else(|| old.language.clone()),
            scores: new.scores.clone(),
            ..old.clone()
        },
    }
}

async fn unchanged(
    transaction: &DatabaseTransaction,
    row: &response::Model,
) -> Result<(ChangeOutcome, Option<OutboxEntry>), Refusal> {
    let last = response_change::Entity::find()
        .filter(response_change::Column::ResponseSeq.eq(row.accepted_seq))
        .order_by_desc(response_change::Column::Seq)
        .one(transaction)
        .await?;
    let seq = last.map_or(row.accepted_seq, |change| change.seq);
    Ok((ChangeOutcome { seq, revision: row.revision, changed: false }, None))
}

async fn insert_change(
    transaction: &DatabaseTransaction,
    change: &PreparedChange,
    row: &response::Model,
    minus: &FactEvent,
    plus: Option<&FactEvent>,
    seq: i64,
) -> Result<(), Refusal> {
    response_change::Entity::insert(response_change::ActiveModel {
        seq: Set(seq),
        workspace: Set(change.workspace),
        response_seq: Set(row.accepted_seq),
        minus: Set(event_json(minus)),
        plus: Set(plus.map(event_json)),
        changed_at: Set(change.at),
    })
    .exec_without_returning(transaction)
    .await?;
    outbox::Entity::insert(outbox::ActiveModel { seq: Set(seq), workspace: Set(change.workspace) })
        .exec_without_returning(transaction)
        .await?;
    Ok(())
}

async fn update_row(
    transaction: &DatabaseTransaction,
    change: &PreparedChange,
    row: response::Model,
    new: &New<'_>,
) -> Result<(), Refusal> {
    let mut update = response::ActiveModel {
        accepted_seq: sea_orm::ActiveValue::Unchanged(row.accepted_seq),
        revision: Set(row.revision + 1),
        ..Default::default()
    };
    match new {
        New::Nothing => {
            update.withdrawn_at = Set(Some(change.at));
            update.words = Set(None);
        }
        New::Day(event) => {
            update.day = Set(event.day);
            update.facts_now = Set(Some(event_json(event)));
        }
        New::Content(content, event) => {
            let headline = content.headline.clone();
            update.version = Set(content.version);
            update.unit = Set(event.unit.0);
            update.touchpoint = Set(event.touchpoint.clone());
            update.channel = Set(event.channel.clone());
            update.language = Set(event.language.clone());
            update.answered_at = Set(event.instant_ms);
            update.day = Set(event.day);
            update.answers = Set(content.answers.clone());
            update.words = Set(content.words.clone());
            update.facts_now = Set(Some(event_json(event)));
            update.score = Set(headline.as_ref().map(|headline| headline.score));
            update.score_question = Set(headline.map(|headline| headline.question));
        }
    }
    response::Entity::update(update).exec(transaction).await?;
    Ok(())
}
