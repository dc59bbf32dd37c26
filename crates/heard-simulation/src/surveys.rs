//! The company's surveys: five ready templates and three of its own.

use heard_model::survey::SurveyDefinition;
use serde::{Deserialize, Serialize};

/// The surveys by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SurveyKey {
    /// By mail, twice a year: likelihood to recommend. Carries sampling weights.
    Relationship,
    /// A few days after a purchase, in shops and online.
    Purchase,
    /// In a shop, on a kiosk or by a code on the receipt.
    Visit,
    /// After a delivery.
    Delivery,
    /// After a case of the contact centre.
    Support,
    /// On the website and in the app, while browsing or at the checkout.
    Website,
    /// Weeks after a purchase.
    Product,
    /// After a return.
    Returns,
}

impl SurveyKey {
    /// All of them, the most telling first.
    pub const ALL: [Self; 8] = [
        Self::Relationship,
        Self::Purchase,
        Self::Visit,
        Self::Delivery,
        Self::Support,
        Self::Website,
        Self::Product,
        Self::Returns,
    ];

    /// How it is written.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Relationship => "relationship",
            Self::Purchase => "purchase",
            Self::Visit => "visit",
            Self::Delivery => "delivery",
            Self::Support => "support",
            Self::Website => "website",
            Self::Product => "product",
            Self::Returns => "returns",
        }
    }

    /// The touchpoint of all its answers; `None` where each answer brings its own or has none.
    pub fn touchpoint(self) -> Option<&'static str> {
        match self {
            Self::Relationship | Self::Website => None,
            Self::Purchase => Some("purchase"),
            Self::Visit => Some("shop"),
            Self::Delivery => Some("delivery"),
            Self::Support => Some("support"),
            Self::Product => Some("product_use"),
            Self::Returns => Some("returns"),
        }
    }

    fn json(self) -> &'static str {
        match self {
            Self::Relationship => include_str!("../../heard-intake/templates/relationship_nps.json"),
            Self::Purchase => include_str!("../../heard-intake/templates/purchase_csat.json"),
            Self::Support => include_str!("../../heard-intake/templates/support_ces.json"),
            Self::Website => include_str!("../../heard-intake/templates/touchpoint_check.json"),
            Self::Product => include_str!("../../heard-intake/templates/product_feedback.json"),
            Self::Visit => include_str!("../surveys/visit.json"),
            Self::Delivery => include_str!("../surveys/delivery.json"),
            Self::Returns => include_str!("../surveys/returns.json"),
        }
    }
}

/// A survey of the company.
#[derive(Clone, Debug, PartialEq)]
pub struct SimulatedSurvey {
    /// Its name in [`SimulatedResponse`](crate::SimulatedResponse) and effects.
    pub key: SurveyKey,
    /// What it asks.
    pub definition: SurveyDefinition,
    /// Code of the unit of answers that name none.
    pub unit: &'static str,
    /// The touchpoint of answers that name none.
    pub touchpoint: Option<&'static str>,
}

#[derive(Deserialize)]
struct Template {
    definition: SurveyDefinition,
}

/// The surveys, in the order of [`SurveyKey::ALL`].
pub(crate) fn surveys() -> Vec<SimulatedSurvey> {
    SurveyKey::ALL
        .into_iter()
        .map(|key| SimulatedSurvey {
            key,
            definition: definition(key),
            unit: crate::units::COMPANY,
            touchpoint: key.touchpoint(),
        })
        .collect()
}

/// The definition in a file that is part of this program; a test reads every one of them.
#[expect(clippy::expect_used, reason = "the files are part of the program, and a test reads every one")]
fn definition(key: SurveyKey) -> SurveyDefinition {
    let own = matches!(key, SurveyKey::Visit | SurveyKey::Delivery | SurveyKey::Returns);
    if own {
        serde_json::from_str(key.json()).expect("the company's own surveys are definitions")
    } else {
        serde_json::from_str::<Template>(key.json()).expect("the ready surveys are templates").definition
    }
}
