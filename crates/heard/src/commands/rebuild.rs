//! `heard rebuild`: throws the facts away and projects them again from the answers.

use std::time::Duration;

use indicatif::ProgressBar;
use serde_json::Value;

use crate::door::Door;

/// Rebuilds the facts of the workspace.
///
/// # Errors
/// When the server refuses.
pub async fn run(door: &Door, json: bool) -> anyhow::Result<()> {
    let bar = ProgressBar::new_spinner().with_message("projecting every answer again");
    bar.enable_steady_tick(Duration::from_millis(120));
    let report: Value = door.json("POST", "/api/v1/operator/rebuild", None).await?;
    bar.finish_and_clear();
    if json {
        println!("{}", serde_json::to_string_pretty(&report)?);
    } else {
        println!("projected {} changes again; the numbers are as of {}", report["changes"], report["as_of"]);
    }
    Ok(())
}
