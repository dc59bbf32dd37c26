//! Work that one process at a time should do, where several share a database.
//!
//! A lease keeps two processes from doing the same work twice; it is not what keeps the work right.
//! Whoever was frozen past a lease and wakes up finds that what it wanted to change is not as it
//! was ([`StoreError::Stale`]), or does something that changes nothing the second time.

use std::time::Duration;

use heard_model::WorkspaceId;
use heard_model::fail_point::lease;
use sea_orm::ConnectionTrait;

use crate::connect::{is_sqlite, statement};
use crate::lanes::NOW_MS;
use crate::{Store, StoreError};

/// How long a workspace's segments are a process's to store.
const OF_SEGMENTS: Duration = Duration::from_secs(60);

fn segments_of(workspace: WorkspaceId) -> String {
    format!("facts:{workspace}")
}

impl Store {
    /// Takes or keeps a piece of work for a time; `false` if another process has it. A process
    /// that is alone has all of it.
    ///
    /// # Errors
    /// What the database says.
    pub async fn hold(&self, work: &str, time: Duration) -> Result<bool, StoreError> {
        let free = format!(r#""leases"."holder" = excluded."holder" OR "leases"."until" < {NOW_MS}"#);
        self.lease(work, time, &free).await
    }

    /// Takes or keeps the storing of a workspace's segments for a time; see [`Self::hold`].
    ///
    /// # Errors
    /// What the database says.
    pub async fn hold_segments(&self, workspace: WorkspaceId) -> Result<bool, StoreError> {
        self.hold(&segments_of(workspace), OF_SEGMENTS).await
    }

    /// Takes the storing of a workspace's segments from whoever has it.
    pub(crate) async fn take_segments(&self, workspace: WorkspaceId) -> Result<(), StoreError> {
        self.lease(&segments_of(workspace), OF_SEGMENTS, "TRUE").await.map(|_| ())
    }

    /// Writes a lease where there is none, or one that may be replaced.
    async fn lease(&self, work: &str, time: Duration, may_replace: &str) -> Result<bool, StoreError> {
        let write = &self.inner.write;
        if is_sqlite(write) {
            return Ok(true);
        }
        let sql = format!(
            r#"INSERT INTO "leases" ("name", "holder", "until") VALUES ($1, $2, {NOW_MS} + $3)
            ON CONFLICT ("name") DO UPDATE SET "holder" = excluded."holder", "until" = excluded."until"
            WHERE {may_replace}"#
        );
        let time = i64::try_from(lease(time).as_millis()).unwrap_or(i64::MAX);
        let values = [work.into(), self.inner.process.to_string().into(), time.into()];
        Ok(write.execute_raw(statement(write, sql, values)).await?.rows_affected() == 1)
    }

    /// Gives all work of this process back.
    pub(crate) async fn let_go(&self) -> Result<(), StoreError> {
        let write = &self.inner.write;
        if !is_sqlite(write) {
            let sql = r#"DELETE FROM "leases" WHERE "holder" = $1"#;
            write.execute_raw(statement(write, sql, [self.inner.process.to_string().into()])).await?;
        }
        Ok(())
    }
}
