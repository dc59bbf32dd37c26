//! Forgets a projection and fills the outbox again, so that the facts are made anew from the
//! truth: each response as it was accepted, then each change in its order.

use heard_model::WorkspaceId;
use heard_model::position::seq_of;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, Statement};

use crate::entity::{dictionary, segment};
use crate::news::Topic;
use crate::positions::{forget_position, position};
use crate::projection::{JOB, images_of};
use crate::{Store, StoreError};

/// Joins changes `n` to how far the facts have read their lane, and what is true of those that
/// they have not read.
pub(crate) const OF_THE_FACTS: &str = r#"LEFT JOIN "positions" AS p
    ON p."workspace" = n."workspace" AND p."job" = 'facts' AND p."lane" = (n."seq" >> 40)"#;
pub(crate) const NOT_REACHED: &str = r#"(n."seq" & 1099511627775) > coalesce(p."number", 0)"#;
/// Numbers of a page.
const PAGE: i64 = 8_192;

impl Store {
    /// Drops a workspace's segments, dictionary and watermark and fills its outbox again. The
    /// outbox is filled first, in short pages: were the process killed in between, there would
    /// only be numbers too many, which a projector skips. Returns how many changes wait now.
    /// A running projector must load the workspace anew afterwards.
    ///
    /// # Errors
    /// What the database says.
    pub async fn rebuild(&self, workspace: WorkspaceId) -> Result<i64, StoreError> {
        let transaction = loop {
            let before = position(self.read(), workspace, JOB).await?;
            self.refill(workspace).await?;
            let transaction = self.begin().await?;
            // Another process that has stored a segment meanwhile has trimmed what was filled in.
            if position(&transaction, workspace, JOB).await? == before {
                break transaction;
            }
        };
        let images = images_of(&transaction, workspace, Condition::all()).await?;
        segment::Entity::delete_many()
            .filter(segment::Column::Workspace.eq(workspace.0))
            .exec(&transaction)
            .await?;
        dictionary::Entity::delete_many()
            .filter(dictionary::Column::Workspace.eq(workspace.0))
            .exec(&transaction)
            .await?;
        forget_position(&transaction, workspace, JOB).await?;
        self.tell(&transaction, Topic::Segments).await?;
        self.commit(transaction).await?;
        self.delete_or_leave(&images).await;
        self.waiting_changes(workspace).await
    }

    /// Changes of a workspace that the segments do not hold yet.
    ///
    /// # Errors
    /// What the database says.
    pub async fn waiting_changes(&self, workspace: WorkspaceId) -> Result<i64, StoreError> {
        let sql = format!(
            r#"SELECT count(*) FROM "outbox" AS n {OF_THE_FACTS} WHERE n."workspace" = $1 AND {NOT_REACHED}"#
        );
        let statement =
            Statement::from_sql_and_values(self.read().get_database_backend(), sql, [workspace.0.into()]);
        let row = self.read().query_one_raw(statement).await?;
        Ok(row.map(|row| row.try_get_by_index(0)).transpose()?.unwrap_or(0))
    }

    async fn refill(&self, workspace: WorkspaceId) -> Result<(), StoreError> {
        let end = self.inner.committed.borrow().clone();
        for (lane, last) in end.lanes() {
            let mut after = 0;
            while after < last {
                let until = (after + PAGE).min(last);
                // Others need not store what is dropped, and would have all of this done again.
                self.take_segments(workspace).await?;
                self.refill_page(workspace, seq_of(lane, after), seq_of(lane, until)).await?;
                after = until;
            }
        }
        Ok(())
    }

    async fn refill_page(&self, workspace: WorkspaceId, after: i64, until: i64) -> Result<(), StoreError> {
        let transaction = self.begin().await?;
        for source in [
            r#""accepted_seq" AS "seq", "workspace" FROM "responses""#,
            r#""seq", "workspace" FROM "response_changes""#,
        ] {
            let sql = format!(
                r#"INSERT INTO "outbox" ("seq", "workspace") SELECT * FROM (SELECT {source}) AS s
                WHERE s."seq" > $1 AND s."seq" <= $2 AND s."workspace" = $3 ON CONFLICT DO NOTHING"#
            );
            let values = [after.into(), until.into(), workspace.0.into()];
            transaction
                .execute_raw(Statement::from_sql_and_values(self.read().get_database_backend(), sql, values))
                .await?;
        }
        self.commit(transaction).await
    }
}
