//! What may happen to a case: the walk through HEARD.

use heard_model::case::{Case, CaseChange, CaseCommand, CaseStep};
use jiff::Timestamp;

/// The longest note, in characters.
pub const MAX_NOTE: usize = 10_000;

/// Why a command is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CaseError {
    /// It is closed.
    #[error("the case is closed; open it again first")]
    Closed,
    /// It is open.
    #[error("the case is open already")]
    Open,
    /// The last step ends with a cause.
    #[error("the last step is finished by closing the case with its cause")]
    LastStepNeedsCause,
    /// Steps are left out without a word.
    #[error("steps are still open; say in a note why they are not needed")]
    SkippedStepsNeedNote,
    /// An empty or long note.
    #[error("a note must have 1 to {MAX_NOTE} characters")]
    Note,
}

/// The case after a command, and the entry for its history.
///
/// # Errors
/// When the case is not in a state for it, or a note is empty or too long.
pub fn apply(case: &Case, command: CaseCommand, now: Timestamp) -> Result<(Case, CaseChange), CaseError> {
    let mut changed = case.clone();
    changed.revision += 1;
    let change = match command {
        CaseCommand::Note { text } => CaseChange::Noted { text: required(text)? },
        CaseCommand::Assign { owner } => {
            must_be_open(case)?;
            changed.owner = owner;
            CaseChange::Assigned { owner }
        }
        CaseCommand::FinishStep { note } => {
            must_be_open(case)?;
            changed.step = case.step.next().ok_or(CaseError::LastStepNeedsCause)?;
            CaseChange::StepFinished { step: case.step, note: optional(note)? }
        }
        CaseCommand::Close { cause, note } => {
            must_be_open(case)?;
            let note = optional(note)?;
            if case.step != CaseStep::Diagnose && note.is_none() {
                return Err(CaseError::SkippedStepsNeedNote);
            }
            changed.closed_at = Some(now);
            changed.cause = Some(cause);
            CaseChange::Closed { cause, note }
        }
        CaseCommand::Reopen { note } => {
            case.closed_at.ok_or(CaseError::Open)?;
            changed.closed_at = None;
            changed.cause = None;
            changed.step = CaseStep::Hear;
            CaseChange::Reopened { note: optional(note)? }
        }
    };
    Ok((changed, change))
}

fn must_be_open(case: &Case) -> Result<(), CaseError> {
    if case.closed_at.is_some() { Err(CaseError::Closed) } else { Ok(()) }
}

fn required(text: String) -> Result<String, CaseError> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > MAX_NOTE {
        return Err(CaseError::Note);
    }
    Ok(text.to_owned())
}

fn optional(text: Option<String>) -> Result<Option<String>, CaseError> {
    text.filter(|text| !text.trim().is_empty()).map(required).transpose()
}

#[cfg(test)]
mod tests {
    use heard_model::case::CauseKind;
    use heard_model::{CaseId, ResponseId, SurveyId, UnitId};
    use proptest::prelude::*;

    use super::*;

    fn case() -> Case {
        let uuid = uuid::Uuid::nil();
        Case {
            id: CaseId(uuid),
            number: 1,
            response: ResponseId(uuid),
            survey: SurveyId(uuid),
            unit: UnitId(uuid),
            rule: None,
            question: None,
            score: None,
            touchpoint: None,
            owner: None,
            step: CaseStep::Hear,
            opened_at: Timestamp::UNIX_EPOCH,
            due_at: Timestamp::UNIX_EPOCH,
            closed_at: None,
            cause: None,
            revision: 1,
        }
    }

    fn finish(note: Option<&str>) -> CaseCommand {
        CaseCommand::FinishStep { note: note.map(str::to_owned) }
    }

    fn close(note: Option<&str>) -> CaseCommand {
        CaseCommand::Close { cause: CauseKind::Process, note: note.map(str::to_owned) }
    }

    #[test]
    fn a_case_walks_through_heard_and_closes_with_a_cause() {
        let mut walked = case();
        for expected in [CaseStep::Empathise, CaseStep::Apologise, CaseStep::Resolve, CaseStep::Diagnose] {
            walked = apply(&walked, finish(None), Timestamp::UNIX_EPOCH).unwrap().0;
            assert_eq!(walked.step, expected);
        }
        assert_eq!(apply(&walked, finish(None), Timestamp::UNIX_EPOCH), Err(CaseError::LastStepNeedsCause));
        let (closed, _) = apply(&walked, close(None), Timestamp::UNIX_EPOCH).unwrap();
        assert_eq!(closed.cause, Some(CauseKind::Process));
        assert_eq!(closed.revision, 6);
        assert_eq!(apply(&closed, close(None), Timestamp::UNIX_EPOCH), Err(CaseError::Closed));
    }

    #[test]
    fn steps_are_not_left_out_without_a_word() {
        assert_eq!(
            apply(&case(), close(Some(" ")), Timestamp::UNIX_EPOCH),
            Err(CaseError::SkippedStepsNeedNote)
        );
        assert!(apply(&case(), close(Some("a test answer")), Timestamp::UNIX_EPOCH).is_ok());
    }

    #[test]
    fn a_reopened_case_begins_again() {
        let closed = apply(&case(), close(Some("done")), Timestamp::UNIX_EPOCH).unwrap().0;
        let reopen = CaseCommand::Reopen { note: None };
        let reopened = apply(&closed, reopen.clone(), Timestamp::UNIX_EPOCH).unwrap().0;
        assert_eq!((reopened.step, reopened.closed_at, reopened.cause), (CaseStep::Hear, None, None));
        assert_eq!(apply(&reopened, reopen, Timestamp::UNIX_EPOCH), Err(CaseError::Open));
    }

    #[test]
    fn empty_and_endless_notes_are_refused() {
        for text in [String::new(), "  ".to_owned(), "x".repeat(MAX_NOTE + 1)] {
            let refused = apply(&case(), CaseCommand::Note { text }, Timestamp::UNIX_EPOCH);
            assert_eq!(refused, Err(CaseError::Note));
        }
    }

    fn commands() -> impl Strategy<Value = CaseCommand> {
        prop_oneof![
            Just(finish(None)),
            Just(finish(Some("note"))),
            Just(close(None)),
            Just(close(Some("note"))),
            Just(CaseCommand::Reopen { note: None }),
            Just(CaseCommand::Assign { owner: None }),
            Just(CaseCommand::Note { text: "n".to_owned() }),
        ]
    }

    proptest! {
        #[test]
        fn a_closed_case_always_has_a_cause_and_revisions_only_grow(list in prop::collection::vec(commands(), 0..40)) {
            let mut current = case();
            for command in list {
                if let Ok((next, _)) = apply(&current, command, Timestamp::UNIX_EPOCH) {
                    prop_assert_eq!(next.revision, current.revision + 1);
                    current = next;
                }
                prop_assert_eq!(current.closed_at.is_some(), current.cause.is_some());
            }
        }
    }
}
