//! One run: takes a snapshot frame by frame, keeps what is new, and at the end takes the words of those who
//! were erased out of the earlier backups, forgets what is too old and removes what nothing needs.
//!
//! A manifest is written after all of its blocks; so a run that is killed leaves the earlier backups as they
//! were, and the next one uses what is there already.

use std::collections::HashSet;

use heard_model::fail_point;
use heard_store::{Erased, Frame, Shape, SnapshotHeader, SnapshotRequest};
use jiff::Timestamp;
use serde::Serialize;

use crate::cut::{self, Content};
use crate::manifest::{Block, Group, Manifest, TableBlocks};
use crate::repository::Moment;
use crate::{BackupError, Keep, Repository, scrub};

/// Parts of the keys against double delivery: each backup adds one, and when there are many all of them
/// are read again.
const MOST_PARTS: usize = 64;
/// The table of keys.
const KEYS: &str = "idempotency";
/// The table of images.
const IMAGES: &str = "segment_parts";

/// What a run did.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BackupReport {
    /// The instant that the backup is of.
    pub moment: Timestamp,
    /// Rows, in all tables.
    pub rows: u64,
    /// Responses.
    pub responses: u64,
    /// Blocks that it needs.
    pub blocks: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Blocks that were not there before.
    pub new_blocks: u64,
    /// Their bytes.
    pub new_bytes: u64,
    /// Earlier backups that words were taken out of, because somebody was erased since.
    pub scrubbed: u64,
    /// Backups that were forgotten.
    pub forgotten: Vec<Timestamp>,
    /// Blocks that nothing needed any more.
    pub removed_blocks: u64,
    /// Backups that are there now.
    pub kept: u64,
}

/// A run on its way.
pub struct Backup<'a> {
    repository: &'a Repository,
    earlier: Vec<Moment>,
    average: u64,
    header: Option<SnapshotHeader>,
    tables: Vec<TableBlocks>,
    content: Content,
    erased: Erased,
    rows: u64,
    new_blocks: u64,
    new_bytes: u64,
    is_whole: bool,
}

impl<'a> Backup<'a> {
    /// Begins a run.
    ///
    /// # Errors
    /// When an earlier backup cannot be read.
    pub fn begin(repository: &'a Repository) -> Result<Self, BackupError> {
        Ok(Self {
            earlier: repository.moments()?,
            repository,
            average: cut::BLOCK,
            header: None,
            tables: Vec::new(),
            content: Content::default(),
            erased: Erased::default(),
            rows: 0,
            new_blocks: 0,
            new_bytes: 0,
            is_whole: false,
        })
    }

    /// With blocks of about so many bytes; all runs into a folder should have the same.
    pub fn with_blocks_of(self, average: u64) -> Self {
        Self { average, ..self }
    }

    /// What the snapshot is asked for.
    pub fn request(&self) -> SnapshotRequest {
        let Some(previous) = self.previous() else { return SnapshotRequest::default() };
        let groups = |table| previous.table(table).map(|table| table.groups.as_slice()).unwrap_or_default();
        let is_there =
            |group: &&Group| group.blocks.iter().all(|block| self.repository.has(&block.name, block.bytes));
        let images = groups(IMAGES).iter().filter(is_there).filter_map(|group| group.name.parse().ok());
        let mut request = SnapshotRequest { images: images.collect(), ..SnapshotRequest::default() };
        let keys = groups(KEYS);
        if keys.len() < MOST_PARTS && keys.iter().filter(is_there).count() == keys.len() {
            request.position = previous.position.clone();
            request.tips = previous.tips.clone();
        }
        request
    }

    /// Which table is on its way, and how many rows have come in.
    pub fn progress(&self) -> (&str, u64) {
        (self.tables.last().map_or("", |table| table.shape.table.as_str()), self.rows)
    }

    /// Takes the next frame.
    ///
    /// # Errors
    /// When it does not belong here; what the disk says.
    pub fn take(&mut self, frame: Frame) -> Result<(), BackupError> {
        match frame {
            Frame::Header(header) => self.begin_with(header),
            Frame::Table(place) => self.begin_table(place),
            Frame::Group(name) => {
                self.end_block()?;
                self.table()?.groups.push(Group { name, blocks: Vec::new() });
                Ok(())
            }
            Frame::Known(name) => self.known(&name),
            Frame::Row(row) => self.row(&row),
            Frame::End(rows) if rows == self.rows => {
                self.end_block()?;
                self.is_whole = true;
                Ok(())
            }
            Frame::End(rows) => Err(BackupError::BrokenOff(format!("{} of {rows} rows came in", self.rows))),
            Frame::Failed(reason) => Err(BackupError::BrokenOff(reason)),
        }
    }

