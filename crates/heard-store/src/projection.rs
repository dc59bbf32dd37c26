//! Column segments of the facts, their dictionary and how far they reach: always together, in one
//! transaction, with the outbox trimmed.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;
use std::sync::Arc;

use heard_model::position::{BadPosition, seq_of};
use heard_model::{Position, WorkspaceId, fail_point};
use jiff::Timestamp;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::IntoCondition;
use sea_orm::{
    ActiveValue, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, FromQueryResult,
    QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use crate::connect::{first_row, is_sqlite};
use crate::convert::instant;
use crate::entity::{dictionary, outbox, segment};
use crate::images::{Image, expect_images};
use crate::news::Topic;
use crate::positions::{position, positions, set_position};
use crate::{Store, StoreError};

/// The projection's name among the jobs that read the order of acceptance.
pub(crate) const JOB: &str = "facts";
/// Rows that are taken from SQLite's outbox in one transaction.
const TRIMMED: i64 = 16_384;
/// The last of so many rows of a workspace's outbox.
const END_OF_PAGE: &str = r#"SELECT max("seq") FROM (SELECT "seq" FROM "outbox"
    WHERE "workspace" = $1 AND "seq" BETWEEN $2 AND $3 ORDER BY "seq" LIMIT $4) AS page"#;

/// A segment to be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSegment {
    /// The Parquet image.
    pub image: Arc<[u8]>,
    /// Rows in it.
    pub rows: i64,
    /// The first civil day, as days since 1970-01-01.
    pub first_day: i32,
    /// The last civil day.
    pub last_day: i32,
    /// The last change of each lane in it.
    pub reach: Position,
    /// What the facts want to remember of it, as they write it.
    pub meta: String,
}

/// A stored segment without its image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SegmentMeta {
    /// Identifier; never given twice.
    pub id: i64,
    /// Rows in it.
    pub rows: i64,
    /// The first civil day, as days since 1970-01-01.
    pub first_day: i32,
    /// The last civil day.
    pub last_day: i32,
    /// The last change of each lane in it.
    pub reach: Position,
    /// When it was stored.
    pub created_at: Timestamp,
    /// What the facts remember of it.
    pub meta: String,
    /// Size of the image.
    pub bytes: i64,
    /// BLAKE3 of the image.
    pub checksum: [u8; 32],
}

/// A code of a label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DictionaryEntry {
    /// The dimension as facts name it.
    pub dimension: String,
    /// Its code.
    pub code: u32,
    /// The label.
    pub label: String,
}

/// One step of the projection.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SegmentWrite {
    /// Segments to be added.
    pub add: Vec<NewSegment>,
    /// Segments to be deleted, for those that a compaction has merged.
    pub remove: Vec<i64>,
    /// Labels that have got a code since the last step.
    pub dictionary: Vec<DictionaryEntry>,
    /// Up to where the segments hold changes; `None` leaves it.
    pub watermark: Option<Position>,
    /// Up to where the segments held changes when the step was prepared. If another process has
    /// moved on since, nothing is stored. `None` asks for nothing.
    pub base: Option<Position>,
}

/// The projection of a workspace as it is stored, without images.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StoredProjection {
    /// Up to where the segments hold changes.
    pub watermark: Position,
    /// The segments, by first day.
    pub segments: Vec<SegmentMeta>,
    /// The dictionary.
    pub dictionary: Vec<DictionaryEntry>,
}

/// By what a stored projection is known to be the same.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProjectionMarks {
    /// Up to where the segments hold changes.
    pub watermark: Position,
    /// The segments.
    pub segments: BTreeSet<i64>,
}

#[derive(FromQueryResult)]
struct MetaRow {
    id: i64,
    rows: i64,
    first_day: i32,
    last_day: i32,
    reach: Option<String>,
    created_at: i64,
    meta: String,
    bytes: i64,
    checksum: Vec<u8>,
}

impl Store {
    /// Stores segments, new labels and the watermark and deletes merged segments, all or nothing; then
    /// trims the outbox. Returns the identifiers of the added segments, in their order.
    ///
    /// # Errors
    /// [`StoreError::Stale`] if another process has stored a step since this one was prepared; what
    /// the database says; then nothing has changed.
    pub async fn store_segments(
        &self,
        workspace: WorkspaceId,
        write: SegmentWrite,
    ) -> Result<Vec<i64>, StoreError> {
        let mut images = Vec::with_capacity(write.add.len());
        for segment in &write.add {
            images.push(self.write_image(workspace, &segment.image).await?);
        }
        let watermark = write.watermark.clone().filter(|_| is_sqlite(&self.inner.write));
        match self.name_images(workspace, write, &images).await {
            Ok((added, unnamed)) => {
                fail_point("segment: before the outbox is trimmed");
                self.delete_or_leave(&unnamed).await;
                if let Some(watermark) = watermark {
                    self.trim_in_pages(workspace, &watermark).await;
                }
                Ok(added)
            }
            Err(error) => {
                self.delete_or_leave(&images).await;
                Err(error)
            }
        }
    }

