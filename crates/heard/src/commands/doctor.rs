//! `heard doctor`: checks the data folder and says what is wrong and what to do.

use anyhow::bail;
use serde_json::{Value, json};

use crate::config::Config;
use crate::door::Door;
use crate::text_table::TextTable;

/// Says what is damaged in a data folder that cannot be opened; nothing where that is not the reason.
///
/// # Errors
/// When something is damaged.
pub async fn examine(config: &Config, json: bool) -> anyhow::Result<()> {
    if config.database().is_some() || !config.data().exists() {
        return Ok(());
    }
    let findings = heard_store::examine(&config.data()).await;
    if findings.is_empty() {
        return Ok(());
    }
    if json {
        println!("{}", serde_json::to_string_pretty(&json!({ "findings": findings }))?);
    } else {
        findings.iter().for_each(|finding| println!("wrong: {finding}"));
    }
    bail!("the database is damaged; restore a backup")
}

/// Checks and prints; fails where something is wrong.
///
/// # Errors
/// When a check finds something.
pub async fn run(door: &Door, json: bool) -> anyhow::Result<()> {
    let report: Value = door.json("POST", "/api/v1/operator/doctor", None).await?;
    let findings = report["findings"].as_array().cloned().unwrap_or_default();
    if json {
        println!("{}", serde_json::to_string_pretty(&report)?);
    } else {
        let mut table = TextTable::new(["what", "value"]);
        for (name, value) in report["numbers"].as_object().into_iter().flatten() {
            table.row([name.replace('_', " "), value.to_string()]);
        }
        print!("{table}");
        for finding in &findings {
            println!("wrong: {}", finding.as_str().unwrap_or_default());
        }
    }
    if !findings.is_empty() {
        bail!("{} things are wrong", findings.len());
    }
    if !json {
        println!("all is well");
    }
    Ok(())
}
