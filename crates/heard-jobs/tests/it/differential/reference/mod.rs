//! The plain evaluator: walks over the changes one by one, as the question reads. It has buckets,
//! formulas, calendars and filters of its own and calls nothing of the rooms that it judges; slow
//! and simple on purpose. It knows nothing of small groups: it says what there is to hide.

mod calendar;
mod change;
mod definition;
mod filter;
mod formulas;
mod ledger;
mod measure;
mod row;
mod special;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use heard_model::calendar::Period;
use heard_model::dimension::Dimension;
use heard_model::metric::{Comparison, Group, GroupKey, Measure, MetricId, MetricQuestion};
use heard_model::settings::WorkspaceSettings;
use heard_model::unit::UnitTree;
use heard_model::{Position, SurveyId, UnitScope};
use jiff::ToSpan;
use jiff::civil::Date;

use calendar::Cutting;
pub use ledger::Ledger;
use measure::Cell;
use row::Row;

/// The most groups of an answer.
const MOST_GROUPS: usize = 5_000;
/// Before and after every day that a question may mean.
const ALWAYS: Range<Date> = Date::constant(2017, 1, 1)..Date::constant(2030, 1, 1);

/// Who asks, and in which company.
pub struct Asker<'a> {
    pub ledger: &'a Ledger,
    pub units: &'a UnitTree,
    pub surveys: &'a BTreeMap<SurveyId, String>,
    pub settings: &'a WorkspaceSettings,
    pub scope: &'a UnitScope,
}

/// An answer, groups in the order of their periods and then of their keys.
#[derive(Debug)]
pub struct Answered {
    pub as_of: Position,
    pub arrived_since: i64,
    pub total: Measure,
    pub comparison: Option<Comparison>,
    pub groups: Vec<Group>,
}

/// The values of the asked dimensions.
pub type Values = Vec<Option<String>>;
/// The first day of a period, and values.
pub type Place = (Option<Date>, Values);

impl Asker<'_> {
    /// The answer to a question, or the names of all reasons why there is none.
    pub fn answer(&self, question: &MetricQuestion) -> Result<Answered, Vec<&'static str>> {
        let refused = refusals(question);
        if !refused.is_empty() {
            return Err(refused);
        }
        let as_of = self.as_of(question);
        let rows = self.rows(question);
        let asked = asked_days(question);
        let shift = Shift::of(question, self.settings);
        let now = within(&rows, &asked);
        let before = shift.as_ref().map(|shift| within(&rows, &shift.days(&asked)));
        let everything = now.iter().chain(before.iter().flatten()).copied().collect::<Vec<_>>();
        refuse_mixtures(question, &everything)?;
        let walk = Walk { asker: self, question, now: &now, before: before.as_deref(), shift, asked };
        Ok(Answered {
            arrived_since: self.ledger.changes_after(&as_of, self.scope),
            as_of,
            total: Cell { rows: now.clone(), chosen: None }.measure(question.metric),
            comparison: walk.compared(&walk.asked),
            groups: walk.groups()?,
        })
    }

    /// How many people are in each cell of a question, whatever they chose and on whatever scale;
    /// cells by the first day of their period and their values.
    pub fn crowd(&self, question: &MetricQuestion) -> BTreeMap<Place, i64> {
        let asked = asked_days(question);
        let cutting = Cutting::of(self.settings, question.calendar);
        let mut cells: BTreeMap<Place, Vec<Row<'_>>> = BTreeMap::new();
        for row in within(&self.rows(question), &asked) {
            let start =
                question.grain.map(|grain| cutting.period(grain, day_of(&row)).start.max(asked.start));
            let values = values_of(question, &row, self.units);
            cells.entry((start, without_choice(question, values))).or_default().push(row);
        }
        let people = |rows| {
            let cell = Cell { rows, chosen: None };
            let people = match question.metric {
                MetricId::ChoiceShare => cell.respondents(),
                _ => cell.scores().len(),
            };
            i64::try_from(people).unwrap()
        };
        cells.into_iter().map(|(place, rows)| (place, people(rows))).collect()
    }

    fn as_of(&self, question: &MetricQuestion) -> Position {
        let end = &self.ledger.end;
        question.as_of.as_ref().map_or_else(|| end.clone(), |asked| asked.common(end))
    }

    /// The rows of a question, whenever they were answered.
    fn rows(&self, question: &MetricQuestion) -> Vec<Row<'_>> {
        let lets_through = |row: &Row<'_>| {
            question.filter.as_ref().is_none_or(|filter| filter::lets_through(filter, row, self.units))
        };
        let standing = self.ledger.standing(&self.as_of(question)).into_iter();
        standing
            .filter(|event| ledger::is_in(self.scope, event))
            .filter(|event| question.survey.is_none_or(|survey| survey == event.survey))
            .flat_map(|event| event.scores.iter().map(move |score| Row { event, score }))
            .filter(|row| definition::reads(question, row.score))
            .filter(lets_through)
            .collect()
    }
}

