//! Short texts that come back to us: positions, dimensions, series, identifiers, checksums, tags of
//! languages. The first byte chooses which.

#![no_main]

use heard_facts::{Checksum, Series};
use heard_fuzz::prints_back;
use heard_intake::language_tag;
use heard_model::dimension::Dimension;
use heard_model::{Position, ResponseId};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Some((choice, bytes)) = data.split_first() else { return };
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    match choice % 6 {
        0 => prints_back::<Position>(text),
        1 => prints_back::<Dimension>(text),
        2 => prints_back::<Series>(text),
        3 => prints_back::<ResponseId>(text),
        4 => prints_back::<Checksum>(text),
        _ => {
            if let Some(tag) = language_tag::canonical(text) {
                assert_eq!(language_tag::canonical(&tag).as_deref(), Some(tag.as_str()));
                assert!(tag.starts_with(language_tag::primary(&tag)));
            }
        }
    }
});
