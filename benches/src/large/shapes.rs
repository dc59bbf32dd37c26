//! A hundred questions of many shapes, drawn from a seed: for the API, in SQL, and as a plain
//! loop over columns. All three count the same rows.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::{Value, json};

use super::company::{ATTRIBUTES, DAYS, Draw, LABELLED, RATED, UNTIL, label};

/// What is asked.
#[derive(Clone, Debug)]
pub struct Shape {
    /// What it asks, in a few words.
    pub name: String,
    /// The kind of answer that is counted, as the exported facts name it.
    kind: &'static str,
    /// The highest score of its scale.
    scale_max: u8,
    metric: &'static str,
    question: Option<&'static str>,
    grain: Option<&'static str>,
    from: Option<Date>,
    until: Option<Date>,
    by: Vec<String>,
    filters: Vec<Narrowing>,
}

/// Which answers.
#[derive(Clone, Debug)]
pub struct Narrowing {
    /// The dimension as the API names it.
    dimension: String,
    /// Its values.
    values: Vec<String>,
    /// Whether exactly the others are meant.
    negated: bool,
}

/// The same for a loop over columns.
pub struct PlainQuestion<'a> {
    /// The kind of answer.
    pub kind: &'a str,
    /// The highest score of the scale.
    pub scale_max: u8,
    /// One question's key.
    pub question: Option<&'a str>,
    /// The first day.
    pub from: Option<Date>,
    /// The day after the last.
    pub until: Option<Date>,
    /// Cut by months, weeks, quarters.
    pub grain: Option<&'a str>,
    /// Column names to group by.
    pub by: Vec<String>,
    /// Column, values, and whether exactly the others are meant.
    pub filters: Vec<(String, &'a [String], bool)>,
}

/// The kinds that are asked about: metric, kind in the facts, highest score, whether a question is
/// named.
const KINDS: [(&str, &str, u8, bool); 6] = [
    ("nps", "nps", 10, false),
    ("csat", "csat", 5, false),
    ("ces_7", "ces", 7, false),
    ("satisfied_share", "rating", 10, true),
    ("mean", "rating", 10, true),
    ("distribution", "rating", 10, true),
];
/// The most groups that a drawn question has: the API answers 5,000.
const MOST_GROUPS: u64 = 4_000;
/// Of so many questions one is cut by time.
const GRAINS: [(Option<&str>, u64); 5] =
    [(None, 1), (None, 1), (Some("month"), 25), (Some("quarter"), 9), (Some("week"), 106)];

/// The questions of a seed.
pub fn shapes(seed: u64, count: usize) -> Vec<Shape> {
    let mut draw = Draw(seed);
    (0..count).map(|_| shape(&mut draw)).collect()
}

fn shape(draw: &mut Draw) -> Shape {
    let (metric, kind, scale_max, is_of_one) = *draw.of(&KINDS);
    let question = is_of_one.then(|| *draw.of(&RATED));
    let (grain, mut groups) = *draw.of(&GRAINS);
    let (from, until) = days(draw);
    let mut by: Vec<String> = Vec::new();
    for _ in 0..draw.below(3) {
        let (name, values) = dimension(draw);
        if groups * (values + 1) <= MOST_GROUPS && !by.contains(&name) {
            groups *= values + 1;
            by.push(name);
        }
    }
    let filters: Vec<Narrowing> = (0..draw.below(3)).map(|_| narrowing(draw)).collect();
    let mut name = metric.to_owned();
    name.extend(question.map(|question| format!(" of {question}")));
    name.extend(grain.map(|grain| format!(" by {grain}")));
    by.iter().for_each(|by| name.push_str(&format!(" by {by}")));
    filters.iter().for_each(|filter| name.push_str(&format!(", {filter}")));
    name.push_str(if from.is_some() { ", some days" } else { ", all days" });
    Shape { name, kind, scale_max, metric, question, grain, from, until, by, filters }
}

/// All days, the last ones, or some months of the two years.
fn days(draw: &mut Draw) -> (Option<Date>, Option<Date>) {
    let before = |days: u64| UNTIL.saturating_sub((days as i64).days());
    match draw.below(4) {
        0 => (None, None),
        1 => (Some(before(90)), Some(UNTIL)),
        2 => (Some(before(365)), Some(UNTIL)),
        _ => {
            let length = 30 + draw.below(300);
            let end = draw.below(DAYS - length);
            (Some(before(end + length)), Some(before(end)))
        }
    }
}

