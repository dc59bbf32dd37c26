//! From an empty folder to a closed case.

use heard_http::HttpSettings;
use heard_jobs::redate::Redating;
use heard_model::policy::KeyScope;
use heard_model::{Clock, Role};
use serde_json::{Value, json};

use crate::door::{Door, ask, get, post, publish, set_up};

#[tokio::test]
async fn an_answer_goes_in_a_number_comes_out_somebody_acts() {
    let door = Door::open().await;
    let owner = set_up(&door).await;
    let survey = publish(&door, &owner, "relationship_nps").await;
    let path = format!("/api/v1/surveys/{survey}/responses");

    let refused = json!({"answers": {"recommend": 11, "colour": "red"}, "weight": 2});
    let problem = post(&path, refused).at(&door).await.expect_problem(422);
    let pointers: Vec<&str> = problem["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| error["pointer"].as_str().unwrap())
        .collect();
    for pointer in ["/answers/recommend", "/answers/colour", "/weight"] {
        assert!(pointers.contains(&pointer), "{pointers:?}");
    }

    for (score, reason) in [(10, "kind people"), (9, "fresh bread"), (8, "fine"), (2, "=cmd|' /C calc'!A0")] {
        let body = json!({"answers": {"recommend": score, "reason": reason}, "language": "en"});
        post(&path, body).at(&door).await.expect(201);
    }
    door.catch_up().await;

    let question = json!({"metric": "nps", "survey": survey});
    let answer =
        post("/api/v1/metrics:query", question.clone()).by(&owner).at(&door).await.expect(200).json();
    assert_eq!(answer["total"]["n"], 4);
    assert_eq!(answer["total"]["value"], 25.0);
    assert_eq!(answer["as_of"], "4");
    let table = post("/api/v1/metrics:export", question).by(&owner).at(&door).await.expect(200);
    assert!(table.text().contains(",25,"), "{}", table.text());

    let query = format!("/api/v1/responses?survey={survey}&score_max=6");
    let page = get(&query).by(&owner).at(&door).await.expect(200).json();
    assert_eq!(page["items"].as_array().unwrap().len(), 1);
    let response = page["items"][0]["id"].clone();
    assert_eq!(page["items"][0]["headline"]["score"], 2);
    let export =
        get(&format!("/api/v1/responses.csv?survey={survey}")).by(&owner).at(&door).await.expect(200);
    assert!(export.text().contains("'=cmd"), "a formula is guarded: {}", export.text());
    assert_eq!(export.text().lines().count(), 5);

    let open = json!({"response": response, "due_in_hours": 48});
    let case = post("/api/v1/cases", open).by(&owner).at(&door).await.expect(201).json();
    let case_path = format!("/api/v1/cases/{}", case["id"].as_str().unwrap());
    let change = |revision: i64, command: Value| {
        post(&format!("{case_path}/changes"), json!({"revision": revision, "command": command}))
    };
    for revision in 1..5 {
        let done = json!({"type": "finish_step", "note": "done"});
        change(revision, done).by(&owner).at(&door).await.expect(200);
    }
    let early = json!({"type": "finish_step"});
    change(5, early).by(&owner).at(&door).await.expect_problem(422);
    let close = json!({"type": "close", "cause": "process", "note": "the oven timer"});
    change(4, close.clone()).by(&owner).at(&door).await.expect_problem(409);
    door.clock.advance_milliseconds(3_600_000);
    let closed = change(5, close.clone()).by(&owner).at(&door).await.expect(200).json();
    assert_eq!(closed["cause"], "process");
    change(6, close).by(&owner).at(&door).await.expect_problem(409);
    let summary = get("/api/v1/cases/summary").by(&owner).at(&door).await.expect(200).json();
    assert_eq!((summary["open"].clone(), summary["share_closed_in_time"].clone()), (0.into(), 1.0.into()));
}

/// The same question has the same text, until anything that the answer is made of changes.
#[tokio::test]
async fn an_answer_is_given_again_and_never_an_old_one() {
    let door = Door::open().await;
    let owner = set_up(&door).await;
    let survey = publish(&door, &owner, "relationship_nps").await;
    let path = format!("/api/v1/surveys/{survey}/responses");
    let send = async |score: i32| {
        post(&path, json!({"answers": {"recommend": score}})).at(&door).await.expect(201);
        door.catch_up().await;
    };
    let asked = async |by: &str| {
        let question = json!({"metric": "nps", "by": [by]});
        post("/api/v1/metrics:query", question).by(&owner).at(&door).await.expect(200).text()
    };
    send(10).await;
    let (by_unit, by_survey) = (asked("unit").await, asked("survey").await);
    assert_eq!((asked("unit").await, asked("survey").await), (by_unit.clone(), by_survey.clone()));

    send(0).await;
    let more = asked("unit").await;
    assert!(more.contains(r#""n":2"#) && by_unit.contains(r#""n":1"#), "{more}");

    let units = get("/api/v1/units").by(&owner).at(&door).await.expect(200).json();
    let unit = format!("/api/v1/units/{}", units["items"][0]["id"].as_str().unwrap());
    ask("PATCH", &unit).json(&json!({"name": "Renamed"})).by(&owner).at(&door).await.expect(200);
    assert!(asked("unit").await.contains("Renamed"));

    let weeks = async || {
        let question = json!({"metric": "nps", "grain": "week"});
        post("/api/v1/metrics:query", question).by(&owner).at(&door).await.expect(200).text()
    };
    let from_monday = weeks().await;
    let settings = json!({"week_start": 7});
    ask("PATCH", "/api/v1/workspace").json(&settings).by(&owner).at(&door).await.expect(200);
    assert_ne!(weeks().await, from_monday);
}

/// A case that is given away sends one mail, to whom it was given; what one takes oneself, none.
#[tokio::test]
async fn another_time_zone_holds_from_a_day_and_numbers_of_before_stay() {
    let door = Door::open().await;
    let owner = set_up(&door).await;
    let survey = publish(&door, &owner, "relationship_nps").await;
    let workspace = door.store.workspaces().list().await.unwrap().remove(0).id;
    let sender = door.key(workspace, &[KeyScope::ResponsesWrite], None).await;
    let path = format!("/api/v1/surveys/{survey}/responses");
    for answered_at in ["2026-10-05T21:00:00Z", "2026-11-05T21:00:00Z", "2026-11-06T12:00:00Z"] {
        let body = json!({"answers": {"recommend": 9}, "answered_at": answered_at});
        post(&path, body).by(&sender).at(&door).await.expect(201);
    }
    let by_day = async |as_of: Option<&str>| -> Vec<(String, u64)> {
        door.catch_up().await;
        let question = json!({"metric": "responses", "grain": "day", "as_of": as_of});
        let answer = post("/api/v1/metrics:query", question).by(&owner).at(&door).await.expect(200).json();
        let groups = answer["groups"].as_array().unwrap().iter();
        let day = |group: &Value| group["period"]["start"].as_str().unwrap().to_owned();
        let days = groups.map(|group| (day(group), group["measure"]["n"].as_u64().unwrap()));
        days.filter(|(_, n)| *n > 0).collect()
    };
    let days = |days: &[(&str, u64)]| days.iter().map(|(day, n)| (day.to_string(), *n)).collect::<Vec<_>>();
    let before = days(&[("2026-10-05", 1), ("2026-11-05", 1), ("2026-11-06", 1)]);
    assert_eq!(by_day(None).await, before);
    let change = |body: Value| ask("PATCH", "/api/v1/workspace").json(&body).by(&owner);

    for (zone_from, told) in [("2026-11-23", "must be today or earlier"), ("tomorrow", "zone_from")] {
        let refused = json!({"zone": "Asia/Tehran", "zone_from": zone_from});
        let problem = change(refused).at(&door).await.expect_problem(422);
        assert!(problem.to_string().contains(told), "{problem}");
    }
    change(json!({"zone_from": "2020-01-01"})).at(&door).await.expect(200);
    let zones = async || get("/api/v1/workspace/zones").by(&owner).at(&door).await.expect(200).json();
    assert_eq!(zones().await["items"], json!([]), "the same zone from another day is no change");

    // In Tehran it is half past midnight.
    let changed = change(json!({"zone": "Asia/Tehran", "zone_from": "2026-11-01"}));
    let changed = changed.at(&door).await.expect(200).json();
    let earlier = json!([{"zone": "Europe/Budapest", "until": "2026-11-01"}]);
    assert_eq!(changed["settings"]["earlier_zones"], earlier);
    let renamed = change(json!({"name": "Bakery"})).at(&door).await.expect(200).json();
    assert_eq!(renamed["settings"]["earlier_zones"], earlier);
    let redating = Redating::new(door.store.clone(), door.clock.clone());
    redating.work().await.unwrap();
    assert_eq!(by_day(None).await, days(&[("2026-10-05", 1), ("2026-11-06", 2)]));
    assert_eq!(by_day(Some("3")).await, before, "a number as of before the change is what it was");
    assert_eq!(zones().await["items"][0]["finished_at"], Value::Null);
    door.clock.advance_milliseconds(61_000);
    redating.work().await.unwrap();
    let told = zones().await;
    assert_eq!((&told["items"][0]["moved"], &told["items"][0]["from"]), (&json!(1), &json!("2026-11-01")));
    assert!(told["items"][0]["finished_at"].is_string());

    // The answer says so, and is found on its new day.
    let path = "/api/v1/responses?from=2026-11-06&until=2026-11-07";
    let page = get(path).by(&owner).at(&door).await.expect(200).json();
    assert_eq!(page["items"].as_array().unwrap().len(), 2);
    let path = format!("/api/v1/responses/{}", page["items"][1]["id"].as_str().unwrap());
    let response = get(&path).by(&owner).at(&door).await.expect(200).json();
    assert_eq!(response["changes"][0]["redated"], true, "{response}");
}

#[tokio::test]
async fn who_is_given_a_case_is_told() {
    let door = Door::with(HttpSettings { sends_mail: true, ..HttpSettings::default() }).await;
    let (workspace, _) = door.workspace("Bakery").await;
    let owner = door.person(workspace, Role::Owner, None).await;
    let agent = door.person(workspace, Role::Agent, None).await;
    let (owner_id, owner) = (owner.id, door.session(workspace, &owner).await);
    let survey = publish(&door, &owner, "relationship_nps").await;
    let answers = json!({"answers": {"recommend": 2}});
    let path = format!("/api/v1/surveys/{survey}/responses");
    let response = post(&path, answers).at(&door).await.expect(201).json()["id"].clone();
    let open = json!({"response": response, "due_in_hours": 48});
    let case = post("/api/v1/cases", open).by(&owner).at(&door).await.expect(201).json();
    let changes = format!("/api/v1/cases/{}/changes", case["id"].as_str().unwrap());
    for (revision, to) in [(1, json!(owner_id)), (2, json!(agent.id)), (3, Value::Null)] {
        let command = json!({"type": "assign", "owner": to});
        let change = json!({"revision": revision, "command": command});
        post(&changes, change).by(&owner).at(&door).await.expect(200);
    }
    let lease = jiff::SignedDuration::from_secs(1);
    let waiting = door.store.deliveries().lease_due(door.clock.now(), lease, 10).await.unwrap();
    let told: Vec<_> = waiting.iter().map(|one| (&*one.message.topic, &*one.message.target)).collect();
    assert_eq!(told, [("case.assigned", &*agent.id.to_string())]);
}

#[tokio::test]
async fn a_misspelt_field_of_a_draft_is_named() {
    let door = Door::open().await;
    let owner = set_up(&door).await;
    let made = post("/api/v1/surveys", json!({"template": "relationship_nps"})).by(&owner).at(&door).await;
    let made = made.expect(201).json();
    let mut draft = made["draft"].clone();
    draft["questions"][0]["requried"] = json!(true);
    let path = format!("/api/v1/surveys/{}/draft", made["id"].as_str().unwrap());
    let change = json!({"revision": 1, "draft": draft});
    let saved = ask("PUT", &path).json(&change).by(&owner).at(&door).await.expect_problem(422);
    let created = post("/api/v1/surveys", json!({"draft": draft})).by(&owner).at(&door).await;
    for problem in [saved, created.expect_problem(422)] {
        assert_eq!(problem["errors"][0]["pointer"], "/draft/questions/0/requried");
    }
    draft["questions"][0]["kind"] = json!({"type": "stars"});
    let wrong =
        post("/api/v1/surveys", json!({"draft": draft})).by(&owner).at(&door).await.expect_problem(422);
    assert!(wrong["errors"][0]["pointer"].as_str().unwrap().starts_with("/draft/questions/0"), "{wrong}");
}

#[tokio::test]
async fn a_survey_lives_from_draft_to_closed() {
    let door = Door::open().await;
    let owner = set_up(&door).await;
    let made = post("/api/v1/surveys", json!({"template": "relationship_nps"})).by(&owner).at(&door).await;
    let made = made.expect(201).json();
    let id = made["id"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/surveys/{id}");
    let answers = json!({"answers": {"recommend": 9}});
    post(&format!("{path}/responses"), answers.clone()).at(&door).await.expect_problem(404);

    let mut draft = made["draft"].clone();
    draft["questions"][0]["text"] = json!({});
    let unfinished = json!({"revision": 1, "draft": draft});
    let saved = ask("PUT", &format!("{path}/draft")).json(&unfinished).by(&owner).at(&door).await.expect(200);
    assert!(!saved.json()["problems"].as_array().unwrap().is_empty());
    post(&format!("{path}/publish"), json!({"revision": 2})).by(&owner).at(&door).await.expect_problem(422);
    ask("PUT", &format!("{path}/draft")).json(&unfinished).by(&owner).at(&door).await.expect_problem(409);
    let finished = json!({"revision": 2, "draft": made["draft"]});
    ask("PUT", &format!("{path}/draft")).json(&finished).by(&owner).at(&door).await.expect(200);
    post(&format!("{path}/publish"), json!({"revision": 3})).by(&owner).at(&door).await.expect(200);
    post(&format!("{path}/responses"), answers.clone()).at(&door).await.expect(201);

    let place = json!({"revision": 4, "touchpoint": "counter"});
    ask("PUT", &format!("{path}/context")).json(&place).by(&owner).at(&door).await.expect(200);
    post(&format!("{path}/responses"), answers.clone()).at(&door).await.expect(201);
    let page = get("/api/v1/responses?touchpoint=counter").by(&owner).at(&door).await.expect(200).json();
    assert_eq!(page["items"].as_array().unwrap().len(), 1, "the change holds at once");

    let picture = get(&format!("{path}/qr.svg")).by(&owner).at(&door).await.expect(200);
    assert_eq!(picture.header("content-type"), "image/svg+xml");
    assert!(picture.text().contains("<svg"));
    post(&format!("{path}/close"), json!({})).by(&owner).at(&door).await.expect(200);
    post(&format!("{path}/responses"), answers).at(&door).await.expect_problem(409);
}

#[tokio::test]
async fn a_person_is_erased() {
    let door = Door::open().await;
    set_up(&door).await;
    let world = crate::calls::World::new(&door, "world").await;
    let owner = &world.owner;
    let found = get("/api/v1/contacts?search=ZANZ").by(owner).at(&door).await.expect(200).json();
    let id = found["items"][0]["id"].as_str().unwrap().to_owned();
    let erased = post(&format!("/api/v1/contacts/{id}/erase"), json!({})).by(owner).at(&door).await;
    assert!(!erased.expect(200).json()["erased"].as_array().unwrap().is_empty());
    let path = format!("/api/v1/responses/{}", world.ids["response"].as_str().unwrap());
    let response = get(&path).by(owner).at(&door).await.expect(200).json();
    assert_eq!(response["answers"].get("reason"), None, "{response}");
    assert_eq!(response["contact"], json!(null));
    let audit = get("/api/v1/audit").by(owner).at(&door).await.expect(200).json();
    assert_eq!(audit["items"][0]["action"], "contact.erased");
    post(&format!("/api/v1/contacts/{id}/erase"), json!({})).by(owner).at(&door).await.expect_problem(404);
}

#[tokio::test]
async fn lists_go_on_where_the_page_before_ended() {
    let door = Door::open().await;
    let owner = set_up(&door).await;
    let survey = publish(&door, &owner, "relationship_nps").await;
    for score in 0..11 {
        let body = json!({"answers": {"recommend": score}});
        post(&format!("/api/v1/surveys/{survey}/responses"), body).at(&door).await.expect(201);
        door.clock.advance_milliseconds(1_000);
    }
    let mut scores = Vec::new();
    let mut cursor = String::new();
    loop {
        let page =
            get(&format!("/api/v1/responses?limit=4{cursor}")).by(&owner).at(&door).await.expect(200).json();
        scores.extend(page["items"].as_array().unwrap().iter().map(|item| item["headline"]["score"].clone()));
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(scores, (0..11).rev().map(Value::from).collect::<Vec<_>>());
}

#[tokio::test]
async fn what_no_route_answers_is_told_or_is_the_console() {
    let door = Door::open().await;
    get("/api/v1/nothing").at(&door).await.expect_problem(404);
    let reply = ask("DELETE", "/api/v1/surveys").at(&door).await;
    assert_eq!(reply.header("allow"), "GET, POST");
    reply.expect_problem(405);
    ask("TRACE", "/healthz").at(&door).await.expect_problem(405);
    ask("POST", "/some/page").at(&door).await.expect_problem(405);
    get("/assets/missing.js").at(&door).await.expect_problem(404);
    get("/..%2f..%2fetc/passwd").at(&door).await;
    let ready = get("/readyz").at(&door).await.expect(200);
    assert!(ready.header("content-security-policy").starts_with("default-src 'self'"));
    assert_eq!(ready.header("x-content-type-options"), "nosniff");
    ask("HEAD", "/healthz").at(&door).await.expect(200);
    get("/openapi.json").at(&door).await.expect(200);
}
