//! More answers at once than can be taken: each is told what became of it, and it is true.

use futures_util::future::join_all;
use heard_http::HttpSettings;
use serde_json::json;

use crate::door::{Ask, Door, Reply, get, post, publish, set_up, unlimited};

fn answer(survey: &str, number: usize) -> Ask {
    let body = json!({"answers": {"recommend": number % 11}});
    post(&format!("/api/v1/surveys/{survey}/responses"), body)
        .header("idempotency-key", &format!("answer-{number}"))
}

#[tokio::test]
async fn who_is_refused_is_told_when_to_come_back_and_who_is_accepted_is_there_once() {
    let settings = HttpSettings { limits: unlimited(), ..HttpSettings::default() };
    let door = Door::with_queue(settings, 16).await;
    let owner = set_up(&door).await;
    let survey = publish(&door, &owner, "relationship_nps").await;
    let replies: Vec<Reply> = join_all((0..200).map(|number| answer(&survey, number).at(&door))).await;
    let (mut accepted, mut refused) = (Vec::new(), Vec::new());
    for (number, reply) in replies.into_iter().enumerate() {
        if reply.status == 201 {
            accepted.push(number);
            continue;
        }
        assert_eq!(reply.header("retry-after"), "1");
        assert_eq!(reply.expect_problem(503)["retry_after"], 1);
        refused.push(number);
    }
    assert!(!accepted.is_empty() && !refused.is_empty(), "{} accepted", accepted.len());
    door.catch_up().await;
    let count = async || {
        let asked = post("/api/v1/metrics:query", json!({"metric": "responses"})).by(&owner).at(&door).await;
        asked.expect(200).json()["total"]["n"].as_u64().unwrap()
    };
    assert_eq!(count().await, accepted.len() as u64);
    for number in accepted {
        answer(&survey, number).at(&door).await.expect(200);
    }
    for number in refused {
        answer(&survey, number).at(&door).await.expect(201);
    }
    door.catch_up().await;
    assert_eq!(count().await, 200);
    get("/readyz").at(&door).await.expect(200);
}
