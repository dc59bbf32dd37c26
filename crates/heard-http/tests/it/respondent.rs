//! A respondent without a script: answer, receipt, correction, withdrawal, and what goes wrong.

use serde_json::json;

use crate::door::{Ask, Caller, Door, Reply, ask, get, post, publish, set_up};

const FORM: &str = "application/x-www-form-urlencoded";

fn form(path: &str, fields: &str) -> Ask {
    ask("POST", path).raw(FORM, fields.to_owned())
}

/// The value of a hidden field.
fn hidden(page: &Reply, name: &str) -> String {
    let text = page.text();
    let after = text.split(&format!("name=\"{name}\" value=\"")).nth(1).expect("the field is there");
    after.split('"').next().unwrap_or_default().to_owned()
}

async fn company() -> (Door, Caller, String) {
    let door = Door::open().await;
    let owner = set_up(&door).await;
    let survey = publish(&door, &owner, "relationship_nps").await;
    (door, owner, survey)
}

async fn nps(door: &Door, owner: &Caller, survey: &str) -> (serde_json::Value, serde_json::Value) {
    door.catch_up().await;
    let question = json!({"metric": "nps", "survey": survey});
    let total =
        post("/api/v1/metrics:query", question).by(owner).at(door).await.expect(200).json()["total"].clone();
    (total["n"].clone(), total["value"].clone())
}

