//! `heard import responses`: a file and a mapping become answers. Good rows go in, bad rows go to
//! a file that can be mended and fed again; the same file twice adds nothing.

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use heard_http::api::common::List;
use heard_http::api::responses::batch::{BatchLineStatus, BatchOutcome};
use heard_http::api::surveys::view::{SurveySummary, SurveyView};
use heard_intake::import::{ImportReader, ImportRow, ImportSummary, Mapping, RejectWriter};
use heard_intake::{Context, Sender};
use heard_model::settings::Workspace;
use heard_model::survey::{SurveyContext, SurveyDefinition, SurveyVersion};
use heard_model::unit::{OrganisationUnit, UnitTree};
use heard_model::{Clock, SurveyId, SystemClock};
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;
use serde_json::{Value, json};

use crate::args::ImportResponses;
use crate::door::{Door, accepted};

/// Rows that are sent together.
const PART: usize = 2_000;

/// What an import did.
#[derive(Debug, Default, Serialize)]
pub struct Report {
    /// Rows stored.
    pub accepted: usize,
    /// Rows that were here before.
    pub replayed: usize,
    /// Rows refused; they are in the file of refused rows.
    pub refused: u64,
    /// Where the refused rows are.
    pub refused_file: Option<PathBuf>,
    /// The survey that the answers belong to.
    pub survey: Option<SurveyId>,
}

/// Imports; `true` if every row went in.
///
/// # Errors
/// When the file, the mapping or the server make the whole import impossible.
pub async fn responses(door: &Door, import: &ImportResponses, json: bool) -> anyhow::Result<bool> {
    let mapping = read_mapping(&import.mapping)?;
    let definition = read_definition(&mapping, &import.mapping)?;
    let workspace: Workspace = door.json("GET", "/api/v1/workspace", None).await?;
    let units: Value = door.json("GET", "/api/v1/units", None).await?;
    let units: Vec<OrganisationUnit> = serde_json::from_value(units["items"].clone())?;
    let units = UnitTree::new(units);
    let version = survey_version(door, definition, import.dry_run).await?;
    let survey_context = SurveyContext::default();
    let context = Context {
        now: SystemClock.now(),
        zones: workspace.settings.zones(),
        units: &units,
        survey: &survey_context,
        sender: Sender::Trusted,
        channel: "import",
    };
    let reader = ImportReader::open(&import.file, &mapping, &version, context)
        .with_context(|| format!("{} cannot be imported", import.file.display()))?;
    if import.dry_run {
        return dry_run(reader, json);
    }
    let refused_file = import.refused.clone().unwrap_or_else(|| beside(&import.file));
    if refused_file.canonicalize().ok() == import.file.canonicalize().ok() {
        bail!("the refused rows would overwrite the file that is read; name another file with --refused");
    }
    let report = Transfer::new(door, version.survey, reader, refused_file)?.run().await?;
    print_report(&report, json)?;
    Ok(report.refused == 0)
}

fn read_mapping(path: &Path) -> anyhow::Result<Mapping> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    Mapping::parse(&text).with_context(|| format!("{} is no mapping", path.display()))
}

fn read_definition(mapping: &Mapping, mapping_path: &Path) -> anyhow::Result<SurveyDefinition> {
    if let Some(definition) = &mapping.definition {
        return Ok(definition.clone());
    }
    let Some(file) = &mapping.survey else {
        bail!("the mapping names no survey; add survey = \"survey.json\" or a [definition]");
    };
    let path = mapping_path.parent().unwrap_or(Path::new(".")).join(file);
    let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{} is no survey definition", path.display()))
}

fn beside(file: &Path) -> PathBuf {
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(".refused.csv");
    file.with_file_name(name)
}

/// The published survey of this title, made if there is none. A dry run makes nothing.
async fn survey_version(
    door: &Door,
    definition: SurveyDefinition,
    dry_run: bool,
) -> anyhow::Result<SurveyVersion> {
    let surveys: List<SurveySummary> = door.json("GET", "/api/v1/surveys", None).await?;
    let known = surveys.items.iter().find(|survey| survey.title == definition.title).map(|survey| survey.id);
    let id = match known {
        Some(id) => id,
        None if dry_run => {
            return Ok(SurveyVersion { survey: SurveyId(uuid::Uuid::nil()), version: 1, definition });
        }
        None => make_survey(door, &definition).await?,
    };
    let survey: SurveyView = door.json("GET", &format!("/api/v1/surveys/{id}"), None).await?;
    let (Some(definition), Some(version)) = (survey.published, survey.version) else {
        bail!("the survey of this title is not published; publish it, or give the mapping another title");
    };
    Ok(SurveyVersion { survey: id, version, definition })
}

async fn make_survey(door: &Door, definition: &SurveyDefinition) -> anyhow::Result<SurveyId> {
    let body = json!({ "draft": definition });
    let survey: SurveyView = door.json("POST", "/api/v1/surveys", Some(&body)).await?;
    let publish = json!({ "revision": survey.revision });
    let path = format!("/api/v1/surveys/{}/publish", survey.id);
    let _: Value = door.json("POST", &path, Some(&publish)).await?;
    Ok(survey.id)
}

