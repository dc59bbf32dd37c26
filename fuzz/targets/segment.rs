//! Images of segments and what is stored beside them, behind the checksum: the bytes up to the first
//! NUL are the meta in JSON, the rest is the image. The checksums of the image and of its pieces are put
//! right. Damage is told, never believed. Panics of the Parquet reader are caught by the room that calls it.

#![no_main]

use std::sync::{Arc, Once};

use bytes::Bytes;
use heard_facts::{
    Checksum, Column, ColumnCache, EncodedSegment, Piece, Segment, SegmentMeta, WorkspaceFacts,
};
use heard_fuzz::{Image, WORKSPACE, event, reads_back};
use libfuzzer_sys::fuzz_target;

/// A sound image, for seeds: `HEARD_FUZZ_SEEDS=folder` writes it there.
fn write_seed() {
    let Ok(folder) = std::env::var("HEARD_FUZZ_SEEDS") else { return };
    let mut facts = WorkspaceFacts::empty(WORKSPACE);
    facts.apply(&(1..6).map(event).collect::<Vec<_>>()).expect("the facts fit");
    let encoded =
        EncodedSegment::of(&facts.snapshot().hot).expect("rows can be written").expect("there are rows");
    let mut seed = serde_json::to_vec(&encoded.meta).expect("a meta can be written");
    seed.push(0);
    seed.extend_from_slice(&encoded.bytes);
    std::fs::write(format!("{folder}/sound"), seed).expect("a seed can be written");
}

static ONCE: Once = Once::new();

fuzz_target!(init: {
    ONCE.call_once(|| {
        write_seed();
        // The fuzzer's own hook ends the process at every panic, also at those that are caught.
        std::panic::set_hook(Box::new(|_| {}));
    });
}, |data: &[u8]| {
    let Some(end) = data.iter().position(|byte| *byte == 0) else { return };
    let Ok(meta) = serde_json::from_slice::<SegmentMeta>(&data[..end]) else { return };
    reads_back(&meta);
    let bytes = Bytes::copy_from_slice(&data[end + 1..]);
    let mut begin = 0;
    let right = |piece: Piece| {
        let end = bytes.len().min(piece.end as usize).max(begin);
        let checksum = Checksum::of(&bytes[begin..end]);
        begin = end;
        Piece { checksum, ..piece }
    };
    let pieces = meta.pieces.into_iter().map(right).collect();
    let meta = SegmentMeta { checksum: Checksum::of(&bytes), pieces, ..meta };
    let cache = Arc::new(ColumnCache::new(1 << 16));
    let segment = Segment::new(1, meta.clone(), Arc::new(Image(bytes)), cache);
    if let Ok(block) = segment.rows() {
        assert_eq!(block.rows(), meta.rows as usize);
        assert!(Column::all().all(|column| block.column(column).rows() == block.rows()));
    }
    for column in Column::all() {
        if let Ok(columns) = segment.columns(&[column]) {
            assert_eq!(columns[0].rows(), meta.rows as usize);
        }
    }
});