    /// Takes from SQLite's outbox what segments hold, so little at a time that no answer waits for it.
    /// What stays is skipped by whoever reads it, and goes with the next segment.
    async fn trim_in_pages(&self, workspace: WorkspaceId, watermark: &Position) {
        if let Err(error) = self.try_to_trim(workspace, watermark).await {
            tracing::debug!(%error, "the outbox could not be trimmed yet");
        }
    }

    async fn try_to_trim(&self, workspace: WorkspaceId, watermark: &Position) -> Result<(), StoreError> {
        for (lane, number) in watermark.lanes() {
            let (mut first, last) = (seq_of(lane, 1), seq_of(lane, number));
            loop {
                let page = [workspace.0.into(), first.into(), last.into(), TRIMMED.into()];
                let row = first_row(self.read(), END_OF_PAGE, page).await?;
                let end = row.map(|row| row.try_get_by_index::<Option<i64>>(0)).transpose()?.flatten();
                let Some(end) = end else { break };
                let transaction = self.begin().await?;
                trim_outbox(&transaction, workspace, first, end).await?;
                self.commit(transaction).await?;
                first = end + 1;
            }
        }
        Ok(())
    }

    /// Stores a step whose images are written; returns the added segments and the images that no
    /// segment has any more.
    async fn name_images(
        &self,
        workspace: WorkspaceId,
        write: SegmentWrite,
        images: &[Uuid],
    ) -> Result<(Vec<i64>, Vec<Uuid>), StoreError> {
        let transaction = self.begin().await?;
        if let Some(base) = &write.base
            && position(&transaction, workspace, JOB).await? != *base
        {
            return Err(StoreError::Stale);
        }
        expect_images(&transaction, images).await?;
        let mut added = Vec::with_capacity(write.add.len());
        let mut unnamed = Vec::new();
        for (segment, image) in write.add.into_iter().zip(images) {
            let row = segment_row(workspace, segment, *image, self.now());
            added.push(segment::Entity::insert(row).exec(&transaction).await?.last_insert_id);
        }
        if !write.remove.is_empty() {
            let count = write.remove.len();
            let removed = segment::Column::Id.is_in(write.remove);
            unnamed = images_of(&transaction, workspace, removed.clone()).await?;
            let deleted = segment::Entity::delete_many()
                .filter(segment::Column::Workspace.eq(workspace.0))
                .filter(removed)
                .exec(&transaction)
                .await?;
            if deleted.rows_affected != count as u64 {
                return Err(StoreError::Stale);
            }
        }
        add_labels(&transaction, workspace, write.dictionary).await?;
        if let Some(watermark) = write.watermark {
            set_position(&transaction, workspace, JOB, &watermark).await?;
            // Where another process may be filling the outbox again, what segments hold leaves it with
            // them. It keeps no answer waiting there.
            if !is_sqlite(&transaction) {
                for (lane, number) in watermark.lanes() {
                    trim_outbox(&transaction, workspace, seq_of(lane, 1), seq_of(lane, number)).await?;
                }
            }
        }
        self.tell(&transaction, Topic::Segments).await?;
        fail_point("segment: before commit");
        self.commit(transaction).await?;
        Ok((added, unnamed))
    }

    /// Everything of a projection but the images, as of one instant.
    ///
    /// # Errors
    /// What the database says.
    pub async fn projection(&self, workspace: WorkspaceId) -> Result<StoredProjection, StoreError> {
        use sea_orm::TransactionTrait;
        let snapshot = self.read().begin().await?;
        let watermark = position(&snapshot, workspace, JOB).await?;
        let segments = segment_metas(&snapshot, Some(workspace)).await?;
        let dictionary = dictionary::Entity::find()
            .filter(dictionary::Column::Workspace.eq(workspace.0))
            .order_by_asc(dictionary::Column::Dimension)
            .order_by_asc(dictionary::Column::Code)
            .all(&snapshot)
            .await?;
        snapshot.rollback().await?;
        let dictionary = dictionary.into_iter().map(|row| DictionaryEntry {
            dimension: row.dimension,
            code: u32::try_from(row.code).unwrap_or_default(),
            label: row.label,
        });
        Ok(StoredProjection { watermark, segments, dictionary: dictionary.collect() })
    }

