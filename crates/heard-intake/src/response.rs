//! A response that may be stored, and the only way to one.

use std::collections::BTreeMap;

use heard_model::day::day_number;
use heard_model::dimension::{MAX_ATTRIBUTES, is_attribute_name};
use heard_model::fact::{FactEvent, FactKind, FactScore, SCORE_NOT_APPLICABLE};
use heard_model::response::{Answers, RawContact, RawResponse};
use heard_model::survey::{Question, QuestionKind, Scale, SurveyContext, SurveyDefinition, SurveyVersion};
use heard_model::unit::UnitTree;
use heard_model::{SurveyId, UnitId, UnknownZone, Zones};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use crate::answers::{YES_OR_NO, belongs_to, judge};
use crate::pointer::{child, listed, quoted};
use crate::text::clean_label;
use crate::{AnswerFault, AnswerProblem, country, email, language_tag};

/// How far ahead of ours a sender's clock may run.
const CLOCK_TOLERANCE: SignedDuration = SignedDuration::from_mins(5);
/// 1990-01-01T00:00:00Z; nothing was answered before it.
const EARLIEST: Timestamp = Timestamp::constant(631_152_000, 0);
/// The highest sampling weight.
const MAX_WEIGHT: f64 = 1_000.0;

/// Who sends a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sender {
    /// Anybody with the survey's link: answers and language only, in a language of the survey.
    Public,
    /// The holder of a key or of a signed link, an import, Heard itself.
    Trusted,
}

/// What is known about a response besides what the sender says.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The instant of arrival.
    pub now: Timestamp,
    /// The time zones in which the workspace's civil days are cut.
    pub zones: Zones<'a>,
    /// The workspace's units.
    pub units: &'a UnitTree,
    /// What the survey adds to each of its answers.
    pub survey: &'a SurveyContext,
    /// Who sends.
    pub sender: Sender,
    /// How the response came: `link`, `widget`, `api`, `import`, …; a trusted sender may say
    /// otherwise. Empty for unknown.
    pub channel: &'a str,
}

/// A response without faults, everything in it resolved. Made by [`validate_response`] only.
#[derive(Clone, Debug, PartialEq)]
pub struct ValidatedResponse {
    survey: SurveyId,
    version: u32,
    answers: Answers,
    scores: Vec<FactScore>,
    words: Vec<(String, String)>,
    headline: Option<Headline>,
    language: Option<String>,
    answered_at: Timestamp,
    zone: String,
    day: Date,
    unit: UnitId,
    touchpoint: Option<String>,
    channel: Option<String>,
    country: Option<String>,
    team: Option<String>,
    agent: Option<String>,
    product: Option<String>,
    attributes: BTreeMap<String, String>,
    weight_millionths: Option<u32>,
    external_id: Option<String>,
    contact: Option<RawContact>,
}

/// The score that stands for a response in lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Headline {
    /// The question's key, with the row's for a matrix (`key.row`).
    pub question: String,
    /// Its kind.
    pub kind: FactKind,
    /// Its scale.
    pub scale: Scale,
    /// The score.
    pub score: u8,
}

/// The questions whose scores may stand for a response in lists, in the order of preference:
/// those that ask for recommendation, then the others that are scored.
pub fn headline_questions(definition: &SurveyDefinition) -> impl Iterator<Item = &Question> {
    let asks_for_recommendation =
        |question: &&Question| matches!(question.kind, QuestionKind::Nps | QuestionKind::Nps1To10);
    let scored = || definition.questions.iter().filter(|question| question.kind.scale().is_some());
    scored()
        .filter(asks_for_recommendation)
        .chain(scored().filter(move |question| !asks_for_recommendation(question)))
}

impl ValidatedResponse {
    /// The survey.
    pub fn survey(&self) -> SurveyId {
        self.survey
    }

    /// The survey's version that was answered.
    pub fn version(&self) -> u32 {
        self.version
    }

    /// The answers in one form: whole numbers, choices in the definition's order, words in NFC,
    /// nothing for questions without an answer.
    pub fn answers(&self) -> &Answers {
        &self.answers
    }

    /// BCP 47 tag of the language answered in.
    pub fn language(&self) -> Option<&str> {
        self.language.as_deref()
    }

    /// When it was answered.
    pub fn answered_at(&self) -> Timestamp {
        self.answered_at
    }

