//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use heard_model::Position;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// Heard: every customer is heard, also the many who never complain.
///
/// One binary over one data folder. Beside a running server the other commands speak to it
/// through a socket in the data folder; without one they open the folder themselves.
#[derive(Debug, Parser)]
#[command(name = "heard", version, arg_required_else_help = true, max_term_width = 100)]
#[command(after_help = "Exit codes: 0 done, 1 failed, 2 wrong use, 3 done in part (some rows were refused).")]
pub struct Arguments {
    /// Settings shared by all commands.
    #[command(flatten)]
    pub shared: Shared,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Settings shared by all commands.
#[derive(Debug, Args)]
pub struct Shared {
    /// The configuration file [default: heard.toml in this folder, if there is one]
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Folder that holds everything [default: heard-data]
    #[arg(long, global = true, value_name = "FOLDER")]
    pub data: Option<String>,
    /// PostgreSQL in the place of a file in the folder; better as HEARD_DATABASE, for others can
    /// see flags
    #[arg(long, value_name = "URL", global = true)]
    pub database: Option<String>,
    /// The workspace, by its short name; needed only where the folder holds several
    #[arg(long, global = true, value_name = "NAME")]
    pub workspace: Option<String>,
    /// Print JSON for scripts
    #[arg(long, global = true)]
    pub json: bool,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the console, the respondent pages and the API
    Serve(Serve),
    /// Serve a simulated company: fills a fresh data folder, goes on with a filled one
    Demo(Demo),
    /// Bring in answers from a file
    #[command(subcommand)]
    Import(Import),
    /// Ask for a number: the same as on every page, with its interval
    Query(Query),
    /// Write answers to a file
    #[command(subcommand)]
    Export(Export),
    /// Throw the columnar facts away and build them again from the answers
    Rebuild,
    /// Check the data folder and say what is wrong
    Doctor,
    /// Move everything to PostgreSQL, or back into a data folder
    Migrate(Migrate),
    /// Back everything up, beside a running server too; list or verify what is there
    Backup(Backup),
    /// Bring a backup back into an empty folder or database
    Restore(Restore),
    /// Print the configuration in force and where each value comes from
    Config,
    /// Print the description of the API (OpenAPI 3.1)
    Openapi,
}

/// `heard migrate`
///
/// Everything that the configuration names is copied in one transaction, then counted and compared by
/// checksum on both sides. What was there stays there. No server may run meanwhile.
#[derive(Debug, Args)]
pub struct Migrate {
    /// An empty PostgreSQL database, as postgres://user:password@host/heard, or a new data folder
    #[arg(long, value_name = "URL OR FOLDER")]
    pub to: String,
}

/// `heard backup`
///
/// Everything as of one instant, from the data folder or from PostgreSQL. What is there from earlier
/// backups is not written again. The words of people who were erased since are taken out of the earlier
/// backups, too. A run that breaks off leaves the earlier ones as they were; the next goes on from there.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  heard backup --to /mnt/backup/heard
  heard backup --to /mnt/backup/heard --key-file /etc/heard/backup.key --keep 48 --keep-days 60
  heard backup --to /mnt/backup/heard --list
  heard backup --to /mnt/backup/heard --verify

With a key everything is encrypted; who loses it has lost the backups. Each hour, by cron:
  0 * * * *  heard backup --data /srv/heard --to /mnt/backup/heard --keep 48 --keep-days 60")]
pub struct Backup {
    /// Folder of the backups; made by the first
    #[arg(long, value_name = "FOLDER")]
    pub to: PathBuf,
    /// File that holds the key [default: the setting backup_key, as HEARD_BACKUP_KEY]
    #[arg(long, value_name = "FILE")]
    pub key_file: Option<PathBuf>,
    /// Keep so many of the newest, and those of --keep-days
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..))]
    pub keep: Option<u32>,
    /// Keep those of the last so many days, and those of --keep
    #[arg(long, value_name = "DAYS")]
    pub keep_days: Option<u32>,
    /// Only say which backups are there
    #[arg(long, conflicts_with_all = ["keep", "keep_days", "verify"])]
    pub list: bool,
    /// Only read every block of every backup and say what is missing or damaged
    #[arg(long, conflicts_with_all = ["keep", "keep_days"])]
    pub verify: bool,
}

