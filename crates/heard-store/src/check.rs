//! Whether the database holds together; for `heard doctor`.

use heard_model::Position;

use crate::connect::{integers, is_sqlite};
use crate::examine::integrity;
use crate::rebuild::{NOT_REACHED, OF_THE_FACTS};
use crate::writer::end_of;
use crate::{Store, StoreError};

/// What a check found.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct CheckReport {
    /// What is wrong; empty if nothing is.
    pub problems: Vec<String>,
    /// After the last change.
    pub end: Position,
    /// Accepted responses.
    pub responses: i64,
    /// Corrections and withdrawals.
    pub changes: i64,
    /// Changes that the segments do not hold yet.
    pub waiting: i64,
    /// Segments.
    pub segments: usize,
    /// Size of the database.
    pub database_bytes: u64,
    /// Size of the write-ahead log.
    pub log_bytes: u64,
    /// Submissions that wait for a commit.
    pub queue_depth: usize,
}

/// Counts that must be zero, and what is wrong if they are not.
const MUST_BE_NONE: [(&str, &str); 4] = [
    (
        r#"SELECT count(*) FROM "responses" JOIN "response_changes" ON "seq" = "accepted_seq""#,
        "numbers are used by a response and by a change",
    ),
    (
        r#"SELECT count(*) FROM "response_changes" AS c
            LEFT JOIN "responses" AS r ON r."accepted_seq" = c."response_seq" WHERE r."id" IS NULL"#,
        "changes belong to no response",
    ),
    (
        r#"SELECT count(*) FROM (SELECT "accepted_seq" FROM "idempotency"
                UNION ALL SELECT "accepted_seq" FROM "recent_keys") AS i
            LEFT JOIN "responses" AS r ON r."accepted_seq" = i."accepted_seq" WHERE r."id" IS NULL"#,
        "keys belong to no response",
    ),
    (
        r#"SELECT count(*) FROM "contacts" AS c
            LEFT JOIN "counters" AS n ON n."workspace" = c."workspace" AND n."name" = 'contact'
            WHERE c."code" > coalesce(n."value", 0)"#,
        "customers have codes that were never given out",
    ),
];

impl Store {
    /// Looks at everything; on a large database this takes a while, and holds up nobody.
    ///
    /// # Errors
    /// What the disk and the database say.
    pub async fn check(&self) -> Result<CheckReport, StoreError> {
        let mut report = CheckReport {
            database_bytes: self.database_bytes(),
            log_bytes: self.log_bytes(),
            queue_depth: self.queue_depth(),
            ..CheckReport::default()
        };
        self.check_file(&mut report).await;
        match self.check_contents(&mut report).await {
            // What is damaged has been named already.
            Err(StoreError::Damaged(_)) if !report.problems.is_empty() => Ok(report),
            checked => checked.map(|()| report),
        }
    }

    async fn check_contents(&self, report: &mut CheckReport) -> Result<(), StoreError> {
        report.end = end_of(self.read()).await?;
        report.responses = self.number(r#"SELECT count(*) FROM "responses""#).await?;
        report.changes = self.number(r#"SELECT count(*) FROM "response_changes""#).await?;
        let waiting = format!(r#"SELECT count(*) FROM "outbox" AS n {OF_THE_FACTS} WHERE {NOT_REACHED}"#);
        report.waiting = self.number(&waiting).await?;
        if report.responses + report.changes != report.end.changes() {
            report.problems.push("the order of acceptance has gaps".to_owned());
        }
        let lost = format!(
            r#"SELECT count(*) FROM (SELECT "accepted_seq" AS "seq", "workspace" FROM "responses"
                UNION ALL SELECT "seq", "workspace" FROM "response_changes") AS n
            {OF_THE_FACTS} LEFT JOIN "outbox" AS o ON o."seq" = n."seq"
            WHERE {NOT_REACHED} AND o."seq" IS NULL"#
        );
        let lost = self.number(&lost).await?;
        if lost > 0 {
            report.problems.push(format!(
                "{lost} changes are neither in the segments nor in the outbox; run `heard rebuild`"
            ));
        }
        for (sql, problem) in MUST_BE_NONE {
            let count = self.number(sql).await?;
            if count > 0 {
                report.problems.push(format!("{count} {problem}"));
            }
        }
        self.check_segments(report).await?;
        if let Err(error) = self.inner.objects.probe(self.new_uuid()).await {
            report.problems.push(format!("new segments go into the database: {error}"));
        }
        Ok(())
    }

    /// What SQLite says of its file; a server looks after its own.
    async fn check_file(&self, report: &mut CheckReport) {
        if !is_sqlite(self.read()) {
            return;
        }
        report.problems.append(&mut integrity(self.read()).await);
    }

    async fn check_segments(&self, report: &mut CheckReport) -> Result<(), StoreError> {
        for workspace in self.workspaces().list().await? {
            let projection = self.projection(workspace.id).await?;
            for segment in &projection.segments {
                report.segments += 1;
                if !projection.watermark.includes(&segment.reach) {
                    let id = segment.id;
                    report
                        .problems
                        .push(format!("segment {id} reaches beyond the watermark; run `heard rebuild`"));
                }
                match self.segment_image(workspace.id, segment.id).await {
                    Ok(_) => {}
                    Err(error @ (StoreError::DamagedSegment { .. } | StoreError::Objects { .. })) => {
                        report.problems.push(error.to_string());
                    }
                    Err(error) => return Err(error),
                }
            }
        }
        Ok(())
    }

    async fn number(&self, sql: &str) -> Result<i64, StoreError> {
        Ok(integers(self.read(), sql, 1).await?.first().copied().unwrap_or(0))
    }
}
