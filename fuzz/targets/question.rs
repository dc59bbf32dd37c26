//! Questions to the numbers: read from JSON, answered from a few facts.

#![no_main]

use std::sync::LazyLock;

use heard_aggregate::kernel::Kernel;
use heard_aggregate::{AnswerContext, answer, table};
use heard_fuzz::{SNAPSHOT, SURVEY_NAMES, UNITS, reads_back};
use heard_model::UnitScope;
use heard_model::metric::MetricQuestion;
use heard_model::settings::WorkspaceSettings;
use libfuzzer_sys::fuzz_target;

static KERNEL: LazyLock<Kernel> = LazyLock::new(|| Kernel::new(1 << 20, 1));
static SETTINGS: LazyLock<WorkspaceSettings> = LazyLock::new(WorkspaceSettings::default);

fuzz_target!(|body: &[u8]| {
    let Ok(question) = serde_json::from_slice::<MetricQuestion>(body) else { return };
    reads_back(&question);
    for small_group in [None, Some(5)] {
        let context = AnswerContext {
            kernel: &KERNEL,
            settings: &SETTINGS,
            units: &UNITS,
            survey_names: &SURVEY_NAMES,
            scope: &UnitScope::All,
            small_group,
        };
        match answer(&SNAPSHOT, &context, &question) {
            Err(error) => assert!(error.field().is_some() && !error.to_string().is_empty(), "{error:?}"),
            Ok(found) => {
                assert!(found.total.n >= 0 && found.groups.iter().all(|group| group.measure.n >= 0));
                reads_back(&found);
                let _ = table(&found);
                // The pinned question has the same answer.
                let again = answer(&SNAPSHOT, &context, &found.question).expect("it was answered before");
                assert_eq!(again, found);
            }
        }
    }
});
