//! Images of segments: in parts in the database, or as a whole outside of it.
//!
//! An image is written part by part before any segment names it, and deleted part by part after none
//! does, each part in a transaction of its own: answers that arrive meanwhile wait for one part at most.
//! Outside, a row says where an image is from before it is written until after it is deleted, so
//! nothing is ever forgotten there. What a process leaves behind that is killed in between belongs to no
//! segment and is swept away later.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use heard_model::WorkspaceId;
use jiff::SignedDuration;
use sea_orm::ActiveValue::Set;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use crate::connect::{first_row, statement};
use crate::entity::{segment_object, segment_part};
use crate::objects::cut;
use crate::store::begin;
use crate::{Store, StoreError};

/// Bytes of a part.
const PART: usize = 128 << 10;
/// Images of no segment that are older than this belong to nobody who is still at work, in
/// milliseconds.
const LEFT_BEHIND: i64 = SignedDuration::from_hours(1).as_millis() as i64;

/// An image that a segment names.
pub(crate) struct Image {
    pub(crate) id: Uuid,
    /// Where it is; `None` for parts in the database.
    pub(crate) location: Option<String>,
}

impl Store {
    /// Writes an image to where new ones are kept, into the database if that is out of reach; returns
    /// its name.
    pub(crate) async fn write_image(&self, workspace: WorkspaceId, image: &[u8]) -> Result<Uuid, StoreError> {
        let name = self.new_uuid();
        if let Some(location) = self.inner.objects.location(workspace, name) {
            self.note_location(name, &location).await?;
            if self.inner.objects.put(&location, image).await.is_ok() {
                return Ok(name);
            }
            // Part of it may be there.
            self.delete_or_leave(&[name]).await;
        }
        self.write_parts(image).await
    }

    async fn note_location(&self, image: Uuid, location: &str) -> Result<(), StoreError> {
        let object = segment_object::ActiveModel {
            image: Set(image),
            location: Set(location.to_owned()),
            created_at: Set(self.now()),
        };
        let transaction = begin(&self.inner.write).await?;
        segment_object::Entity::insert(object).exec_without_returning(&transaction).await?;
        self.commit(transaction).await
    }

    async fn write_parts(&self, image: &[u8]) -> Result<Uuid, StoreError> {
        let name = self.new_uuid();
        for (number, bytes) in (0..).zip(image.chunks(PART)) {
            let part = segment_part::ActiveModel {
                image: Set(name),
                part: Set(number),
                created_at: Set(self.now()),
                bytes: Set(bytes.to_vec()),
            };
            let transaction = begin(&self.inner.write).await?;
            segment_part::Entity::insert(part).exec_without_returning(&transaction).await?;
            self.commit(transaction).await?;
        }
        Ok(name)
    }

    /// An image whole; empty if it is not there.
    pub(crate) async fn read_image(&self, image: &Image) -> Result<Vec<u8>, StoreError> {
        match &image.location {
            Some(location) => self.inner.objects.get(location).await,
            None => self.read_parts(image.id).await,
        }
    }

    async fn read_parts(&self, image: Uuid) -> Result<Vec<u8>, StoreError> {
        let parts: Vec<Vec<u8>> = segment_part::Entity::find()
            .select_only()
            .column(segment_part::Column::Bytes)
            .filter(segment_part::Column::Image.eq(image))
            .order_by_asc(segment_part::Column::Part)
            .into_tuple()
            .all(self.read())
            .await?;
        Ok(parts.concat())
    }

    /// Ranges of an image's bytes, shorter where it ends or something is missing.
    pub(crate) async fn read_ranges(
        &self,
        image: &Image,
        ranges: &[Range<usize>],
    ) -> Result<Vec<Vec<u8>>, StoreError> {
        if let Some(location) = &image.location {
            return self.inner.objects.get_ranges(location, ranges).await;
        }
        let needed = ranges.iter().filter(|range| !range.is_empty());
        let needed: BTreeSet<i32> = needed
            .flat_map(|range| range.start / PART..=(range.end - 1) / PART)
            .filter_map(|part| i32::try_from(part).ok())
            .collect();
        let parts: Vec<(i32, Vec<u8>)> = segment_part::Entity::find()
            .select_only()
            .columns([segment_part::Column::Part, segment_part::Column::Bytes])
            .filter(segment_part::Column::Image.eq(image.id))
            .filter(segment_part::Column::Part.is_in(needed.iter().copied()))
            .into_tuple()
            .all(self.read())
            .await?;
        // Images of before parts have one that is larger than any.
        if parts.iter().any(|(_, bytes)| bytes.len() > PART) {
            let whole = self.read_parts(image.id).await?;
            return Ok(ranges.iter().map(|range| cut(&whole, range).to_vec()).collect());
        }
        let parts: BTreeMap<usize, Vec<u8>> = parts
            .into_iter()
            .filter_map(|(part, bytes)| Some((usize::try_from(part).ok()?, bytes)))
            .collect();
        Ok(ranges.iter().map(|range| gather(&parts, range)).collect())
    }