fn dimension(draw: &mut Draw) -> (String, u64) {
    let place = draw.below((LABELLED.len() + ATTRIBUTES.len()) as u64) as usize;
    match LABELLED.get(place) {
        Some((name, values)) => ((*name).to_owned(), *values),
        None => {
            let (name, values) = ATTRIBUTES[place - LABELLED.len()];
            (format!("attribute:{name}"), values)
        }
    }
}

fn narrowing(draw: &mut Draw) -> Narrowing {
    let (dimension, values) = dimension(draw);
    let wanted = 1 + draw.below(values / 2);
    let first = draw.below(values);
    let chosen = (0..wanted).map(|place| (first + place * 7 + place / 3) % values);
    let chosen: BTreeMap<u64, ()> = chosen.map(|value| (value, ())).collect();
    let values = chosen.keys().map(|value| match dimension.strip_prefix("attribute:") {
        Some(_) => value.to_string(),
        None => label(&dimension, *value),
    });
    let values = values.collect();
    Narrowing { dimension, values, negated: draw.below(4) == 0 }
}

impl std::fmt::Display for Narrowing {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let not = if self.negated { "not " } else { "" };
        write!(formatter, "{} {not}in {}", self.dimension, self.values.len())
    }
}

impl Narrowing {
    fn column(&self) -> String {
        column(&self.dimension)
    }

    fn filter(&self) -> Value {
        let within = json!({ "in": { "dimension": self.dimension, "values": self.values } });
        if self.negated { json!({ "not": within }) } else { within }
    }

    fn sql(&self) -> String {
        let values: Vec<String> = self.values.iter().map(|value| format!("'{value}'")).collect();
        let not = if self.negated { "NOT " } else { "" };
        format!("{}({} IN ({}))", not, self.column(), values.join(", "))
    }
}

/// The exported column of a dimension.
fn column(dimension: &str) -> String {
    dimension.replace(':', "_")
}

impl Shape {
    /// The question as the API takes it.
    pub fn ask(&self) -> Value {
        let mut ask = json!({ "metric": self.metric, "by": self.by });
        if let Some(question) = self.question {
            ask["question"] = question.into();
        }
        if let Some(grain) = self.grain {
            ask["grain"] = grain.into();
        }
        if let (Some(from), Some(until)) = (self.from, self.until) {
            ask["from"] = from.to_string().into();
            ask["until"] = until.to_string().into();
        }
        if !self.filters.is_empty() {
            let filters: Vec<Value> = self.filters.iter().map(Narrowing::filter).collect();
            ask["filter"] = json!({ "all": filters });
        }
        ask
    }

    /// The question in SQL over `facts`: a cell for each group and score, and of them only how many
    /// there are and how many answers are in them, so that nothing large is handed over.
    pub fn sql(&self) -> String {
        let mut groups: Vec<String> = Vec::new();
        groups.extend(self.grain.map(|grain| format!("date_trunc('{grain}', day)")));
        groups.extend(self.by.iter().map(|by| column(by)));
        groups.push("score".to_owned());
        let mut conditions =
            vec![format!("kind = '{}'", self.kind), format!("scale_max = {}", self.scale_max)];
        conditions.extend(self.question.map(|question| format!("question = '{question}'")));
        conditions.extend(self.from.map(|from| format!("day >= DATE '{from}'")));
        conditions.extend(self.until.map(|until| format!("day < DATE '{until}'")));
        conditions.extend(self.filters.iter().map(Narrowing::sql));
        format!(
            "SELECT count(*), sum(answers) FROM (SELECT {}, sum(sign)::BIGINT AS answers FROM facts \
             WHERE {} GROUP BY ALL) WHERE score IS NOT NULL",
            groups.join(", "),
            conditions.join(" AND ")
        )
    }

    /// The question for a loop over columns.
    pub fn plain(&self) -> PlainQuestion<'_> {
        PlainQuestion {
            kind: self.kind,
            scale_max: self.scale_max,
            question: self.question,
            from: self.from,
            until: self.until,
            grain: self.grain,
            by: self.by.iter().map(|by| column(by)).collect(),
            filters: self
                .filters
                .iter()
                .map(|filter| (filter.column(), &filter.values[..], filter.negated))
                .collect(),
        }
    }

    /// The same shape about other answers: one more condition that nearly all of them meet.
    pub fn varied(&self) -> Self {
        let values = (0..119).map(|value: u64| value.to_string()).collect();
        let further = Narrowing { dimension: "attribute:tenure".to_owned(), values, negated: false };
        let filters = self.filters.iter().cloned().chain([further]).collect();
        Self { filters, ..self.clone() }
    }
}