/// `heard restore`
///
/// Every block is checked by its hash, every table by count and checksum, and the target is opened. A
/// target that holds anything is refused; one that fails half-way is left empty.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  heard restore --from /mnt/backup/heard --to /srv/heard
  heard restore --from /mnt/backup/heard --at 2026-11-01T12:00:00Z --to /tmp/as-it-was
  heard restore --from /mnt/backup/heard --to postgres://heard:secret@db.example.org/heard

`heard backup --to FOLDER --list` says which moments there are.")]
pub struct Restore {
    /// Folder of the backups
    #[arg(long, value_name = "FOLDER")]
    pub from: PathBuf,
    /// The last backup not after this instant; a day or a time without a zone is in UTC [default: the newest]
    #[arg(long, value_name = "TIME", value_parser = instant)]
    pub at: Option<Timestamp>,
    /// A data folder that does not exist yet, or an empty PostgreSQL database
    #[arg(long, value_name = "FOLDER OR URL")]
    pub to: String,
    /// File that holds the key [default: the setting backup_key, as HEARD_BACKUP_KEY]
    #[arg(long, value_name = "FILE")]
    pub key_file: Option<PathBuf>,
}

/// An instant; what has no zone is in UTC, and a day is its end.
fn instant(text: &str) -> Result<Timestamp, String> {
    let utc = |time: DateTime| time.to_zoned(TimeZone::UTC).map(|zoned| zoned.timestamp());
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Ok(instant);
    }
    let local = match text.parse::<jiff::civil::Date>() {
        Ok(day) if text.len() <= 10 => day.at(23, 59, 59, 999_999_999),
        _ => text.parse::<DateTime>().map_err(|_| "write it as 2026-11-01T12:00:00Z".to_owned())?,
    };
    utc(local).map_err(|error| error.to_string())
}

/// `heard serve`
#[derive(Debug, Args)]
pub struct Serve {
    /// Address and port to listen on [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDRESS")]
    pub listen: Option<String>,
    /// Address that people see, as `https://heard.example.org`
    #[arg(long, value_name = "URL")]
    pub public_url: Option<String>,
}

/// `heard demo`
#[derive(Debug, Args)]
pub struct Demo {
    /// Address and port to listen on [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDRESS")]
    pub listen: Option<String>,
    /// The same seed gives the same company and the same answers
    #[arg(long, default_value_t = 7)]
    pub seed: u64,
    /// How many answered surveys
    #[arg(long, default_value_t = 25_000)]
    pub responses: usize,
    /// The day after the last of the two simulated years [default: today]
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub until: Option<jiff::civil::Date>,
    /// Fill the data folder and stop
    #[arg(long)]
    pub no_serve: bool,
}

/// `heard import`
#[derive(Debug, Subcommand)]
pub enum Import {
    /// Answers from CSV or TSV, by a mapping
    ///
    /// The mapping says which column is which question, attribute, time or weight, and which codes
    /// mean "no answer"; examples are in the folder examples/. The same file twice adds nothing.
    /// Refused rows go to a file beside the input, to be mended and fed again.
    Responses(ImportResponses),
}

/// `heard import responses`
#[derive(Debug, Args)]
pub struct ImportResponses {
    /// The file
    pub file: PathBuf,
    /// The mapping (TOML)
    #[arg(long, value_name = "FILE")]
    pub mapping: PathBuf,
    /// Only say what would happen
    #[arg(long)]
    pub dry_run: bool,
    /// Where refused rows go [default: FILE.refused.csv]
    #[arg(long, value_name = "FILE")]
    pub refused: Option<PathBuf>,
}

/// `heard query`
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  heard query nps
  heard query csat --by touchpoint --from 2026-01-01 --until 2026-07-01
  heard query csat --grain month --by unit:1 --compare previous_period
  heard query csat --filter '{\"in\":{\"dimension\":\"country\",\"values\":[\"HU\",\"RO\"]}}' --json")]
