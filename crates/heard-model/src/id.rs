//! Identifiers: newtypes over UUID version 7, so that they sort by the time they were made.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::clock::{Clock, Entropy};

macro_rules! identifiers {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
        #[serde(transparent)]
        #[schema(value_type = String, format = "uuid")]
        pub struct $name(pub Uuid);

        impl $name {
            /// A new identifier, of the clock's time and the entropy's randomness.
            pub fn new(clock: &dyn Clock, entropy: &dyn Entropy) -> Self {
                Self(new_uuid(clock.now(), entropy))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(formatter)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }

        impl From<Uuid> for $name {
            fn from(uuid: Uuid) -> Self {
                Self(uuid)
            }
        }
    )*};
}

identifiers! {
    /// A tenant: one company with its people, surveys and answers.
    WorkspaceId,
    /// A person who logs in.
    UserId,
    /// An API key.
    KeyId,
    /// A node of the tree of company, region, shop, team.
    UnitId,
    /// A survey, over all its versions.
    SurveyId,
    /// One respondent's answers to one survey.
    ResponseId,
    /// A customer.
    ContactId,
    /// An alert rule.
    RuleId,
    /// A case of the closed loop.
    CaseId,
    /// One entry in a case's history.
    CaseEventId,
    /// An outgoing webhook endpoint.
    WebhookId,
    /// One message on its way out.
    DeliveryId,
}

/// A UUID version 7 of a given instant and randomness.
pub fn new_uuid(now: Timestamp, entropy: &dyn Entropy) -> Uuid {
    let mut random = [0u8; 10];
    entropy.fill(&mut random);
    let milliseconds = u64::try_from(now.as_millisecond()).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(milliseconds, &random).into_uuid()
}