    /// The marks of a workspace's stored projection, as of one instant.
    ///
    /// # Errors
    /// What the database says.
    pub async fn projection_marks(&self, workspace: WorkspaceId) -> Result<ProjectionMarks, StoreError> {
        use sea_orm::TransactionTrait;
        let snapshot = self.read().begin().await?;
        let watermark = position(&snapshot, workspace, JOB).await?;
        let segments: Vec<i64> = segment::Entity::find()
            .select_only()
            .column(segment::Column::Id)
            .filter(segment::Column::Workspace.eq(workspace.0))
            .into_tuple()
            .all(&snapshot)
            .await?;
        snapshot.rollback().await?;
        Ok(ProjectionMarks { watermark, segments: segments.into_iter().collect() })
    }

    /// How far the segments of every workspace reach that has any, where other processes may store
    /// them; nothing where this one is alone.
    ///
    /// # Errors
    /// What the database says.
    pub async fn foreign_watermarks(&self) -> Result<HashMap<WorkspaceId, Position>, StoreError> {
        if is_sqlite(self.read()) {
            return Ok(HashMap::new());
        }
        positions(self.read(), JOB).await
    }

    /// How far the segments of a workspace reach.
    ///
    /// # Errors
    /// What the database says.
    pub async fn watermark(&self, workspace: WorkspaceId) -> Result<Position, StoreError> {
        position(self.read(), workspace, JOB).await
    }

    /// The image of a segment; `None` if it was merged into another in the meantime.
    ///
    /// # Errors
    /// [`StoreError::DamagedSegment`] if it is not what was stored; what the database says.
    pub async fn segment_image(
        &self,
        workspace: WorkspaceId,
        id: i64,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        let Some((image, checksum)) = self.image_of(workspace, id).await? else { return Ok(None) };
        let bytes = self.read_image(&image).await?;
        if blake3::hash(&bytes).as_bytes()[..] == checksum[..] {
            return Ok(Some(bytes));
        }
        // It may have been deleted while it was read.
        match self.image_of(workspace, id).await? {
            None => Ok(None),
            Some(_) => Err(damaged(id, &image, bytes.is_empty())),
        }
    }

    /// Ranges of the bytes of a segment's image, shorter where it ends; `None` if it was merged into
    /// another in the meantime. Their checksums are the reader's to look at.
    ///
    /// # Errors
    /// What the database says.
    pub async fn segment_ranges(
        &self,
        workspace: WorkspaceId,
        id: i64,
        ranges: &[Range<usize>],
    ) -> Result<Option<Vec<Vec<u8>>>, StoreError> {
        let Some((image, _)) = self.image_of(workspace, id).await? else { return Ok(None) };
        let found = self.read_ranges(&image, ranges).await?;
        let is_whole = found.iter().zip(ranges).all(|(found, range)| found.len() == range.len());
        // It may have been deleted while it was read.
        if !is_whole && self.image_of(workspace, id).await?.is_none() {
            return Ok(None);
        }
        Ok(Some(found))
    }

    /// The image of a segment that is stored, and its checksum.
    async fn image_of(
        &self,
        workspace: WorkspaceId,
        id: i64,
    ) -> Result<Option<(Image, Vec<u8>)>, StoreError> {
        let sql = r#"SELECT s."image_id", o."location", s."checksum" FROM "segments" AS s
            LEFT JOIN "segment_objects" AS o ON o."image" = s."image_id"
            WHERE s."id" = $1 AND s."workspace" = $2"#;
        let row = first_row(self.read(), sql, [id.into(), workspace.0.into()]).await?;
        let Some(row) = row else { return Ok(None) };
        let id: Option<Uuid> = row.try_get_by_index(0)?;
        let image = Image { id: id.unwrap_or_default(), location: row.try_get_by_index(1)? };
        Ok(Some((image, row.try_get_by_index(2)?)))
    }

    /// As [`Store::segment_ranges`], for threads that may wait: a kernel's loader.
    ///
    /// # Errors
    /// As [`Store::segment_ranges`].
    ///
    /// # Panics
    /// Within an asynchronous task; call it from `spawn_blocking` or a thread of your own.
    pub fn segment_ranges_blocking(
        &self,
        workspace: WorkspaceId,
        id: i64,
        ranges: &[Range<usize>],
    ) -> Result<Option<Vec<Vec<u8>>>, StoreError> {
        self.inner.runtime.block_on(self.segment_ranges(workspace, id, ranges))
    }

    /// As [`Store::segment_image`], for threads that may wait: a kernel's loader.
    ///
    /// # Errors
    /// As [`Store::segment_image`].
    ///
    /// # Panics
    /// Within an asynchronous task; call it from `spawn_blocking` or a thread of your own.
    pub fn segment_image_blocking(
        &self,
        workspace: WorkspaceId,
        id: i64,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        self.inner.runtime.block_on(self.segment_image(workspace, id))
    }
}

