//! The contract as OpenAPI 3.1, completed from the policy table: who may use each operation, and
//! that every refusal is a problem document.

use heard_model::Action;
use heard_model::filter::{InFilter, RangeFilter, ScoreFilter};
use utoipa::ToSchema;
use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::response::{Response, ResponseBuilder};
use utoipa::openapi::security::{
    ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme,
};
use utoipa::openapi::tag::TagBuilder;
use utoipa::openapi::{ContentBuilder, InfoBuilder, LicenseBuilder, OpenApi, RefOr, Schema, Tag};

use crate::api::metrics::events::{CaseChangedEvent, FactsEvent};
use crate::auth::session;
use crate::policy::{self, Rate, Row};
use crate::problem::{FieldProblem, ProblemDocument};

const DESCRIPTION: &str = "Everything that Heard's own console does, programs may do too.\n\n\
    **Who calls.** A person by the cookie of a session (with the header `X-CSRF-Token` on changes), \
    a program by `Authorization: Bearer heard_…`. `x-action` names the row of the policy that an \
    operation needs.\n\n\
    **Refusals** are problem documents (RFC 9457) that say what is wrong, where, and the way out.\n\n\
    **Sending answers twice** changes nothing: give an `Idempotency-Key` or an `external_id`, and \
    the second delivery gets the first answer again.\n\n\
    **Lists** are paged by a cursor: send `next` back as `cursor` until it is absent.";

/// The groups of operations, in the order of the documentation.
const TAGS: [(&str, &str); 7] = [
    ("session", "The first owner, log-in, and oneself"),
    ("workspace", "The company: settings, units, people, keys, webhooks"),
    ("surveys", "What is asked"),
    ("responses", "What was answered"),
    ("metrics", "Numbers, with their intervals and definitions"),
    ("cases", "The closed loop: rules and cases"),
    ("trust", "Erasure and the audit log"),
];

/// Completes a document whose paths come from the handlers.
pub fn complete(mut api: OpenApi) -> OpenApi {
    api.info = InfoBuilder::new()
        .title("Heard")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(DESCRIPTION))
        .license(Some(LicenseBuilder::new().name("Apache-2.0").identifier(Some("Apache-2.0")).build()))
        .build();
    api.tags = Some(TAGS.map(tag).to_vec());
    let components = api.components.get_or_insert_default();
    for (name, schema) in further_schemas() {
        components.schemas.insert(name, schema);
    }
    components.add_security_scheme("session", SecurityScheme::ApiKey(ApiKey::Cookie(cookie())));
    components.add_security_scheme("key", SecurityScheme::Http(bearer()));
    for (path, item) in &mut api.paths.paths {
        for (method, operation) in operations(item) {
            if let Some(row) = policy::TABLE.iter().find(|row| row.method == method && row.path == path) {
                complete_operation(operation, row);
            }
        }
    }
    api
}

/// Schemas that no handler names: refusals, events, and what a filter holds, which is recursive.
fn further_schemas() -> [(String, RefOr<Schema>); 7] {
    fn schema<T: ToSchema>() -> (String, RefOr<Schema>) {
        (T::name().into_owned(), T::schema())
    }
    [
        schema::<ProblemDocument>(),
        schema::<FieldProblem>(),
        schema::<FactsEvent>(),
        schema::<CaseChangedEvent>(),
        schema::<InFilter>(),
        schema::<RangeFilter>(),
        schema::<ScoreFilter>(),
    ]
}

fn tag((name, description): (&str, &str)) -> Tag {
    TagBuilder::new().name(name).description(Some(description)).build()
}

fn cookie() -> ApiKeyValue {
    ApiKeyValue::with_description(session::COOKIE, "set by POST /api/v1/session")
}

fn bearer() -> utoipa::openapi::security::Http {
    HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .bearer_format("heard_<prefix>_<secret>")
        .description(Some("a key made under POST /api/v1/keys"))
        .build()
}

/// The operations of a path, by method.
pub fn operations(item: &mut PathItem) -> impl Iterator<Item = (&'static str, &mut Operation)> {
    [
        ("GET", item.get.as_mut()),
        ("POST", item.post.as_mut()),
        ("PUT", item.put.as_mut()),
        ("PATCH", item.patch.as_mut()),
        ("DELETE", item.delete.as_mut()),
    ]
    .into_iter()
    .filter_map(|(method, operation)| operation.map(|operation| (method, operation)))
}

fn complete_operation(operation: &mut Operation, row: &Row) {
    let action = serde_json::to_value(row.action).unwrap_or_default();
    let extensions = utoipa::openapi::extensions::ExtensionsBuilder::new().add("x-action", action).build();
    operation.extensions.get_or_insert_default().merge(extensions);
    operation.security = Some(match row.action {
        Action::Public if row.rate == Rate::Submission => {
            vec![SecurityRequirement::default(), SecurityRequirement::new("key", [""; 0])]
        }
        Action::Public => vec![SecurityRequirement::default()],
        _ => vec![SecurityRequirement::new("session", [""; 0]), SecurityRequirement::new("key", [""; 0])],
    });
    let responses = &mut operation.responses.responses;
    responses.insert("default".to_owned(), RefOr::T(refusal()));
}

fn refusal() -> Response {
    let schema = utoipa::openapi::Ref::from_schema_name(ProblemDocument::name());
    ResponseBuilder::new()
        .description("a refusal: what is wrong, where, and the way out")
        .content("application/problem+json", ContentBuilder::new().schema(Some(schema)).build())
        .build()
}

/// What the documentation and the policy table disagree about.
pub fn disagreements(api: &mut OpenApi) -> Vec<String> {
    let mut found = Vec::new();
    let mut documented = Vec::new();
    for (path, item) in &mut api.paths.paths {
        for (method, _) in operations(item) {
            documented.push((method, path.clone()));
        }
    }
    for (method, path) in &documented {
        if !policy::TABLE.iter().any(|row| row.documented && row.method == *method && row.path == path) {
            found.push(format!("{method} {path} has no row in the policy table"));
        }
    }
    for row in policy::TABLE.iter().filter(|row| row.documented) {
        if !documented.iter().any(|(method, path)| row.method == *method && row.path == path) {
            found.push(format!("{} {} has a row in the policy table and no endpoint", row.method, row.path));
        }
    }
    found
}
