//! `heard config`: the configuration in force, and where each value comes from.

use crate::config::Config;
use crate::text_table::TextTable;

/// Prints every setting with its value and origin.
///
/// # Errors
/// When JSON can't be written.
pub fn run(config: &Config, json: bool) -> anyhow::Result<()> {
    let shown = config.shown();
    if json {
        println!("{}", serde_json::to_string_pretty(&shown)?);
        return Ok(());
    }
    let mut table = TextTable::new(["setting", "value", "from", "what it does"]);
    for setting in shown {
        table.row([
            setting.name.to_owned(),
            setting.value,
            setting.origin.to_string(),
            setting.help.to_owned(),
        ]);
    }
    print!("{table}");
    Ok(())
}
