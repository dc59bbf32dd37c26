//! `heard query`: the same number as on every page.

use anyhow::{Context, bail};
use heard_http::api::common::List;
use heard_http::api::surveys::view::SurveySummary;
use heard_model::metric::{Flag, Group, GroupKey, Measure, MetricAnswer, Sureness};
use serde_json::{Map, Value, json};

use crate::args::{CalendarArgument, CompareArgument, GrainArgument, Query};
use crate::door::{Door, accepted};
use crate::text_table::TextTable;

/// Asks and prints.
///
/// # Errors
/// When the question can't be understood or the server refuses it.
pub async fn run(door: &Door, query: &Query, json: bool) -> anyhow::Result<()> {
    let question = question(door, query).await?;
    if query.csv {
        let body = serde_json::to_vec(&question)?.into();
        let answer = door.call("POST", "/api/v1/metrics:export", "application/json", body).await?;
        print!("{}", String::from_utf8_lossy(&accepted(answer).await?));
        return Ok(());
    }
    if json {
        let answer: Value = door.json("POST", "/api/v1/metrics:query", Some(&question)).await?;
        println!("{}", serde_json::to_string_pretty(&answer)?);
        return Ok(());
    }
    let answer: MetricAnswer = door.json("POST", "/api/v1/metrics:query", Some(&question)).await?;
    print_answer(&answer);
    Ok(())
}

async fn question(door: &Door, query: &Query) -> anyhow::Result<Value> {
    let mut question = Map::new();
    question.insert("metric".to_owned(), json!(query.metric));
    if let Some(name) = &query.survey {
        question.insert("survey".to_owned(), json!(find_survey(door, name).await?));
    }
    let mut set = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            question.insert(name.to_owned(), value);
        }
    };
    set("question", query.question.as_ref().map(|key| json!(key)));
    set("from", query.from.map(|day| json!(day)));
    set("until", query.until.map(|day| json!(day)));
    set("grain", query.grain.map(|grain| json!(grain_name(grain))));
    set("calendar", query.calendar.map(|calendar| json!(calendar_name(calendar))));
    set("compare", query.compare.map(|compare| json!(compare_name(compare))));
    set("as_of", query.as_of.as_ref().map(|position| json!(position)));
    set("by", Some(json!(query.by)).filter(|_| !query.by.is_empty()));
    if let Some(filter) = &query.filter {
        let filter: Value = serde_json::from_str(filter).context("--filter is not JSON")?;
        set("filter", Some(filter));
    }
    Ok(Value::Object(question))
}

/// The identifier of a survey given by identifier or title.
///
/// # Errors
/// When no survey, or more than one, has the title.
pub async fn find_survey(door: &Door, name: &str) -> anyhow::Result<String> {
    let surveys: List<SurveySummary> = door.json("GET", "/api/v1/surveys", None).await?;
    let is_meant = |survey: &&SurveySummary| {
        survey.id.to_string() == name || survey.title.0.values().any(|title| title == name)
    };
    let found: Vec<SurveySummary> = surveys.items.iter().filter(is_meant).cloned().collect();
    match found.as_slice() {
        [survey] => Ok(survey.id.to_string()),
        [] => bail!("there is no survey `{name}`"),
        _ => bail!("several surveys are called `{name}`; give the identifier"),
    }
}

fn grain_name(grain: GrainArgument) -> &'static str {
    match grain {
        GrainArgument::Day => "day",
        GrainArgument::Week => "week",
        GrainArgument::Month => "month",
        GrainArgument::Quarter => "quarter",
        GrainArgument::Year => "year",
    }
}

fn calendar_name(calendar: CalendarArgument) -> &'static str {
    match calendar {
        CalendarArgument::Gregorian => "gregorian",
        CalendarArgument::SolarHijri => "solar_hijri",
    }
}

fn compare_name(compare: CompareArgument) -> &'static str {
    match compare {
        CompareArgument::PreviousPeriod => "previous_period",
        CompareArgument::YearBefore => "year_before",
    }
}

fn print_answer(answer: &MetricAnswer) {
    let decimals = usize::from(answer.definition.decimals);
    let is_share = answer.definition.unit == heard_model::metric::Unit::Share;
    let written = Writing { decimals, is_share };
    let mut table =
        TextTable::new(["period", "group", "value", "interval", "n", "excluded", "weighted", "note"]);
    table.row(written.row(String::new(), "all".to_owned(), &answer.total));
    for group in &answer.groups {
        let period = group.period.map(|period| period.start.to_string()).unwrap_or_default();
        table.row(written.row(period, label(group), &group.measure));
    }
    print!("{table}");
    if let Some(comparison) = &answer.comparison {
        let sureness = match comparison.sureness {
            Sureness::Clear => "clear",
            Sureness::WithinNoise => "within noise",
            Sureness::TooFew => "too few answers",
        };
        println!(
            "against {} to {}: {} ({} to {}), {sureness}",
            comparison.period.start,
            comparison.period.until,
            written.number(comparison.difference),
            written.number(comparison.low),
            written.number(comparison.high),
        );
    }
    println!(
        "{} version {}, {} interval at {} %; as of {}, {} changes since",
        serde_json::to_value(answer.definition.id)
            .ok()
            .and_then(|id| id.as_str().map(str::to_owned))
            .unwrap_or_default(),
        answer.definition.version,
        answer.definition.interval_method,
        answer.definition.level * 100.0,
        answer.as_of,
        answer.arrived_since,
    );
}

fn label(group: &Group) -> String {
    let name = |key: &GroupKey| match &key.value {
        Some(_) => key.label.clone(),
        None => "(none)".to_owned(),
    };
    group.keys.iter().map(name).collect::<Vec<_>>().join(" · ")
}

/// How the numbers of one metric are written.
struct Writing {
    decimals: usize,
    is_share: bool,
}

impl Writing {
    fn number(&self, value: Option<f64>) -> String {
        match value {
            None => "–".to_owned(),
            Some(value) if self.is_share => format!("{:.*} %", self.decimals, value * 100.0),
            Some(value) => format!("{value:.*}", self.decimals),
        }
    }

    fn row(&self, period: String, group: String, measure: &Measure) -> [String; 8] {
        let interval = match (measure.low, measure.high) {
            (Some(_), Some(_)) => format!("{} to {}", self.number(measure.low), self.number(measure.high)),
            _ => String::new(),
        };
        let weighted = match measure.weighted {
            None => String::new(),
            Some(weighted) if weighted.without_weight > 0 => "not weighted".to_owned(),
            Some(weighted) => self.number(weighted.value),
        };
        let note = match measure.flag {
            None => "",
            Some(Flag::NoData) => "nobody answered",
            Some(Flag::FewAnswers) => "few answers",
            Some(Flag::Suppressed) => "hidden: small group",
        };
        let excluded = measure.excluded.skipped + measure.excluded.not_applicable;
        [
            period,
            group,
            self.number(measure.value),
            interval,
            measure.n.to_string(),
            if excluded == 0 { String::new() } else { excluded.to_string() },
            weighted,
            note.to_owned(),
        ]
    }
}
