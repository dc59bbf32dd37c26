//! A plain evaluator: every row by itself, as the question reads.

use std::collections::BTreeMap;

use heard_aggregate::kernel::{Condition, GroupKey, KernelQuestion};
use heard_facts::{Column, RowBlock, Snapshot};
use heard_statistics::ScoreHistogram;

struct Row<'a>(&'a RowBlock, usize);

impl Row<'_> {
    fn get(&self, column: Column) -> i64 {
        self.0.column(column).get(self.1)
    }

    fn code(&self, column: Column) -> u32 {
        u32::try_from(self.get(column)).unwrap()
    }
}

/// The groups that have any rows, by key.
pub fn evaluate(snapshot: &Snapshot, question: &KernelQuestion) -> Vec<(GroupKey, ScoreHistogram)> {
    let mut groups: BTreeMap<GroupKey, ScoreHistogram> = BTreeMap::new();
    let stored = snapshot.segments.iter().map(|segment| segment.rows().unwrap());
    let hot = snapshot.hot.iter().map(|block| RowBlock::clone(block));
    for block in stored.chain(hot) {
        for row in (0..block.rows()).map(|row| Row(&block, row)) {
            let Some(key) = key_of(&row, question) else { continue };
            let weight = row.code(Column::Weight);
            let weight = (question.weights && weight > 0).then_some(weight);
            let score = row.code(Column::Score) as u8;
            groups.entry(key).or_default().add(score, row.get(Column::Sign) as i8, weight);
        }
    }
    groups.into_iter().filter(|(_, histogram)| !histogram.is_empty()).collect()
}

fn key_of(row: &Row<'_>, question: &KernelQuestion) -> Option<GroupKey> {
    let day = row.get(Column::Day) as i32;
    let score = row.code(Column::Score) as u8;
    let counts = question.series.contains(row.code(Column::Series))
        && question.as_of.as_ref().is_none_or(|as_of| as_of.covers(row.get(Column::Seq)))
        && question.days.as_ref().is_none_or(|days| days.contains(&day))
        && (score <= question.highest_score || score >= 254)
        && holds(&question.condition, row);
    if !counts {
        return None;
    }
    let mut key = GroupKey::default();
    if !question.periods.is_empty() {
        let within = |pair: &[i32]| (pair[0]..pair[1]).contains(&day);
        key.period = u32::try_from(question.periods.windows(2).position(within)?).unwrap();
    }
    for (place, axis) in question.axes.iter().enumerate() {
        let code = row.code(axis.column);
        key.codes[place] = match &axis.groups {
            None => code,
            Some(groups) => groups.get(code as usize).copied().unwrap_or(0),
        };
    }
    Some(key)
}

fn holds(condition: &Condition, row: &Row<'_>) -> bool {
    match condition {
        Condition::All(conditions) => conditions.iter().all(|condition| holds(condition, row)),
        Condition::Any(conditions) => conditions.iter().any(|condition| holds(condition, row)),
        Condition::Not(condition) => !holds(condition, row),
        Condition::Codes { column, codes } => codes.contains(row.code(*column)),
        Condition::Score { min, max } => {
            let score = row.code(Column::Score) as u8;
            score < 254 && (*min..=*max).contains(&score)
        }
    }
}