    /// The IANA time zone in force.
    pub fn zone(&self) -> &str {
        &self.zone
    }

    /// The civil day in that zone.
    pub fn day(&self) -> Date {
        self.day
    }

    /// The civil day as days since 1970-01-01.
    pub fn day_number(&self) -> i32 {
        day_number(self.day)
    }

    /// The unit.
    pub fn unit(&self) -> UnitId {
        self.unit
    }

    /// The touchpoint.
    pub fn touchpoint(&self) -> Option<&str> {
        self.touchpoint.as_deref()
    }

    /// The channel.
    pub fn channel(&self) -> Option<&str> {
        self.channel.as_deref()
    }

    /// ISO 3166-1 alpha-2 code of the country.
    pub fn country(&self) -> Option<&str> {
        self.country.as_deref()
    }

    /// The team.
    pub fn team(&self) -> Option<&str> {
        self.team.as_deref()
    }

    /// The agent.
    pub fn agent(&self) -> Option<&str> {
        self.agent.as_deref()
    }

    /// The product.
    pub fn product(&self) -> Option<&str> {
        self.product.as_deref()
    }

    /// Further attributes.
    pub fn attributes(&self) -> &BTreeMap<String, String> {
        &self.attributes
    }

    /// Sampling weight in millionths; `None` is "not weighted", which is not weight 1.
    pub fn weight_millionths(&self) -> Option<u32> {
        self.weight_millionths
    }

    /// The sender's own identifier of the response.
    pub fn external_id(&self) -> Option<&str> {
        self.external_id.as_deref()
    }

    /// Who answered; e-mail address in small letters.
    pub fn contact(&self) -> Option<&RawContact> {
        self.contact.as_ref()
    }

    /// The score for lists: the first of [`headline_questions`] that has one; of a matrix, the
    /// first row that has one.
    pub fn headline(&self) -> Option<&Headline> {
        self.headline.as_ref()
    }

    /// Whether any question was answered in words.
    pub fn has_words(&self) -> bool {
        !self.words.is_empty()
    }

    /// The answers in words: question key and words.
    pub fn words(&self) -> impl Iterator<Item = (&str, &str)> {
        self.words.iter().map(|(key, words)| (key.as_str(), words.as_str()))
    }

    /// The scored answers, one row per scored question, matrix row and choice, as the facts hold
    /// them; without the row that counts the response.
    pub fn scores(&self) -> &[FactScore] {
        &self.scores
    }

    /// What the facts learn of this response when it is accepted as number `seq`, and its words.
    ///
    /// The rows: one of kind `Response` with score 1; one for each scored question and matrix row
    /// (`key.row`), [`SCORE_SKIPPED`](heard_model::fact::SCORE_SKIPPED) if it was shown and not
    /// answered, [`SCORE_NOT_APPLICABLE`] if it does not apply; the chosen one of a single choice
    /// (score 1); every choice of an answered multiple choice (1 or 0); the sum of the index, if
    /// each item has a score.
    pub fn into_fact_event(self, seq: i64, contact_code: u32) -> (FactEvent, Vec<(String, String)>) {
        let day = self.day_number();
        let counted = FactScore {
            question: String::new(),
            kind: FactKind::Response,
            scale: YES_OR_NO,
            score: 1,
            choice: None,
        };
        let mut scores = self.scores;
        scores.insert(0, counted);
        let event = FactEvent {
            sign: 1,
            seq,
            survey: self.survey,
            unit: self.unit,
            instant_ms: self.answered_at.as_millisecond(),
            day,
            zone: self.zone,
            contact: contact_code,
            weight: self.weight_millionths,
            touchpoint: self.touchpoint,
            channel: self.channel,
            language: self.language,
            country: self.country,
            team: self.team,
            agent: self.agent,
            product: self.product,
            attributes: self.attributes,
            scores,
        };
        (event, self.words)
    }
}

