//! Thousands of broken requests: each is refused with words or answered, none breaks anything.

use axum::body::Body;
use heard_http::policy::Row;
use heard_model::policy::KeyScope;
use serde_json::{Value, json};

use crate::calls::{World, rows};
use crate::door::{Ask, Caller, Door, ask, get, set_up};

/// SplitMix64: the same requests in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((z ^ (z >> 31)) % sides as u64).unwrap()
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.roll(from.len())]
    }
}

fn odd_values() -> Vec<Value> {
    let mut deep = json!(1);
    for _ in 0..100 {
        deep = json!([deep]);
    }
    vec![
        json!(null),
        json!(true),
        json!(-1),
        json!(1e308),
        json!(9_007_199_254_740_993_i64),
        json!(u64::MAX),
        json!(0.5),
        json!(""),
        json!("\u{0}\u{7}\u{1b}[31m"),
        json!("\u{202e}evil\u{2066}"),
        json!("\u{feff}\u{200b}"),
        json!("é".repeat(20_000)),
        json!("'; DROP TABLE responses; --"),
        json!("<script>alert(1)</script>"),
        json!("=1+1"),
        json!("../../../../etc/passwd"),
        json!("00000000-0000-0000-0000-000000000000"),
        json!("9999-12-31"),
        json!("-9999-01-01"),
        json!("2026-02-30"),
        json!([]),
        json!([[], {}]),
        json!({}),
        json!({"": {"": ""}}),
        deep,
    ]
}

/// Puts something odd at a random place of a well-formed body.
fn mutate(dice: &mut Dice, value: &mut Value, odd: &[Value]) {
    match value {
        Value::Object(members) if !members.is_empty() && dice.roll(4) > 0 => {
            let key = members.keys().nth(dice.roll(members.len())).unwrap().clone();
            match dice.roll(6) {
                0 => {
                    members.remove(&key);
                }
                1 => {
                    members.insert(format!("{key}\u{202e}x"), dice.pick(odd).clone());
                }
                _ => mutate(dice, &mut members[&key], odd),
            }
        }
        Value::Array(items) if !items.is_empty() && dice.roll(3) > 0 => {
            let place = dice.roll(items.len());
            match dice.roll(4) {
                0 => {
                    let item = items[place].clone();
                    items.extend(std::iter::repeat_n(item, 300));
                }
                _ => mutate(dice, &mut items[place], odd),
            }
        }
        other => *other = dice.pick(odd).clone(),
    }
}

fn broken_bytes(dice: &mut Dice, text: &str) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    match dice.roll(8) {
        0 => bytes.truncate(dice.roll(bytes.len().max(1))),
        1 => bytes = vec![b'['; 10_000],
        2 => bytes = format!("{{\"answers\":{}", "{\"a\":".repeat(10_000)).into_bytes(),
        3 => bytes = text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        4 => {
            let place = dice.roll(bytes.len().max(1));
            bytes.insert(place.min(bytes.len()), 0xff);
        }
        5 => bytes.extend_from_slice(b" trailing"),
        6 => bytes = text.replace(':', ":NaN,\"x\":").into_bytes(),
        _ => bytes = text.replacen(|c: char| c.is_ascii_digit(), "1e999", 1).into_bytes(),
    }
    bytes
}

fn odd_path(dice: &mut Dice, path: &str) -> String {
    let odd = [
        "%00",
        "%ff%fe",
        "..%2f..",
        "x",
        "%E2%80%AE",
        "0",
        "-1",
        "%27%20OR%201=1",
        "a%0d%0ab:c",
        "00000000-0000-0000-0000-000000000000",
        "18446744073709551616",
    ];
    let query = [
        "?limit=0",
        "?limit=-1",
        "?limit=999999999999999999999",
        "?cursor=x",
        "?cursor=%00",
        "?from=2026-13-01",
        "?from=9999-12-31&until=-9999-01-01",
        "?unit=x",
        "?score_min=256",
        "?words=%ff",
        "?x=y",
        "?limit=1&limit=2",
        "?cursor=7fffffffffffffff7fffffffffffffff",
        "?owner=me%00",
        "?search=%25%5f",
        "?withdrawn=maybe",
    ];
    match dice.roll(3) {
        0 => format!("{path}{}", dice.pick(&query)),
        1 => {
            let mut parts: Vec<&str> = path.split('/').collect();
            let place = parts.len() - 1 - dice.roll(2).min(parts.len() - 2);
            parts[place] = odd[dice.roll(odd.len())];
            parts.join("/")
        }
        _ => path.to_owned(),
    }
}

