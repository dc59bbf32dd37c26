//! Lists, filters, cursors, search and export.

use heard_model::ResponseId;
use heard_model::response::RawResponse;
use heard_store::{ResponseFilter, StoredResponse};
use jiff::ToSpan;

use crate::support::{Company, NOW, at, by, said, scored};

fn ids(items: &[StoredResponse]) -> Vec<ResponseId> {
    items.iter().map(|response| response.id).collect()
}

async fn all(company: &Company, filter: &ResponseFilter, limit: usize) -> Vec<StoredResponse> {
    let mut items = Vec::new();
    let mut after = None;
    loop {
        let page = company.store.responses().list(&company.scope(), filter, after, limit).await.unwrap();
        assert!(page.items.len() <= limit);
        items.extend(page.items);
        let Some(next) = page.next else { return items };
        after = Some(next.to_string().parse().unwrap());
    }
}

#[tokio::test]
async fn newest_answered_first_with_a_cursor_that_holds_still() {
    let company = Company::new().await;
    let mut expected = Vec::new();
    for number in 0..23_i64 {
        let answered_at = Some(NOW - (number / 3).hours());
        let receipt = company.accept(RawResponse { answered_at, ..scored(5) }).await;
        expected.push((answered_at, receipt.seq, receipt.id));
    }
    expected.sort_unstable();
    expected.reverse();
    let expected: Vec<ResponseId> = expected.into_iter().map(|(_, _, id)| id).collect();
    for limit in [1, 4, 23, 50] {
        assert_eq!(ids(&all(&company, &ResponseFilter::default(), limit).await), expected, "limit {limit}");
    }
    let responses = company.store.responses();
    let first = responses.list(&company.scope(), &ResponseFilter::default(), None, 10).await.unwrap();
    company.accept(scored(1)).await;
    let second = responses.list(&company.scope(), &ResponseFilter::default(), first.next, 50).await.unwrap();
    assert_eq!(ids(&second.items), expected[10..], "what comes in meanwhile moves nothing");
}

#[tokio::test]
async fn each_filter_lets_through_what_it_names() {
    let company = Company::new().await;
    let north = at(&company.north, said(2, "The LIFT was broken, Éva was kind"));
    let first = company
        .accept(RawResponse {
            touchpoint: Some("stay".to_owned()),
            channel: Some("kiosk".to_owned()),
            language: Some("hu".to_owned()),
            answered_at: Some(NOW - 48.hours()),
            ..by(Some("c1"), None, None, north)
        })
        .await
        .id;
    let second = company.accept(at(&company.south, scored(9))).await.id;
    let contact = company.store.contacts().by_external_id(company.workspace, "c1").await.unwrap().unwrap().id;
    let none = ResponseFilter::default;
    let text = |text: &str| Some(text.to_owned());
    let cases = [
        (ResponseFilter { survey: Some(company.survey), ..none() }, vec![second, first]),
        (ResponseFilter { units: Some(company.units.branch(company.north.id)), ..none() }, vec![first]),
        (
            ResponseFilter { units: Some(company.units.branch(company.company.id)), ..none() },
            vec![second, first],
        ),
        (ResponseFilter { touchpoint: text("stay"), ..none() }, vec![first]),
        (ResponseFilter { channel: text("kiosk"), ..none() }, vec![first]),
        (ResponseFilter { channel: text("link"), ..none() }, vec![second]),
        (ResponseFilter { language: text("hu"), ..none() }, vec![first]),
        (ResponseFilter { score_min: Some(3), ..none() }, vec![second]),
        (ResponseFilter { score_max: Some(6), ..none() }, vec![first]),
        (ResponseFilter { score_min: Some(2), score_max: Some(9), ..none() }, vec![second, first]),
        (ResponseFilter { has_words: Some(true), ..none() }, vec![first]),
        (ResponseFilter { has_words: Some(false), ..none() }, vec![second]),
        (ResponseFilter { words: text("lift WAS"), ..none() }, vec![first]),
        (ResponseFilter { words: text("éVA"), ..none() }, vec![first]),
        (ResponseFilter { words: text("comment"), ..none() }, vec![]),
        (ResponseFilter { words: text("%"), ..none() }, vec![]),
        (ResponseFilter { from: Some(NOW - 1.hour()), ..none() }, vec![second]),
        (ResponseFilter { until: Some(NOW - 1.hour()), ..none() }, vec![first]),
        (ResponseFilter { contact: Some(contact), ..none() }, vec![first]),
    ];
    for (filter, expected) in cases {
        assert_eq!(ids(&all(&company, &filter, 5).await), expected, "{filter:?}");
        let mut exported = company.store.responses().export(&company.scope(), &filter, 0, 10).await.unwrap();
        exported.reverse();
        if filter.words.is_none() {
            assert_eq!(ids(&exported), expected, "export of {filter:?}");
        }
    }
}

#[tokio::test]
async fn a_search_finds_every_match_over_many_pages() {
    let company = Company::new().await;
    let batch = (0..5_000)
        .map(|number| {
            let words = if number % 400 == 7 { "the queue was long" } else { "all well" };
            company.submission(said(5, words))
        })
        .collect();
    assert!(company.store.submit_many(batch).await.iter().all(Result::is_ok));
    let filter = ResponseFilter { words: Some("Queue".to_owned()), ..ResponseFilter::default() };
    let found = all(&company, &filter, 4).await;
    let seqs: Vec<i64> = found.iter().map(|response| response.seq).collect();
    let expected: Vec<i64> =
        (0..5_000).filter(|number| number % 400 == 7).map(|number| number + 1).rev().collect();
    assert_eq!(seqs, expected);
}

#[tokio::test]
async fn an_export_goes_through_everything_in_order() {
    let company = Company::new().await;
    for score in 0..7 {
        company.accept(scored(score)).await;
    }
    let mut after = 0;
    let mut seqs = Vec::new();
    loop {
        let filter = ResponseFilter::default();
        let page = company.store.responses().export(&company.scope(), &filter, after, 3).await.unwrap();
        let Some(last) = page.last() else { break };
        after = last.seq;
        seqs.extend(page.iter().map(|response| response.seq));
    }
    assert_eq!(seqs, [1, 2, 3, 4, 5, 6, 7]);
}
