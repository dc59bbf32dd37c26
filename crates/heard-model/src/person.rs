//! People who log in, invitations and keys.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::policy::{KeyScope, Role};
use crate::{InterfaceLanguage, KeyId, UnitId, UserId};

/// A person who logs in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct User {
    /// Identifier.
    pub id: UserId,
    /// E-mail address, the log-in name.
    pub email: String,
    /// Name.
    pub name: String,
    /// Role.
    pub role: Role,
    /// The branch that the person sees; the whole company if absent.
    pub unit: Option<UnitId>,
    /// Language of the interface.
    pub language: InterfaceLanguage,
    /// Whether the person may log in.
    pub active: bool,
}

/// An invitation that waits to be accepted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Invitation {
    /// E-mail address.
    pub email: String,
    /// Role.
    pub role: Role,
    /// Branch.
    pub unit: Option<UnitId>,
    /// Until when it may be accepted.
    #[schema(value_type = String, format = "date-time")]
    pub expires_at: Timestamp,
}

/// An API key, without its secret.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ApiKey {
    /// Identifier.
    pub id: KeyId,
    /// What it is for.
    pub name: String,
    /// The first characters, to tell keys apart.
    pub prefix: String,
    /// What it may do.
    pub scopes: Vec<KeyScope>,
    /// The branch that it sees; the whole company if absent.
    pub unit: Option<UnitId>,
    /// When made.
    #[schema(value_type = String, format = "date-time")]
    pub created_at: Timestamp,
    /// When taken back.
    #[schema(value_type = Option<String>, format = "date-time")]
    pub revoked_at: Option<Timestamp>,
}
