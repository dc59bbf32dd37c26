//! Other bodies of the API: commands to cases, rules, settings, units, questions about findings.
//! The first byte chooses which.

#![no_main]

use std::fmt::Debug;

use heard_fuzz::{is_pointer, reads_back};
use heard_http::extract::parse_json;
use heard_model::case::{CaseChange, CaseCommand, RuleDefinition};
use heard_model::finding::FindingsQuestion;
use heard_model::settings::WorkspaceSettings;
use heard_model::survey::SurveyContext;
use heard_model::unit::OrganisationUnit;
use libfuzzer_sys::fuzz_target;
use serde::Serialize;
use serde::de::DeserializeOwned;

fuzz_target!(|data: &[u8]| {
    let Some((choice, body)) = data.split_first() else { return };
    match choice % 7 {
        0 => read::<CaseCommand>(body),
        1 => read::<CaseChange>(body),
        2 => read::<RuleDefinition>(body),
        3 => read::<WorkspaceSettings>(body),
        4 => read::<OrganisationUnit>(body),
        5 => read::<FindingsQuestion>(body),
        _ => read::<SurveyContext>(body),
    }
});

fn read<T: DeserializeOwned + Serialize + PartialEq + Debug>(body: &[u8]) {
    match parse_json::<T>(body) {
        Ok(value) => reads_back(&value),
        Err(problem) => {
            assert!(!problem.detail.is_empty());
            assert!(
                problem.errors.iter().all(|error| is_pointer(&error.pointer) && !error.detail.is_empty())
            );
        }
    }
}
