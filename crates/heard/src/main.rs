//! The `heard` command.

mod accept;
mod args;
mod commands;
mod config;
mod descriptors;
mod door;
mod fill;
mod front;
mod runtime;
mod text_table;

use std::process::ExitCode;

use args::{Arguments, Command, Export, Import};
use clap::Parser;
use config::Config;
use door::Door;
use heard_store::StoreError;
use tracing_subscriber::EnvFilter;

/// An answer is many small pieces of memory that live for a millisecond on one thread and end on another.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Done, but some rows were refused.
const DONE_IN_PART: u8 = 3;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let outcome = load_config(&arguments).and_then(|config| {
        log(&config, matches!(arguments.command, Command::Serve(_) | Command::Demo(_)));
        let mut runtime = tokio::runtime::Builder::new_multi_thread();
        let runtime = runtime.worker_threads(half_of_the_processors()).enable_all().build()?;
        runtime.block_on(run(arguments, &config))
    });
    match outcome {
        Ok(code) => code,
        Err(error) => {
            eprintln!("heard: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// The others are for the database's threads and for questions.
fn half_of_the_processors() -> usize {
    std::thread::available_parallelism().map_or(1, |processors| processors.get().div_ceil(2))
}

fn load_config(arguments: &Arguments) -> anyhow::Result<Config> {
    let (listen, public_url) = match &arguments.command {
        Command::Serve(serve) => (serve.listen.clone(), serve.public_url.clone()),
        Command::Demo(demo) => (demo.listen.clone(), None),
        _ => (None, None),
    };
    let flags = [
        ("data", arguments.shared.data.clone()),
        ("database", arguments.shared.database.clone()),
        ("listen", listen),
        ("public_url", public_url),
    ];
    Config::load(arguments.shared.config.as_deref(), |name| std::env::var(name).ok(), &flags)
}

/// A server says what it does; other commands only what is wrong.
fn log(config: &Config, is_server: bool) {
    let wanted = if is_server { config.text("log") } else { "warn" };
    let filter = EnvFilter::try_new(wanted).unwrap_or_else(|_| EnvFilter::new("info"));
    let filter = match "sea_orm_migration=warn".parse() {
        Ok(quieter) => filter.add_directive(quieter),
        Err(_) => filter,
    };
    // The log may lie on a disk that is full; complaining about that on the same way would end the thread.
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .log_internal_errors(false);
    if config.text("log_format") == "json" {
        builder.json().init();
    } else {
        builder.init();
    }
}

async fn run(arguments: Arguments, config: &Config) -> anyhow::Result<ExitCode> {
    let json = arguments.shared.json;
    match &arguments.command {
        Command::Serve(_) => {
            commands::serve::serve(config, async |_| Ok(())).await?;
            return Ok(ExitCode::SUCCESS);
        }
        Command::Demo(demo) => {
            commands::demo::run(config, demo).await?;
            return Ok(ExitCode::SUCCESS);
        }
        Command::Config => {
            commands::config::run(config, json)?;
            return Ok(ExitCode::SUCCESS);
        }
        Command::Openapi => {
            commands::openapi::run()?;
            return Ok(ExitCode::SUCCESS);
        }
        Command::Restore(restore) => {
            commands::restore::run(config, restore, json).await?;
            return Ok(ExitCode::SUCCESS);
        }
        Command::Backup(backup) if backup.list || backup.verify => {
            commands::backup::look(config, backup, json)?;
            return Ok(ExitCode::SUCCESS);
        }
        Command::Migrate(migrate) => {
            commands::migrate::run(config, &migrate.to, json).await?;
            return Ok(ExitCode::SUCCESS);
        }
        _ => {}
    }
    let opened = Door::open(config, arguments.shared.workspace.clone()).await;
    if let (Command::Doctor, Err(error)) = (&arguments.command, &opened)
        && !matches!(error.downcast_ref(), Some(StoreError::InUse(_)))
    {
        commands::doctor::examine(config, json).await?;
    }
    let door = opened?;
    let outcome = through_door(&door, config, &arguments.command, json).await;
    door.close().await?;
    outcome
}

async fn through_door(
    door: &Door,
    config: &Config,
    command: &Command,
    json: bool,
) -> anyhow::Result<ExitCode> {
    match command {
        Command::Query(query) => commands::query::run(door, query, json).await?,
        Command::Export(Export::Responses(export)) => commands::export::responses(door, export).await?,
        Command::Export(Export::Facts(export)) => commands::export_facts::run(door, export, json).await?,
        Command::Rebuild => commands::rebuild::run(door, json).await?,
        Command::Doctor => commands::doctor::run(door, json).await?,
        Command::Backup(backup) => commands::backup::run(door, config, backup, json).await?,
        Command::Import(Import::Responses(import)) => {
            if !commands::import::responses(door, import, json).await? {
                return Ok(ExitCode::from(DONE_IN_PART));
            }
        }
        Command::Serve(_)
        | Command::Demo(_)
        | Command::Config
        | Command::Openapi
        | Command::Migrate(_)
        | Command::Restore(_) => {}
    }
    Ok(ExitCode::SUCCESS)
}
