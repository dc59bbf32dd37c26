//! Corrections and withdrawals: −old +new under a number of their own; nothing twice.

use heard_model::response::RawResponse;
use heard_model::{Position, ResponseId};
use heard_store::{CorrectionExtent, ResponseFilter, SubmitError};
use jiff::ToSpan;
use proptest::prelude::*;
use uuid::Uuid;

use crate::support::{Company, NOW, at, by, said, scored};

const ANSWERS: CorrectionExtent = CorrectionExtent::Answers;

#[tokio::test]
async fn a_correction_takes_the_old_back_and_puts_the_new() {
    let company = Company::new().await;
    let receipt = company.accept(at(&company.north, by(Some("c"), None, None, said(2, "bad")))).await;
    let store = &company.store;
    let new = company.validated(said(9, "they called me"));
    let outcome = store.correct(company.workspace, receipt.id, NOW, new.clone(), ANSWERS).await.unwrap();
    assert_eq!((outcome.seq, outcome.revision, outcome.changed), (2, 2, true));
    assert_eq!(company.nps().await, (9, 1));

    let again = store.correct(company.workspace, receipt.id, NOW, new, ANSWERS).await.unwrap();
    assert_eq!((again.seq, again.revision, again.changed), (2, 2, false));
    assert_eq!(company.nps().await, (9, 1));

    let facts = company.facts().await;
    let signs: Vec<_> = facts.iter().map(|event| (event.seq, event.sign, event.contact)).collect();
    assert_eq!(signs, [(1, 1, 1), (2, -1, 1), (2, 1, 1)]);
    assert_eq!(facts[0].reversed(2), facts[1], "what is taken back is what was put");
    let stored = store.responses().get(&company.scope(), receipt.id).await.unwrap().unwrap();
    assert_eq!((stored.unit, stored.headline.unwrap().score), (company.north.id, 9));
    assert_eq!(stored.answers["comment"], "they called me");
    let changes = store.responses().changes(&company.scope(), receipt.id).await.unwrap();
    assert_eq!(
        changes.iter().map(|change| (change.seq, change.withdrawal)).collect::<Vec<_>>(),
        [(2, false)]
    );
}

#[tokio::test]
async fn other_words_alone_are_a_change_too() {
    let company = Company::new().await;
    let receipt = company.accept(said(5, "well")).await;
    let new = company.validated(said(5, "well, rather not"));
    let outcome = company.store.correct(company.workspace, receipt.id, NOW, new, ANSWERS).await.unwrap();
    assert!(outcome.changed);
    assert_eq!(company.nps().await, (5, 1));
}

#[tokio::test]
async fn a_respondents_correction_leaves_the_moment_and_a_trusted_one_does_not() {
    let company = Company::new().await;
    let earlier = RawResponse {
        answered_at: Some(NOW - 400.hours()),
        touchpoint: Some("delivery".to_owned()),
        ..at(&company.north, scored(4))
    };
    let receipt = company.accept(earlier).await;
    let get =
        || async { company.store.responses().get(&company.scope(), receipt.id).await.unwrap().unwrap() };
    let moved = || company.validated(at(&company.south, scored(6)));
    company.store.correct(company.workspace, receipt.id, NOW, moved(), ANSWERS).await.unwrap();
    let stored = get().await;
    assert_eq!((stored.unit, stored.answered_at), (company.north.id, NOW - 400.hours()));
    assert_eq!(stored.touchpoint.as_deref(), Some("delivery"));

    let everything = CorrectionExtent::Everything;
    company.store.correct(company.workspace, receipt.id, NOW, moved(), everything).await.unwrap();
    let stored = get().await;
    assert_eq!((stored.unit, stored.answered_at, stored.touchpoint), (company.south.id, NOW, None));
    assert_eq!(company.nps().await, (6, 1));
}

#[tokio::test]
async fn a_withdrawn_response_counts_nowhere_and_is_silent() {
    let company = Company::new().await;
    let receipt = company.accept(said(0, "never again")).await;
    let first = company.store.withdraw(company.workspace, receipt.id, NOW).await.unwrap();
    let again = company.store.withdraw(company.workspace, receipt.id, NOW).await.unwrap();
    assert_eq!((first.changed, again.changed, first.seq, again.seq), (true, false, 2, 2));
    assert_eq!(company.nps().await, (0, 0));
    let responses = company.store.responses();
    let stored = responses.get(&company.scope(), receipt.id).await.unwrap().unwrap();
    assert_eq!((stored.withdrawn_at, stored.has_words), (Some(NOW), false));
    assert!(!stored.answers.contains_key("comment"));
    let listed = responses.list(&company.scope(), &ResponseFilter::default(), None, 9).await.unwrap();
    assert!(listed.items.is_empty());
    let with = ResponseFilter { withdrawn: true, ..ResponseFilter::default() };
    assert_eq!(responses.list(&company.scope(), &with, None, 9).await.unwrap().items.len(), 1);
    assert_eq!(responses.count(&company.scope(), company.survey).await.unwrap(), 0);
    let new = company.validated(scored(3));
    let refused = company.store.correct(company.workspace, receipt.id, NOW, new, ANSWERS).await;
    assert!(matches!(refused, Err(SubmitError::Withdrawn)));
}

#[tokio::test]
async fn foreign_and_unknown_responses_are_not_found() {
    let company = Company::new().await;
    let other = company.beside("other", 1).await;
    let receipt = company.accept(scored(4)).await;
    let foreign = company.store.withdraw(other.workspace, receipt.id, NOW).await;
    assert!(matches!(foreign, Err(SubmitError::NotFound)));
    let unknown = company.store.withdraw(company.workspace, ResponseId(Uuid::from_u128(99)), NOW).await;
    assert!(matches!(unknown, Err(SubmitError::NotFound)));
    let of_other_survey = other.validated(scored(1));
    let refused = company.store.correct(company.workspace, receipt.id, NOW, of_other_survey, ANSWERS).await;
    assert!(matches!(refused, Err(SubmitError::OtherSurvey)));
    assert_eq!(*company.store.committed().borrow(), Position::after(1));
    assert_eq!(company.nps().await, (4, 1));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// Whatever is sent, corrected and withdrawn: the signed facts sum to what stands.
    #[test]
    fn the_signed_facts_sum_to_what_stands(steps in prop::collection::vec((0_u8..3, 0_usize..6, 0_u8..=10), 1..25)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let company = Company::new().await;
            let mut standing: Vec<(ResponseId, Option<u8>)> = Vec::new();
            for (what, which, score) in steps {
                match standing.get_mut(which) {
                    Some((id, stands)) if what == 1 => {
                        let new = company.validated(scored(score));
                        let corrected = company.store.correct(company.workspace, *id, NOW, new, ANSWERS).await;
                        match stands {
                            None => assert!(corrected.is_err()),
                            Some(old) => {
                                assert_eq!(corrected.unwrap().changed, *old != score);
                                *stands = Some(score);
                            }
                        }
                    }
                    Some((id, stands)) if what == 2 => {
                        let withdrawn = company.store.withdraw(company.workspace, *id, NOW).await.unwrap();
                        assert_eq!(withdrawn.changed, stands.is_some());
                        *stands = None;
                    }
                    _ => standing.push((company.accept(scored(score)).await.id, Some(score))),
                }
            }
            let sum = standing.iter().filter_map(|(_, score)| *score).map(i64::from).sum::<i64>();
            let count = standing.iter().filter(|(_, score)| score.is_some()).count() as i64;
            assert_eq!(company.nps().await, (sum, count));
            assert_eq!(company.store.check().await.unwrap().problems, Vec::<String>::new());
        });
    }
}
