//! Answers coming in: what one costs the server, and how long its sender waits.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::Full;
use hyper::{Method, StatusCode, header};
use serde_json::json;

use crate::bare::Bare;
use crate::disk::Disk;
use crate::effort::Effort;
use crate::http::{Connection, request};
use crate::load::{Load, Outcome, Requests};
use crate::person::Person;
use crate::report::{Measurement, Section};
use crate::samples::{Samples, milliseconds, short};
use crate::server::Server;

const CONNECTIONS: usize = 64;
/// Bytes of every answer's body.
const BODY: usize = 400;
/// Answers that arrive each second, busy or not.
const ARRIVALS_PER_SECOND: u32 = 1_000;
/// Words of nobody, cut to the length that is needed.
const WORDS: &str = "The queue was short and the person at the desk found the right part at once, \
    but the parcel that came two days later was open at one side and nobody could say why. \
    I called, waited for a while, and then somebody kind sent a new one the same day. \
    Please tell people what to do when a parcel is open, and keep the short queue. ";

/// Measures what comes in.
///
/// # Errors
/// When something could not be measured.
pub async fn measure(binary: &Path, folder: &Path, effort: &Effort) -> anyhow::Result<Section> {
    let server =
        Server::start(binary, &folder.join("intake"), &[("HEARD_PUBLIC_ANSWERS_PER_MINUTE", "100000000")])
            .await?;
    let mut intake = Intake::new(&server, effort).await?;
    let mut measurements = Vec::new();
    intake.load(effort.warm_up_answers, true).await?;
    measurements.extend(intake.as_fast_as_possible(true).await?);
    measurements.extend(intake.as_fast_as_possible(false).await?);
    measurements.extend(intake.at_a_fixed_rate().await?);
    measurements.extend(intake.alone(folder).await?);
    server.stop()?;
    let title = format!(
        "Answers coming in: {CONNECTIONS} connections, {BODY}-byte answers with two scores and words, \
         synchronous=FULL, each acknowledged when durable"
    );
    Ok(Section { title, measurements })
}

struct Intake<'a> {
    server: &'a Server,
    effort: &'a Effort,
    owner: Person,
    survey: String,
    sent: u64,
}

impl<'a> Intake<'a> {
    async fn new(server: &'a Server, effort: &'a Effort) -> anyhow::Result<Self> {
        let mut owner = Person::first_owner(server.address).await?;
        let survey = owner.publish("relationship_nps").await?;
        Ok(Self { server, effort, owner, survey, sent: 0 })
    }

    fn sender(&self, with_key: bool) -> Load {
        Load {
            address: self.server.address,
            connections: CONNECTIONS,
            requests: answers(&self.survey, with_key),
            expected: StatusCode::CREATED,
            first: self.sent,
        }
    }

    /// Sends so many; returns what the load saw and the processor time until the facts hold all
    /// of them and the server is at rest again, in milliseconds.
    async fn load(&mut self, count: u64, with_key: bool) -> anyhow::Result<(Outcome, f64)> {
        let before = self.server.processor_milliseconds()?;
        let outcome = self.sender(with_key).closed_loop(count).await?;
        self.sent += outcome.count();
        self.server.facts_are_whole().await?;
        self.server.rest().await?;
        let used = self.server.processor_milliseconds()? - before;
        self.owner.expect_responses(Some(&self.survey), self.sent).await?;
        Ok((outcome, used))
    }

    async fn as_fast_as_possible(&mut self, with_key: bool) -> anyhow::Result<Vec<Measurement>> {
        let (mut cost, mut speed, mut slow) = (Vec::new(), Vec::new(), Vec::new());
        let (mut least, mut ratio) = (Vec::new(), Vec::new());
        for _ in 0..self.effort.repetitions {
            let (outcome, processor) = self.load(self.effort.closed_loop_answers, with_key).await?;
            let ours = processor / outcome.count() as f64;
            let bare = self.keeping_nothing(with_key).await?;
            least.push(bare);
            ratio.push(ours / bare);
            cost.push(ours);
            speed.push(outcome.per_second());
            slow.push(outcome.milliseconds.quantile(0.99));
        }
        let (cost, speed, slow) = (Samples::new(cost), Samples::new(speed), Samples::new(slow));
        let loads = format!("median of {} × {}", cost.len(), self.effort.closed_loop_answers);
        let kind = if with_key { "with an idempotency key" } else { "without a key" };
        let cost_line =
            Measurement::new(format!("server CPU per accepted response, {kind}"), cost.median(), "ms")
                .at_most(0.1)
                .note(format!("{loads}, {}; projection included", cost.range()));
        let (least, ratio) = (Samples::new(least), Samples::new(ratio));
        let least_line = Measurement::median("the same to a server that keeps nothing (hyper alone)", &least)
            .note(format!("ours is {} ×, {}", short(ratio.median()), ratio.range()));
        if !with_key {
            return Ok(vec![cost_line, least_line]);
        }
        Ok(vec![
            cost_line,
            least_line,
            Measurement::new(
                "responses accepted per second, sender on the same machine",
                speed.median(),
                "/s",
            )
            .note(format!("{loads}, {}; p99 {} ms", speed.range(), short(slow.median()))),
        ])
    }

