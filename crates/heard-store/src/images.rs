//! Images of segments, in parts. An image is written part by part before any segment names it, and
//! deleted part by part after none does, each part in a transaction of its own: answers that arrive
//! meanwhile wait for one part at most. What a process leaves behind that is killed in between
//! belongs to no segment and is swept away later.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use jiff::SignedDuration;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{ExprTrait, Query};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::entity::{segment, segment_part};
use crate::store::begin;
use crate::{Store, StoreError};

/// Bytes of a part.
const PART: usize = 128 << 10;
/// Parts of no segment that are older than this belong to nobody who is still at work, in
/// milliseconds.
const LEFT_BEHIND: i64 = SignedDuration::from_hours(1).as_millis() as i64;

impl Store {
    /// Writes an image; returns its name.
    pub(crate) async fn write_image(&self, image: &[u8]) -> Result<Uuid, StoreError> {
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
    pub(crate) async fn read_image(&self, image: Uuid) -> Result<Vec<u8>, StoreError> {
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
        image: Uuid,
        ranges: &[Range<usize>],
    ) -> Result<Vec<Vec<u8>>, StoreError> {
        let needed = ranges.iter().filter(|range| !range.is_empty());
        let needed: BTreeSet<i32> = needed
            .flat_map(|range| range.start / PART..=(range.end - 1) / PART)
            .filter_map(|part| i32::try_from(part).ok())
            .collect();
        let parts: Vec<(i32, Vec<u8>)> = segment_part::Entity::find()
            .select_only()
            .columns([segment_part::Column::Part, segment_part::Column::Bytes])
            .filter(segment_part::Column::Image.eq(image))
            .filter(segment_part::Column::Part.is_in(needed.iter().copied()))
            .into_tuple()
            .all(self.read())
            .await?;
        // Images of before parts have one that is larger than any.
        if parts.iter().any(|(_, bytes)| bytes.len() > PART) {
            let whole = self.read_image(image).await?;
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
    /// What the database says.
    pub async fn sweep_images(&self) -> Result<usize, StoreError> {
        let named = Query::select().column(segment::Column::ImageId).from(segment::Entity).take();
        let left: Vec<Uuid> = segment_part::Entity::find()
            .select_only()
            .column(segment_part::Column::Image)
            .distinct()
            .filter(segment_part::Column::CreatedAt.lt(self.now() - LEFT_BEHIND))
            .filter(segment_part::Column::Image.in_subquery(named).not())
            .into_tuple()
            .all(self.read())
            .await?;
        self.delete_images(&left).await?;
        Ok(left.len())
    }
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

/// As much of a range as there is.
fn cut<'a>(bytes: &'a [u8], range: &Range<usize>) -> &'a [u8] {
    let end = range.end.min(bytes.len());
    &bytes[range.start.min(end)..end]
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
