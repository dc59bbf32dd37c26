//! `heard openapi`: the description of the API.

/// Prints OpenAPI 3.1 as JSON.
///
/// # Errors
/// When it can't be written as JSON.
pub fn run() -> anyhow::Result<()> {
    println!("{}", heard_http::openapi().to_pretty_json()?);
    Ok(())
}
