//! The rules by which the company's bad answers become cases.

use heard_model::case::RuleDefinition;
use heard_model::{SurveyId, UnitId};

use crate::SurveyKey;
use crate::units::CONTACT_CENTRE;

/// A rule before its survey and unit have identifiers.
#[derive(Clone, Debug, PartialEq)]
pub struct SimulatedRule {
    /// Only this survey.
    pub survey: Option<SurveyKey>,
    /// Code of the unit whose branch it watches; all if absent.
    pub unit: Option<&'static str>,
    /// All the rest.
    pub definition: RuleDefinition,
}

impl SimulatedRule {
    /// The rule with the identifiers that its survey and unit were given.
    pub fn definition(&self, survey: Option<SurveyId>, unit: Option<UnitId>) -> RuleDefinition {
        RuleDefinition { survey, unit, ..self.definition.clone() }
    }
}

/// The rules.
pub(crate) fn rules() -> Vec<SimulatedRule> {
    let rule = |name: &str, due_in_hours| RuleDefinition {
        name: name.to_owned(),
        enabled: true,
        survey: None,
        question: None,
        score_at_most: None,
        words: Vec::new(),
        unit: None,
        touchpoint: None,
        owner: None,
        due_in_hours,
        notify_by_mail: true,
        notify_by_webhook: true,
    };
    vec![
        SimulatedRule {
            survey: Some(SurveyKey::Relationship),
            unit: None,
            definition: RuleDefinition {
                question: Some("recommend".to_owned()),
                score_at_most: Some(3),
                ..rule("Customers about to leave", 72)
            },
        },
        SimulatedRule {
            survey: Some(SurveyKey::Support),
            unit: Some(CONTACT_CENTRE),
            definition: RuleDefinition {
                question: Some("agent".to_owned()),
                score_at_most: Some(1),
                ..rule("Very dissatisfied after support", 24)
            },
        },
        SimulatedRule {
            survey: Some(SurveyKey::Delivery),
            unit: None,
            definition: RuleDefinition {
                question: Some("delivery".to_owned()),
                score_at_most: Some(1),
                touchpoint: Some("delivery".to_owned()),
                ..rule("Deliveries that went badly wrong", 48)
            },
        },
    ]
}