/// A segment whose image is not what was stored.
fn damaged(segment: i64, image: &Image, is_missing: bool) -> StoreError {
    let what = if is_missing { "is missing" } else { "has another checksum" };
    let reason = match &image.location {
        None => format!("its stored image {what}"),
        Some(location) => format!("its image at {location} {what}"),
    };
    StoreError::DamagedSegment { segment, reason }
}

/// The images of segments.
pub(crate) async fn images_of(
    connection: &impl ConnectionTrait,
    workspace: WorkspaceId,
    which: impl IntoCondition,
) -> Result<Vec<Uuid>, StoreError> {
    let images: Vec<Option<Uuid>> = segment::Entity::find()
        .select_only()
        .column(segment::Column::ImageId)
        .filter(segment::Column::Workspace.eq(workspace.0))
        .filter(which)
        .into_tuple()
        .all(connection)
        .await?;
    Ok(images.into_iter().flatten().collect())
}

fn segment_row(workspace: WorkspaceId, segment: NewSegment, image: Uuid, now: i64) -> segment::ActiveModel {
    segment::ActiveModel {
        id: ActiveValue::NotSet,
        workspace: Set(workspace.0),
        rows: Set(segment.rows),
        first_day: Set(segment.first_day),
        last_day: Set(segment.last_day),
        reach: Set(Some(segment.reach.to_string())),
        created_at: Set(now),
        meta: Set(segment.meta),
        checksum: Set(blake3::hash(&segment.image).as_bytes().to_vec()),
        bytes: Set(i64::try_from(segment.image.len()).unwrap_or(i64::MAX)),
        image_id: Set(Some(image)),
    }
}

async fn add_labels(
    transaction: &DatabaseTransaction,
    workspace: WorkspaceId,
    entries: Vec<DictionaryEntry>,
) -> Result<(), StoreError> {
    let rows: Vec<dictionary::ActiveModel> = entries
        .into_iter()
        .map(|entry| dictionary::ActiveModel {
            workspace: Set(workspace.0),
            dimension: Set(entry.dimension),
            code: Set(i64::from(entry.code)),
            label: Set(entry.label),
        })
        .collect();
    for part in rows.chunks(500) {
        dictionary::Entity::insert_many(part.to_vec())
            .exec_without_returning(transaction)
            .await
            .map_err(|error| StoreError::or_taken(error, "dictionary code"))?;
    }
    Ok(())
}

/// Takes a workspace's changes from one number to another out of the outbox.
async fn trim_outbox(
    transaction: &DatabaseTransaction,
    workspace: WorkspaceId,
    first: i64,
    last: i64,
) -> Result<(), StoreError> {
    outbox::Entity::delete_many()
        .filter(outbox::Column::Workspace.eq(workspace.0))
        .filter(outbox::Column::Seq.between(first, last))
        .exec(transaction)
        .await?;
    Ok(())
}

pub(crate) async fn segment_metas(
    connection: &impl ConnectionTrait,
    workspace: Option<WorkspaceId>,
) -> Result<Vec<SegmentMeta>, StoreError> {
    use segment::Column;
    let mut query = segment::Entity::find()
        .select_only()
        .columns([
            Column::Id,
            Column::Rows,
            Column::FirstDay,
            Column::LastDay,
            Column::Reach,
            Column::CreatedAt,
            Column::Meta,
            Column::Bytes,
            Column::Checksum,
        ])
        .order_by_asc(Column::FirstDay)
        .order_by_asc(Column::Id);
    if let Some(workspace) = workspace {
        query = query.filter(Column::Workspace.eq(workspace.0));
    }
    let rows = query.into_model::<MetaRow>().all(connection).await?;
    rows.into_iter().map(MetaRow::into_meta).collect()
}

impl MetaRow {
    fn into_meta(self) -> Result<SegmentMeta, StoreError> {
        let checksum = self.checksum.try_into().map_err(|_| StoreError::Content {
            what: "checksum of a segment",
            message: "it has not 32 bytes".to_owned(),
        })?;
        let reach = self.reach.as_deref().unwrap_or("0").parse().map_err(|error: BadPosition| {
            StoreError::Content { what: "reach of a segment", message: error.to_string() }
        })?;
        Ok(SegmentMeta {
            id: self.id,
            rows: self.rows,
            first_day: self.first_day,
            last_day: self.last_day,
            reach,
            created_at: instant(self.created_at),
            meta: self.meta,
            bytes: self.bytes,
            checksum,
        })
    }
}
