//! Erasure of a customer: every copy of their words and names within the data folder.
//!
//! Deleted content is overwritten with zeros (`secure_delete`), the write-ahead log is cut to
//! nothing, and then the file is searched for what SQLite's overwriting misses: when cells move
//! between pages, their old bytes may stay in the unused part of a page. Where such bytes are found
//! the file is written anew (`VACUUM`); where a response was corrected or withdrawn before, its
//! former words are known to nobody, so then any bytes in unused space are enough. While a backup
//! reads, all this waits until it ends. Backups learn from a row of `erasures` whose words they have to
//! leave out of what they hold.

mod residue;
mod scrub;

use std::path::Path;

use heard_model::case::CaseChange;
use heard_model::{ContactId, WorkspaceId};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QuerySelect,
};
use uuid::Uuid;

use crate::checkpoint;
use crate::connect::integers;
use crate::convert::{from_json, to_json};
use crate::entity::{case, case_event, contact, delivery, erasure, response};
use crate::news::Topic;
use crate::outbox::read_words;
use crate::store::Inner;
use crate::{Store, StoreError};
pub(crate) use residue::Needles;
pub use scrub::{Erased, Scrubbed};

/// Why words may still be found in the files of a PostgreSQL server, and until when.
const OLD_BYTES_OF_A_SERVER: &str = "no query reads them; the space is used again by later answers, the log \
    is dropped after the next checkpoints, `VACUUM FULL` and `CHECKPOINT` do both at once; archives and backups \
    of the server keep them until they expire";
/// Why words may still be found in the file and its log, and until when.
const A_BACKUP_READS: &str = "a backup is reading the file; they are written over when it ends";
/// Why words may still be found in backups, and until when.
const IN_BACKUPS: &str = "the next `heard backup` into a folder takes them out of every moment in it; until then \
    they are there, and so are they in copies that were made by other means";
/// Why words may still be found in a file that could not be written, and until when.
const NOT_OVERWRITTEN_YET: &str = "no query reads it; it could not be overwritten just now, as on a full disk, and \
    is as soon as it can be, also after a restart";
/// Identifiers of one statement.
const PART: usize = 500;

/// What an erasure did.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct ErasureReport {
    /// The customer.
    pub contact: ContactId,
    /// What is gone, by copy.
    pub erased: Vec<ErasedCopy>,
    /// What stays, and why.
    pub remains: Vec<Remainder>,
    /// Whether the write-ahead log was cut to nothing; if readers kept it, it will be with the
    /// next checkpoint.
    pub log_emptied: bool,
    /// Whether old bytes were found in unused space and the database file was written anew.
    pub rewritten: bool,
}

/// What is gone from a copy.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct ErasedCopy {
    /// Which copy, for example `contacts`.
    pub copy: &'static str,
    /// What of it, for example `name and addresses`.
    pub what: &'static str,
    /// How many.
    pub count: u64,
}

/// What stays of a customer.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Remainder {
    /// What.
    pub what: &'static str,
    /// How many.
    pub count: u64,
    /// Why it may.
    pub why: &'static str,
}

