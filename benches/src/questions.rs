//! Questions over a million scored answers: cold, warm, repeated, and after new answers came;
//! beside SQLite's own SQL over the same rows.

use std::path::Path;

use anyhow::{Context, ensure};
use bytes::Bytes;
use hyper::Method;
use jiff::ToSpan;
use serde_json::{Value, json};

use crate::company::{SEED, SimulatedCompany, UNTIL, scored};
use crate::effort::Effort;
use crate::peer::{Peer, SqlQuestion};
use crate::person::{Person, Session};
use crate::report::{Measurement, Section};
use crate::samples::{Samples, milliseconds, short, thousands};
use crate::server::{Server, run};

const OWNER: &str = "owner@demo.example";
const PASSWORD: &str = "try heard today";
/// Responses that arrive before a question is asked again.
const NEW: usize = 1_000;

/// A question to the server and the same in SQL.
struct Question {
    name: &'static str,
    ask: Value,
    sql: SqlQuestion,
    /// The same with five languages after its other values.
    sql_in_languages: &'static str,
}

/// Languages that are answered in.
const LANGUAGES: [&str; 5] = ["en", "hu", "ro", "fi", "fa"];
/// The set of all of them, a bit for each.
const ALL_LANGUAGES: u32 = 31;

impl Question {
    /// The question about answers in a set of languages only.
    fn in_languages(&self, set: u32) -> Self {
        let chosen: Vec<_> = (0..LANGUAGES.len()).filter(|place| set >> place & 1 == 1).collect();
        let mut ask = self.ask.clone();
        let values: Vec<_> = chosen.iter().map(|place| LANGUAGES[*place]).collect();
        ask["filter"] = json!({ "in": { "dimension": "language", "values": values } });
        // The statement has room for all of them; one more than once changes nothing.
        let values = values.iter().copied().cycle().take(LANGUAGES.len()).map(str::to_owned);
        let sql = SqlQuestion {
            sql: self.sql_in_languages,
            values: self.sql.values.iter().cloned().chain(values).collect(),
        };
        Self { name: self.name, ask, sql, sql_in_languages: self.sql_in_languages }
    }
}

/// The three questions. All are about satisfaction of 1 to 5 (CSAT), which every survey asks.
fn questions() -> anyhow::Result<[Question; 3]> {
    let two_years_ago = UNTIL.checked_sub(2.years())?.to_string();
    let ninety_days_ago = UNTIL.checked_sub(90.days())?.to_string();
    let until = UNTIL.to_string();
    Ok([
        Question {
            name: "24 months by month",
            ask: json!({ "metric": "csat", "from": two_years_ago, "until": until, "grain": "month" }),
            sql: SqlQuestion {
                sql: "SELECT substr(day, 1, 7), score, sum(sign) FROM facts \
                      WHERE kind = 'csat' AND day >= ? AND day < ? GROUP BY 1, 2",
                values: vec![two_years_ago, until.clone()],
            },
            sql_in_languages: "SELECT substr(day, 1, 7), score, sum(sign) FROM facts \
                WHERE kind = 'csat' AND day >= ? AND day < ? AND language IN (?, ?, ?, ?, ?) GROUP BY 1, 2",
        },
        Question {
            name: "90 days, touchpoint × channel",
            ask: json!({
                "metric": "csat", "from": ninety_days_ago, "until": until, "by": ["touchpoint", "channel"],
            }),
            sql: SqlQuestion {
                sql: "SELECT touchpoint, channel, score, sum(sign) FROM facts \
                      WHERE kind = 'csat' AND day >= ? AND day < ? GROUP BY 1, 2, 3",
                values: vec![ninety_days_ago, until],
            },
            sql_in_languages: "SELECT touchpoint, channel, score, sum(sign) FROM facts \
                WHERE kind = 'csat' AND day >= ? AND day < ? AND language IN (?, ?, ?, ?, ?) GROUP BY 1, 2, 3",
        },
        Question {
            name: "all time by agent",
            ask: json!({ "metric": "csat", "by": ["agent"] }),
            sql: SqlQuestion {
                sql: "SELECT agent, score, sum(sign) FROM facts WHERE kind = 'csat' GROUP BY 1, 2",
                values: Vec::new(),
            },
            sql_in_languages: "SELECT agent, score, sum(sign) FROM facts \
                WHERE kind = 'csat' AND language IN (?, ?, ?, ?, ?) GROUP BY 1, 2",
        },
    ])
}

/// Measures questions, start-up and memory.
///
/// # Errors
/// When something could not be measured, or the server and the peer count differently.
pub async fn measure(binary: &Path, folder: &Path, effort: &Effort) -> anyhow::Result<Vec<Section>> {
    let data = folder.join("company");
    let company = SimulatedCompany::new()?;
    let responses = company.responses_for(effort.scored_answers)?;
    let filled = fill(binary, &data, responses)?;
    let (mut peer, answers, rows) = build_peer(folder, &company, responses).await?;
    let mut bench =
        Bench { binary, data: &data, effort, questions: questions()?, session: None, measured: Vec::new() };
    let counted = bench.log_in_and_count(&mut peer).await?;
    let resources = bench.cold(&peer, responses).await?;
    bench.warm(&mut peer).await?;
    let used = bench.repeated_and_new(&mut peer, &company, responses).await?;
    let subject = format!(
        "{} scored answers ({} fact rows of {} simulated responses)",
        thousands(answers as i64),
        thousands(rows as i64),
        thousands(responses as i64)
    );
    let title = format!(
        "Questions over {subject}; they count {counted} of them. HTTP round trip beside SQLite in process"
    );
    Ok(vec![
        Section { title, measurements: bench.measured },
        Section {
            title: format!("The process with {subject}"),
            measurements: [resources, used, vec![filled]].concat(),
        },
    ])
}

