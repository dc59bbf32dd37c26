//! `POST /api/v1/contacts/{id}/erase`: erase a person.

use heard_model::ContactId;
use heard_store::ErasureReport;

use crate::api::common::*;
use crate::audit;

/// What an erasure did.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct ErasureView {
    /// The customer.
    pub contact: ContactId,
    /// What is gone, by copy.
    pub erased: Vec<ErasedCopyView>,
    /// What stays, and why.
    pub remains: Vec<RemainderView>,
    /// Whether the write-ahead log is empty already; else it will be with the next checkpoint.
    pub log_emptied: bool,
    /// Whether the database file was written anew to leave no old bytes.
    pub rewritten: bool,
}

/// What is gone from a copy.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct ErasedCopyView {
    /// Which copy.
    #[schema(example = "contacts")]
    pub copy: String,
    /// What of it.
    #[schema(example = "name and addresses")]
    pub what: String,
    /// How many.
    pub count: u64,
}

/// What stays of a customer.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct RemainderView {
    /// What.
    pub what: String,
    /// How many.
    pub count: u64,
    /// Why it may.
    pub why: String,
}

impl From<ErasureReport> for ErasureView {
    fn from(report: ErasureReport) -> Self {
        let erased = report.erased.into_iter().map(|erased| ErasedCopyView {
            copy: erased.copy.to_owned(),
            what: erased.what.to_owned(),
            count: erased.count,
        });
        let remains = report.remains.into_iter().map(|remainder| RemainderView {
            what: remainder.what.to_owned(),
            count: remainder.count,
            why: remainder.why.to_owned(),
        });
        Self {
            contact: report.contact,
            erased: erased.collect(),
            remains: remains.collect(),
            log_emptied: report.log_emptied,
            rewritten: report.rewritten,
        }
    }
}

/// Erase a person
///
/// Name, addresses, identifiers and words are gone from every copy; counts stay, tied to nobody.
/// The answer says what is gone and what stays.
#[utoipa::path(post, path = "/api/v1/contacts/{id}/erase", tag = "trust",
    params(("id" = ContactId, Path, description = "the customer")),
    responses((status = 200, description = "what is gone and what stays", body = ErasureView)))]
pub async fn erase_contact(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<ContactId>,
) -> Answer<Json<ErasureView>> {
    let report = state.store.erase_contact(caller.workspace(), id).await?;
    let report = report.ok_or_else(|| Problem::not_found("customer"))?;
    audit::note(&state, &caller.principal, "contact.erased", id, None).await;
    Ok(Json(report.into()))
}
