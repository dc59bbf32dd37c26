//! The sequence of responses.

use heard_model::response::{RawContact, RawResponse};
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::Value;

use crate::answers::score;
use crate::draw::{Draw, Purpose};
use crate::effects::Plan;
use crate::situation::Situation;
use crate::timeline::Timeline;
use crate::{Company, SurveyKey};

/// A response as a trusted sender would send it.
#[derive(Clone, Debug, PartialEq)]
pub struct SimulatedResponse {
    /// The survey that it answers.
    pub survey: SurveyKey,
    /// What is sent.
    pub raw: RawResponse,
}

/// The responses of two years in the order of time. Skipping (`nth`, `skip`) costs nothing.
#[derive(Debug)]
pub struct Responses<'a> {
    company: &'a Company,
    timeline: Timeline,
    plan: Plan,
    count: u64,
    next: u64,
}

impl<'a> Responses<'a> {
    pub(crate) fn new(company: &'a Company, count: u64, until: Date) -> Self {
        let timeline = Timeline::new(company.seed(), until);
        Self { company, timeline, plan: Plan::new(until), count, next: 0 }
    }

    fn response(&self, position: u64) -> Option<SimulatedResponse> {
        let seed = self.company.seed();
        let mut draw = Draw::new(seed, Purpose::Response, position);
        // The responses share the two years evenly, each somewhere in a share of its own: so
        // there are exactly as many as asked for, and they come in the order of time.
        let moment = self.timeline.at((position as f64 + draw.uniform()) / self.count as f64)?;
        let situation = Situation::new(seed, position, moment, &self.plan, &mut draw);
        let mut scored = score(&situation, &mut draw);
        if let Some(words) = self.company.phrases().comment(&situation, &scored, &mut draw) {
            scored.answers.insert(words_key(situation.survey).to_owned(), Value::from(words));
        }
        let raw = RawResponse {
            answers: scored.answers,
            language: Some(situation.customer.language.tag().to_owned()),
            answered_at: Timestamp::from_millisecond(moment.instant_ms).ok(),
            external_id: Some(format!("simulated-{seed}-{position}")),
            contact: situation.is_named.then(|| contact(&situation)),
            weight: (situation.survey == SurveyKey::Relationship)
                .then(|| situation.customer.segment.weight()),
            unit: Some(situation.unit.to_owned()),
            touchpoint: situation.touchpoint.map(str::to_owned),
            channel: Some(situation.channel.to_owned()),
            country: Some(situation.customer.country.code().to_owned()),
            team: situation.team.map(str::to_owned),
            agent: situation.agent.map(str::to_owned),
            product: situation.product.map(|product| product.label().to_owned()),
            attributes: attributes(&situation),
        };
        Some(SimulatedResponse { survey: situation.survey, raw })
    }
}

/// The key of the question that is answered in words.
fn words_key(survey: SurveyKey) -> &'static str {
    match survey {
        SurveyKey::Relationship => "reason",
        SurveyKey::Product => "change",
        _ => "comment",
    }
}

/// A number instead of a name: these customers do not exist.
fn contact(situation: &Situation) -> RawContact {
    let external_id = Some(format!("customer-{:06}", situation.customer.number));
    RawContact { external_id, ..RawContact::default() }
}

fn attributes(situation: &Situation) -> std::collections::BTreeMap<String, String> {
    let customer = &situation.customer;
    let known = situation.is_named;
    [
        ("segment", known.then(|| customer.segment.label())),
        ("age_group", known.then_some(customer.age_group)),
        ("waiting_minutes", situation.waiting.map(|waiting| waiting.label())),
        ("delivery_delay_days", situation.delay.map(|delay| delay.label())),
        ("packaging", situation.packaging),
    ]
    .into_iter()
    .filter_map(|(name, value)| value.map(|value| (name.to_owned(), value.to_owned())))
    .collect()
}

impl Iterator for Responses<'_> {
    type Item = SimulatedResponse;

    fn next(&mut self) -> Option<SimulatedResponse> {
        if self.next >= self.count {
            return None;
        }
        let response = self.response(self.next);
        self.next += 1;
        response
    }

    fn nth(&mut self, skipped: usize) -> Option<SimulatedResponse> {
        self.next = self.next.saturating_add(skipped as u64).min(self.count);
        self.next()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = usize::try_from(self.count - self.next).unwrap_or(usize::MAX);
        (left, Some(left))
    }
}

impl ExactSizeIterator for Responses<'_> {}
