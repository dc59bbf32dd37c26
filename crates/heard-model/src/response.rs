//! Responses as they arrive, before anything about them is believed.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Answers by question key. A score is a whole number, one choice a string, several choices a
/// list of strings, a matrix an object of row key to score, words a string; `null` is skipped.
pub type Answers = BTreeMap<String, serde_json::Value>;

/// A response as a sender puts it. A public sender may fill `answers` and `language` only; the
/// rest needs a key, a signed link or the survey's own settings.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RawResponse {
    /// Answers by question key: a score is a whole number, one choice a string, several a list,
    /// a matrix an object of row key to score, words a string; `null` is skipped.
    #[schema(value_type = Object)]
    pub answers: Answers,
    /// BCP 47 tag of the language answered in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// When the respondent answered; the instant of arrival if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = "date-time")]
    pub answered_at: Option<Timestamp>,
    /// The sender's own identifier of this response; a second one with it changes nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// Who answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<RawContact>,
    /// Sampling weight, above 0 and at most 1,000; no weight is not the same as weight 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight: Option<f64>,
    /// The unit, by identifier or by its code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// The touchpoint of the journey.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub touchpoint: Option<String>,
    /// How the survey reached the respondent: `link`, `email`, `widget`, `kiosk`, `api`, …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    /// ISO 3166-1 alpha-2 country.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// The team that served the customer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub team: Option<String>,
    /// The agent who served the customer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<String>,
    /// The product it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product: Option<String>,
    /// Further attributes of the moment; at most 16 in a workspace.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<String, String>,
}

/// A customer as a sender names one; at least one of `external_id` and `email`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RawContact {
    /// The sender's identifier of the customer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// E-mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}
