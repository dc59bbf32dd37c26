//! What is kept, what is not touched, what is refused.

use heard_aggregate::kernel::{Axis, CodeSet, Condition, Kernel, KernelError, KernelQuestion};
use heard_facts::{Column, Dictionary};
use heard_model::Position;
use heard_model::fact::FactEvent;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use super::facts::{Grown, any_event};

/// Ten events a day, one score each, from day `10 · first` on.
fn ten_days(first: i64) -> Vec<FactEvent> {
    let event = any_event().new_tree(&mut TestRunner::deterministic()).unwrap().current();
    let score = heard_model::fact::FactScore {
        question: "q".to_owned(),
        kind: heard_model::fact::FactKind::Nps,
        scale: heard_model::survey::Scale { min: 0, max: 10 },
        score: 9,
        choice: None,
    };
    (1..=100)
        .map(|number| FactEvent {
            seq: first * 100 + number,
            sign: 1,
            day: (first * 10 + number % 10) as i32,
            scores: vec![score.clone()],
            ..event.clone()
        })
        .collect()
}

/// Five segments of ten days; nothing decoded stays in memory.
fn fifty_days() -> Grown {
    let mut grown = Grown::with(Dictionary::new(), 0);
    for first in 0..5 {
        grown.apply(&ten_days(first)).store();
    }
    grown
}

fn all() -> KernelQuestion {
    KernelQuestion { highest_score: 10, ..KernelQuestion::of(CodeSet::from_iter([1])) }
}

#[test]
fn a_repeated_question_reads_only_what_is_new() {
    let mut grown = fifty_days();
    let kernel = Kernel::new(1 << 20, 2);
    let question = KernelQuestion { periods: vec![0, 15, 30, 100], ..all() };
    assert_eq!(kernel.sum(&grown.snapshot(), &question).unwrap().total().count(9), 500);
    assert_eq!(grown.images.loads(), 5);
    assert!(kernel.kept_bytes() > 0);
    grown.apply(&ten_days(5));
    assert_eq!(kernel.sum(&grown.snapshot(), &question).unwrap().total().count(9), 600);
    assert_eq!(grown.images.loads(), 5);
    grown.store();
    assert_eq!(kernel.sum(&grown.snapshot(), &question).unwrap().total().count(9), 600);
    assert_eq!(grown.images.loads(), 6);
    kernel.forget();
    kernel.sum(&grown.snapshot(), &question).unwrap();
    assert_eq!(grown.images.loads(), 12);
}

#[test]
fn a_window_that_moves_on_reads_only_its_ends() {
    let mut grown = fifty_days();
    let kernel = Kernel::new(1 << 20, 1);
    let window = |first: i32| KernelQuestion { days: Some(first..first + 35), ..all() };
    assert_eq!(kernel.sum(&grown.snapshot(), &window(5)).unwrap().total().count(9), 350);
    assert_eq!(grown.images.loads(), 4);
    assert_eq!(kernel.sum(&grown.snapshot(), &window(6)).unwrap().total().count(9), 350);
    assert_eq!(grown.images.loads(), 6);
}

#[test]
fn segments_outside_the_question_are_not_touched() {
    let mut grown = fifty_days();
    let kernel = Kernel::new(0, 2);
    for (question, expected, loads) in [
        (KernelQuestion { days: Some(20..30), ..all() }, 100, 1),
        (KernelQuestion { days: Some(50..99), ..all() }, 0, 0),
        (KernelQuestion { periods: vec![-9, 0, 10], ..all() }, 100, 1),
        (KernelQuestion { as_of: Some(Position::after(100)), ..all() }, 100, 1),
        (KernelQuestion { as_of: Some(Position::after(101)), ..all() }, 101, 2),
        (KernelQuestion { days: Some(15..25), as_of: Some(Position::after(200)), ..all() }, 50, 1),
    ] {
        let before = grown.images.loads();
        let sums = kernel.sum(&grown.snapshot(), &question).unwrap();
        assert_eq!(sums.total().count(9), expected, "{question:?}");
        assert_eq!(grown.images.loads() - before, loads, "{question:?}");
    }
    assert_eq!(kernel.kept_bytes(), 0);
}

#[test]
fn a_segment_that_is_gone_is_named() {
    let mut grown = fifty_days();
    grown.images.forget(3);
    for threads in [1, 4] {
        let error = Kernel::new(1 << 20, threads).sum(&grown.snapshot(), &all()).unwrap_err();
        assert_eq!(error.to_string(), "segment 3 is not stored any more; take a new snapshot");
    }
    let outside = KernelQuestion { days: Some(0..20), ..all() };
    assert_eq!(Kernel::new(0, 1).sum(&grown.snapshot(), &outside).unwrap().total().count(9), 200);
}

#[test]
fn malformed_questions_are_refused() {
    let snapshot = fifty_days().snapshot();
    let refused = |question: KernelQuestion| Kernel::new(0, 1).sum(&snapshot, &question).unwrap_err();
    let axes = vec![Axis::of(Column::Agent); 4];
    assert!(matches!(refused(KernelQuestion { axes, ..all() }), KernelError::TooManyAxes { axes: 4 }));
    for periods in [vec![3], vec![3, 3], vec![3, 2]] {
        assert!(matches!(refused(KernelQuestion { periods, ..all() }), KernelError::Periods));
    }
    let axes = vec![Axis::of(Column::Day)];
    let column = Column::Day;
    assert!(matches!(
        refused(KernelQuestion { axes, ..all() }),
        KernelError::NotCoded { column: Column::Day }
    ));
    let condition = Condition::Not(Box::new(Condition::Codes { column, codes: CodeSet::new() }));
    assert!(matches!(refused(KernelQuestion { condition, ..all() }), KernelError::NotCoded { .. }));
}

#[test]
fn more_possible_groups_than_numbers_are_refused() {
    let mut grown = Grown::with(Dictionary::new(), 0);
    let events = ten_days(0);
    grown.apply(&events).apply(&[FactEvent {
        seq: 101,
        contact: u32::MAX,
        weight: Some(u32::MAX),
        ..events[0].clone()
    }]);
    let axes = vec![Axis::of(Column::Contact), Axis::of(Column::Weight), Axis::of(Column::Series)];
    let error = Kernel::new(0, 1).sum(&grown.snapshot(), &KernelQuestion { axes, ..all() }).unwrap_err();
    assert!(matches!(error, KernelError::TooManyGroups), "{error}");
}

#[test]
fn an_empty_workspace_has_no_groups() {
    let snapshot = Grown::with(Dictionary::new(), 0).snapshot();
    let sums = Kernel::new(0, 2).sum(&snapshot, &all()).unwrap();
    assert!(sums.groups().is_empty());
    assert!(sums.total().is_empty());
}
