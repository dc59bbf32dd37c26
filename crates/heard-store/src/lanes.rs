//! The lanes that processes number changes in, where several share a PostgreSQL database.
//!
//! A process leases a lane and numbers in it alone. Each commit moves the lane's number on, in its
//! own transaction and only while the lane is still this process's: one that was frozen past its
//! lease and wakes up finds that its `epoch` is gone, takes another lane and writes its batch
//! again. Time is the database's, so clocks of machines may differ.

use std::time::Duration;

use heard_model::Position;
use heard_model::fail_point::lease;
use heard_model::position::{MAX_LANES, seq_of};
use sea_orm::{ConnectionTrait, DatabaseConnection};

use crate::connect::{first_row, statement};
use crate::writer::end_of;
use crate::{News, StoreError};

/// How long a lane is a process's without word from it.
pub(crate) const LEASE: Duration = Duration::from_secs(15);
/// Now, by the database.
pub(crate) const NOW_MS: &str = "(extract(epoch from clock_timestamp()) * 1000)::bigint";

fn lease_ms() -> i64 {
    i64::try_from(lease(LEASE).as_millis()).unwrap_or(i64::MAX)
}

/// A lane that is this process's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Lane {
    /// Which.
    pub(crate) lane: u16,
    /// Goes up each time that the lane changes hands.
    epoch: i64,
}

impl Lane {
    /// Takes the first lane that nobody holds, or a new one; with the number that it has reached.
    pub(crate) async fn take(write: &DatabaseConnection) -> Result<(Self, i64), StoreError> {
        for _ in 0..usize::from(MAX_LANES) {
            if let Some(taken) = Self::take_free(write).await? {
                return Ok(taken);
            }
            Self::add(write).await?;
        }
        Err(StoreError::Database("all lanes are taken; stop some of the processes".to_owned()))
    }

    async fn take_free(write: &DatabaseConnection) -> Result<Option<(Self, i64)>, StoreError> {
        let sql = format!(
            r#"UPDATE "lanes" SET "epoch" = "epoch" + 1, "until" = {NOW_MS} + $1
            WHERE "lane" = (SELECT "lane" FROM "lanes" WHERE "until" < {NOW_MS}
                ORDER BY "lane" LIMIT 1 FOR UPDATE SKIP LOCKED)
            RETURNING "lane", "epoch", "number""#
        );
        let Some(row) = first_row(write, sql, [lease_ms().into()]).await? else { return Ok(None) };
        let lane: i32 = row.try_get_by_index(0)?;
        let lane = u16::try_from(lane).map_err(|_| StoreError::Damaged(format!("lane {lane}")))?;
        Ok(Some((Self { lane, epoch: row.try_get_by_index(1)? }, row.try_get_by_index(2)?)))
    }

    /// Adds a free lane behind the last; another process may take it first.
    async fn add(write: &DatabaseConnection) -> Result<(), StoreError> {
        let sql = r#"INSERT INTO "lanes" ("lane", "number", "epoch", "until")
            SELECT coalesce(max("lane") + 1, 0), 0, 0, 0 FROM "lanes" ON CONFLICT DO NOTHING"#;
        write.execute_unprepared(sql).await?;
        Ok(())
    }

    /// Makes the lanes that stored changes have, where they are missing: after a move from another
    /// database.
    pub(crate) async fn find_stored(write: &impl ConnectionTrait) -> Result<(), StoreError> {
        let sql = r#"INSERT INTO "lanes" ("lane", "number", "epoch", "until") VALUES ($1::integer, $2, 0, 0)
            ON CONFLICT DO NOTHING"#;
        for (lane, number) in end_of(write).await?.lanes() {
            write.execute_raw(statement(write, sql, [i64::from(lane).into(), number.into()])).await?;
        }
        Ok(())
    }

    /// The number that the lane has reached, if it is still this process's.
    pub(crate) async fn number(self, connection: &impl ConnectionTrait) -> Result<Option<i64>, StoreError> {
        let sql = r#"SELECT "number" FROM "lanes" WHERE "lane" = $1::integer AND "epoch" = $2"#;
        let row = first_row(connection, sql, [i64::from(self.lane).into(), self.epoch.into()]).await?;
        Ok(row.map(|row| row.try_get_by_index(0)).transpose()?)
    }

    /// Moves the lane's number on within the transaction of a commit; `false` if the lane is not
    /// this process's any more.
    pub(crate) async fn advance(
        self,
        transaction: &impl ConnectionTrait,
        from: i64,
        to: i64,
    ) -> Result<bool, sea_orm::DbErr> {
        let sql = format!(
            r#"UPDATE "lanes" SET "number" = $1, "until" = {NOW_MS} + $5
            WHERE "lane" = $2::integer AND "epoch" = $3 AND "number" = $4"#
        );
        let values =
            [to.into(), i64::from(self.lane).into(), self.epoch.into(), from.into(), lease_ms().into()];
        Ok(transaction.execute_raw(statement(transaction, sql, values)).await?.rows_affected() == 1)
    }

    /// Says that this process lives; `false` if the lane is another's.
    pub(crate) async fn renew(self, write: &DatabaseConnection) -> Result<bool, StoreError> {
        self.set_until(write, &format!("{NOW_MS} + {}", lease_ms())).await
    }

    /// Gives the lane back.
    pub(crate) async fn release(self, write: &DatabaseConnection) -> Result<(), StoreError> {
        self.set_until(write, "0").await.map(|_| ())
    }

    async fn set_until(self, write: &DatabaseConnection, until: &str) -> Result<bool, StoreError> {
        let sql =
            format!(r#"UPDATE "lanes" SET "until" = {until} WHERE "lane" = $1::integer AND "epoch" = $2"#);
        let values = [i64::from(self.lane).into(), self.epoch.into()];
        Ok(write.execute_raw(statement(write, sql, values)).await?.rows_affected() == 1)
    }
}

/// Up to where all processes have committed, and what else they have changed.
pub(crate) async fn state(read: &DatabaseConnection) -> Result<(Position, News), StoreError> {
    let sql = r#"SELECT "lane"::bigint, '', "number" FROM "lanes"
        UNION ALL SELECT -1, "name", "number" FROM "revisions""#;
    let (mut position, mut revisions) = (Position::START, Vec::new());
    for row in read.query_all_raw(statement(read, sql, [])).await? {
        let (lane, number): (i64, i64) = (row.try_get_by_index(0)?, row.try_get_by_index(2)?);
        match u16::try_from(lane) {
            Ok(lane) => position.advance(seq_of(lane, number)),
            Err(_) => revisions.push((row.try_get_by_index(1)?, number)),
        }
    }
    Ok((position, News::of(&revisions)))
}