impl Store {
    /// Erases a customer's name, addresses, words and identifiers, and the notes of people about
    /// their cases. Scores and counts stay, tied to a code that leads to nobody. `None` if there is
    /// no such customer.
    ///
    /// # Errors
    /// What the disk and the database say.
    pub async fn erase_contact(
        &self,
        workspace: WorkspaceId,
        id: ContactId,
    ) -> Result<Option<ErasureReport>, StoreError> {
        let transaction = self.begin().await?;
        // The customer's answers that arrive now wait, and then come from somebody unknown.
        let known = contact::Entity::find_by_id(id.0)
            .filter(contact::Column::Workspace.eq(workspace.0))
            .lock_exclusive()
            .one(&transaction)
            .await?;
        let Some(known) = known else { return Ok(None) };
        let mut erasure = Erasure::new(id);
        let code = known.code;
        let responses = erasure.responses(&transaction, workspace, code).await?;
        erasure.cases(&transaction, workspace, &responses).await?;
        erasure.contact(&transaction, known).await?;
        let noted = self.note_erasure(&transaction, workspace, id, code).await?;
        erasure.remains("backups made before, if there are any", 1, IN_BACKUPS);
        self.tell(&transaction, Topic::Erasures).await?;
        self.commit(transaction).await?;
        self.inner.tail.clear();
        if self.inner.engine.file().is_none() {
            self.inner.write.execute_unprepared(r#"VACUUM "contacts", "responses", "case_events""#).await?;
            erasure.remains("freed space of PostgreSQL's tables and its log", 1, OLD_BYTES_OF_A_SERVER);
            return Ok(Some(erasure.report));
        }
        let why_not = match self.inner.write_over(&erasure.needles, &[noted]).await {
            Ok(Some(written)) => {
                erasure.report.log_emptied = written.log_emptied;
                erasure.report.rewritten = written.rewritten;
                return Ok(Some(erasure.report));
            }
            Ok(None) => A_BACKUP_READS,
            Err(error) => {
                tracing::error!(%error, "erased words could not be written over in unused space yet; it is tried again");
                NOT_OVERWRITTEN_YET
            }
        };
        erasure.remains("unused space of the database file and its log", 1, why_not);
        self.inner.pins.owe(erasure.needles);
        Ok(Some(erasure.report))
    }

    /// Notes who was erased, for the backups.
    async fn note_erasure(
        &self,
        transaction: &DatabaseTransaction,
        workspace: WorkspaceId,
        contact: ContactId,
        code: i64,
    ) -> Result<Uuid, StoreError> {
        let id = self.new_uuid();
        let row = erasure::ActiveModel {
            id: Set(id),
            workspace: Set(workspace.0),
            contact: Set(contact.0),
            code: Set(code),
            at: Set(self.now()),
            unfinished: Set(self.inner.engine.file().is_some()),
        };
        erasure::Entity::insert(row).exec_without_returning(transaction).await?;
        Ok(id)
    }
}

/// What was written over.
struct WrittenOver {
    log_emptied: bool,
    rewritten: bool,
}

impl Inner {
    /// Empties the log, writes the file anew where erased words are left in its unused space, and notes
    /// that these erasures are finished. `None` while somebody reads for long.
    async fn write_over(
        &self,
        needles: &Needles,
        erasures: &[Uuid],
    ) -> Result<Option<WrittenOver>, StoreError> {
        let Some(file) = self.engine.file() else { return Ok(None) };
        let Some(_cut) = self.pins.cut().await else { return Ok(None) };
        let mut log_emptied = checkpoint::truncate(&self.write).await?;
        let rewritten = has_residue(file, needles).await?;
        if rewritten {
            self.write.execute_unprepared("VACUUM").await?;
            log_emptied = checkpoint::truncate(&self.write).await?;
        }
        erasure::Entity::update_many()
            .col_expr(erasure::Column::Unfinished, Expr::value(false))
            .filter(erasure::Column::Id.is_in(erasures.iter().copied()))
            .exec(&self.write)
            .await?;
        Ok(Some(WrittenOver { log_emptied, rewritten }))
    }

    /// Finishes erasures whose old bytes could not be written over: somebody was reading, or the process
    /// was killed. What they said is not known any more after a restart, so then any old bytes count.
    pub(crate) async fn finish_erasures(&self) -> Result<(), StoreError> {
        let known = self.pins.take_owed();
        let unfinished: Vec<Uuid> = erasure::Entity::find()
            .select_only()
            .column(erasure::Column::Id)
            .filter(erasure::Column::Unfinished.eq(true))
            .into_tuple()
            .all(&self.read)
            .await?;
        if unfinished.is_empty() {
            return Ok(());
        }
        let needles = known.unwrap_or_else(Needles::anything);
        let written = self.write_over(&needles, &unfinished).await;
        if !matches!(written, Ok(Some(_))) {
            self.pins.owe(needles);
        }
        written.map(|_| ())
    }
}

async fn has_residue(file: &Path, needles: &Needles) -> Result<bool, StoreError> {
    let (file, needles) = (file.to_owned(), needles.clone());
    tokio::task::spawn_blocking(move || residue::is_in(&file, &needles))
        .await
        .map_err(|error| StoreError::Disk(error.to_string()))?
}

/// An erasure on its way.
struct Erasure {
    report: ErasureReport,
    needles: Needles,
}

impl Erasure {
    fn new(contact: ContactId) -> Self {
        let report = ErasureReport {
            contact,
            erased: Vec::new(),
            remains: Vec::new(),
            log_emptied: false,
            rewritten: false,
        };
        Self { report, needles: Needles::default() }
    }

    fn erased(&mut self, copy: &'static str, what: &'static str, count: u64) {
        self.report.erased.push(ErasedCopy { copy, what, count });
    }

    fn remains(&mut self, what: &'static str, count: u64, why: &'static str) {
        self.report.remains.push(Remainder { what, count, why });
    }

    /// Words and identifiers of all responses; returns the responses.
    async fn responses(
        &mut self,
        transaction: &DatabaseTransaction,
        workspace: WorkspaceId,
        code: i64,
    ) -> Result<Vec<Uuid>, StoreError> {
        let of_contact = || {
            Condition::all()
                .add(response::Column::Workspace.eq(workspace.0))
                .add(response::Column::ContactCode.eq(code))
                .add(response::Column::ContactCode.gt(0))
        };
        let rows = response::Entity::find().filter(of_contact()).all(transaction).await?;
        let (mut words, mut identifiers) = (0, 0);
        for row in &rows {
            if row.revision > 1 {
                self.needles.add_anything();
            }
            let spoken = row.words.as_deref().map(read_words).transpose()?.unwrap_or_default();
            words += spoken.len() as u64;
            spoken.iter().for_each(|(_, text)| self.needles.add(text));
            if let Some(external_id) = &row.external_id {
                identifiers += 1;
                self.needles.add(external_id);
            }
        }
        response::Entity::update_many()
            .col_expr(response::Column::Words, Expr::value(Option::<String>::None))
            .col_expr(response::Column::ExternalId, Expr::value(Option::<String>::None))
            .filter(of_contact())
            .exec(transaction)
            .await?;
        let mut seqs: Vec<i64> = rows.iter().map(|row| row.accepted_seq).collect();
        seqs.sort_unstable();
        let keys = count_keys(transaction, &seqs).await?;
        self.erased("responses", "answers in words", words);
        self.erased("responses", "identifiers given by senders", identifiers);
        self.remains("responses", rows.len() as u64, "scores count on, tied to a code that leads to nobody");
        self.remains(
            "fingerprints of keys",
            keys,
            "keyed hashes, so that a repeated delivery does not bring the erased words back",
        );
        Ok(rows.into_iter().map(|row| row.id).collect())
    }

