//! Laws: the kernel says what a plain evaluator says, however rows are divided and ordered.

use heard_aggregate::kernel::{Axis, CodeSet, Condition, Kernel, KernelQuestion, Sums};
use heard_facts::Column;
use heard_model::Position;
use heard_model::fact::FactEvent;
use proptest::prelude::*;
use proptest::strategy::ValueTree;

use super::facts::{Grown, any_event, any_events, dictionary_of, divided, numbered};
use super::questions::any_question;
use super::reference::evaluate;

fn sum(grown: &mut Grown, question: &KernelQuestion) -> Sums {
    Kernel::new(1 << 20, 2).sum(&grown.snapshot(), question).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn the_kernel_says_what_a_plain_evaluator_says(
        events in any_events(100),
        ends in prop::collection::vec(any::<usize>(), 0..4),
        questions in prop::collection::vec(any_question(), 1..5),
    ) {
        let snapshot = divided(&events, &ends).snapshot();
        let kernel = Kernel::new(1 << 20, 2);
        for question in &questions {
            let expected = evaluate(&snapshot, question);
            let first = kernel.sum(&snapshot, question).unwrap();
            prop_assert_eq!(first.groups(), expected.as_slice(), "{:?}", question);
            let repeated = kernel.sum(&snapshot, question).unwrap();
            prop_assert_eq!(&repeated, &first);
            for (key, histogram) in &expected {
                prop_assert_eq!(first.get(key), Some(histogram));
            }
        }
    }

    #[test]
    fn merging_parts_equals_the_whole(
        events in any_events(100),
        ends in prop::collection::vec(any::<usize>(), 0..6),
        question in any_question(),
    ) {
        let whole = sum(&mut divided(&events, &[]), &question);
        prop_assert_eq!(&sum(&mut divided(&events, &ends), &question), &whole);
        prop_assert_eq!(&sum(&mut divided(&events, &[events.len()]), &question), &whole);
    }

    #[test]
    fn order_does_not_matter(
        events in prop::collection::vec(any_event(), 0..60),
        shuffled in any::<prop::sample::Index>(),
        question in any_question(),
    ) {
        let question = KernelQuestion { as_of: None, ..question };
        let dictionary = dictionary_of(&numbered(events.clone()));
        let mut other = events.clone();
        other.rotate_left(shuffled.index(events.len() + 1));
        other.reverse();
        let sums_of = |events: Vec<FactEvent>| {
            sum(Grown::with(dictionary.clone(), 1 << 20).apply(&numbered(events)), &question)
        };
        prop_assert_eq!(sums_of(events), sums_of(other));
    }

    #[test]
    fn taking_old_back_and_adding_new_leaves_new(
        old in any_event(),
        new in any_event(),
        others in prop::collection::vec(any_event(), 0..20),
        ends in prop::collection::vec(any::<usize>(), 0..4),
        question in any_question(),
    ) {
        let question = KernelQuestion { as_of: None, ..question };
        let mut with = vec![old.clone()];
        with.extend(others.clone());
        with.push(old.reversed(0));
        with.push(new.clone());
        let with = numbered(with);
        let without = numbered([others, vec![new]].concat());
        let dictionary = dictionary_of(&with);
        let mut without_old = Grown::with(dictionary, 1 << 20);
        without_old.apply(&without);
        prop_assert_eq!(sum(&mut divided(&with, &ends), &question), sum(&mut without_old, &question));
    }

    #[test]
    fn the_total_is_the_sum_of_the_groups(events in any_events(60), question in any_question()) {
        let ungrouped = KernelQuestion { axes: Vec::new(), ..question.clone() };
        let ungrouped = KernelQuestion {
            periods: ungrouped.periods.first().into_iter().chain(ungrouped.periods.last()).copied().collect(),
            ..ungrouped
        };
        let total = sum(&mut divided(&events, &[]), &question).total();
        prop_assert_eq!(total, sum(&mut divided(&events, &[]), &ungrouped).total());
    }
}

/// Enough rows for long runs, steps within a run, sealed hot blocks and several threads.
fn many_events() -> Vec<FactEvent> {
    let runner = &mut proptest::test_runner::TestRunner::deterministic();
    let events: Vec<FactEvent> = (0..400)
        .map(|_| any_event().new_tree(runner).unwrap().current())
        .filter(|event| !event.scores.is_empty())
        .collect();
    let many = (0..30_000).map(|number: usize| {
        let event = &events[number * number % 7_919 % events.len()];
        let sign = if number > 22_000 && number % 1_000 == 999 { -1 } else { 1 };
        let weight = event.weight.filter(|_| number > 20_000);
        FactEvent { sign, weight, day: (number / 7_000) as i32 * 30 + (number % 28) as i32, ..event.clone() }
    });
    numbered(many.collect())
}

#[test]
fn many_rows_say_what_a_plain_evaluator_says() {
    let events = many_events();
    let snapshot = divided(&events, &[7_000, 14_000, 21_000]).snapshot();
    let all = KernelQuestion::of((0..9).collect());
    let first_series = KernelQuestion::of(CodeSet::from_iter([1]));
    let by = |columns: &[Column]| columns.iter().copied().map(Axis::of).collect::<Vec<_>>();
    let mail = Condition::Codes { column: Column::Channel, codes: CodeSet::from_iter([1, 2]) };
    let of_question = Condition::Codes { column: Column::Question, codes: CodeSet::from_iter([2]) };
    let of_survey = Condition::Codes { column: Column::Survey, codes: CodeSet::from_iter([1, 3]) };
    let first_agents = Condition::Codes { column: Column::Agent, codes: (0..64).collect() };
    let questions = [
        all.clone(),
        KernelQuestion { periods: vec![0, 30, 60, 90, 120, 150], ..all.clone() },
        KernelQuestion { periods: (0..140).collect(), highest_score: 10, ..first_series.clone() },
        KernelQuestion {
            axes: by(&[Column::Touchpoint, Column::Channel]),
            days: Some(50..99),
            ..all.clone()
        },
        KernelQuestion { axes: by(&[Column::Agent]), condition: mail.clone(), ..first_series.clone() },
        KernelQuestion { axes: by(&[Column::Contact, Column::Unit]), weights: true, ..all.clone() },
        KernelQuestion { condition: Condition::Not(Box::new(mail)), weights: true, ..first_series.clone() },
        KernelQuestion { condition: first_agents.clone(), ..all.clone() },
        KernelQuestion { condition: of_question.clone(), ..all.clone() },
        KernelQuestion { condition: of_question.clone(), periods: vec![0, 60, 150], ..first_series.clone() },
        KernelQuestion {
            condition: of_survey.and(first_agents).and(of_question),
            axes: by(&[Column::Touchpoint]),
            ..all.clone()
        },
        KernelQuestion { as_of: Some(Position::after(12_345)), periods: vec![0, 60, 150], ..all },
    ];
    for threads in [1, 3] {
        let kernel = Kernel::new(1 << 24, threads);
        for question in &questions {
            let expected = evaluate(&snapshot, question);
            assert!(!expected.is_empty());
            for _ in 0..2 {
                assert!(kernel.sum(&snapshot, question).unwrap().groups() == expected, "{question:?}");
            }
        }
    }
}
