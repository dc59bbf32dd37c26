//! Which responses are asked for, as query parameters.

use heard_model::{ContactId, SurveyId, UnitId};
use heard_store::ResponseFilter;
use jiff::civil::Date;

use crate::api::common::*;

/// Which responses; everything that is given must hold.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields, default)]
pub struct ResponseQuery {
    /// Of this survey.
    pub survey: Option<SurveyId>,
    /// Of this unit and everything below it.
    pub unit: Option<UnitId>,
    /// Of this touchpoint.
    pub touchpoint: Option<String>,
    /// Through this channel.
    pub channel: Option<String>,
    /// In this language.
    pub language: Option<String>,
    /// The headline's score is at least this.
    pub score_min: Option<u8>,
    /// The headline's score is at most this.
    pub score_max: Option<u8>,
    /// With words, or without.
    pub has_words: Option<bool>,
    /// The words hold this, whatever the case of letters.
    pub words: Option<String>,
    /// First civil day in the workspace's time zone.
    #[param(value_type = Option<String>, format = "date")]
    pub from: Option<Date>,
    /// The day after the last.
    #[param(value_type = Option<String>, format = "date")]
    pub until: Option<Date>,
    /// By this customer.
    pub contact: Option<ContactId>,
    /// Withdrawn ones too.
    pub withdrawn: Option<bool>,
    /// Where to go on: `next` of the page before.
    pub cursor: Option<String>,
    /// How many on a page: 1 to 500, 50 if absent.
    pub limit: Option<u64>,
}

impl ResponseQuery {
    /// The filter that the store understands.
    pub async fn filter(&self, state: &AppState, caller: &Caller) -> Answer<ResponseFilter> {
        let workspace = state.workspace(caller.workspace()).await?;
        let units = match self.unit {
            None => None,
            Some(unit) => Some(state.units(caller.workspace()).await?.branch(unit)),
        };
        Ok(ResponseFilter {
            survey: self.survey,
            units,
            touchpoint: self.touchpoint.clone(),
            channel: self.channel.clone(),
            language: self.language.clone(),
            score_min: self.score_min,
            score_max: self.score_max,
            has_words: self.has_words,
            words: self.words.clone(),
            from: self.from.map(|day| start_of(&workspace, day)).transpose()?,
            until: self.until.map(|day| start_of(&workspace, day)).transpose()?,
            contact: self.contact,
            withdrawn: self.withdrawn.unwrap_or(false),
        })
    }
}
