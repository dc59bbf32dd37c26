//! Which segments to merge, so that there are few of them and each is about one month.
//!
//! A cut of the hot set may span any days. Cuts that span several months gather until some are
//! there and are then divided by month; the segments of a month are merged when several of about
//! one size have gathered, so that a row is rewritten a few times in its life, whatever is added
//! later. Answers of the past that come in late make segments of their own months only.

use std::collections::BTreeMap;

use crate::months::Month;
use crate::segment::SegmentMeta;

/// Segments of about one size that are worth merging.
const GATHERED: usize = 4;
/// The most rows that one merge reads, and the most that it writes into one segment.
pub const MOST_ROWS: u32 = 512_000;
/// Segments below this size are of one size.
const SMALL_ROWS: u32 = 8_000;

/// The segments to merge next, by their identifiers; nothing when all is in order.
pub fn segments_to_merge<'a>(segments: impl IntoIterator<Item = (i64, &'a SegmentMeta)>) -> Vec<i64> {
    let mut spanning: Vec<(u32, i64)> = Vec::new();
    let mut of_months: BTreeMap<(Month, u32), Vec<(u32, i64)>> = BTreeMap::new();
    for (id, meta) in segments {
        let (first, last) = (Month::of(meta.range.min_day), Month::of(meta.range.max_day));
        if first == last {
            of_months.entry((first, size_class(meta.rows))).or_default().push((meta.rows, id));
        } else {
            spanning.push((meta.rows, id));
        }
    }
    let gathered = of_months.into_values().filter(|segments| segments.len() >= GATHERED);
    let mut choices =
        gathered.map(few).chain(std::iter::once(few(spanning)).filter(|few| few.len() >= GATHERED));
    choices.find(|few| few.len() > 1).unwrap_or_default()
}

/// The smallest of them, as many as one merge may read.
fn few(mut segments: Vec<(u32, i64)>) -> Vec<i64> {
    segments.sort_unstable();
    let mut rows = 0_u32;
    let fits = segments.into_iter().take_while(|(more, _)| {
        rows = rows.saturating_add(*more);
        rows <= MOST_ROWS
    });
    fits.map(|(_, id)| id).collect()
}

/// Four times the rows are the next class.
fn size_class(rows: u32) -> u32 {
    (rows / SMALL_ROWS).checked_ilog(4).map_or(0, |class| class + 1)
}

#[cfg(test)]
mod tests {
    use heard_model::Position;
    use proptest::prelude::*;

    use super::*;
    use crate::checksum::Checksum;
    use crate::rows::RowRange;

    fn meta(rows: u32, min_day: i32, max_day: i32) -> SegmentMeta {
        let range = RowRange { min_day, max_day, first: Position::START, last: Position::START };
        SegmentMeta { format: 1, rows, range, checksum: Checksum::of(b""), pieces: Vec::new() }
    }

    fn chosen(segments: &[(i64, SegmentMeta)]) -> Vec<i64> {
        segments_to_merge(segments.iter().map(|(id, meta)| (*id, meta)))
    }

    #[test]
    fn months_are_merged_when_some_of_one_size_have_gathered() {
        let day = 20_000;
        let three: Vec<_> = (0..3).map(|id| (id, meta(1_000, day, day + 1))).collect();
        assert!(chosen(&three).is_empty());
        let four: Vec<_> = (0..4).map(|id| (id, meta(1_000, day, day + 1))).collect();
        assert_eq!(chosen(&four), [0, 1, 2, 3]);
        let other_month = |id| (id, meta(1_000, day + 70, day + 70));
        assert!(chosen(&[&three[..], &[other_month(9)]].concat()).is_empty());
        let large = |id| (id, meta(300_000, day, day));
        assert!(chosen(&(0..4).map(large).collect::<Vec<_>>()).is_empty(), "too large together");
    }

    #[test]
    fn cuts_across_months_gather_before_they_are_divided() {
        let cut = |id| (id, meta(100_000, 20_000, 20_100));
        assert!(chosen(&(0..3).map(cut).collect::<Vec<_>>()).is_empty());
        assert_eq!(chosen(&(0..9).map(cut).collect::<Vec<_>>()), [0, 1, 2, 3, 4]);
    }

    /// What merging makes of segments, without the rows: divided by month.
    fn merged(segments: &mut Vec<(i64, SegmentMeta)>, ids: &[i64], next: &mut i64) -> u64 {
        let mut rows: BTreeMap<Month, (u32, i32)> = BTreeMap::new();
        let mut written = 0;
        for (_, meta) in segments.iter().filter(|(id, _)| ids.contains(id)) {
            written += u64::from(meta.rows);
            // Rows spread evenly over the days.
            let days = (meta.range.max_day - meta.range.min_day + 1) as u32;
            for day in meta.range.min_day..=meta.range.max_day {
                let share =
                    meta.rows / days + u32::from((day - meta.range.min_day) as u32 <= meta.rows % days);
                let month = rows.entry(Month::of(day)).or_insert((0, day));
                month.0 += share;
            }
        }
        segments.retain(|(id, _)| !ids.contains(id));
        for (rows, day) in rows.into_values().filter(|(rows, _)| *rows > 0) {
            *next += 1;
            segments.push((*next, meta(rows, day, day)));
        }
        written
    }

    proptest! {
        /// Whatever is cut, merging ends, leaves few segments and rewrites a row a few times only.
        #[test]
        fn segments_stay_few_and_rows_are_seldom_rewritten(
            cuts in prop::collection::vec((1u32..100_000, 20_000i32..20_060, 0i32..200), 1..120),
        ) {
            let mut segments: Vec<(i64, SegmentMeta)> = Vec::new();
            let (mut next, mut written, mut total) = (0, 0, 0);
            for (rows, first, days) in cuts {
                next += 1;
                total += u64::from(rows);
                segments.push((next, meta(rows, first, first + days)));
                for round in 0.. {
                    let ids = chosen(&segments);
                    if ids.is_empty() {
                        break;
                    }
                    prop_assert!(ids.len() > 1 && round < 100);
                    written += merged(&mut segments, &ids, &mut next);
                }
            }
            let months = 10;
            let most = months * 3 * 5 + GATHERED + (total / 100_000) as usize;
            prop_assert!(segments.len() <= most, "{} segments of {total} rows", segments.len());
            prop_assert!(written <= total * 6, "{written} rows written for {total}");
        }
    }
}
