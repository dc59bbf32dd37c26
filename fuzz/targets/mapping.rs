//! Mappings of imported files, in TOML.

#![no_main]

use heard_fuzz::VERSION;
use heard_intake::import::Mapping;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    match Mapping::parse(text) {
        Err(error) => assert!(!error.to_string().is_empty()),
        Ok(mapping) => {
            for problem in mapping.problems(&VERSION.definition) {
                assert!(!problem.to_string().is_empty());
            }
            let _ = mapping.columns();
        }
    }
});
