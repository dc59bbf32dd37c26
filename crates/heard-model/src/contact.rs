//! Customers. Their personal data stands here, apart from facts, which carry `code` only.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::ContactId;

/// A customer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Contact {
    /// Identifier.
    pub id: ContactId,
    /// The sender's identifier of the customer.
    pub external_id: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Name.
    pub name: Option<String>,
    /// When first seen.
    #[schema(value_type = String, format = "date-time")]
    pub created_at: Timestamp,
}
