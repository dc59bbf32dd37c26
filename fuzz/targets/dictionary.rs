//! Stored labels with their codes, a JSON list of them.

#![no_main]

use heard_facts::{Dictionary, DictionaryEntry, LabelSet};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|body: &[u8]| {
    let Ok(mut entries) = serde_json::from_slice::<Vec<DictionaryEntry>>(body) else { return };
    match Dictionary::load(entries.clone()) {
        Err(error) => assert!(!error.to_string().is_empty()),
        Ok(dictionary) => {
            entries.sort_unstable();
            let mut stored = dictionary.entries();
            stored.sort_unstable();
            assert_eq!(stored, entries, "everything is there and nothing else");
            for entry in &entries {
                let set = LabelSet::from_number(entry.set).expect("a set that was loaded is known");
                assert_eq!(dictionary.label(set, entry.code), Some(entry.label.as_str()));
                assert_eq!(dictionary.code(set, &entry.label), Some(entry.code));
            }
        }
    }
});
