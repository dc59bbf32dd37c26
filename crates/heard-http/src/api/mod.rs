//! The public API: one endpoint a file.
//!
//! To add an endpoint: write its file (error mapping lives in [`crate::problem`], so a handler
//! only uses `?`), give it a row in [`crate::policy::TABLE`], name it below, and renew
//! `web/openapi.json` as its test says.

pub mod cases;
pub mod common;
pub mod facts;
pub mod invitations;
pub mod keys;
pub mod me;
pub mod metrics;
pub mod people;
pub mod responses;
pub mod rules;
pub mod session;
pub mod setup;
pub mod surveys;
pub mod trust;
pub mod units;
pub mod webhooks;
pub mod workspace;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::state::AppState;

/// The API's routes with their documentation.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::default()
        .merge(people_routes())
        .merge(survey_routes())
        .merge(number_routes())
        .merge(loop_routes())
}

fn people_routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::default()
        .routes(routes!(setup::status::setup_status, setup::begin::begin_setup))
        .routes(routes!(
            session::current::current_session,
            session::begin::begin_session,
            session::end::end_session
        ))
        .routes(routes!(invitations::accept::accept_invitation))
        .routes(routes!(me::change::change_me))
        .routes(routes!(workspace::read::read_workspace, workspace::change::change_workspace))
        .routes(routes!(workspace::zones::read_zones))
        .routes(routes!(units::list::list_units, units::add::add_unit))
        .routes(routes!(units::change::change_unit))
        .routes(routes!(people::list::list_people))
        .routes(routes!(people::change::change_person))
        .routes(routes!(invitations::list::list_invitations, invitations::create::create_invitation))
        .routes(routes!(invitations::revoke::revoke_invitation))
        .routes(routes!(keys::list::list_keys, keys::create::create_key))
        .routes(routes!(keys::revoke::revoke_key))
        .routes(routes!(webhooks::list::list_webhooks, webhooks::create::create_webhook))
        .routes(routes!(webhooks::delete::delete_webhook))
}

fn survey_routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::default()
        .routes(routes!(surveys::templates::list_templates))
        .routes(routes!(surveys::list::list_surveys, surveys::create::create_survey))
        .routes(routes!(surveys::read::read_survey))
        .routes(routes!(surveys::draft::save_draft))
        .routes(routes!(surveys::context::change_context))
        .routes(routes!(surveys::publish::publish_survey))
        .routes(routes!(surveys::close::close_survey))
        .routes(routes!(surveys::qr::survey_qr))
        .routes(routes!(responses::submit::submit_response))
        .routes(routes!(responses::batch::batch_responses))
        .routes(routes!(responses::list::list_responses))
        .routes(routes!(responses::read::read_response))
        .routes(routes!(responses::export::export_responses))
        .routes(routes!(facts::export::export_facts))
}

fn number_routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::default()
        .routes(routes!(metrics::definitions::list_metrics))
        .routes(routes!(metrics::query::query_metric))
        .routes(routes!(metrics::export::export_metric))
        .routes(routes!(metrics::dimensions::list_dimensions))
        .routes(routes!(metrics::findings::query_findings))
        .routes(routes!(metrics::events::stream_events))
}

fn loop_routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::default()
        .routes(routes!(cases::list::list_cases, cases::open::open_case))
        .routes(routes!(cases::summary::summarise_cases))
        .routes(routes!(cases::read::read_case))
        .routes(routes!(cases::change::change_case))
        .routes(routes!(rules::list::list_rules, rules::create::create_rule))
        .routes(routes!(rules::change::change_rule, rules::delete::delete_rule))
        .routes(routes!(trust::contacts::list_contacts))
        .routes(routes!(trust::erase::erase_contact))
        .routes(routes!(trust::audit_log::list_audit))
}
