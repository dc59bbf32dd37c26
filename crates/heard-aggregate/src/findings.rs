//! "What changed": every value of every dimension against its own past and against everybody
//! else, with an honest allowance for having looked so often.
//!
//! Each candidate metric is summed once for each dimension, cut at a few boundaries, so that one
//! run of the kernel serves all windows. Scanned are
//! - `changed`: a value in the period against itself before: three times the period's length, or
//!   once for periods of half a year and more;
//! - `differs`: a value against all others in the same period, and, where that is shorter than
//!   half a year, in the year that ends with it: a lasting weakness shows there with more
//!   answers than one month has.
//!
//! Benjamini–Hochberg runs over everything scanned. What remains is ranked by evidence × size ×
//! volume: −log₁₀ q, the difference as a share of the metric's range, and the fourth root of the
//! share of all answers that the value has (evidence has grown with their number already). The
//! same people under another name, as a team that is a unit too, are told once.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use heard_facts::Snapshot;
use heard_model::Position;
use heard_model::day::day_number;
use heard_model::dimension::Dimension;
use heard_model::finding::{Direction, Finding, FindingKind, FindingsAnswer, FindingsQuestion};
use heard_model::metric::{GroupKey, MetricDefinition, MetricId, MetricQuestion, Unit};
use heard_statistics::FEW_ANSWERS;
use heard_statistics::multiple::benjamini_hochberg;
use jiff::civil::Date;

use crate::cell::CellSums;
use crate::comparison::compare;
use crate::context::AnswerContext;
use crate::error::{MAX_DIMENSIONS, QuestionError};
use crate::periods::{PeriodRules, period_of};
use crate::plan::{Plan, TimeCut};

/// The metrics that are looked at where they have answers.
const METRICS: [MetricId; 7] = [
    MetricId::Nps,
    MetricId::Nps1To10,
    MetricId::Csat,
    MetricId::Ces5,
    MetricId::Ces7,
    MetricId::SatisfiedShare,
    MetricId::SatisfactionIndex,
];
/// Periods of this many days and more are compared with one before, and not with a year.
const LONG_DAYS: i32 = 180;
/// Differences that are less than this share of the metric's range are not worth a person's time.
const SMALLEST_SIZE: f64 = 0.01;
const HIGHEST_Q: f64 = 0.05;
/// Evidence beyond this does not make a finding more important.
const MOST_EVIDENCE: f64 = 12.0;
const DEFAULT_LIMIT: u16 = 20;

fn dimensions() -> [Dimension; 8] {
    [
        Dimension::Touchpoint,
        Dimension::Unit,
        Dimension::Agent,
        Dimension::Team,
        Dimension::Channel,
        Dimension::Country,
        Dimension::Product,
        Dimension::Language,
    ]
}

/// What stands out in a period, the most important first.
///
/// # Errors
/// [`QuestionError`], which names the field of the question that is wrong.
pub fn findings(
    snapshot: &Snapshot,
    context: &AnswerContext<'_>,
    today: Date,
    question: &FindingsQuestion,
) -> Result<FindingsAnswer, QuestionError> {
    let rules = PeriodRules::of(context.settings, None);
    let windows = Windows::of(&period(rules, today, question)?, rules);
    let mut scanned = Vec::new();
    let mut as_of = snapshot.watermark.clone();
    for metric in METRICS {
        as_of = scan_metric(snapshot, context, question, metric, &windows, &mut scanned)?;
    }
    let limit = usize::from(question.limit.unwrap_or(DEFAULT_LIMIT));
    Ok(FindingsAnswer {
        period: period_of(windows.period.start, windows.period.end),
        as_of,
        scanned: scanned.len() as u64,
        findings: ranked(scanned, limit),
    })
}

fn period(rules: PeriodRules, today: Date, question: &FindingsQuestion) -> Result<Range<i32>, QuestionError> {
    let last_month = rules.last_full_month(day_number(today));
    let period = match (question.from.map(day_number), question.until.map(day_number)) {
        (None, None) => last_month.0..last_month.1,
        (Some(from), None) => from..day_number(today).saturating_add(1),
        (None, Some(until)) => rules.last_full_month(until).0..until,
        (Some(from), Some(until)) => from..until,
    };
    if period.is_empty() { Err(QuestionError::EmptyRange) } else { Ok(period) }
}