fn dry_run(mut reader: ImportReader<'_>, json: bool) -> anyhow::Result<bool> {
    let mut summary = ImportSummary::new(&reader);
    for row in &mut reader {
        summary.add(&row?);
    }
    if json {
        println!("{}", serde_json::to_string_pretty(&summary)?);
        return Ok(summary.bad == 0);
    }
    println!("would import {} of {} rows, and refuse {}", summary.good, summary.rows, summary.bad);
    println!("read as {}, separated by {:?}", summary.shape.encoding, summary.shape.separator);
    if !summary.unused_columns.is_empty() {
        println!("columns not used: {}", summary.unused_columns.join(", "));
    }
    for problem in &summary.first_problems {
        println!("line {}, {} = {:?}: {}", problem.line, problem.column, problem.value, problem.reason);
    }
    for row in summary.first_rows.iter().take(3) {
        println!("would store {}", serde_json::to_string(row)?);
    }
    Ok(summary.bad == 0)
}

fn print_report(report: &Report, json: bool) -> anyhow::Result<()> {
    if json {
        println!("{}", serde_json::to_string_pretty(report)?);
        return Ok(());
    }
    println!(
        "{} rows imported, {} were here before, {} refused",
        report.accepted, report.replayed, report.refused
    );
    if let Some(file) = &report.refused_file {
        println!("the refused rows are in {}; mend them and import that file", file.display());
    }
    Ok(())
}

/// Rows on their way from the file to the server.
struct Transfer<'a> {
    door: &'a Door,
    survey: SurveyId,
    reader: ImportReader<'a>,
    part: Vec<(ImportRow, Vec<u8>)>,
    refused: RejectWriter<BufWriter<File>>,
    refused_file: PathBuf,
    bar: ProgressBar,
    report: Report,
}

impl<'a> Transfer<'a> {
    fn new(
        door: &'a Door,
        survey: SurveyId,
        reader: ImportReader<'a>,
        refused_file: PathBuf,
    ) -> anyhow::Result<Self> {
        let file = File::create(&refused_file)
            .with_context(|| format!("cannot write {}", refused_file.display()))?;
        let refused = RejectWriter::new(BufWriter::new(file), reader.shape())?;
        let style = ProgressStyle::with_template("{bar:40} {percent:>3} %  {msg}  {eta} left")?;
        let bar = ProgressBar::new(reader.total_bytes()).with_style(style);
        let report = Report { survey: Some(survey), ..Report::default() };
        Ok(Self { door, survey, reader, part: Vec::new(), refused, refused_file, bar, report })
    }

    async fn run(mut self) -> anyhow::Result<Report> {
        while let Some(row) = self.reader.next() {
            let row = row?;
            match &row.outcome {
                Ok(good) => {
                    let mut line = serde_json::to_value(&good.raw)?;
                    line["survey"] = json!(self.survey);
                    self.part.push((row, serde_json::to_vec(&line)?));
                }
                Err(problems) => self.refused.write(&row, problems)?,
            }
            if self.part.len() >= PART {
                self.send().await?;
            }
        }
        self.send().await?;
        self.bar.finish_and_clear();
        self.report.refused = self.refused.rows();
        self.refused.finish()?;
        if self.report.refused > 0 {
            self.report.refused_file = Some(self.refused_file);
        } else {
            std::fs::remove_file(&self.refused_file)?;
        }
        Ok(self.report)
    }

    /// Sends the part; what can't be stored for a passing reason ends the import, so that the
    /// same file can be fed again.
    async fn send(&mut self) -> anyhow::Result<()> {
        let part = std::mem::take(&mut self.part);
        if part.is_empty() {
            return Ok(());
        }
        let body: Vec<u8> = part.iter().flat_map(|(_, line)| line.iter().copied().chain([b'\n'])).collect();
        let answer =
            self.door.call("POST", "/api/v1/responses:batch", "application/x-ndjson", body.into()).await?;
        let outcome: BatchOutcome = serde_json::from_slice(&accepted(answer).await?)?;
        for ((row, _), line) in part.iter().zip(&outcome.lines) {
            match line.status {
                BatchLineStatus::Accepted => self.report.accepted += 1,
                BatchLineStatus::Replayed => self.report.replayed += 1,
                BatchLineStatus::Failed => {
                    bail!(
                        "the server could not store more after {} rows; import the same file again later",
                        self.report.accepted
                    );
                }
                BatchLineStatus::Refused => {
                    let problem = |error: &heard_http::problem::FieldProblem| {
                        self.reader.later_problem(row, &error.pointer, "refused_by_server", &error.detail)
                    };
                    let problems: Vec<_> = line.errors.iter().map(problem).collect();
                    self.refused.write(row, &problems)?;
                }
            }
        }
        self.bar.set_position(self.reader.bytes_read());
        self.bar.set_message(format!("{} rows", self.report.accepted + self.report.replayed));
        Ok(())
    }
}
