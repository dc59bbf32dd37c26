//! Decoded columns of segments in memory that is used again.
//!
//! Columns are read by some threads and forgotten by others. An allocator gives such memory back to the
//! thread that asked for it, which may not ask again for long; so over more columns than fit into the cache
//! it would hold several times what is kept. Here the memory of a forgotten column is that of the next.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::cache::ByteBoundedCache;
use crate::checksum::Checksum;
use crate::column::Column;
use crate::values::{ColumnValues, Narrow};

/// Which part of the memory may be spare.
const SPARE_PART: usize = 8;

/// Decoded columns of segments, by the segment's contents, bounded in bytes. Shared by reference.
#[derive(Debug)]
pub struct ColumnCache {
    kept: ByteBoundedCache<(Checksum, Column), ColumnValues>,
    spare: Mutex<Spare>,
}

/// The memory of forgotten columns, the last one forgotten at the end.
#[derive(Debug)]
struct Spare {
    limit: usize,
    bytes: usize,
    buffers: Vec<Narrow>,
}

impl ColumnCache {
    /// An empty cache that holds at most `limit` bytes, spare ones counted.
    pub fn new(limit: usize) -> Self {
        let spare = Spare { limit: limit / SPARE_PART, bytes: 0, buffers: Vec::new() };
        Self { kept: ByteBoundedCache::new(limit - spare.limit), spare: Mutex::new(spare) }
    }

    /// A column that was decoded before.
    pub(crate) fn get(&self, segment: Checksum, column: Column) -> Option<Arc<ColumnValues>> {
        self.kept.get(&(segment, column))
    }

    /// Keeps a column in place of those that were used longest ago.
    pub(crate) fn keep(&self, segment: Checksum, column: Column, values: &Arc<ColumnValues>) {
        let forgotten = self.kept.insert((segment, column), Arc::clone(values), values.bytes());
        if forgotten.is_empty() {
            return;
        }
        let mut spare = self.spare();
        for values in forgotten {
            // Those that a question still reads are no longer ours.
            if let Some(values) = Arc::into_inner(values) {
                spare.put(values.into_values());
            }
        }
    }

    /// Room for so many offsets up to `highest`.
    pub(crate) fn room(&self, highest: u64, rows: usize) -> Narrow {
        self.spare().take(highest, rows).unwrap_or_else(|| Narrow::with_room(highest, rows))
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        self.kept.bytes() + self.spare().bytes
    }

    /// Forgets everything.
    pub fn clear(&self) {
        self.kept.clear();
        let mut spare = self.spare();
        spare.bytes = 0;
        spare.buffers = Vec::new();
    }

    fn spare(&self) -> MutexGuard<'_, Spare> {
        self.spare.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Spare {
    fn put(&mut self, mut buffer: Narrow) {
        if buffer.bytes() == 0 || buffer.bytes() > self.limit {
            return;
        }
        buffer.clear();
        self.bytes += buffer.bytes();
        self.buffers.push(buffer);
        // The oldest fitted nothing for the longest time.
        let mut over = 0;
        while self.bytes > self.limit {
            self.bytes -= self.buffers[over].bytes();
            over += 1;
        }
        self.buffers.drain(..over);
    }

    /// The smallest one with enough room, if it is at least half full then.
    fn take(&mut self, highest: u64, rows: usize) -> Option<Narrow> {
        let kind = std::mem::discriminant(&Narrow::with_room(highest, 0));
        let fits = |buffer: &Narrow| {
            std::mem::discriminant(buffer) == kind && (rows..=rows * 2).contains(&buffer.capacity())
        };
        let fitting = self.buffers.iter().enumerate().filter(|(_, buffer)| fits(buffer));
        let (place, _) = fitting.min_by_key(|(_, buffer)| buffer.capacity())?;
        let buffer = self.buffers.remove(place);
        self.bytes -= buffer.bytes();
        Some(buffer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(rows: usize, cache: &ColumnCache) -> Arc<ColumnValues> {
        let values: Vec<i64> = (0..rows as i64).map(|row| row % 200).collect();
        let mut builder =
            crate::values::NarrowBuilder::new(0, 199, false, |highest| cache.room(highest, rows));
        builder.add(&values, |value| value);
        Arc::new(builder.finish())
    }

    fn memory(column: &ColumnValues) -> *const u8 {
        match column.values() {
            Narrow::U8(values) => values.as_ptr(),
            other => panic!("not in bytes: {other:?}"),
        }
    }

    #[test]
    fn a_new_column_lies_where_a_forgotten_one_lay() {
        let cache = ColumnCache::new(80_000);
        let segment = |number: u8| Checksum([number; 32]);
        let held = column(5_000, &cache);
        cache.keep(segment(0), Column::Score, &held);
        let mut places = Vec::new();
        for number in 1..100 {
            let column = column(5_000 - usize::from(number), &cache);
            assert_eq!((column.rows(), column.get(3)), (5_000 - usize::from(number), 3));
            places.push(memory(&column));
            cache.keep(segment(number), Column::Score, &column);
            assert!(cache.bytes() <= 80_000, "{} bytes", cache.bytes());
        }
        places.sort_unstable();
        places.dedup();
        assert!(places.len() <= 16, "{} places for a cache of 16 columns", places.len());
        assert_eq!(held.get(7), 7, "a column that is still read is left alone");
        assert!(cache.get(segment(0), Column::Score).is_none());
        assert!(cache.get(segment(99), Column::Score).is_some());
    }

    #[test]
    fn spare_memory_is_bounded_and_fits() {
        let mut spare = Spare { limit: 1_000, bytes: 0, buffers: Vec::new() };
        for rows in [300, 400, 500, 1_001] {
            spare.put(Narrow::with_room(200, rows));
        }
        assert_eq!((spare.bytes, spare.buffers.len()), (900, 2));
        assert!(spare.take(200, 199).is_none(), "more than half of it would be empty");
        assert!(spare.take(300, 400).is_none(), "wider values");
        assert_eq!(spare.take(200, 399).map(|buffer| buffer.capacity()), Some(400));
        assert_eq!((spare.bytes, spare.buffers.len()), (500, 1));
        spare.put(Narrow::with_room(0, 10));
        assert_eq!(spare.buffers.len(), 1, "a constant needs no memory");
    }
}