pub struct Query {
    /// nps, nps_1_10, csat, ces_5, ces_7, satisfied_share, satisfaction_index, mean, distribution, choice_share or responses
    pub metric: String,
    /// Only this survey, by identifier or name
    #[arg(long)]
    pub survey: Option<String>,
    /// Only this question's key
    #[arg(long)]
    pub question: Option<String>,
    /// First day
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub from: Option<jiff::civil::Date>,
    /// The day after the last
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub until: Option<jiff::civil::Date>,
    /// Cut time into periods
    #[arg(long)]
    pub grain: Option<GrainArgument>,
    /// Gregorian or Solar Hijri periods [default: the workspace's]
    #[arg(long)]
    pub calendar: Option<CalendarArgument>,
    /// Split by a dimension (unit, unit:1, survey, question, choice, touchpoint, channel, language, country, team, agent, product, attribute:NAME); up to twice
    #[arg(long)]
    pub by: Vec<String>,
    /// Which answers: a filter as in the API, as JSON
    #[arg(long, value_name = "JSON")]
    pub filter: Option<String>,
    /// Compare with an earlier period
    #[arg(long)]
    pub compare: Option<CompareArgument>,
    /// Only what was accepted up to this position
    #[arg(long, value_name = "POSITION")]
    pub as_of: Option<Position>,
    /// Print CSV, the same as the console's export
    #[arg(long, conflicts_with = "json")]
    pub csv: bool,
}

/// Lengths of periods.
#[derive(Clone, Copy, Debug, ValueEnum)]
#[value(rename_all = "snake_case")]
pub enum GrainArgument {
    /// A civil day
    Day,
    /// A week
    Week,
    /// A month
    Month,
    /// A quarter of the fiscal year
    Quarter,
    /// A fiscal year
    Year,
}

/// Calendars.
#[derive(Clone, Copy, Debug, ValueEnum)]
#[value(rename_all = "snake_case")]
pub enum CalendarArgument {
    /// Gregorian
    Gregorian,
    /// Solar Hijri
    SolarHijri,
}

/// Earlier periods.
#[derive(Clone, Copy, Debug, ValueEnum)]
#[value(rename_all = "snake_case")]
pub enum CompareArgument {
    /// As many days just before
    PreviousPeriod,
    /// The same dates a year before
    YearBefore,
}

/// `heard export`
#[derive(Debug, Subcommand)]
pub enum Export {
    /// Every answer, one line each
    Responses(ExportResponses),
    /// Every scored answer as Parquet, for DuckDB, pandas and others, with a codebook
    Facts(ExportFacts),
}

/// `heard export facts`
///
/// One row for each scored answer, with labels in the place of codes; `codebook.json` and `README.md`
/// beside them say what every column is and how numbers are computed.
#[derive(Debug, Args)]
pub struct ExportFacts {
    /// A folder that is empty or not there yet
    #[arg(long, value_name = "FOLDER")]
    pub to: PathBuf,
}

/// `heard export responses`
#[derive(Debug, Args)]
pub struct ExportResponses {
    /// Where to write [default: standard output]
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Only this survey, by identifier or name
    #[arg(long)]
    pub survey: Option<String>,
    /// First day
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub from: Option<jiff::civil::Date>,
    /// The day after the last
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub until: Option<jiff::civil::Date>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_read_as_people_write_them() {
        for (text, meant) in [
            ("2026-11-01T12:00:00Z", "2026-11-01T12:00:00Z"),
            ("2026-11-01T12:00:00+02:00", "2026-11-01T10:00:00Z"),
            ("2026-11-01 12:00", "2026-11-01T12:00:00Z"),
            ("2026-11-01", "2026-11-01T23:59:59.999999999Z"),
        ] {
            assert_eq!(instant(text).unwrap().to_string(), meant);
        }
        assert!(instant("yesterday").is_err());
    }
}
