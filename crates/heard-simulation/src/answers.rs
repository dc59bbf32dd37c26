//! What a customer feels becomes scores: one latent satisfaction with what caused it, and for
//! each question a part of its own.

use heard_model::response::Answers;
use serde_json::Value;

use crate::SurveyKey;
use crate::draw::Draw;
use crate::situation::{Causes, Situation};

/// Cuts between the points of a scale, on a latent scale of mean near 0 and variance near 1.
const CSAT: [f64; 4] = [-2.05, -1.45, -0.78, 0.3];
const CES_7: [f64; 6] = [-2.2, -1.8, -1.4, -0.95, -0.4, 0.45];
const NPS: [f64; 10] = [-2.5, -2.3, -2.1, -1.9, -1.6, -1.3, -0.95, -0.45, 0.12, 0.62];
const RATING_10: [f64; 9] = [-2.5, -2.2, -1.9, -1.65, -1.35, -1.0, -0.55, 0.05, 0.75];

/// A response's scores with what words need to know of them.
#[derive(Debug)]
pub struct Scored {
    /// The answers, words apart.
    pub answers: Answers,
    /// The first score as a share of its scale, 0 to 1.
    pub contentment: f64,
}

/// Answers in the making.
struct Sheet<'a> {
    answers: Answers,
    contentment: Option<f64>,
    /// What the customer brings, causes apart.
    self_made: f64,
    causes: Causes,
    draw: &'a mut Draw,
}

/// What a customer in a situation answers.
pub(crate) fn score(situation: &Situation, draw: &mut Draw) -> Scored {
    let customer = &situation.customer;
    let self_made = level(situation.survey) + customer.mood + customer.segment.warmth() + 0.5 * draw.normal();
    let mut sheet =
        Sheet { answers: Answers::new(), contentment: None, self_made, causes: situation.causes, draw };
    match situation.survey {
        SurveyKey::Relationship => sheet.relationship(),
        SurveyKey::Purchase => sheet.purchase(),
        SurveyKey::Visit => sheet.visit(),
        SurveyKey::Delivery => sheet.delivery(),
        SurveyKey::Support => sheet.support(),
        SurveyKey::Website => sheet.website(),
        SurveyKey::Product => sheet.product(),
        SurveyKey::Returns => sheet.returns(),
    }
    Scored { answers: sheet.answers, contentment: sheet.contentment.unwrap_or(0.5) }
}

/// How pleased people are where nothing went wrong.
fn level(survey: SurveyKey) -> f64 {
    match survey {
        SurveyKey::Relationship | SurveyKey::Visit => -0.05,
        SurveyKey::Purchase | SurveyKey::Support | SurveyKey::Product => -0.12,
        SurveyKey::Website | SurveyKey::Returns => -0.2,
        SurveyKey::Delivery => -0.25,
    }
}

/// The point of a scale from `lowest` that a latent value falls on.
fn point(latent: f64, cuts: &[f64], lowest: u8) -> u8 {
    lowest + cuts.iter().take_while(|cut| latent >= **cut).count() as u8
}

