//! `heard migrate`: moves everything to another database.

use std::time::Duration;

use anyhow::bail;
use heard_store::{Location, Moved, MovedTable, move_store};
use indicatif::ProgressBar;

use crate::config::Config;
use crate::text_table::TextTable;

/// Moves what the configuration names to `to`.
///
/// # Errors
/// When a server runs, the target is not empty, or one of them can't be reached.
pub async fn run(config: &Config, to: &str, json: bool) -> anyhow::Result<()> {
    let from = match config.database() {
        Some(url) => Location::Postgres(url),
        None if config.data().join("heard.db").exists() => Location::Folder(config.data()),
        None => bail!("there is nothing at {}; name the data folder with --data", config.data().display()),
    };
    let to = Location::parse(to);
    if from == to {
        bail!("it is there already; name another database or folder with --to");
    }
    let bar = ProgressBar::new_spinner();
    bar.enable_steady_tick(Duration::from_millis(120));
    let tell = |table: &'static str, rows: u64| bar.set_message(format!("{table}: {rows}"));
    let moved = move_store(&from, &to, &tell).await?;
    bar.finish_and_clear();
    if json {
        println!("{}", serde_json::to_string_pretty(&moved)?);
    } else {
        print(&moved, &to);
    }
    Ok(())
}

fn print(moved: &Moved, to: &Location) {
    let mut table = TextTable::new(["table", "rows", "checksum"]);
    for MovedTable { table: name, rows, checksum } in moved.tables.iter().filter(|table| table.rows > 0) {
        table.row([(*name).to_owned(), rows.to_string(), checksum.clone()]);
    }
    print!("{table}");
    println!("counts and checksums are the same on both sides; what was there is still there");
    if moved.facts_anew {
        println!("images of segments stand outside of the database; the facts will be projected anew");
    }
    match to {
        Location::Folder(folder) => println!("go on with: heard serve --data {}", folder.display()),
        Location::Postgres(_) => println!("go on with: HEARD_DATABASE=… heard serve"),
    }
}
