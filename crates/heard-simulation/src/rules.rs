//! The rules by which the company's bad answers become cases.

use heard_model::case::RuleDefinition;
use heard_model::{Role, SurveyId, UnitId, UserId};

use crate::SurveyKey;
use crate::units::CONTACT_CENTRE;

/// A rule before its survey and unit have identifiers.
#[derive(Clone, Debug, PartialEq)]
pub struct SimulatedRule {
    /// Only this survey.
    pub survey: Option<SurveyKey>,
    /// Code of the unit whose branch it watches; all if absent.
    pub unit: Option<&'static str>,
    /// What the person is whose cases they become; nobody's if absent.
    pub owner: Option<Role>,
    /// All the rest.
    pub definition: RuleDefinition,
}

impl SimulatedRule {
    /// The rule with the identifiers that its survey, unit and owner were given.
    pub fn definition(
        &self,
        survey: Option<SurveyId>,
        unit: Option<UnitId>,
        owner: Option<UserId>,
    ) -> RuleDefinition {
        RuleDefinition { survey, unit, owner, ..self.definition.clone() }
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
            owner: None,
            definition: RuleDefinition {
                question: Some("recommend".to_owned()),
                score_at_most: Some(6),
                ..rule("Detractors to call back", 72)
            },
        },
        SimulatedRule {
            survey: Some(SurveyKey::Support),
            unit: Some(CONTACT_CENTRE),
            owner: Some(Role::Agent),
            definition: RuleDefinition {
                question: Some("agent".to_owned()),
                score_at_most: Some(2),
                ..rule("Dissatisfied after support", 24)
            },
        },
        SimulatedRule {
            survey: Some(SurveyKey::Delivery),
            unit: None,
            owner: Some(Role::Manager),
            definition: RuleDefinition {
                question: Some("delivery".to_owned()),
                score_at_most: Some(2),
                touchpoint: Some("delivery".to_owned()),
                ..rule("Deliveries that went wrong", 48)
            },
        },
    ]
}