/// The days that are looked at.
struct Windows {
    period: Range<i32>,
    baseline: Range<i32>,
    year: Option<Range<i32>>,
    /// Where any of them begins or ends.
    boundaries: Vec<i32>,
}

impl Windows {
    fn of(period: &Range<i32>, rules: PeriodRules) -> Self {
        let length = period.end.saturating_sub(period.start);
        let is_long = length >= LONG_DAYS;
        let before = if is_long { length } else { length.saturating_mul(3) };
        let baseline = period.start.saturating_sub(before)..period.start;
        let year = (!is_long).then(|| rules.years_before(1, period.end)..period.end);
        let mut boundaries: Vec<i32> = [&baseline, period]
            .into_iter()
            .chain(year.as_ref())
            .flat_map(|window| [window.start, window.end])
            .collect();
        boundaries.sort_unstable();
        boundaries.dedup();
        Self { period: period.clone(), baseline, year, boundaries }
    }

    /// The sums of a window from those of the periods between boundaries.
    fn sum(&self, window: &Range<i32>, parts: &BTreeMap<u32, CellSums>) -> CellSums {
        let mut total = CellSums::default();
        for (place, sums) in parts {
            let start = self.boundaries.get(*place as usize);
            if start.is_some_and(|start| window.contains(start)) {
                total.merge(sums);
            }
        }
        total
    }
}

/// A comparison that was made.
struct Scanned {
    finding: Finding,
    p_value: f64,
    size: f64,
    volume: f64,
}

/// Sums by the periods between boundaries.
type Parts = BTreeMap<u32, CellSums>;

fn scan_metric(
    snapshot: &Snapshot,
    context: &AnswerContext<'_>,
    question: &FindingsQuestion,
    metric: MetricId,
    windows: &Windows,
    scanned: &mut Vec<Scanned>,
) -> Result<Position, QuestionError> {
    let mut asked = MetricQuestion {
        survey: question.survey,
        filter: question.filter.clone(),
        as_of: question.as_of.clone(),
        ..MetricQuestion::of(metric)
    };
    let time = TimeCut { days: None, periods: windows.boundaries.clone() };
    let plan = Plan::new(snapshot, context, &asked)?;
    let whole: Parts = plan.cells(&time)?.into_iter().map(|(key, sums)| (key.period, sums)).collect();
    if whole.is_empty() {
        return Ok(plan.as_of);
    }
    let scan = Scan::new(&plan, context, windows, &whole);
    scanned.extend(scan.changed(None, &whole));
    for dimension in dimensions().into_iter().filter(|dimension| has_values(snapshot, dimension)) {
        asked.by = vec![dimension.clone()];
        let plan = Plan::new(snapshot, context, &asked)?;
        let mut values: BTreeMap<[u32; MAX_DIMENSIONS], Parts> = BTreeMap::new();
        for (key, sums) in plan.cells(&time)? {
            values.entry(key.codes).or_default().insert(key.period, sums);
        }
        if values.len() < 2 {
            continue;
        }
        for (codes, parts) in &values {
            // "No value" is nobody's number.
            let Some(key) = plan.group_keys(codes).into_iter().next().filter(|key| key.value.is_some())
            else {
                continue;
            };
            let value = Some((dimension.clone(), key));
            scanned.extend(scan.changed(value.clone(), parts));
            scanned.extend(scan.differs(value.clone(), parts, &windows.period));
            scanned.extend(windows.year.as_ref().and_then(|year| scan.differs(value, parts, year)));
        }
    }
    Ok(plan.as_of)
}

/// Whether any answer has a value of a dimension; if not there is nothing to sum.
fn has_values(snapshot: &Snapshot, dimension: &Dimension) -> bool {
    let column = snapshot.dictionary.column_of(dimension);
    column.is_some_and(|column| snapshot.dictionary.code_count(column) > 1)
}

/// What the scan of one metric knows.
struct Scan<'a> {
    plan: &'a Plan<'a>,
    windows: &'a Windows,
    whole: &'a Parts,
    fewest: i64,
}

impl<'a> Scan<'a> {
    fn new(plan: &'a Plan<'a>, context: &AnswerContext<'_>, windows: &'a Windows, whole: &'a Parts) -> Self {
        let fewest = (FEW_ANSWERS as i64).max(context.small_group.map_or(0, i64::from));
        Self { plan, windows, whole, fewest }
    }