/// Fills a data folder with the simulated company.
fn fill(binary: &Path, data: &Path, responses: u64) -> anyhow::Result<Measurement> {
    let (seed, count, until) = (SEED.to_string(), responses.to_string(), UNTIL.to_string());
    let started = std::time::Instant::now();
    run(binary, data, &["demo", "--no-serve", "--seed", &seed, "--responses", &count, "--until", &until])?;
    let per_second = responses as f64 / started.elapsed().as_secs_f64();
    Ok(Measurement::new("simulated, stored and projected in bulk, responses a second", per_second, "/s"))
}

/// The peer's table with its scored answers and rows.
async fn build_peer(
    folder: &Path,
    company: &SimulatedCompany,
    responses: u64,
) -> anyhow::Result<(Peer, u64, u64)> {
    let mut peer = Peer::new(folder).await?;
    let mut answers = 0;
    let counting = company.all(responses).inspect(|event| {
        answers += event.as_ref().map_or(0, scored);
    });
    let rows = peer.add(counting).await?;
    peer.index().await?;
    Ok((peer, answers, rows))
}

struct Bench<'a> {
    binary: &'a Path,
    data: &'a Path,
    effort: &'a Effort,
    questions: [Question; 3],
    session: Option<Session>,
    measured: Vec<Measurement>,
}