impl Sheet<'_> {
    fn relationship(&mut self) {
        self.recommend(0.05, 0.0);
        self.csat("satisfaction", self.causes.sum(), 0.04);
        if self.draw.chance(0.9) {
            let matters = ["quality", "price", "service", "speed", "ease", "other"];
            let choice = matters[self.draw.weighted(&[30, 27, 18, 13, 9, 3])];
            self.put("matters_most", Value::from(choice));
        }
    }

    fn purchase(&mut self) {
        let Causes { waiting, staff, product, .. } = self.causes;
        self.csat("overall", self.causes.sum(), 0.0);
        self.matrix(&[
            ("products", 2.5 * product + 0.15),
            ("service", 1.2 * (waiting + staff)),
            ("expectations", self.causes.sum() - 0.05),
        ]);
        self.recommend(-0.05, 0.07);
    }

    fn visit(&mut self) {
        let Causes { waiting, staff, .. } = self.causes;
        self.csat("visit", self.causes.sum(), 0.0);
        self.csat("staff", 1.3 * staff + 0.25 * waiting + 0.15, 0.04);
        self.csat("waiting", 1.5 * waiting, 0.04);
        self.scored("range", &CSAT, 1, 0.3 * staff, 0.08);
    }

    fn delivery(&mut self) {
        let delay = self.causes.delay;
        self.csat("delivery", self.causes.sum(), 0.0);
        // Nothing that touches the packaging touches the satisfaction with the delivery.
        let packaging = self.draw.normal();
        let rows = [("on_time", 1.6 * delay), ("condition", 0.2 * delay + 0.4)];
        let mut matrix = self.rows(&rows);
        matrix.insert("packaging".to_owned(), Value::from(point(packaging, &CSAT, 1)));
        self.put("aspects", Value::Object(matrix));
    }

    fn support(&mut self) {
        let Causes { waiting, staff, .. } = self.causes;
        self.scored("effort", &CES_7, 1, 0.9 * waiting + 0.8 * staff, 0.0);
        self.csat("agent", staff + 0.45 * waiting + 0.1, 0.03);
        let solved = self.self_made + 0.9 * staff + 0.2 * waiting + 0.8 * self.draw.normal();
        if self.draw.chance(0.96) {
            let answer = ["no", "partly", "yes"][usize::from(point(solved, &[-1.25, -0.7], 0))];
            self.put("resolved", Value::from(answer));
        }
    }

    fn website(&mut self) {
        let website = self.causes.website;
        self.csat("satisfaction", website, 0.0);
        let content = self.contentment.unwrap_or(0.5) > 0.6;
        let broken = website < -0.5;
        let reasons = [
            ("waiting", if broken { 0.3 } else { 0.1 }),
            ("information", 0.25),
            ("ease", if content { 0.45 } else { 0.3 }),
            ("reliability", if broken { 0.75 } else { 0.2 }),
            ("result", 0.25),
            ("other", 0.05),
        ];
        let mut chosen = Vec::new();
        for (reason, probability) in reasons {
            if self.draw.chance(probability) {
                chosen.push(Value::from(reason));
            }
        }
        if !chosen.is_empty() {
            self.put("reasons", Value::Array(chosen));
        }
    }

    fn product(&mut self) {
        let quality = self.causes.product;
        self.scored("overall", &RATING_10, 1, quality + 0.05, 0.0);
        self.scored("expectations", &RATING_10, 1, quality - 0.15, 0.03);
        self.scored("ideal", &RATING_10, 1, quality - 0.4, 0.03);
    }

    fn returns(&mut self) {
        self.scored("effort", &CSAT, 1, -0.1, 0.0);
        self.csat("speed", -0.25, 0.04);
    }

    /// Satisfaction of 1 to 5; left out with a probability.
    fn csat(&mut self, key: &str, cause: f64, left_out: f64) {
        self.scored(key, &CSAT, 1, cause, left_out);
    }

    fn recommend(&mut self, shift: f64, left_out: f64) {
        self.scored("recommend", &NPS, 0, 0.8 * self.causes.sum() + shift, left_out);
    }

    fn matrix(&mut self, rows: &[(&str, f64)]) {
        let rows = self.rows(rows);
        self.put("aspects", Value::Object(rows));
    }

    fn rows(&mut self, rows: &[(&str, f64)]) -> serde_json::Map<String, Value> {
        let mut scores = serde_json::Map::new();
        for (key, cause) in rows {
            let latent = self.latent(*cause);
            if self.draw.chance(0.97) {
                scores.insert((*key).to_owned(), Value::from(point(latent, &CSAT, 1)));
            }
        }
        scores
    }

    fn scored(&mut self, key: &str, cuts: &[f64], lowest: u8, cause: f64, left_out: f64) {
        let latent = self.latent(cause);
        let score = point(latent, cuts, lowest);
        if self.draw.chance(left_out) {
            return;
        }
        let share = f64::from(score - lowest) / cuts.len() as f64;
        self.contentment.get_or_insert(share);
        self.put(key, Value::from(score));
    }

    /// What is felt about one question.
    fn latent(&mut self, cause: f64) -> f64 {
        self.self_made + cause + 0.55 * self.draw.normal()
    }

    fn put(&mut self, key: &str, value: Value) {
        self.answers.insert(key.to_owned(), value);
    }
}