    fn changed(&self, value: Option<(Dimension, GroupKey)>, parts: &Parts) -> Option<Scanned> {
        let now = self.windows.sum(&self.windows.period, parts);
        let before = self.windows.sum(&self.windows.baseline, parts);
        self.scanned(FindingKind::Changed, value, now, before, (&self.windows.period, &self.windows.baseline))
    }

    fn differs(
        &self,
        value: Option<(Dimension, GroupKey)>,
        parts: &Parts,
        window: &Range<i32>,
    ) -> Option<Scanned> {
        let own = self.windows.sum(window, parts);
        let mut others = self.windows.sum(window, self.whole);
        others.subtract(&own);
        self.scanned(FindingKind::Differs, value, own, others, (window, window))
    }

    fn scanned(
        &self,
        kind: FindingKind,
        value: Option<(Dimension, GroupKey)>,
        now: CellSums,
        other: CellSums,
        (period, other_period): (&Range<i32>, &Range<i32>),
    ) -> Option<Scanned> {
        let plan = self.plan;
        let measure = plan.metric.finish(&plan.definition, &now);
        let against = plan.metric.finish(&plan.definition, &other);
        if measure.n < self.fewest || against.n < self.fewest {
            return None;
        }
        let all = plan.metric.finish(&plan.definition, &self.windows.sum(period, self.whole)).n;
        let other_period = period_of(other_period.start, other_period.end);
        let comparison =
            compare(plan.metric, &plan.definition, (&now, measure.n), (&other, against), other_period);
        let (difference, p_value) = comparison.difference.zip(comparison.p_value)?;
        let is_better = (difference > 0.0) == plan.definition.higher_is_better;
        let (dimension, key) = value.unzip();
        Some(Scanned {
            size: difference.abs() / range_of(&plan.definition),
            volume: (measure.n as f64 / all.max(1) as f64).sqrt().sqrt(),
            p_value,
            finding: Finding {
                metric: plan.definition.id,
                dimension,
                key,
                kind,
                direction: if is_better { Direction::Better } else { Direction::Worse },
                period: period_of(period.start, period.end),
                measure,
                comparison,
                q_value: p_value,
            },
        })
    }
}

/// How far apart two numbers of a metric can lie.
fn range_of(definition: &MetricDefinition) -> f64 {
    match (definition.unit, definition.scale) {
        (Unit::NetPoints, _) => 200.0,
        (Unit::Index, _) => 100.0,
        (Unit::ScalePoints, Some(scale)) => f64::from(scale.max - scale.min),
        (Unit::Share | Unit::ScalePoints | Unit::Count, _) => 1.0,
    }
}

/// Findings beyond chance and of some size, the most important first; each value of a dimension,
/// and each set of people, once for each metric and kind.
fn ranked(scanned: Vec<Scanned>, limit: usize) -> Vec<Finding> {
    let p_values: Vec<f64> = scanned.iter().map(|scanned| scanned.p_value).collect();
    let mut kept: Vec<(f64, Finding)> = scanned
        .into_iter()
        .zip(benjamini_hochberg(&p_values))
        .filter(|(scanned, q_value)| *q_value <= HIGHEST_Q && scanned.size >= SMALLEST_SIZE)
        .map(|(scanned, q_value)| {
            let evidence = (-q_value.log10()).min(MOST_EVIDENCE);
            (evidence * scanned.size * scanned.volume, Finding { q_value, ..scanned.finding })
        })
        .collect();
    kept.sort_by(|(rank, _), (other, _)| other.total_cmp(rank));
    let (mut values, mut people) = (BTreeSet::new(), BTreeSet::new());
    let mut is_new = |finding: &Finding| {
        let comparison = &finding.comparison;
        let told =
            (finding.metric, finding.kind, finding.period.start, finding.measure.n, comparison.before.n);
        let same_people = !people.insert((told, comparison.difference.map(f64::to_bits)));
        let value = (finding.metric, finding.kind, finding.dimension.clone(), finding.key.clone());
        values.insert(value) && !same_people
    };
    kept.into_iter().map(|(_, finding)| finding).filter(|finding| is_new(finding)).take(limit).collect()
}