/// Judges a response against the version of the survey it answers; the version's definition must
/// have passed [`validate_definition`](crate::validate_definition). All problems are found at once.
///
/// # Errors
/// Everything that is wrong with the response, in the order of its fields.
pub fn validate_response(
    version: &SurveyVersion,
    raw: RawResponse,
    context: &Context<'_>,
) -> Result<ValidatedResponse, Vec<AnswerProblem>> {
    let judged = judge(&version.definition, &raw.answers, context.sender);
    let mut resolver = Resolver { context, problems: judged.problems };
    if context.sender == Sender::Public {
        resolver.refuse_fields_that_need_a_key(&raw);
    }
    let headline = headline(&version.definition, &judged.scores);
    let language = resolver.language(&version.definition, raw.language);
    let answered_at = resolver.answered_at(raw.answered_at);
    let cut = resolver.day(answered_at);
    let unit = resolver.unit(raw.unit.as_deref());
    let touchpoint =
        resolver.label("/touchpoint", raw.touchpoint).or_else(|| context.survey.touchpoint.clone());
    let channel = resolver
        .label("/channel", raw.channel)
        .or_else(|| (!context.channel.is_empty()).then(|| context.channel.to_owned()));
    let country = resolver.country(raw.country);
    let team = resolver.label("/team", raw.team);
    let agent = resolver.label("/agent", raw.agent);
    let product = resolver.label("/product", raw.product);
    let attributes = resolver.attributes(raw.attributes);
    let weight_millionths = resolver.weight(raw.weight);
    let external_id = resolver.identifier("/external_id", raw.external_id);
    let contact = raw.contact.and_then(|contact| resolver.contact(contact));
    let (Some(unit), Some((zone, day)), true) = (unit, cut, resolver.problems.is_empty()) else {
        return Err(resolver.problems);
    };
    Ok(ValidatedResponse {
        survey: version.survey,
        version: version.version,
        answers: judged.answers,
        scores: judged.scores,
        words: judged.words,
        headline,
        language,
        answered_at,
        zone: zone.to_owned(),
        day,
        unit,
        touchpoint,
        channel,
        country,
        team,
        agent,
        product,
        attributes,
        weight_millionths,
        external_id,
        contact,
    })
}

fn headline(definition: &SurveyDefinition, scores: &[FactScore]) -> Option<Headline> {
    headline_questions(definition).find_map(|question| {
        scores
            .iter()
            .find(|score| score.score < SCORE_NOT_APPLICABLE && belongs_to(&score.question, &question.key))
            .map(|score| Headline {
                question: score.question.clone(),
                kind: score.kind,
                scale: score.scale,
                score: score.score,
            })
    })
}

/// Resolves the fields around the answers and collects what is wrong with them.
struct Resolver<'a> {
    context: &'a Context<'a>,
    problems: Vec<AnswerProblem>,
}

impl<'a> Resolver<'a> {
    fn refuse(&mut self, path: impl Into<String>, fault: AnswerFault) {
        self.problems.push(AnswerProblem { path: path.into(), fault });
    }

    fn refuse_fields_that_need_a_key(&mut self, raw: &RawResponse) {
        let fields = [
            ("answered_at", raw.answered_at.is_some()),
            ("external_id", raw.external_id.is_some()),
            ("contact", raw.contact.is_some()),
            ("weight", raw.weight.is_some()),
            ("unit", raw.unit.is_some()),
            ("touchpoint", raw.touchpoint.is_some()),
            ("channel", raw.channel.is_some()),
            ("country", raw.country.is_some()),
            ("team", raw.team.is_some()),
            ("agent", raw.agent.is_some()),
            ("product", raw.product.is_some()),
            ("attributes", !raw.attributes.is_empty()),
        ];
        for (field, given) in fields {
            if given {
                self.refuse(format!("/{field}"), AnswerFault::FieldNeedsKey { field });
            }
        }
    }

    /// A public respondent answers in a language that the survey has; so strangers cannot fill
    /// the dictionary of languages.
    fn language(&mut self, definition: &SurveyDefinition, given: Option<String>) -> Option<String> {
        let given = given.filter(|tag| !tag.is_empty())?;
        let Some(tag) = language_tag::canonical(&given) else {
            self.refuse("/language", AnswerFault::MalformedLanguage { tag: quoted(&given) });
            return None;
        };
        if self.context.sender == Sender::Trusted {
            return Some(tag);
        }
        let languages = &definition.languages;
        let exact = languages.iter().find(|language| language.eq_ignore_ascii_case(&tag));
        let related = || {
            languages.iter().find(|language| {
                language_tag::primary(language).eq_ignore_ascii_case(language_tag::primary(&tag))
            })
        };
        let found = exact.or_else(related).cloned();
        if found.is_none() {
            let known = listed(languages.iter().map(String::as_str));
            self.refuse("/language", AnswerFault::ForeignLanguage { tag: quoted(&given), known });
        }
        found
    }