#[tokio::test]
async fn an_answer_is_given_corrected_and_withdrawn() {
    let (door, owner, survey) = company().await;
    let path = format!("/s/{survey}");
    let page = get(&format!("{path}?utm_source=mail&lang=fa")).at(&door).await.expect(200);
    assert!(page.text().contains(r#"<html lang="fa" dir="rtl">"#));
    assert_eq!(page.header("referrer-policy"), "no-referrer");
    assert!(page.header("content-security-policy").starts_with("default-src 'none'"));
    let key = hidden(&page, "key");

    let fields = format!("q.recommend=9&q.reason=%D8%AE%D9%88%D8%A8&language=fa&version=1&key={key}");
    let sent = form(&path, &fields).at(&door).await.expect(303);
    let receipt = sent.header("location").to_owned();
    let again = form(&path, &fields).at(&door).await.expect(303);
    assert_eq!(again.header("location"), receipt, "a second click changes nothing");
    assert_eq!(nps(&door, &owner, &survey).await, (json!(1), json!(100.0)));

    let other = form(&path, &fields.replace("recommend=9", "recommend=1")).at(&door).await.expect(409);
    assert!(other.text().contains(&receipt), "the page leads to the receipt");

    let read = get(&receipt).at(&door).await.expect(200);
    assert_eq!(read.header("cache-control"), "no-store");
    assert_eq!(read.header("x-robots-tag"), "noindex, nofollow");
    assert!(read.text().contains("۹ در مقیاس ۰ تا ۱۰") && read.text().contains("خوب"));

    let edit = format!("{receipt}/edit");
    assert!(get(&edit).at(&door).await.expect(200).text().contains(r#"value="9" checked"#));
    form(&edit, "q.recommend=12").at(&door).await.expect(422);
    let saved = form(&edit, "q.recommend=3&q.reason=changed").at(&door).await.expect(303);
    assert_eq!(saved.header("location"), format!("{receipt}?saved"));
    assert_eq!(nps(&door, &owner, &survey).await, (json!(1), json!(-100.0)));
    assert!(get(&receipt).at(&door).await.expect(200).text().contains("changed"));

    let withdraw = format!("{receipt}/withdraw");
    get(&withdraw).at(&door).await.expect(200);
    assert_eq!(nps(&door, &owner, &survey).await.0, json!(1), "looking is not withdrawing");
    form(&withdraw, "").at(&door).await.expect(303);
    assert_eq!(nps(&door, &owner, &survey).await.0, json!(0));
    for path in [&receipt, &edit, &withdraw] {
        assert!(!get(path).at(&door).await.expect(410).text().contains("changed"));
    }
    form(&edit, "q.recommend=9").at(&door).await.expect(410);
}

#[tokio::test]
async fn the_page_and_the_api_give_out_the_same_receipt() {
    let (door, _, survey) = company().await;
    let body = json!({"answers": {"recommend": 8}, "language": "hu"});
    let path = format!("/api/v1/surveys/{survey}/responses");
    let url = post(&path, body).at(&door).await.expect(201).json()["receipt_url"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    let receipt = &url[url.find("/r/").expect("a receipt")..];
    assert!(get(receipt).at(&door).await.expect(200).text().contains(r#"lang="hu""#));
}

#[tokio::test]
async fn an_answer_stays_with_the_version_that_was_shown() {
    let (door, owner, survey) = company().await;
    let path = format!("/api/v1/surveys/{survey}");
    let read = get(&path).by(&owner).at(&door).await.expect(200).json();
    let mut draft = read["draft"].clone();
    draft["questions"]
        .as_array_mut()
        .expect("questions")
        .retain(|question| question["key"] != "satisfaction");
    let change = json!({"revision": read["revision"], "draft": draft});
    let changed =
        ask("PUT", &format!("{path}/draft")).json(&change).by(&owner).at(&door).await.expect(200).json();
    let publish = json!({"revision": changed["revision"]});
    post(&format!("{path}/publish"), publish).by(&owner).at(&door).await.expect(200);

    let page = format!("/s/{survey}");
    assert!(!get(&page).at(&door).await.expect(200).text().contains("q.satisfaction"));
    let answer = "q.recommend=9&q.satisfaction=4";
    form(&page, &format!("{answer}&version=1")).at(&door).await.expect(303);
    form(&page, &format!("{answer}&version=2")).at(&door).await.expect(422);
    form(&page, &format!("{answer}&version=99")).at(&door).await.expect(422);
}

#[tokio::test]
async fn what_goes_wrong_is_a_page_in_the_respondents_language() {
    let (door, owner, survey) = company().await;
    let page = format!("/s/{survey}");
    let of = |reply: Reply, status: u16, words: &str| {
        let reply = reply.expect(status);
        assert_eq!(reply.header("content-type"), "text/html; charset=utf-8");
        assert!(reply.text().contains(words), "{}", reply.text());
    };
    let finnish = |ask: Ask| ask.header("accept-language", "fi-FI,fi;q=0.9");
    of(finnish(get("/s/nothing")).at(&door).await, 404, "Täällä ei ole kyselyä");
    of(finnish(get("/s/01a2043a-420e-7b83-8ce6-9efd2223124f")).at(&door).await, 404, "Täällä ei ole kyselyä");
    of(finnish(get("/r/nothing")).at(&door).await, 404, "Täällä ei ole kuittia");
    of(finnish(form(&page, "q.recommend=%zz")).at(&door).await, 400, "ei tullut perille");
    of(finnish(ask("POST", &page).json(&json!({}))).at(&door).await, 415, "ei tullut perille");
    of(finnish(form(&page, &"x".repeat(600 * 1024))).at(&door).await, 413, "ei tullut perille");
    of(finnish(ask("DELETE", &page)).at(&door).await, 405, "ei tullut perille");
    of(finnish(form(&page, "")).at(&door).await, 422, "Vastatkaa tähän kysymykseen");
    of(finnish(form(&page, "q.recommend=9&q.evil=1&language=xx")).at(&door).await, 422, "Valitkaa uudelleen");
    let close = post(&format!("/api/v1/surveys/{survey}/close"), json!({}));
    close.by(&owner).at(&door).await.expect(200);
    of(finnish(get(&page)).at(&door).await, 410, "Tämä kysely on päättynyt");
    of(finnish(form(&page, "q.recommend=9")).at(&door).await, 410, "Tämä kysely on päättynyt");
}

#[tokio::test]
async fn a_receipt_of_another_or_a_changed_one_opens_nothing() {
    let (door, _, survey) = company().await;
    let sent = form(&format!("/s/{survey}"), "q.recommend=9").at(&door).await.expect(303);
    let receipt = sent.header("location").to_owned();
    for position in ["/r/".len(), receipt.len() - 2] {
        let mut changed = receipt.clone();
        let letter = if &receipt[position..=position] == "A" { "B" } else { "A" };
        changed.replace_range(position..=position, letter);
        for path in [changed.clone(), format!("{changed}/edit"), format!("{changed}/withdraw")] {
            get(&path).at(&door).await.expect(404);
        }
        form(&format!("{changed}/withdraw"), "").at(&door).await.expect(404);
    }
    get(&receipt).at(&door).await.expect(200);
}
