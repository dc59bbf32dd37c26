//! The order of acceptance, read: what the projection has not stored yet, and everything.
//!
//! An outbox row is only a number: what happened stands in `responses` and `response_changes`,
//! which are never trimmed, so an outbox can be filled again at any time.

use std::sync::Arc;

use heard_model::fact::FactEvent;
use heard_model::{ResponseId, WorkspaceId};
use sea_orm::{ConnectionTrait, QueryResult, Statement, Value};
use uuid::Uuid;

use crate::convert::from_json;
use crate::entity::response;
use crate::writer::OutboxEntry;
use crate::{Store, StoreError};

const COLUMNS: &str = r#"r."id", r."contact_code", r."facts", r."words", c."minus", c."plus""#;

impl Store {
    /// Changes of all workspaces that the projection may still need, in order, after `seq`.
    /// For the projector only; it sorts them by workspace.
    ///
    /// # Errors
    /// What the database says.
    pub async fn outbox_after(&self, seq: i64, limit: usize) -> Result<Vec<Arc<OutboxEntry>>, StoreError> {
        if let Some(entries) = self.inner.tail.after(seq, limit) {
            return Ok(entries);
        }
        let sql = format!(
            r#"SELECT o."seq", o."workspace", {COLUMNS} FROM "outbox" AS o
            LEFT JOIN "response_changes" AS c ON c."seq" = o."seq"
            LEFT JOIN "responses" AS r ON r."accepted_seq" = coalesce(c."response_seq", o."seq")
            WHERE o."seq" > $1 ORDER BY o."seq" LIMIT $2"#
        );
        self.entries(sql, vec![seq.into(), rows(limit)]).await
    }

    /// Changes of a workspace that the projection may still need, in order, after `seq`.
    ///
    /// # Errors
    /// What the database says.
    pub async fn outbox_of(
        &self,
        workspace: WorkspaceId,
        seq: i64,
        limit: usize,
    ) -> Result<Vec<Arc<OutboxEntry>>, StoreError> {
        let sql = format!(
            r#"SELECT o."seq", o."workspace", {COLUMNS} FROM "outbox" AS o
            LEFT JOIN "response_changes" AS c ON c."seq" = o."seq"
            LEFT JOIN "responses" AS r ON r."accepted_seq" = coalesce(c."response_seq", o."seq")
            WHERE o."seq" > $1 AND o."workspace" = $3 ORDER BY o."seq" LIMIT $2"#
        );
        self.entries(sql, vec![seq.into(), rows(limit), workspace.0.into()]).await
    }

    /// All changes of a workspace from the beginning of time, in order, after `seq`: the facts as
    /// the truth has them, whatever the projection has stored.
    ///
    /// # Errors
    /// What the database says.
    pub async fn fact_events_after(
        &self,
        workspace: WorkspaceId,
        seq: i64,
        limit: usize,
    ) -> Result<Vec<Arc<OutboxEntry>>, StoreError> {
        let sql = format!(
            r#"SELECT n."seq", n."workspace", {COLUMNS} FROM (
                SELECT * FROM (SELECT "accepted_seq" AS "seq", "workspace", NULL AS "changed" FROM "responses"
                    WHERE "accepted_seq" > $1 AND "workspace" = $3 ORDER BY "accepted_seq" LIMIT $2)
                UNION ALL
                SELECT * FROM (SELECT "seq", "workspace", "response_seq" AS "changed" FROM "response_changes"
                    WHERE "seq" > $1 AND "workspace" = $3 ORDER BY "seq" LIMIT $2)
            ) AS n
            LEFT JOIN "response_changes" AS c ON c."seq" = n."seq"
            LEFT JOIN "responses" AS r ON r."accepted_seq" = coalesce(n."changed", n."seq")
            ORDER BY n."seq" LIMIT $2"#
        );
        self.entries(sql, vec![seq.into(), rows(limit), workspace.0.into()]).await
    }

    async fn entries(&self, sql: String, values: Vec<Value>) -> Result<Vec<Arc<OutboxEntry>>, StoreError> {
        let statement = Statement::from_sql_and_values(self.read().get_database_backend(), sql, values);
        let found = self.read().query_all_raw(statement).await?;
        found.iter().map(|row| entry(row).map(Arc::new)).collect()
    }
}

fn rows(limit: usize) -> Value {
    i64::try_from(limit).unwrap_or(i64::MAX).into()
}

fn entry(row: &QueryResult) -> Result<OutboxEntry, StoreError> {
    let seq: i64 = row.try_get_by_index(0)?;
    let minus: Option<String> = row.try_get_by_index(6)?;
    let plus: Option<String> = row.try_get_by_index(7)?;
    let accepted = minus.is_none();
    let contact: i64 = row.try_get_by_index(3)?;
    let facts: Option<String> = if accepted { row.try_get_by_index(4)? } else { None };
    let words: Option<String> = if accepted { row.try_get_by_index(5)? } else { None };
    let events = [minus, facts, plus]
        .into_iter()
        .flatten()
        .map(|json| event(&json, seq, contact))
        .collect::<Result<_, _>>()?;
    Ok(OutboxEntry {
        seq,
        workspace: WorkspaceId(row.try_get_by_index::<Uuid>(1)?),
        response: ResponseId(row.try_get_by_index::<Uuid>(2)?),
        accepted,
        events,
        words: words.map(|json| read_words(&json)).transpose()?.unwrap_or_default(),
    })
}

fn event(json: &str, seq: i64, contact_code: i64) -> Result<FactEvent, StoreError> {
    let event: FactEvent = from_json("facts", json)?;
    Ok(FactEvent { seq, contact: u32::try_from(contact_code).unwrap_or(u32::MAX), ..event })
}

/// Words by question.
pub(crate) fn read_words(json: &str) -> Result<Vec<(String, String)>, StoreError> {
    let map: std::collections::BTreeMap<String, String> = from_json("words", json)?;
    Ok(map.into_iter().collect())
}

/// What a response says to the facts now, numbered as it was accepted.
pub(crate) fn current_event(row: &response::Model) -> Result<FactEvent, StoreError> {
    event(row.facts_now.as_deref().unwrap_or(&row.facts), row.accepted_seq, row.contact_code)
}
