//! From a bad answer to a case, and to a webhook that a receiver can trust.

use std::sync::{Arc, Mutex};

use heard_jobs::alert::Alerts;
use heard_jobs::deliver::Deliveries;
use heard_jobs::deliver::signature::sign;
use heard_jobs::deliver::webhook::WebhookSender;
use heard_model::case::RuleDefinition;
use heard_model::{Position, Scope};
use heard_store::{CaseFilter, DeliveryState};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::company::Company;

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

fn rule(score_at_most: u8) -> RuleDefinition {
    serde_json::from_value(json!({ "name": "low", "score_at_most": score_at_most, "due_in_hours": 24 }))
        .unwrap()
}

fn alerts(company: &Company) -> (Alerts, Arc<Mutex<usize>>) {
    let opened = Arc::new(Mutex::new(0));
    let counter = opened.clone();
    let alerts = Alerts::new(company.store.clone(), company.clock.clone(), false, move |_, _, _| {
        *counter.lock().unwrap() += 1;
    });
    (alerts, opened)
}

async fn committed(company: &Company) -> Position {
    company.store.committed().borrow().clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_answer_opens_one_case_however_often_the_rules_are_asked() {
    let folder = tempfile::tempdir().unwrap();
    let company = Company::found(folder.path()).await;
    company.answer(1, None).await;
    let (asker, opened) = alerts(&company);
    // Before there is a rule nothing is asked, nor later about what came before.
    asker.catch_up(&committed(&company).await).await.unwrap();
    company.store.rules().create(company.workspace.id, rule(6)).await.unwrap();
    for score in [6, 7, 2] {
        company.answer(score, Some("slow")).await;
    }
    for _ in 0..3 {
        asker.catch_up(&committed(&company).await).await.unwrap();
    }
    // As if the position had been lost.
    company.store.set_job_position(company.workspace.id, "alerts", &Position::after(1)).await.unwrap();
    asker.catch_up(&committed(&company).await).await.unwrap();
    let scope = Scope::all(company.workspace.id);
    let now = heard_model::Clock::now(&*company.clock);
    let count = company.store.cases().count(&scope, &CaseFilter::default(), now).await.unwrap();
    assert_eq!((count, *opened.lock().unwrap()), (2, 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_of_long_ago_open_no_case() {
    let folder = tempfile::tempdir().unwrap();
    let company = Company::found(folder.path()).await;
    company.store.rules().create(company.workspace.id, rule(6)).await.unwrap();
    let raw = json!({ "answers": { "recommend": 0 }, "answered_at": "2025-06-01T10:00:00Z" });
    let submission = company.submission(serde_json::from_value(raw).unwrap());
    company.store.submit(submission).await.unwrap();
    let (asker, opened) = alerts(&company);
    asker.catch_up(&committed(&company).await).await.unwrap();
    assert_eq!(*opened.lock().unwrap(), 0);
}

/// Answers one request with a status and gives the request.
async fn receive_one(listener: &TcpListener, status: &str) -> String {
    let (mut stream, _) = listener.accept().await.unwrap();
    let mut request = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let read = stream.read(&mut buffer).await.unwrap();
        request.extend_from_slice(&buffer[..read]);
        let text = String::from_utf8_lossy(&request);
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length = header(head, "content-length").and_then(|value| value.parse().ok()).unwrap_or(0);
        if body.len() >= length {
            break;
        }
    }
    let answer = format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
    stream.write_all(answer.as_bytes()).await.unwrap();
    String::from_utf8(request).unwrap()
}

fn header(head: &str, name: &str) -> Option<String> {
    head.lines().find_map(|line| {
        let (known, value) = line.split_once(':')?;
        known.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_webhook_is_signed_tried_again_and_holds_no_words() {
    let folder = tempfile::tempdir().unwrap();
    let company = Company::found(folder.path()).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    company.store.webhooks().create(company.workspace.id, "test", &url, SECRET).await.unwrap();
    company.store.rules().create(company.workspace.id, rule(6)).await.unwrap();
    company.answer(2, Some("my secret words")).await;
    alerts(&company).0.catch_up(&committed(&company).await).await.unwrap();

    let sender = Deliveries::new(
        company.store.clone(),
        company.clock.clone(),
        None,
        WebhookSender::new(true).unwrap(),
        "https://heard.example.org".to_owned(),
    );
    let (sent, first) = tokio::join!(sender.send_due(), receive_one(&listener, "500 No"));
    assert_eq!(sent.unwrap(), 1);
    assert_eq!(sender.send_due().await.unwrap(), 0, "the next try is not due yet");
    company.clock.advance_milliseconds(6_000);
    let (sent, second) = tokio::join!(sender.send_due(), receive_one(&listener, "204 Thanks"));
    assert_eq!(sent.unwrap(), 1);

    let (head, body) = second.split_once("\r\n\r\n").unwrap();
    let id = header(head, "webhook-id").unwrap();
    let timestamp: i64 = header(head, "webhook-timestamp").unwrap().parse().unwrap();
    assert_eq!(header(head, "webhook-signature").unwrap(), sign(SECRET, &id, timestamp, body).unwrap());
    assert_eq!(header(first.split_once("\r\n\r\n").unwrap().0, "webhook-id").unwrap(), id);
    let message: Value = serde_json::from_str(body).unwrap();
    assert_eq!((message["type"].as_str(), message["data"]["score"].as_u64()), (Some("case.opened"), Some(2)));
    assert!(!body.contains("secret words"));

    let settled = company.store.deliveries().list(company.workspace.id, None, 10).await.unwrap();
    assert_eq!(settled[0].state, DeliveryState::Sent);
}
