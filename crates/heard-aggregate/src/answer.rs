//! The one function that every number of every surface comes from.

use std::collections::{BTreeMap, BTreeSet};

use heard_facts::Snapshot;
use heard_model::calendar::Period;
use heard_model::metric::{Comparison, Group, GroupKey, Measure, MetricAnswer, MetricQuestion};

use crate::arrived::arrived_since;
use crate::cell::CellSums;
use crate::comparison::compare;
use crate::context::AnswerContext;
use crate::error::{MAX_DIMENSIONS, MAX_GROUPS, QuestionError};
use crate::periods::{PeriodRules, period_of};
use crate::plan::{CellKey, Cells, Crowd, Plan, TimeCut};
use crate::suppression::{Hidden, People, suppressed};
use crate::time::{EarlierTime, TimePlan};

/// Answers a question from a snapshot.
///
/// The same (question, `as_of`) has the same answer for ever; `as_of` is pinned in the question
/// that is handed back, and cut at the last change that the snapshot knows.
///
/// # Errors
/// [`QuestionError`], which names the field of the question that is wrong.
pub fn answer(
    snapshot: &Snapshot,
    context: &AnswerContext<'_>,
    question: &MetricQuestion,
) -> Result<MetricAnswer, QuestionError> {
    let plan = Plan::new(snapshot, context, question)?;
    let rules = PeriodRules::of(context.settings, question.calendar);
    let time = TimePlan::new(question, rules, plan.days_of_facts())?;
    let now = Side::of(&plan, context, &time.now)?;
    let before = match &time.before {
        Some(earlier) => Some((earlier, Side::of(&plan, context, &earlier.cut)?)),
        None => None,
    };
    plan.check_scales(now.cells.values().chain(before.iter().flat_map(|(_, side)| side.cells.values())))?;
    let assembly = Assembly { plan: &plan, time: &time, now: &now, before: before.as_ref() };
    let groups = assembly.groups(question)?;
    let (total, comparison) = assembly.total();
    Ok(MetricAnswer {
        question: MetricQuestion {
            as_of: Some(plan.as_of.clone()),
            calendar: Some(rules.calendar),
            ..question.clone()
        },
        arrived_since: arrived_since(snapshot, context.scope, &plan.as_of)?,
        as_of: plan.as_of,
        total,
        groups,
        comparison,
        definition: plan.definition,
    })
}

/// The cells of the asked or the earlier days, and which of them are hidden.
struct Side {
    cells: Cells,
    total: CellSums,
    hidden: Hidden,
}

impl Side {
    fn of(plan: &Plan<'_>, context: &AnswerContext<'_>, time: &TimeCut) -> Result<Self, QuestionError> {
        let cells = plan.cells(time)?;
        let hidden = match context.small_group {
            Some(k) => {
                let counted = plan.people(&cells);
                let unfiltered =
                    if plan.is_filtered() { plan.people_without_filter(time)? } else { counted.clone() };
                Hidden::of(&people(counted, unfiltered), i64::from(k))
            }
            None => Hidden::default(),
        };
        Ok(Self { total: plan.total(&cells), cells, hidden })
    }

    fn hides(&self, plan: &Plan<'_>, key: CellKey) -> bool {
        self.hidden.contains(&plan.without_choice(key))
    }
}

fn people(counted: Crowd, unfiltered: Crowd) -> BTreeMap<CellKey, People> {
    let mut people: BTreeMap<CellKey, People> = BTreeMap::new();
    for (key, n) in counted {
        people.entry(key).or_default().n = n;
    }
    for (key, n) in unfiltered {
        people.entry(key).or_default().unfiltered = n;
    }
    people
}

/// Puts an answer together.
struct Assembly<'a> {
    plan: &'a Plan<'a>,
    time: &'a TimePlan,
    now: &'a Side,
    before: Option<&'a (&'a EarlierTime, Side)>,
}