    /// Deletes images that no segment names any more.
    pub(crate) async fn delete_images(&self, images: &[Uuid]) -> Result<(), StoreError> {
        self.delete_parts(images).await?;
        self.delete_objects(images).await
    }

    /// Those that can be reached; the others stay known, for another time.
    async fn delete_objects(&self, images: &[Uuid]) -> Result<(), StoreError> {
        let objects = segment_object::Entity::find()
            .filter(segment_object::Column::Image.is_in(images.iter().copied()))
            .all(self.read())
            .await?;
        let mut outcome = Ok(());
        for object in objects {
            if let Err(error) = self.inner.objects.delete(&object.location).await {
                outcome = Err(error);
                continue;
            }
            let transaction = begin(&self.inner.write).await?;
            segment_object::Entity::delete_by_id(object.image).exec(&transaction).await?;
            self.commit(transaction).await?;
        }
        outcome
    }

    async fn delete_parts(&self, images: &[Uuid]) -> Result<(), StoreError> {
        let parts: Vec<(Uuid, i32)> = segment_part::Entity::find()
            .select_only()
            .columns([segment_part::Column::Image, segment_part::Column::Part])
            .filter(segment_part::Column::Image.is_in(images.iter().copied()))
            .into_tuple()
            .all(self.read())
            .await?;
        for part in parts {
            let transaction = begin(&self.inner.write).await?;
            segment_part::Entity::delete_by_id(part).exec(&transaction).await?;
            self.commit(transaction).await?;
        }
        Ok(())
    }

    /// Deletes images that no segment names any more. What was stored stands whether or not that
    /// succeeds: what is left is swept away later.
    pub(crate) async fn delete_or_leave(&self, images: &[Uuid]) {
        if let Err(error) = self.delete_images(images).await {
            tracing::warn!(%error, "images of segments were left behind; they are swept away later");
        }
    }

    /// Deletes what was left behind by processes that were killed; returns how many images.
    ///
    /// # Errors
    /// What the database or the place of the images says.
    pub async fn sweep_images(&self) -> Result<usize, StoreError> {
        let sql = r#"SELECT "image" FROM (SELECT "image", "created_at" FROM "segment_parts"
                UNION ALL SELECT "image", "created_at" FROM "segment_objects") AS i
            WHERE "created_at" < $1 AND "image" NOT IN
                (SELECT "image_id" FROM "segments" WHERE "image_id" IS NOT NULL) GROUP BY "image""#;
        let before = self.now() - LEFT_BEHIND;
        let rows = self.read().query_all_raw(statement(self.read(), sql, [before.into()])).await?;
        let left: Vec<Uuid> = rows.iter().map(|row| row.try_get_by_index(0)).collect::<Result<_, _>>()?;
        self.delete_images(&left).await?;
        Ok(left.len())
    }
}

/// Whether images are there that segments are to name. What was swept away was written by a process
/// that was frozen for so long that it was taken for dead.
///
/// # Errors
/// [`StoreError::Stale`] if one is not.
pub(crate) async fn expect_images(
    transaction: &DatabaseTransaction,
    images: &[Uuid],
) -> Result<(), StoreError> {
    let sql = r#"SELECT 1 FROM "segment_parts" WHERE "image" = $1
        UNION ALL SELECT 1 FROM "segment_objects" WHERE "image" = $1 LIMIT 1"#;
    for image in images {
        first_row(transaction, sql, [(*image).into()]).await?.ok_or(StoreError::Stale)?;
    }
    Ok(())
}

/// A range of bytes out of parts; it ends where a part is missing or too short.
fn gather(parts: &BTreeMap<usize, Vec<u8>>, range: &Range<usize>) -> Vec<u8> {
    let mut found = Vec::with_capacity(range.len());
    while found.len() < range.len() {
        let place = range.start + found.len();
        let Some(part) = parts.get(&(place / PART)) else { break };
        let begin = place / PART * PART;
        let more = cut(part, &(place - begin..range.end - begin));
        if more.is_empty() {
            break;
        }
        found.extend_from_slice(more);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_come_out_of_their_parts() {
        let bytes = |part: usize, length: usize| vec![u8::try_from(part).unwrap(); length];
        let parts = BTreeMap::from([(0, bytes(0, PART)), (1, bytes(1, PART)), (3, bytes(3, 10))]);
        let lengths = |range: Range<usize>| {
            let found = gather(&parts, &range);
            [0, 1, 3].map(|part| found.iter().filter(|byte| **byte == part).count())
        };
        assert_eq!(lengths(5..5), [0, 0, 0]);
        assert_eq!(lengths(PART - 3..PART + 4), [3, 4, 0]);
        assert_eq!(lengths(0..2 * PART), [PART, PART, 0]);
        assert_eq!(lengths(PART..3 * PART), [0, PART, 0], "a part is missing");
        assert_eq!(lengths(3 * PART + 4..3 * PART + 8), [0, 0, 4]);
        assert_eq!(lengths(3 * PART + 4..4 * PART), [0, 0, 6], "the last part is short");
    }
}
