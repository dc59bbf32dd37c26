//! `GET /api/v1/surveys/{id}/qr.svg`: the link as a picture to print.

use axum::http::header;
use heard_model::SurveyId;
use qrcode::render::svg;
use qrcode::{EcLevel, QrCode};

use super::view::{find, link};
use crate::api::common::*;

/// The link as a QR code
///
/// An SVG that prints at any size.
#[utoipa::path(get, path = "/api/v1/surveys/{id}/qr.svg", tag = "surveys",
    params(("id" = SurveyId, Path, description = "the survey")),
    responses((status = 200, description = "the picture", body = String, content_type = "image/svg+xml")))]
pub async fn survey_qr(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<SurveyId>,
) -> Answer<Response> {
    let survey = find(&state, &caller, id).await?;
    let code = QrCode::with_error_correction_level(link(&state, survey.id), EcLevel::M)
        .map_err(|error| Problem::internal(&error))?;
    let picture = code.render::<svg::Color<'_>>().min_dimensions(256, 256).build();
    Ok(([(header::CONTENT_TYPE, "image/svg+xml"), (header::CACHE_CONTROL, "no-store")], picture)
        .into_response())
}
