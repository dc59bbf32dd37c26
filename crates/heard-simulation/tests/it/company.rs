//! The company's units, surveys and rules, and that intake accepts every response.

use std::collections::BTreeSet;

use heard_intake::{Context, Sender, validate_definition, validate_response};
use heard_model::SurveyId;
use heard_model::dimension::{Dimension, MAX_ATTRIBUTES};
use heard_model::survey::{SurveyContext, SurveyVersion};
use heard_simulation::{Company, SurveyKey};
use jiff::tz::TimeZone;
use uuid::Uuid;

use crate::{SEED, UNTIL, responses};

#[test]
fn every_survey_may_be_published() {
    let company = Company::new(SEED);
    assert_eq!(company.surveys().len(), SurveyKey::ALL.len());
    for survey in company.surveys() {
        assert_eq!(company.survey(survey.key), survey);
        assert!(company.units().find(survey.unit).is_some());
        assert_eq!(survey.definition.languages, ["en", "hu", "ro", "fi", "fa"]);
        if let Err(problems) = validate_definition(&survey.definition) {
            panic!("{:?}: {problems:?}", survey.key);
        }
    }
}

#[test]
fn every_text_of_the_surveys_is_in_five_languages() {
    for survey in Company::new(SEED).surveys() {
        let json = serde_json::to_value(&survey.definition).unwrap();
        let mut texts = Vec::new();
        collect_texts(&json, &mut texts);
        assert!(texts.len() > 8, "{:?}", survey.key);
        for text in texts {
            let languages: Vec<&str> = text.keys().map(String::as_str).collect();
            assert_eq!(languages, ["en", "fa", "fi", "hu", "ro"], "{text:?}");
            assert!(text.values().all(|words| !words.as_str().unwrap().trim().is_empty()), "{text:?}");
        }
    }
}

fn collect_texts<'a>(
    json: &'a serde_json::Value,
    texts: &mut Vec<&'a serde_json::Map<String, serde_json::Value>>,
) {
    match json {
        serde_json::Value::Object(object) if object.contains_key("en") => texts.push(object),
        serde_json::Value::Object(object) => object.values().for_each(|value| collect_texts(value, texts)),
        serde_json::Value::Array(values) => values.iter().for_each(|value| collect_texts(value, texts)),
        _ => {}
    }
}

#[test]
fn every_response_is_accepted_as_it_is() {
    let company = Company::new(SEED);
    let settings = company.settings();
    let zone = TimeZone::get(&settings.zone).unwrap();
    let now = UNTIL.to_zoned(zone).unwrap().timestamp();
    let mut scores = 0;
    for response in responses(&company, 20_000) {
        let survey = company.survey(response.survey);
        let version = SurveyVersion {
            survey: SurveyId(Uuid::from_u128(response.survey as u128)),
            version: 1,
            definition: survey.definition.clone(),
        };
        let survey_context = SurveyContext {
            unit: company.units().find(survey.unit).map(|unit| unit.id),
            touchpoint: survey.touchpoint.map(str::to_owned),
        };
        let context = Context {
            now,
            zones: settings.zones(),
            units: company.units(),
            survey: &survey_context,
            sender: Sender::Trusted,
            channel: "api",
        };
        let raw = response.raw.clone();
        let validated = validate_response(&version, response.raw, &context)
            .unwrap_or_else(|problems| panic!("{raw:?}: {problems:?}"));
        assert_eq!(
            validated.day(),
            crate::day(&heard_simulation::SimulatedResponse { survey: survey.key, raw: raw.clone() })
        );
        assert_eq!(validated.answers(), &raw.answers, "nothing needed mending");
        scores += validated.scores().len();
    }
    let mean = f64::from(scores as u32) / 20_000.0;
    assert!((3.8..5.2).contains(&mean), "{mean} rows of scores in a response");
}

#[test]
fn labels_are_few_and_known() {
    let company = Company::new(SEED);
    let agents: BTreeSet<(&str, &str)> = company.agents().map(|agent| (agent.team, agent.name)).collect();
    let mut attributes = BTreeSet::new();
    let mut touchpoints = BTreeSet::new();
    let mut units = BTreeSet::new();
    for response in company.responses(20_000, UNTIL) {
        let raw = response.raw;
        attributes.extend(raw.attributes.into_keys());
        touchpoints.extend(raw.touchpoint);
        units.extend(raw.unit);
        if let (Some(team), Some(agent)) = (&raw.team, &raw.agent) {
            assert!(agents.contains(&(team.as_str(), agent.as_str())));
        }
        let contact = raw.contact.unwrap_or_default();
        assert_eq!((contact.email, contact.name), (None, None), "nobody is made up");
    }
    assert!(attributes.len() <= MAX_ATTRIBUTES);
    for attribute in &attributes {
        format!("attribute:{attribute}").parse::<Dimension>().unwrap();
    }
    assert_eq!(touchpoints.len(), 8);
    // All but the inner nodes: the company, four countries, online, the contact centre.
    assert_eq!(units.len() + 7, company.units().units().len());
    assert!(company.settings().name.contains("simulated"));
    assert_eq!(company.disclaimer().0.len(), 5);
}

#[test]
fn rules_name_questions_that_exist() {
    let company = Company::new(SEED);
    let rules = company.rules();
    assert!(!rules.is_empty());
    for rule in rules {
        let key = rule.survey.unwrap();
        let question = rule.definition.question.clone().unwrap();
        assert!(company.survey(key).definition.questions.iter().any(|other| other.key == question));
        let unit = rule.unit.map(|code| company.units().find(code).unwrap().id);
        let survey = SurveyId(Uuid::from_u128(1));
        let definition = rule.definition(Some(survey), unit, None);
        assert_eq!((definition.survey, definition.unit), (Some(survey), unit));
    }
}