fn odd_request(dice: &mut Dice, world: &World, row: &Row, odd: &[Value]) -> Ask {
    let path = odd_path(dice, &world.path(row));
    let kinds = [
        "application/json",
        "application/json",
        "application/json",
        "text/plain",
        "",
        "application/x-ndjson",
    ];
    let kind = if row.path.ends_with(":batch") { "application/x-ndjson" } else { *dice.pick(&kinds) };
    let mut call = ask(row.method, &path);
    for (name, value) in [
        ("idempotency-key", "\u{7f}"),
        ("accept-encoding", "gzip;q=x"),
        ("if-none-match", "\"\""),
        ("accept-language", "xx-\u{1}"),
        ("x-forwarded-for", "999.1.1.1"),
        ("content-encoding", "br"),
    ] {
        if dice.roll(12) == 0 && axum::http::HeaderValue::from_str(value).is_ok() {
            call = call.header(name, value);
        }
    }
    let Some(mut body) = world.body(row).or_else(|| {
        row.is_unsafe().then(|| json!({"survey": world.ids["survey"], "answers": {"recommend": 3}}))
    }) else {
        return call;
    };
    for _ in 0..=dice.roll(3) {
        mutate(dice, &mut body, odd);
    }
    let text = body.to_string();
    let bytes = if dice.roll(3) == 0 { broken_bytes(dice, &text) } else { text.into_bytes() };
    call.raw(kind, Body::from(bytes))
}

#[tokio::test]
async fn broken_requests_are_refused_with_words() {
    const REQUESTS: usize = 5_000;
    let door = Door::unlimited().await;
    set_up(&door).await;
    let world = World::new(&door, "world").await;
    let key = door.key(world.workspace, &KeyScope::ALL, None).await;
    let callers = [world.owner.clone(), key, Caller::Operator("world".into()), Caller::Nobody];
    let rows: Vec<&Row> = rows()
        .filter(|row| row.path != "/api/v1/events" && (row.method, row.path) != ("DELETE", "/api/v1/session"))
        .collect();
    let odd = odd_values();
    let mut dice = Dice(20_261_122);
    let (mut refused, mut stored) = (0, 0);
    for number in 0..REQUESTS {
        let row = *dice.pick(&rows);
        let caller = dice.pick(&callers).clone();
        let request = odd_request(&mut dice, &world, row, &odd).by(&caller);
        let reply = request.at(&door).await;
        let what = format!("request {number}: {} {} {}", row.method, row.path, reply.text());
        assert!(reply.status.as_u16() < 500 || reply.status == 503 && row.path == "/readyz", "{what}");
        if reply.status.is_client_error() {
            refused += 1;
            assert_eq!(reply.header("content-type"), "application/problem+json", "{what}");
            assert!(reply.json()["detail"].as_str().is_some_and(|detail| !detail.is_empty()), "{what}");
        }
        stored += usize::from(row.path.ends_with("/responses") && reply.status == 201);
        if row.path.ends_with(":batch") && reply.status == 200 {
            stored += usize::try_from(reply.json()["accepted"].as_u64().unwrap()).unwrap();
        }
    }
    assert!(refused > REQUESTS / 2, "{refused} of {REQUESTS} were refused");
    let owner = door.caller(world.workspace, heard_model::Role::Owner, None).await;
    // One response was here before.
    assert_eq!(count(&door, &owner).await, stored + 1, "no half-written row");
}

async fn count(door: &Door, owner: &Caller) -> usize {
    let (mut found, mut cursor) = (0, String::new());
    loop {
        let page =
            get(&format!("/api/v1/responses?limit=500{cursor}")).by(owner).at(door).await.expect(200).json();
        found += page["items"].as_array().unwrap().len();
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return found,
        }
    }
}