    /// Notes about the cases of the responses, and messages about them that were not sent yet.
    async fn cases(
        &mut self,
        transaction: &DatabaseTransaction,
        workspace: WorkspaceId,
        responses: &[Uuid],
    ) -> Result<(), StoreError> {
        let (mut notes, mut messages, mut count) = (0, 0, 0);
        for part in responses.chunks(PART) {
            let cases = case::Entity::find()
                .filter(case::Column::Workspace.eq(workspace.0))
                .filter(case::Column::Response.is_in(part.iter().copied()))
                .all(transaction)
                .await?;
            let cases: Vec<Uuid> = cases.into_iter().map(|row| row.id).collect();
            count += cases.len() as u64;
            notes += self.notes(transaction, &cases).await?;
            let about = Condition::any()
                .add(delivery::Column::CaseId.is_in(cases))
                .add(delivery::Column::Response.is_in(part.iter().copied()));
            let deleted = delivery::Entity::delete_many()
                .filter(delivery::Column::Workspace.eq(workspace.0))
                .filter(delivery::Column::State.eq("waiting"))
                .filter(about)
                .exec(transaction)
                .await?;
            messages += deleted.rows_affected;
        }
        self.erased("case_events", "notes about the customer's cases", notes);
        self.erased("deliveries", "messages not sent yet", messages);
        self.remains("cases", count, "what was done and when, without notes");
        Ok(())
    }

    async fn notes(&mut self, transaction: &DatabaseTransaction, cases: &[Uuid]) -> Result<u64, StoreError> {
        let rows = case_event::Entity::find()
            .filter(case_event::Column::CaseId.is_in(cases.iter().copied()))
            .all(transaction)
            .await?;
        let mut count = 0;
        for row in rows {
            let Some((change, note)) = without_note(from_json("case event", &row.change)?) else { continue };
            self.needles.add(&note);
            count += 1;
            case_event::Entity::update_many()
                .col_expr(case_event::Column::Change, Expr::value(to_json("case event", &change)?))
                .filter(case_event::Column::Id.eq(row.id))
                .exec(transaction)
                .await?;
        }
        Ok(count)
    }

    async fn contact(
        &mut self,
        transaction: &DatabaseTransaction,
        known: contact::Model,
    ) -> Result<(), StoreError> {
        for text in [&known.external_id, &known.email, &known.name].into_iter().flatten() {
            self.needles.add(text);
        }
        contact::Entity::delete_by_id(known.id).exec(transaction).await?;
        self.erased("contacts", "name, address and identifier", 1);
        Ok(())
    }
}

/// A change without its note, and the note; `None` if it has none.
fn without_note(change: CaseChange) -> Option<(CaseChange, String)> {
    Some(match change {
        CaseChange::Noted { text } if !text.is_empty() => (CaseChange::Noted { text: String::new() }, text),
        CaseChange::StepFinished { step, note } => (CaseChange::StepFinished { step, note: None }, note?),
        CaseChange::Closed { cause, note } => (CaseChange::Closed { cause, note: None }, note?),
        CaseChange::Reopened { note } => (CaseChange::Reopened { note: None }, note?),
        CaseChange::Noted { .. } | CaseChange::Opened | CaseChange::Assigned { .. } => return None,
    })
}

/// How many keys against double delivery belong to responses, sorted by number. One that is being
/// moved stands in both tables and counts once.
async fn count_keys(transaction: &DatabaseTransaction, seqs: &[i64]) -> Result<u64, StoreError> {
    let mut count = 0;
    for part in seqs.chunks(PART) {
        let list: Vec<String> = part.iter().map(i64::to_string).collect();
        let list = list.join(", ");
        let sql = format!(
            r#"SELECT count(*) FROM (SELECT "key" FROM "idempotency" WHERE "accepted_seq" IN ({list})
            UNION SELECT "key" FROM "recent_keys" WHERE "accepted_seq" IN ({list})) AS k"#
        );
        count += integers(transaction, &sql, 1).await?.first().copied().unwrap_or(0);
    }
    Ok(u64::try_from(count).unwrap_or_default())
}
