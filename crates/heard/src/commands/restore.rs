//! `heard restore`: brings a backup back.

use std::sync::Arc;
use std::time::Duration;

use heard_backup::{Repository, Restored, choose, restore};
use heard_model::{SystemClock, SystemEntropy};
use heard_store::Location;
use indicatif::ProgressBar;

use crate::args::Restore;
use crate::commands::backup::key;
use crate::config::Config;
use crate::text_table::TextTable;

/// Restores the last backup not after the wanted instant.
///
/// # Errors
/// When there is none, the key is not the right one, a block is missing or damaged, or the target is not
/// empty or can't be reached.
pub async fn run(config: &Config, arguments: &Restore, json: bool) -> anyhow::Result<()> {
    let key = key(config, arguments.key_file.as_deref())?;
    let repository = Repository::open_to_read(&arguments.from, key.as_ref(), Arc::new(SystemEntropy))?;
    let manifest = choose(&repository, arguments.at)?;
    let to = Location::parse(&arguments.to);
    let bar = ProgressBar::new_spinner();
    bar.enable_steady_tick(Duration::from_millis(120));
    let tell = |table: &str, rows: u64| bar.set_message(format!("{table}: {rows}"));
    let (clock, entropy) = (Arc::new(SystemClock), Arc::new(SystemEntropy));
    let restored = restore(&repository, &manifest, &to, clock, entropy, &tell).await?;
    bar.finish_and_clear();
    if json {
        println!("{}", serde_json::to_string_pretty(&restored)?);
    } else {
        print(&restored, &to);
    }
    Ok(())
}

fn print(restored: &Restored, to: &Location) {
    let mut table = TextTable::new(["table", "rows", "checksum"]);
    for known in restored.tables.iter().filter(|table| table.rows > 0) {
        table.row([known.table.clone(), known.rows.to_string(), known.checksum.clone()]);
    }
    print!("{table}");
    println!("as of {}; counts and checksums are those of the backup", restored.moment);
    if restored.facts_anew {
        println!("the facts are projected again from the answers when a server starts");
    }
    match to {
        Location::Folder(folder) => println!("go on with: heard serve --data {}", folder.display()),
        Location::Postgres(_) => println!("go on with: HEARD_DATABASE=… heard serve"),
    }
}
