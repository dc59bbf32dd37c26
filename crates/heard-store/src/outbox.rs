//! The order of acceptance, read: what the projection has not stored yet, and everything.
//!
//! An outbox row is only a number: what happened stands in `responses` and `response_changes`,
//! which are never trimmed, so an outbox can be filled again at any time.

use std::sync::Arc;

use heard_model::fact::FactEvent;
use heard_model::position::seq_of;
use heard_model::{Position, ResponseId, WorkspaceId};
use sea_orm::{ConnectionTrait, QueryResult, Statement, Value};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use uuid::Uuid;

use crate::convert::from_json;
use crate::entity::response;
use crate::writer::OutboxEntry;
use crate::{Store, StoreError};

/// Changes in the order of acceptance, lane by lane.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Changes {
    /// The changes.
    pub entries: Vec<Arc<OutboxEntry>>,
    /// Up to where they go: nothing before it is left out.
    pub reached: Position,
}

/// Which changes are asked for.
#[derive(Clone, Copy)]
enum Source {
    /// Those that the projection may still need.
    Outbox,
    /// All of them.
    All,
}

impl Store {
    /// Changes of all workspaces that the projection may still need, after one place up to
    /// another that is durable, in pages of about `limit`. For the projector only, which sorts them by
    /// workspace and needs no words: what is read from the database has none.
    pub fn outbox_between(&self, after: &Position, until: &Position, limit: usize) -> ReadAhead {
        ReadAhead::begin(self.clone(), after.clone(), until.clone(), limit)
    }

    /// Changes of a workspace that the projection may still need; see [`Self::outbox_between`].
    ///
    /// # Errors
    /// What the database says.
    pub async fn outbox_of(
        &self,
        workspace: WorkspaceId,
        after: &Position,
        until: &Position,
        limit: usize,
    ) -> Result<Changes, StoreError> {
        self.fetch(Source::Outbox, Some(workspace), (after, until), limit).await?.read()
    }

    /// All changes of a workspace from the beginning of time, after one place up to another that
    /// is durable, about `limit` of them: the facts as the truth has them, whatever the projection
    /// has stored.
    ///
    /// # Errors
    /// What the database says.
    pub async fn changes_between(
        &self,
        workspace: WorkspaceId,
        after: &Position,
        until: &Position,
        limit: usize,
    ) -> Result<Changes, StoreError> {
        self.fetch(Source::All, Some(workspace), (after, until), limit).await?.read()
    }

    /// All changes of all workspaces, after one place up to another that is durable, about `limit` of
    /// them: for who follows closely and sorts them by workspace.
    ///
    /// # Errors
    /// What the database says.
    pub async fn all_changes_between(
        &self,
        after: &Position,
        until: &Position,
        limit: usize,
    ) -> Result<Changes, StoreError> {
        self.fetch(Source::All, None, (after, until), limit).await?.read()
    }

    /// Lane by lane, until there are enough.
    async fn fetch(
        &self,
        source: Source,
        workspace: Option<WorkspaceId>,
        (after, until): (&Position, &Position),
        limit: usize,
    ) -> Result<Fetched, StoreError> {
        let mut fetched = Fetched { parts: Vec::new(), reached: after.clone() };
        let mut room = limit;
        for (lane, last) in until.lanes() {
            let (first, last) = (seq_of(lane, after.number(lane)), seq_of(lane, last));
            if first >= last {
                continue;
            }
            if room == 0 {
                break;
            }
            let part = match (source, workspace, self.inner.tail.between(first, last, room)) {
                (_, None, Some(entries)) => Part::Entries(entries),
                _ => Part::Rows(self.rows(source, workspace, (first, last), room).await?),
            };
            let (count, end) = part.count_and_end()?;
            // Fewer than asked for are all that there are.
            fetched.reached.advance(end.filter(|_| count == room).unwrap_or(last));
            fetched.parts.push(part);
            room = room.saturating_sub(count);
        }
        Ok(fetched)
    }