    /// Processor time of an answer that nobody keeps, in milliseconds.
    async fn keeping_nothing(&self, with_key: bool) -> anyhow::Result<f64> {
        let bare = Bare::start().await?;
        let load = Load { address: bare.address, ..self.sender(with_key) };
        let before = bare.processor_milliseconds()?;
        let outcome = load.closed_loop(self.effort.closed_loop_answers).await?;
        Ok((bare.processor_milliseconds()? - before) / outcome.count() as f64)
    }

    async fn at_a_fixed_rate(&mut self) -> anyhow::Result<Vec<Measurement>> {
        let length = Duration::from_secs(self.effort.open_loop_seconds);
        let (mut middle, mut slow, mut slowest) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..self.effort.repetitions {
            let outcome = self.sender(true).open_loop(ARRIVALS_PER_SECOND, length).await?;
            self.sent += outcome.count();
            middle.push(outcome.milliseconds.median());
            slow.push(outcome.milliseconds.quantile(0.99));
            slowest.push(outcome.milliseconds.quantile(1.0));
            self.server.facts_are_whole().await?;
            self.owner.expect_responses(Some(&self.survey), self.sent).await?;
        }
        let slow = Samples::new(slow);
        let note = format!(
            "median of {} × {} s, {}; p50 {}, slowest {}; counted from when each was due",
            slow.len(),
            self.effort.open_loop_seconds,
            slow.range(),
            short(Samples::new(middle).median()),
            short(Samples::new(slowest).median())
        );
        let name = format!("p99 acknowledgement at {ARRIVALS_PER_SECOND} answers a second");
        Ok(vec![Measurement::new(name, slow.median(), "ms").note(note)])
    }

    /// One answer at a time on a quiet server, the raw disk measured in turns with it.
    async fn alone(&mut self, folder: &Path) -> anyhow::Result<Vec<Measurement>> {
        let mut disk = Disk::in_folder(folder)?;
        let mut connection = Connection::open(self.server.address).await?;
        let requests = answers(&self.survey, true);
        let (mut lone, mut durable) = (Vec::new(), Vec::new());
        for number in 0..self.effort.lone_answers as u64 {
            tokio::time::sleep(Duration::from_millis(25)).await;
            durable.push(milliseconds(tokio::task::block_in_place(|| disk.append())?));
            tokio::time::sleep(Duration::from_millis(25)).await;
            let request = requests(self.sent + number)?;
            let sent = std::time::Instant::now();
            connection.send(request).await?.success()?;
            lone.push(milliseconds(sent.elapsed()));
        }
        self.sent += lone.len() as u64;
        self.server.facts_are_whole().await?;
        self.owner.expect_responses(Some(&self.survey), self.sent).await?;
        let (lone, durable) = (Samples::new(lone), Samples::new(durable));
        Ok(vec![
            Measurement::median("fdatasync of a 4 KiB append on this disk", &durable).note(format!(
                "median of {}, p99 {}; {} a second",
                durable.len(),
                short(durable.quantile(0.99)),
                short(1_000.0 / durable.median())
            )),
            Measurement::median("a lone request (bar: one fdatasync + 5 ms)", &lone)
                .at_most(durable.median() + 5.0)
                .note(format!(
                    "median of {}, {}; p99 {}",
                    lone.len(),
                    lone.range(),
                    short(lone.quantile(0.99))
                )),
        ])
    }
}

/// Answers as a respondent's program would send them.
pub fn answers(survey: &str, with_key: bool) -> Requests {
    let path = format!("/api/v1/surveys/{survey}/responses");
    Arc::new(move |number| {
        let mut builder = request(Method::POST, &path).header(header::CONTENT_TYPE, "application/json");
        if with_key {
            builder = builder.header("idempotency-key", format!("measured-{number:012}"));
        }
        Ok(builder.body(Full::from(body(number)))?)
    })
}

/// A body of [`BODY`] bytes.
pub fn body(number: u64) -> Bytes {
    let with_words = |words: &str| {
        json!({
            "answers": { "recommend": number * 7 % 11, "satisfaction": number * 3 % 5 + 1, "reason": words },
            "language": "en",
        })
        .to_string()
    };
    let room = BODY.saturating_sub(with_words("").len());
    let begin = (number % 40) as usize;
    let words: String = WORDS.chars().cycle().skip(begin).take(room).collect();
    with_words(words.trim()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_have_about_the_length_that_is_said() {
        for number in 0..1_000 {
            assert!((BODY - 2..=BODY).contains(&body(number).len()), "{}", body(number).len());
        }
    }
}