impl Assembly<'_> {
    fn finish(&self, sums: &CellSums, is_hidden: bool) -> Measure {
        if is_hidden { suppressed() } else { self.plan.metric.finish(&self.plan.definition, sums) }
    }

    fn total(&self) -> (Measure, Option<Comparison>) {
        let total = self.finish(&self.now.total, self.now.hidden.total);
        let comparison = self.before.filter(|_| !self.now.hidden.total).and_then(|(earlier, side)| {
            let period = period_of(earlier.whole.start, earlier.whole.end);
            self.compared((&self.now.total, &total), (&side.total, side.hidden.total), period)
        });
        (total, comparison)
    }

    fn compared(
        &self,
        (now, measure): (&CellSums, &Measure),
        (before, is_hidden): (&CellSums, bool),
        period: Period,
    ) -> Option<Comparison> {
        if is_hidden {
            return None;
        }
        let earlier = self.finish(before, false);
        let plan = self.plan;
        Some(compare(plan.metric, &plan.definition, (now, measure.n), (before, earlier), period))
    }

    /// The groups: by period, and within each the dimensions' values by how many answers they
    /// have in all, then by label.
    fn groups(&self, question: &MetricQuestion) -> Result<Vec<Group>, QuestionError> {
        if question.by.is_empty() && question.grain.is_none() {
            return Ok(Vec::new());
        }
        let values = self.values();
        let periods = self.periods(question);
        if values.len().saturating_mul(periods.len()) > MAX_GROUPS {
            return Err(QuestionError::TooManyGroups);
        }
        let mut groups = Vec::with_capacity(values.len() * periods.len());
        for period in periods {
            for (codes, keys) in &values {
                groups.push(self.group(question, period, *codes, keys.clone()));
            }
        }
        Ok(groups)
    }

    /// The dimensions' values that occur, in the order of the answer.
    fn values(&self) -> Vec<([u32; MAX_DIMENSIONS], Vec<GroupKey>)> {
        let mut counts: BTreeMap<[u32; MAX_DIMENSIONS], i64> = BTreeMap::new();
        for (key, sums) in &self.now.cells {
            let n = if self.now.hides(self.plan, *key) { 0 } else { self.weight_in_order(sums) };
            *counts.entry(key.codes).or_default() += n;
        }
        if self.plan.axes.is_empty() {
            counts.entry([0; MAX_DIMENSIONS]).or_default();
        }
        let mut values: Vec<_> =
            counts.into_iter().map(|(codes, n)| (n, codes, self.plan.group_keys(&codes))).collect();
        values.sort_by(|(n, _, keys), (other_n, _, other_keys)| {
            other_n
                .cmp(n)
                .then_with(|| labels(keys).cmp(labels(other_keys)))
                .then_with(|| keys.cmp(other_keys))
        });
        values.into_iter().map(|(_, codes, keys)| (codes, keys)).collect()
    }

    /// Answers, or for one choice how many chose it.
    fn weight_in_order(&self, sums: &CellSums) -> i64 {
        match &sums.chosen {
            Some(key) => sums.choices.asked(key).count(1),
            None => self.plan.metric.finish(&self.plan.definition, sums).n,
        }
    }

    /// The places of the shown periods; where the question is open, from the first and to the
    /// last that has answers.
    fn periods(&self, question: &MetricQuestion) -> Vec<usize> {
        if question.grain.is_none() {
            return vec![0];
        }
        let occurring: BTreeSet<usize> = self.now.cells.keys().map(|key| key.period as usize).collect();
        let (first, last) = (occurring.first().copied(), occurring.last().copied());
        let all = self.time.period_count();
        let start = if self.time.open_start { first.unwrap_or(all) } else { 0 };
        let end = if self.time.open_end { last.map_or(0, |last| last + 1) } else { all };
        (start..end).collect()
    }

    fn group(
        &self,
        question: &MetricQuestion,
        place: usize,
        codes: [u32; MAX_DIMENSIONS],
        keys: Vec<GroupKey>,
    ) -> Group {
        let key = CellKey { period: u32::try_from(place).unwrap_or(u32::MAX), codes };
        let nothing = self.nothing(self.now, key);
        let sums = self.now.cells.get(&key).unwrap_or(&nothing);
        let is_hidden = self.now.hides(self.plan, key);
        let measure = self.finish(sums, is_hidden);
        let comparison = self.before.filter(|_| !is_hidden).and_then(|(earlier, side)| {
            let (place, days) = match question.grain {
                None => (0, earlier.whole.clone()),
                Some(_) => earlier.periods.get(place)?.clone()?,
            };
            let key = CellKey { period: place, codes };
            let nothing = self.nothing(side, key);
            let before = side.cells.get(&key).unwrap_or(&nothing);
            let period = period_of(days.start, days.end);
            self.compared((sums, &measure), (before, side.hides(self.plan, key)), period)
        });
        let period = question.grain.and_then(|_| self.time.period(place));
        let cut_off = period.is_some() && self.time.is_cut_off(place);
        Group { period, cut_off, keys, measure, comparison }
    }

    /// The sums of a cell without rows. Nobody chose it there, but others may have answered.
    fn nothing(&self, side: &Side, key: CellKey) -> CellSums {
        let Some(place) = self.plan.choice_axis() else { return CellSums::default() };
        let respondents = self.plan.without_choice(key);
        let cells = side.cells.range(CellKey { period: key.period, ..CellKey::default() }..);
        let found = cells
            .take_while(|(other, _)| other.period == key.period)
            .find(|(other, _)| self.plan.without_choice(**other) == respondents);
        let chosen = self.plan.group_keys(&key.codes).get(place).and_then(|key| key.value.clone());
        CellSums {
            chosen: Some(chosen.unwrap_or_default()),
            choices: found.map(|(_, sums)| sums.choices.clone()).unwrap_or_default(),
            ..CellSums::default()
        }
    }
}

fn labels(keys: &[GroupKey]) -> impl Iterator<Item = &str> {
    keys.iter().map(|key| key.label.as_str())
}