impl Bench<'_> {
    async fn start(&self, settings: &[(&str, &str)]) -> anyhow::Result<Server> {
        Server::start(self.binary, self.data, settings).await
    }

    async fn person(&self, server: &Server) -> anyhow::Result<Person> {
        Person::again(server.address, self.session.as_ref().context("nobody logged in")?).await
    }

    /// Logs in once, so that no later number holds the work of a log-in, and holds both sides'
    /// counts equal.
    async fn log_in_and_count(&mut self, peer: &mut Peer) -> anyhow::Result<String> {
        let server = self.start(&[]).await?;
        let mut owner = Person::log_in(server.address, OWNER, PASSWORD).await?;
        self.session = Some(owner.session().clone());
        let mut counts = Vec::new();
        for question in &self.questions {
            counts.push(thousands(agreed(&mut owner, peer, question).await?));
        }
        server.stop()?;
        Ok(counts.join(", "))
    }

    /// Each question as the very first of a server that has just started.
    async fn cold(&mut self, peer: &Peer, responses: u64) -> anyhow::Result<Vec<Measurement>> {
        let (mut start_up, mut whole, mut idle) = (Vec::new(), Vec::new(), Vec::new());
        let mut lines = Vec::new();
        for question in &self.questions {
            let (mut ours, mut theirs) = (Vec::new(), Vec::new());
            for _ in 0..self.effort.restarts {
                let server = self.start(&[]).await?;
                start_up.push(milliseconds(server.start_up));
                whole.push(milliseconds(server.whole));
                server.rest().await?;
                idle.push(server.memory_megabytes()?.0);
                ours.push(self.person(&server).await?.question(&question.ask).await?.0);
                theirs.push(peer.ask_first(&question.sql).await?.0);
                server.stop()?;
            }
            lines.push(beside(format!("{}: first after start", question.name), ours, theirs));
        }
        self.measured.extend(lines);
        let (start_up, whole, idle) = (Samples::new(start_up), Samples::new(whole), Samples::new(idle));
        let name = format!("start-up until ready, {} responses stored", thousands(responses as i64));
        Ok(vec![
            Measurement::median(name, &start_up),
            Measurement::median("start-up until the facts hold every stored answer", &whole),
            Measurement::new("memory idle after start (resident)", idle.median(), "MB")
                .at_most(120.0)
                .note(format!("median of {}, {}", idle.len(), idle.range())),
        ])
    }

    /// Columns in memory and no kept sums that fit: each asking is about another set of languages
    /// that was never asked about.
    async fn warm(&mut self, peer: &mut Peer) -> anyhow::Result<()> {
        let server = self.start(&[]).await?;
        let mut owner = self.person(&server).await?;
        for question in &self.questions {
            let (mut ours, mut theirs) = (Vec::new(), Vec::new());
            agreed(&mut owner, peer, &question.in_languages(ALL_LANGUAGES)).await?;
            let before = server.processor_milliseconds()?;
            for set in (1..ALL_LANGUAGES).rev().take(self.effort.askings) {
                let question = question.in_languages(set);
                ours.push(owner.question(&question.ask).await?.0);
                theirs.push(peer.ask(&question.sql).await?.0);
            }
            let used = server.processor_milliseconds()? - before;
            agreed(&mut owner, peer, &question.in_languages(1)).await?;
            let name = format!("{}: columns in memory", question.name);
            self.measured.push(
                with_processor_time(beside(name, ours, theirs), used, self.effort.askings).at_most(10.0),
            );
        }
        server.stop()
    }

    /// With kept sums: the same question again, and after new responses.
    async fn repeated_and_new(
        &mut self,
        peer: &mut Peer,
        company: &SimulatedCompany,
        responses: u64,
    ) -> anyhow::Result<Vec<Measurement>> {
        let server = self.start(&[]).await?;
        let mut owner = self.person(&server).await?;
        let mut floor = Vec::new();
        for _ in 0..self.effort.askings {
            floor.push(owner.timed(Method::GET, "/session", "application/json", Bytes::new()).await?.0);
        }
        for question in &self.questions {
            self.measured.push(
                beside_repeated(&server, &mut owner, peer, question, self.effort.askings).await?.at_most(2.0),
            );
        }
        self.after_new(&server, &mut owner, peer, company, responses).await?;
        let floor = Samples::of_milliseconds(floor);
        self.measured
            .push(Measurement::median("for comparison: a request that asks nothing (GET session)", &floor));
        server.rest().await?;
        let (now, most) = server.memory_megabytes()?;
        server.stop()?;
        let note = format!("columns and sums kept; the most so far {}", short(most));
        Ok(vec![Measurement::new("memory at rest after all questions (resident)", now, "MB").note(note)])
    }

    async fn after_new(
        &mut self,
        server: &Server,
        owner: &mut Person,
        peer: &mut Peer,
        company: &SimulatedCompany,
        responses: u64,
    ) -> anyhow::Result<()> {
        let surveys = owner.ask(Method::GET, "/surveys", None).await?;
        let new = company.new_ones((self.effort.rounds_of_new * NEW) as u64);
        let mut took = [const { (Vec::new(), Vec::new()) }; 3];
        let mut expected = responses;
        for round in new.chunks(NEW) {
            let lines: Result<Vec<_>, _> =
                round.iter().map(|response| company.batch_line(response, &surveys)).collect();
            let body = Bytes::from(lines?.join("\n"));
            let (_, answer) =
                owner.timed(Method::POST, "/responses:batch", "application/x-ndjson", body).await?;
            let outcome: Value = serde_json::from_slice(&answer.body)?;
            ensure!(
                outcome["accepted"] == round.len(),
                "not all new responses were accepted: {}",
                outcome["lines"][0]
            );
            expected += round.len() as u64;
            server.facts_are_whole().await?;
            owner.expect_responses(None, expected).await?;
            peer.add(round.iter().map(|response| company.facts(response))).await?;
            for (question, (ours, theirs)) in self.questions.iter().zip(&mut took) {
                ours.push(owner.question(&question.ask).await?.0);
                theirs.push(peer.ask(&question.sql).await?.0);
            }
        }
        for (question, (ours, theirs)) in self.questions.iter().zip(took) {
            agreed(owner, peer, question).await?;
            self.measured.push(
                beside(
                    format!("{}: after {} new responses", question.name, thousands(NEW as i64)),
                    ours,
                    theirs,
                )
                .at_most(10.0),
            );
        }
        Ok(())
    }
}

/// How many answers a question counts; both sides must say the same.
async fn agreed(owner: &mut Person, peer: &mut Peer, question: &Question) -> anyhow::Result<i64> {
    let (_, answer) = owner.question(&question.ask).await?;
    let ours = answer["total"]["n"].as_i64().context("the answer has no total")?;
    let (_, theirs) = peer.ask(&question.sql).await?;
    ensure!(ours == theirs, "{}: the server counts {ours} answers, SQL {theirs}", question.name);
    Ok(ours)
}

/// The same question several times on both sides, after one that is not measured.
async fn beside_repeated(
    server: &Server,
    owner: &mut Person,
    peer: &mut Peer,
    question: &Question,
    askings: usize,
) -> anyhow::Result<Measurement> {
    owner.question(&question.ask).await?;
    peer.ask(&question.sql).await?;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    let before = server.processor_milliseconds()?;
    for _ in 0..askings {
        ours.push(owner.question(&question.ask).await?.0);
        theirs.push(peer.ask(&question.sql).await?.0);
    }
    let used = server.processor_milliseconds()? - before;
    Ok(with_processor_time(beside(format!("{}: repeated", question.name), ours, theirs), used, askings))
}

/// Says what an asking cost the server, which other programs on the machine hardly change.
fn with_processor_time(measurement: Measurement, used: f64, askings: usize) -> Measurement {
    let note = format!("{}; server CPU {}", measurement.note, short(used / askings as f64));
    measurement.note(note)
}

fn beside(name: String, ours: Vec<std::time::Duration>, theirs: Vec<std::time::Duration>) -> Measurement {
    let (ours, theirs) = (Samples::of_milliseconds(ours), Samples::of_milliseconds(theirs));
    Measurement::median(name, &ours).beside(theirs.median())
}