    /// Ends the run after the last frame.
    ///
    /// # Errors
    /// [`BackupError::BrokenOff`] if not everything has come in; what the disk says.
    pub fn finish(mut self, keep: Keep, now: Timestamp) -> Result<BackupReport, BackupError> {
        let header = self.header.take().filter(|_| self.is_whole);
        let header = header.ok_or_else(|| BackupError::BrokenOff("its end is missing".to_owned()))?;
        let tables = std::mem::take(&mut self.tables);
        let erasures = tables.iter().find(|table| table.shape.table == "erasures");
        let manifest = Manifest {
            scrubbed: erasures.map(|table| table.blocks().copied().collect()).unwrap_or_default(),
            database: header.database,
            moment: header.moment,
            schema: header.schema,
            position: header.position,
            tips: header.tips,
            tables,
        };
        fail_point("backup: blocks written");
        self.repository.sync()?;
        let file = self.repository.add(&manifest)?;
        fail_point("backup: moment written");
        let scrubbed = scrub::scrub(self.repository, &manifest, &mut self.earlier, &self.erased)?;
        fail_point("backup: scrubbed");
        let mut report = self.report(&manifest);
        report.scrubbed = scrubbed;
        self.earlier.push(Moment { file, manifest });
        self.tidy(keep, now, &mut report)?;
        Ok(report)
    }

    fn report(&self, manifest: &Manifest) -> BackupReport {
        let blocks: HashSet<_> = manifest.blocks().map(|block| (block.name, block.bytes)).collect();
        BackupReport {
            moment: manifest.moment,
            rows: manifest.tables.iter().map(|table| table.tally().rows).sum(),
            responses: manifest.rows("responses"),
            blocks: blocks.len() as u64,
            bytes: blocks.iter().map(|(_, bytes)| bytes).sum(),
            new_blocks: self.new_blocks,
            new_bytes: self.new_bytes,
            scrubbed: 0,
            forgotten: Vec::new(),
            removed_blocks: 0,
            kept: 0,
        }
    }

    /// Forgets what is too old and removes what nothing needs.
    fn tidy(&mut self, keep: Keep, now: Timestamp, report: &mut BackupReport) -> Result<(), BackupError> {
        let moments: Vec<Timestamp> = self.earlier.iter().map(|moment| moment.manifest.moment).collect();
        let forgotten = keep.forgotten(&moments, now);
        for place in &forgotten {
            self.repository.forget(&self.earlier[*place].file)?;
        }
        report.forgotten = forgotten.iter().map(|place| moments[*place]).collect();
        let kept = self.earlier.iter().enumerate().filter(|(place, _)| !forgotten.contains(place));
        let needed: HashSet<_> = kept.flat_map(|(_, moment)| moment.manifest.names()).collect();
        fail_point("backup: before sweeping");
        report.removed_blocks = self.repository.sweep(&needed)?.blocks;
        report.kept = (self.earlier.len() - forgotten.len()) as u64;
        Ok(())
    }

    fn previous(&self) -> Option<&Manifest> {
        self.earlier.last().map(|moment| &moment.manifest)
    }

    fn begin_with(&mut self, header: SnapshotHeader) -> Result<(), BackupError> {
        if self.previous().is_some_and(|previous| previous.database != header.database) {
            return Err(BackupError::OtherDatabase(self.repository.folder().to_owned()));
        }
        self.header = Some(header);
        Ok(())
    }

    fn begin_table(&mut self, place: usize) -> Result<(), BackupError> {
        self.end_block()?;
        let shape = self.header.as_ref().and_then(|header| header.tables.get(place)).cloned();
        let shape: Shape = shape.ok_or_else(out_of_order)?;
        self.tables.push(TableBlocks { shape, groups: Vec::new() });
        Ok(())
    }

    fn known(&mut self, name: &str) -> Result<(), BackupError> {
        self.end_block()?;
        let table = self.table()?.shape.table.clone();
        let is_wanted = |group: &&Group| {
            if table == KEYS { !group.blocks.is_empty() } else { group.name == name }
        };
        let previous = self.previous().and_then(|previous| previous.table(&table));
        let groups: Vec<Group> =
            previous.into_iter().flat_map(|table| &table.groups).filter(is_wanted).cloned().collect();
        if groups.is_empty() && table != KEYS {
            return Err(out_of_order());
        }
        let table = self.table()?;
        table.groups.extend(groups);
        // What comes after it is a part of its own.
        if table.shape.table == KEYS {
            table.groups.push(Group::default());
        }
        Ok(())
    }

    fn row(&mut self, row: &[u8]) -> Result<(), BackupError> {
        self.rows += 1;
        let table = self.tables.last().ok_or_else(out_of_order)?;
        self.erased.learn(&table.shape, row)?;
        if self.content.add(row, self.average) {
            self.end_block()?;
        }
        Ok(())
    }

    fn table(&mut self) -> Result<&mut TableBlocks, BackupError> {
        self.tables.last_mut().ok_or_else(out_of_order)
    }

    fn end_block(&mut self) -> Result<(), BackupError> {
        if self.content.is_empty() {
            return Ok(());
        }
        let content = std::mem::take(&mut self.content);
        let put = self.repository.put(&content.bytes)?;
        if put.is_new {
            self.new_blocks += 1;
            self.new_bytes += put.bytes;
            fail_point("backup: block written");
        }
        let block =
            Block { name: put.name, bytes: put.bytes, rows: content.tally.rows, sum: content.tally.sum };
        let table = self.table()?;
        match table.groups.last_mut() {
            Some(group) => group.blocks.push(block),
            None => table.groups.push(Group { name: String::new(), blocks: vec![block] }),
        }
        Ok(())
    }
}

fn out_of_order() -> BackupError {
    BackupError::BrokenOff("a piece of the snapshot came out of order".to_owned())
}
