//! Ten thousand requests that no honest client sends: each is refused with a problem that helps,
//! none makes a 500, a panic or a half-written row.

use rand::rngs::StdRng;
use rand::{Rng, RngExt, SeedableRng};
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};

use crate::ledger::projected;
use crate::server::{Person, Server};

const REQUESTS: usize = 10_000;
const AT_ONCE: usize = 16;
/// What the door takes of a single response.
const LARGEST_BODY: usize = 64 * 1024;

/// What is sent: a path, a content type, a body.
struct Attack {
    path: String,
    content_type: &'static str,
    body: Vec<u8>,
}

/// Bytes that mean trouble somewhere.
const NASTY: &[&[u8]] = &[
    b"\0",
    b"\xff\xfe",
    b"\xed\xa0\x80",
    "\u{202e}\u{2066}".as_bytes(),
    b"NaN",
    b"Infinity",
    b"-0",
    b"1e999",
    b"99999999999999999999999999",
    b"0.1",
    b"\"",
    b"{",
    b"[",
    b"}",
    b"\\u0000",
    b"\\ud800",
    b"\x1b[2J",
    b"null",
    b"true",
    b"=cmd()",
    b"<script>",
    b"' OR 1=1 --",
    b"%00",
    b"../../etc/passwd",
];

/// Deep, wide and endless values.
fn monster(random: &mut StdRng) -> Vec<u8> {
    match random.random_range(0..6) {
        0 => [b"[".repeat(10_000), b"]".repeat(10_000)].concat(),
        1 => [br#"{"answers":"#.repeat(10_000), b"1".to_vec(), b"}".repeat(10_000)].concat(),
        2 => format!(r#"{{"answers":{{"recommend":{}}}}}"#, "9".repeat(5_000)).into_bytes(),
        3 => format!(r#"{{"answers":{{"reason":"{}"}}}}"#, "x".repeat(50_000)).into_bytes(),
        4 => format!(
            r#"{{"answers":{{{}}}}}"#,
            (0..3_000).map(|key| format!("\"k{key}\":1")).collect::<Vec<_>>().join(",")
        )
        .into_bytes(),
        _ => b"\xef\xbb\xbf{\"answers\":{}".to_vec(),
    }
}

/// Cuts, doubles, replaces and inserts.
fn mutate(random: &mut StdRng, seed: &[u8]) -> Vec<u8> {
    let mut body = seed.to_vec();
    for _ in 0..random.random_range(1..5) {
        let at = random.random_range(0..=body.len());
        match random.random_range(0..5) {
            0 => body.truncate(at),
            1 => {
                let nasty = NASTY[random.random_range(0..NASTY.len())];
                body.splice(at..at, nasty.iter().copied());
            }
            2 if at < body.len() => body[at] = u8::try_from(random.next_u32() & 0xff).unwrap(),
            3 if at < body.len() => {
                body.remove(at);
            }
            _ => {
                let tail = body[at..].to_vec();
                body.extend(tail);
            }
        }
    }
    body
}

/// Values of the wrong type under right names.
fn wrong_type(random: &mut StdRng) -> Value {
    match random.random_range(0..10) {
        0 => json!(null),
        1 => json!(true),
        2 => json!(-1),
        3 => json!(6.5),
        4 => json!(1e300),
        5 => json!("9"),
        6 => json!([9]),
        7 => json!({ "a": 9 }),
        8 => json!("\u{0}\u{202e}"),
        _ => json!(18_446_744_073_709_551_615_u64),
    }
}

fn attack(random: &mut StdRng, survey: &str) -> Attack {
    let submit = format!("/api/v1/surveys/{survey}/responses");
    let good = json!({ "answers": { "recommend": 9, "reason": "fine" }, "language": "en" });
    let json_type = "application/json";
    match random.random_range(0..9) {
        0 => Attack { path: submit, content_type: json_type, body: monster(random) },
        1 => {
            let mut wrong = good;
            let name = ["recommend", "reason", "satisfaction", "nobody"][random.random_range(0..4)];
            wrong["answers"][name] = wrong_type(random);
            Attack { path: submit, content_type: json_type, body: wrong.to_string().into_bytes() }
        }
        2 => {
            let mut wrong = good;
            let name = ["answered_at", "weight", "contact", "unit", "attributes", "x", "answers", "language"];
            wrong[name[random.random_range(0..name.len())]] = wrong_type(random);
            Attack { path: submit, content_type: json_type, body: wrong.to_string().into_bytes() }
        }
        3 => Attack {
            path: submit,
            content_type: ["text/plain", "application/xml", "multipart/form-data", ""]
                [random.random_range(0..4)],
            body: mutate(random, good.to_string().as_bytes()),
        },
        4 => Attack {
            path: format!("/s/{survey}"),
            content_type: "application/x-www-form-urlencoded",
            body: mutate(random, b"key=abc&version=1&q.recommend=9&q.reason=fine&language=en"),
        },
        5 => {
            let paths =
                ["/api/v1/session", "/api/v1/setup", "/api/v1/metrics:query", "/api/v1/invitations/accept"];
            let body = br#"{"email":"owner@example.org","password":"wrong password"}"#;
            Attack {
                path: paths[random.random_range(0..4)].to_owned(),
                content_type: json_type,
                body: mutate(random, body),
            }
        }
        6 => {
            let id = String::from_utf8_lossy(&mutate(random, survey.as_bytes())).into_owned();
            let id: String =
                id.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '~' }).collect();
            Attack {
                path: format!("/api/v1/surveys/{id}x/responses"),
                content_type: json_type,
                body: good.to_string().into_bytes(),
            }
        }
        _ => Attack {
            path: submit,
            content_type: json_type,
            body: mutate(random, good.to_string().as_bytes()),
        },
    }
}

/// Sends an attack and judges the answer; returns whether it was taken as an honest answer.
async fn judge(client: Client, url: String, attack: Attack) -> bool {
    let shown = String::from_utf8_lossy(&attack.body[..attack.body.len().min(300)]).into_owned();
    let is_too_large = attack.body.len() > LARGEST_BODY;
    let sent = client
        .post(format!("{url}{}", attack.path))
        .header("content-type", attack.content_type)
        .body(attack.body)
        .send()
        .await;
    let answer = match sent {
        Ok(answer) => answer,
        // Refused while it was still being sent: the refusal may be lost with the connection.
        Err(_) if is_too_large => return false,
        Err(error) => panic!("no answer to {} {shown}: {error}", attack.path),
    };
    let status = answer.status();
    let kind = answer
        .headers()
        .get("content-type")
        .map(|kind| kind.to_str().unwrap().to_owned())
        .unwrap_or_default();
    let text = answer.text().await.unwrap();
    if status.is_success() || status.is_redirection() {
        return status == StatusCode::CREATED;
    }
    assert!(status.is_client_error(), "{status} for {} {shown}: {text}", attack.path);
    if kind.starts_with("application/problem+json") {
        let problem: Value = serde_json::from_str(&text).unwrap();
        let words = problem["detail"].as_str().or_else(|| problem["title"].as_str()).unwrap_or_default();
        assert!(words.len() > 5, "{status} says nothing: {text}");
    } else {
        assert!(kind.starts_with("text/html") && attack.path.starts_with("/s/"), "{status} {kind}: {text}");
    }
    false
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_hostile_requests_break_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(&folder.path().join("data")).await;
    let owner = Person::first_owner(&server).await;
    let survey = owner.publish(&server, "relationship_nps").await;
    let mut random = StdRng::seed_from_u64(20_261_122);
    // Each on a connection of its own, so that none suffers from the one before.
    let client = Client::builder().pool_max_idle_per_host(0).build().unwrap();
    let mut honest = 0_u64;
    for _ in 0..REQUESTS / AT_ONCE {
        let attacks: Vec<_> = (0..AT_ONCE)
            .map(|_| tokio::spawn(judge(client.clone(), server.url.clone(), attack(&mut random, &survey))))
            .collect();
        for attack in attacks {
            honest += u64::from(attack.await.unwrap());
        }
    }

    // Still alive, and what was taken is whole: database and facts agree, nothing is damaged.
    let doctor = server.command(&["doctor", "--json"]);
    assert!(doctor.status.success(), "{}", String::from_utf8_lossy(&doctor.stdout));
    let report: Value = serde_json::from_slice(&doctor.stdout).unwrap();
    let stored = report["numbers"]["responses"].as_u64().unwrap();
    assert!(stored >= honest, "{stored} stored, {honest} acknowledged");
    let facts = projected(&server, &owner, &survey, usize::try_from(stored).unwrap()).await;
    assert_eq!(facts["total"]["n"].as_u64(), Some(stored));
    server.stop();
}