fn asked_days(question: &MetricQuestion) -> Range<Date> {
    question.from.unwrap_or(ALWAYS.start)..question.until.unwrap_or(ALWAYS.end)
}

fn day_of(row: &Row<'_>) -> Date {
    Date::constant(1970, 1, 1) + i64::from(row.event.day).days()
}

fn values_of(question: &MetricQuestion, row: &Row<'_>, units: &UnitTree) -> Values {
    question.by.iter().map(|dimension| row.value(dimension, units)).collect()
}

fn within<'a>(rows: &[Row<'a>], days: &Range<Date>) -> Vec<Row<'a>> {
    rows.iter().filter(|row| days.contains(&day_of(row))).copied().collect()
}

fn refusals(question: &MetricQuestion) -> Vec<&'static str> {
    let mut refused = Vec::new();
    let mut refuse = |is_wrong: bool, name| {
        if is_wrong {
            refused.push(name);
        }
    };
    let metric = question.metric;
    refuse(definition::needs_question(metric) && question.question.is_none(), "NeedsQuestion");
    refuse(metric == MetricId::Responses && question.question.is_some(), "TakesNoQuestion");
    refuse(question.by.len() > 2, "TooManyDimensions");
    refuse(question.by.len() == 2 && question.by[0] == question.by[1], "DimensionTwice");
    refuse(metric != MetricId::ChoiceShare && question.by.contains(&Dimension::Choice), "ChoiceOfOther");
    refuse(question.from.zip(question.until).is_some_and(|(from, until)| from >= until), "EmptyRange");
    refuse(question.compare.is_some() && question.from.and(question.until).is_none(), "CompareNeedsRange");
    if let Some(filter) = &question.filter {
        filter::refusals(filter, metric, &mut refused);
    }
    refused
}

/// One question must not be on several scales, nor be a single and a multiple choice.
fn refuse_mixtures(question: &MetricQuestion, rows: &[Row<'_>]) -> Result<(), Vec<&'static str>> {
    let kinds: BTreeSet<_> = rows.iter().map(|row| row.score.kind).collect();
    if question.metric == MetricId::ChoiceShare && kinds.len() > 1 {
        return Err(vec!["SeveralKinds"]);
    }
    let must_be_one = definition::scale(question.metric).is_none() && question.question.is_some();
    if must_be_one && measure::scales(rows).len() > 1 {
        return Err(vec!["SeveralScales"]);
    }
    Ok(())
}

/// How days are moved back to the period that a question is compared with.
struct Shift {
    compare: heard_model::metric::Compare,
    length: i32,
    cutting: Cutting,
}

impl Shift {
    fn of(question: &MetricQuestion, settings: &WorkspaceSettings) -> Option<Self> {
        let (from, until) = question.from.zip(question.until)?;
        let length = until.since((jiff::Unit::Day, from)).unwrap().get_days();
        let cutting = Cutting::of(settings, question.calendar);
        Some(Self { compare: question.compare?, length, cutting })
    }

    fn days(&self, days: &Range<Date>) -> Range<Date> {
        let back = |day: Date| match self.compare {
            heard_model::metric::Compare::PreviousPeriod => day - i64::from(self.length).days(),
            heard_model::metric::Compare::YearBefore => self.cutting.year_before(day),
        };
        back(days.start)..back(days.end)
    }
}

/// The walk over the rows of a question.
struct Walk<'a> {
    asker: &'a Asker<'a>,
    question: &'a MetricQuestion,
    now: &'a [Row<'a>],
    before: Option<&'a [Row<'a>]>,
    shift: Option<Shift>,
    asked: Range<Date>,
}

