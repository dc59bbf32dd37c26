//! Definitions of surveys, as a builder or an integrator sends them.

#![no_main]

use heard_fuzz::{is_pointer, reads_back};
use heard_intake::{DefinitionProblem, parse_definition, validate_definition};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|body: &[u8]| {
    let definition = match parse_definition(body) {
        Ok(definition) => definition,
        Err(problems) => return names_places(&problems),
    };
    reads_back(&definition);
    let printed = serde_json::to_vec(&definition).unwrap();
    assert_eq!(parse_definition(&printed).as_ref(), Ok(&definition));
    match validate_definition(&definition) {
        Err(problems) => names_places(&problems),
        Ok(valid) => assert_eq!(valid.into_definition(), definition),
    }
});

fn names_places(problems: &[DefinitionProblem]) {
    assert!(!problems.is_empty(), "refused for no reason");
    for problem in problems {
        assert!(is_pointer(&problem.path), "{problem:?}");
        assert!(!problem.fault.code().is_empty() && !problem.fault.to_string().is_empty(), "{problem:?}");
    }
}