    /// Of one lane, after a number up to another.
    async fn rows(
        &self,
        source: Source,
        workspace: Option<WorkspaceId>,
        (after, until): (i64, i64),
        limit: usize,
    ) -> Result<Vec<QueryResult>, StoreError> {
        let of_workspace = if workspace.is_some() { r#"AND "workspace" = $4"# } else { "" };
        let numbers = match source {
            Source::Outbox => format!(
                r#"SELECT "seq", "workspace" FROM "outbox"
                WHERE "seq" > $1 AND "seq" <= $2 {of_workspace} ORDER BY "seq" LIMIT $3"#
            ),
            Source::All => format!(
                r#"SELECT * FROM (SELECT "accepted_seq" AS "seq", "workspace" FROM "responses"
                    WHERE "accepted_seq" > $1 AND "accepted_seq" <= $2 {of_workspace}
                    ORDER BY "accepted_seq" LIMIT $3) AS a
                UNION ALL
                SELECT * FROM (SELECT "seq", "workspace" FROM "response_changes"
                    WHERE "seq" > $1 AND "seq" <= $2 {of_workspace} ORDER BY "seq" LIMIT $3) AS b"#
            ),
        };
        let words = match source {
            Source::Outbox => "NULL",
            Source::All => r#"r."words""#,
        };
        let sql = format!(
            r#"SELECT n."seq", n."workspace", r."id", r."contact_code", r."facts", {words},
                c."minus", c."plus"
            FROM ({numbers}) AS n
            LEFT JOIN "response_changes" AS c ON c."seq" = n."seq"
            LEFT JOIN "responses" AS r ON r."accepted_seq" = coalesce(c."response_seq", n."seq")
            ORDER BY n."seq" LIMIT $3"#
        );
        let rows = i64::try_from(limit).unwrap_or(i64::MAX);
        let mut values: Vec<Value> = vec![after.into(), until.into(), rows.into()];
        values.extend(workspace.map(|workspace| Value::from(workspace.0)));
        let statement = Statement::from_sql_and_values(self.read().get_database_backend(), sql, values);
        Ok(self.read().query_all_raw(statement).await?)
    }
}

/// Changes as they were found.
struct Fetched {
    parts: Vec<Part>,
    reached: Position,
}

/// Changes of one lane.
enum Part {
    /// From memory.
    Entries(Vec<Arc<OutboxEntry>>),
    /// From the database.
    Rows(Vec<QueryResult>),
}

impl Part {
    fn count_and_end(&self) -> Result<(usize, Option<i64>), StoreError> {
        Ok(match self {
            Self::Entries(entries) => (entries.len(), entries.last().map(|entry| entry.seq)),
            Self::Rows(rows) => {
                let end = rows.last().map(|row| row.try_get_by_index(0)).transpose()?;
                (rows.len(), end)
            }
        })
    }
}

impl Fetched {
    fn is_in_memory(&self) -> bool {
        self.parts.iter().all(|part| matches!(part, Part::Entries(_)))
    }

    fn read(self) -> Result<Changes, StoreError> {
        let mut changes = Changes { entries: Vec::new(), reached: self.reached };
        for part in self.parts {
            match part {
                Part::Entries(entries) => changes.entries.extend(entries),
                Part::Rows(rows) => {
                    changes.entries.reserve(rows.len());
                    for row in &rows {
                        changes.entries.push(Arc::new(entry(row)?));
                    }
                }
            }
        }
        Ok(changes)
    }
}

/// Pages of changes in their order. While one is being used, the next is read on another thread and
/// the one after it fetched: at a start there may be a hundred thousand of them to go through.
pub struct ReadAhead(mpsc::Receiver<Result<Page, StoreError>>);

enum Page {
    Read(Changes),
    BeingRead(JoinHandle<Result<Changes, StoreError>>),
}

impl ReadAhead {
    fn begin(store: Store, mut after: Position, until: Position, limit: usize) -> Self {
        let (pages, taken) = mpsc::channel(1);
        tokio::spawn(async move {
            while !after.includes(&until) {
                let page =
                    store.fetch(Source::Outbox, None, (&after, &until), limit).await.and_then(|fetched| {
                        after = fetched.reached.clone();
                        if fetched.is_in_memory() {
                            return fetched.read().map(Page::Read);
                        }
                        Ok(Page::BeingRead(tokio::task::spawn_blocking(move || fetched.read())))
                    });
                let is_last = page.is_err();
                // Whoever has gone needs no more.
                if pages.send(page).await.is_err() || is_last {
                    return;
                }
            }
        });
        Self(taken)
    }

    /// The next page; `None` after the last one.
    ///
    /// # Errors
    /// What the database says.
    pub async fn next(&mut self) -> Result<Option<Changes>, StoreError> {
        match self.0.recv().await.transpose()? {
            None => Ok(None),
            Some(Page::Read(changes)) => Ok(Some(changes)),
            Some(Page::BeingRead(reading)) => match reading.await {
                Ok(changes) => changes.map(Some),
                // Nothing is read any more when everything ends.
                Err(_) => Err(StoreError::Closed),
            },
        }
    }
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