    fn answered_at(&mut self, given: Option<Timestamp>) -> Timestamp {
        let now = self.context.now;
        let Some(answered_at) = given else { return now };
        let latest = now.checked_add(CLOCK_TOLERANCE).unwrap_or(Timestamp::MAX);
        if answered_at > latest {
            self.refuse("/answered_at", AnswerFault::InTheFuture { now });
        } else if answered_at < EARLIEST {
            self.refuse("/answered_at", AnswerFault::LongAgo);
        }
        answered_at
    }

    /// The zone in force at the time, and the day in it.
    fn day(&mut self, answered_at: Timestamp) -> Option<(&'a str, Date)> {
        match self.context.zones.day_at(answered_at) {
            Ok(day) => Some(day),
            Err(UnknownZone(zone)) => {
                self.refuse("", AnswerFault::UnknownZone { zone: quoted(&zone) });
                None
            }
        }
    }

    fn unit(&mut self, given: Option<&str>) -> Option<UnitId> {
        let units = self.context.units;
        if let Some(given) = given.filter(|given| !given.trim().is_empty()) {
            let found = units.find(given.trim()).map(|unit| unit.id);
            if found.is_none() {
                self.refuse("/unit", AnswerFault::UnknownUnit { unit: quoted(given) });
            }
            return found;
        }
        let survey_unit = self.context.survey.unit.filter(|unit| units.get(*unit).is_some());
        let unit = survey_unit.or_else(|| units.root().map(|root| root.id));
        if unit.is_none() {
            self.refuse("/unit", AnswerFault::NoUnit);
        }
        unit
    }

    fn label(&mut self, path: &str, given: Option<String>) -> Option<String> {
        clean_label(&given?).unwrap_or_else(|fault| {
            self.refuse(path, fault);
            None
        })
    }

    /// Like a label, but empty is a mistake: it would make all responses one.
    fn identifier(&mut self, path: &str, given: Option<String>) -> Option<String> {
        match clean_label(&given?) {
            Ok(Some(identifier)) => return Some(identifier),
            Ok(None) => self.refuse(path, AnswerFault::Empty),
            Err(fault) => self.refuse(path, fault),
        }
        None
    }

    fn country(&mut self, given: Option<String>) -> Option<String> {
        let given = given.filter(|given| !given.trim().is_empty())?;
        let code = country::canonical(&given);
        if code.is_none() {
            self.refuse("/country", AnswerFault::UnknownCountry { country: quoted(&given) });
        }
        code
    }

    fn attributes(&mut self, given: BTreeMap<String, String>) -> BTreeMap<String, String> {
        let count = given.len();
        if count > MAX_ATTRIBUTES {
            self.refuse("/attributes", AnswerFault::TooManyAttributes { count, max: MAX_ATTRIBUTES });
            return BTreeMap::new();
        }
        let mut kept = BTreeMap::new();
        for (name, value) in given {
            let path = child("/attributes", &name);
            if !is_attribute_name(&name) {
                self.refuse(path, AnswerFault::BadAttributeName { name: quoted(&name) });
            } else if let Some(value) = self.label(&path, Some(value)) {
                kept.insert(name, value);
            }
        }
        kept
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it lies in 1 to 10^9")]
    fn weight(&mut self, given: Option<f64>) -> Option<u32> {
        let weight = given?;
        let millionths = (weight * 1e6).round();
        if !(weight <= MAX_WEIGHT && millionths >= 1.0) {
            self.refuse("/weight", AnswerFault::BadWeight { weight });
            return None;
        }
        Some(millionths as u32)
    }

    fn contact(&mut self, given: RawContact) -> Option<RawContact> {
        let external_id = given
            .external_id
            .filter(|id| !id.trim().is_empty())
            .and_then(|id| self.identifier("/contact/external_id", Some(id)));
        let given_email = given.email.filter(|address| !address.trim().is_empty());
        let email = given_email.as_deref().and_then(email::canonical);
        if given_email.is_some() && email.is_none() {
            self.refuse("/contact/email", AnswerFault::BadEmail);
        } else if external_id.is_none() && email.is_none() {
            self.refuse("/contact", AnswerFault::EmptyContact);
        }
        let name = self.label("/contact/name", given.name);
        Some(RawContact { external_id, email, name })
    }
}