impl Walk<'_> {
    /// Every period with every combination of values that occurs.
    fn groups(&self) -> Result<Vec<Group>, Vec<&'static str>> {
        if self.question.by.is_empty() && self.question.grain.is_none() {
            return Ok(Vec::new());
        }
        let mut values: BTreeSet<Values> = self.now.iter().map(|row| self.values(row)).collect();
        if self.question.by.is_empty() {
            values = BTreeSet::from([Vec::new()]);
        }
        let periods = self.periods();
        if periods.len() > MOST_GROUPS {
            return Err(vec!["TooManyPeriods"]);
        }
        if values.len() * periods.len() > MOST_GROUPS {
            return Err(vec!["TooManyGroups"]);
        }
        let cutting = Cutting::of(self.asker.settings, self.question.calendar);
        let mut groups = Vec::new();
        for days in &periods {
            let (now, before) = (Split::of(self, self.now, days), self.split_before(days));
            for values in &values {
                let cell = now.cell(self, values);
                groups.push(Group {
                    period: self.question.grain.map(|_| Period { start: days.start, until: days.end }),
                    cut_off: self.question.grain.is_some_and(|grain| {
                        let whole = cutting.period(grain, days.start);
                        whole.start < days.start || days.end < whole.until
                    }),
                    keys: self.keys(values),
                    measure: cell.measure(self.question.metric),
                    comparison: before.as_ref().map(|(split, period)| {
                        change::comparison(self.question.metric, &cell, &split.cell(self, values), *period)
                    }),
                });
            }
        }
        Ok(groups)
    }

    fn values(&self, row: &Row<'_>) -> Values {
        values_of(self.question, row, self.asker.units)
    }

    fn keys(&self, values: &Values) -> Vec<GroupKey> {
        let both = self.question.by.iter().zip(values);
        both.map(|(dimension, value)| {
            row::key(dimension, value.clone(), self.asker.units, self.asker.surveys)
        })
        .collect()
    }

    /// The asked periods, cut off at the asked days; where a side is open, up to the answers.
    fn periods(&self) -> Vec<Range<Date>> {
        let Some(grain) = self.question.grain else { return vec![self.asked.clone()] };
        let days: BTreeSet<Date> = self.now.iter().map(day_of).collect();
        let first = self.question.from.or(days.first().copied());
        let last = self.question.until.map(|until| until.yesterday().unwrap()).or(days.last().copied());
        let (Some(first), Some(last)) = (first, last) else { return Vec::new() };
        let cutting = Cutting::of(self.asker.settings, self.question.calendar);
        let mut periods = Vec::new();
        let mut day = first;
        while day <= last {
            let whole = cutting.period(grain, day);
            periods.push(whole.start.max(self.asked.start)..whole.until.min(self.asked.end));
            day = whole.until;
        }
        periods
    }

    fn split_before(&self, days: &Range<Date>) -> Option<(Split<'_>, Period)> {
        let earlier = self.shift.as_ref()?.days(days);
        // The year before a leap day has no such day.
        if self.question.grain.is_some() && earlier.is_empty() {
            return None;
        }
        let period = Period { start: earlier.start, until: earlier.end };
        Some((Split::of(self, self.before?, &earlier), period))
    }

    fn compared(&self, days: &Range<Date>) -> Option<Comparison> {
        let earlier = self.shift.as_ref()?.days(days);
        let now = Cell { rows: within(self.now, days), chosen: None };
        let before = Cell { rows: within(self.before?, &earlier), chosen: None };
        let period = Period { start: earlier.start, until: earlier.end };
        Some(change::comparison(self.question.metric, &now, &before, period))
    }
}

/// The rows of some days by their values; rows that differ only in the choice stay together.
struct Split<'a>(BTreeMap<Values, Vec<Row<'a>>>);

impl<'a> Split<'a> {
    fn of(walk: &Walk<'_>, rows: &[Row<'a>], days: &Range<Date>) -> Self {
        let mut cells: BTreeMap<Values, Vec<Row<'a>>> = BTreeMap::new();
        for row in within(rows, days) {
            cells.entry(without_choice(walk.question, walk.values(&row))).or_default().push(row);
        }
        Self(cells)
    }

    fn cell(&self, walk: &Walk<'_>, values: &Values) -> Cell<'a> {
        let rows = self.0.get(&without_choice(walk.question, values.clone())).cloned().unwrap_or_default();
        let place = walk.question.by.iter().position(|dimension| *dimension == Dimension::Choice);
        Cell { rows, chosen: place.map(|place| values[place].clone().unwrap_or_default()) }
    }
}

/// The values of the same respondents, whatever they chose.
pub fn without_choice(question: &MetricQuestion, mut values: Values) -> Values {
    for (dimension, value) in question.by.iter().zip(&mut values) {
        if *dimension == Dimension::Choice {
            *value = None;
        }
    }
    values
}
