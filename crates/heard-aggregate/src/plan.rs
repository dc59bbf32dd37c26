//! A question compiled against a snapshot: which rows, which groups, which metric.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use heard_facts::{Column, Series, Snapshot};
use heard_model::dimension::Dimension;
use heard_model::fact::FactKind;
use heard_model::metric::{GroupKey, MetricDefinition, MetricId, MetricQuestion};
use heard_model::survey::Scale;
use heard_model::{Position, SurveyId, UnitId};
use heard_statistics::ScoreHistogram;

use crate::cell::{CellSums, ChoiceSums};
use crate::context::AnswerContext;
use crate::definitions::metric_name;
use crate::error::{MAX_DIMENSIONS, QuestionError};
use crate::filter::{FilterCompiler, scope_condition};
use crate::kernel::{Axis, Condition, KernelQuestion};
use crate::metrics::{self, Metric};

/// The days of a question and how they are cut.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct TimeCut {
    /// The days; all if absent.
    pub(crate) days: Option<Range<i32>>,
    /// Boundaries of periods; empty if time is not cut.
    pub(crate) periods: Vec<i32>,
}

/// A cell: the place of its period and the codes of the asked dimensions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct CellKey {
    pub(crate) period: u32,
    pub(crate) codes: [u32; MAX_DIMENSIONS],
}

/// The sums of all cells that have any rows.
pub(crate) type Cells = BTreeMap<CellKey, CellSums>;

/// How many people each cell is about; cells of one choice each are about the same people.
pub(crate) type Crowd = BTreeMap<CellKey, i64>;

/// A question compiled against a snapshot.
pub(crate) struct Plan<'a> {
    snapshot: &'a Snapshot,
    context: &'a AnswerContext<'a>,
    pub(crate) metric: &'static dyn Metric,
    pub(crate) definition: MetricDefinition,
    pub(crate) as_of: Position,
    pub(crate) axes: Vec<PlannedAxis>,
    question: Option<String>,
    /// Series to read, those that may be read in one run together.
    runs: Vec<Vec<(u32, Series)>>,
    base: Condition,
    filter: Option<Condition>,
}

/// A dimension to group by.
pub(crate) struct PlannedAxis {
    pub(crate) dimension: Dimension,
    axis: Axis,
    /// For `unit:<depth>`: the units of the groups from 1.
    ancestors: Vec<UnitId>,
}

impl<'a> Plan<'a> {
    pub(crate) fn new(
        snapshot: &'a Snapshot,
        context: &'a AnswerContext<'a>,
        question: &MetricQuestion,
    ) -> Result<Self, QuestionError> {
        let metric = metrics::metric(question.metric);
        let definition = metric.definition();
        check(question, &definition)?;
        let dictionary = &*snapshot.dictionary;
        let compiler = FilterCompiler {
            dictionary,
            units: context.units,
            of_choices: question.metric == MetricId::ChoiceShare,
        };
        Ok(Self {
            runs: series_to_read(snapshot, question, &definition),
            metric,
            as_of: match &question.as_of {
                Some(asked) => asked.common(&snapshot.watermark),
                None => snapshot.watermark.clone(),
            },
            axes: question.by.iter().map(|dimension| planned_axis(snapshot, context, dimension)).collect(),
            question: question.question.clone(),
            base: base_condition(snapshot, context, question),
            filter: question.filter.as_ref().map(|filter| compiler.compile(filter)).transpose()?,
            definition,
            snapshot,
            context,
        })
    }

    /// Whether a filter narrows the question.
    pub(crate) fn is_filtered(&self) -> bool {
        self.filter.is_some()
    }

    /// Whether cells are about one choice each.
    pub(crate) fn choice_axis(&self) -> Option<usize> {
        self.axes.iter().position(|axis| axis.dimension == Dimension::Choice)
    }

    /// The sums of the answers that the question is about.
    pub(crate) fn cells(&self, time: &TimeCut) -> Result<Cells, QuestionError> {
        self.cells_where(time, self.filter.as_ref())
    }

    /// How many people are in each of `cells`.
    pub(crate) fn people(&self, cells: &Cells) -> Crowd {
        cells.iter().map(|(key, sums)| (self.without_choice(*key), sums.people())).collect()
    }

    /// How many people would be in each cell if there were no filter, on whatever scale they answered
    /// and however they could choose.
    pub(crate) fn people_without_filter(&self, time: &TimeCut) -> Result<Crowd, QuestionError> {
        if self.definition.id != MetricId::ChoiceShare {
            return Ok(self.people(&self.cells_where(time, None)?));
        }
        let mut crowd = Crowd::new();
        for run in &self.runs {
            let cells = self.choice_cells_of(run, time, &self.base)?;
            for (key, people) in self.people(&cells) {
                *crowd.entry(key).or_default() += people;
            }
        }
        Ok(crowd)
    }

    fn cells_where(&self, time: &TimeCut, filter: Option<&Condition>) -> Result<Cells, QuestionError> {
        let condition = match filter {
            Some(filter) => self.base.clone().and(filter.clone()),
            None => self.base.clone(),
        };
        if self.definition.id == MetricId::ChoiceShare {
            return self.choice_cells(time, condition);
        }
        let mut cells = Cells::new();
        for run in &self.runs {
            self.add_run(&mut cells, run, time, condition.clone())?;
        }
        Ok(cells)
    }

    fn kernel_question(
        &self,
        series: &[(u32, Series)],
        time: &TimeCut,
        condition: Condition,
        extra: Option<Column>,
    ) -> KernelQuestion {
        let axes = self.axes.iter().map(|axis| axis.axis.clone()).chain(extra.map(Axis::of));
        KernelQuestion {
            condition,
            days: time.days.clone(),
            periods: time.periods.clone(),
            axes: axes.collect(),
            as_of: Some(self.as_of.clone()),
            highest_score: series.iter().map(|(_, series)| series.scale.max).max().unwrap_or(0),
            weights: self.definition.id != MetricId::Responses,
            ..KernelQuestion::of(series.iter().map(|(code, _)| *code).collect())
        }
    }

    fn add_run(
        &self,
        cells: &mut Cells,
        run: &[(u32, Series)],
        time: &TimeCut,
        condition: Condition,
    ) -> Result<(), QuestionError> {
        let by_series = (run.len() > 1).then_some(Column::Series);
        let question = self.kernel_question(run, time, condition, by_series);
        let sums = self.context.kernel.sum(self.snapshot, &question)?;
        for (key, histogram) in sums.groups() {
            let series = match by_series {
                None => run.first(),
                Some(_) => run.iter().find(|(code, _)| *code == key.codes[self.axes.len()]),
            };
            let Some((_, series)) = series else { continue };
            cells.entry(self.cell_key(key.period, &key.codes)).or_default().add(series.scale, histogram);
        }
        Ok(())
    }

    fn cell_key(&self, period: u32, codes: &[u32]) -> CellKey {
        let mut key = CellKey { period, ..CellKey::default() };
        key.codes[..self.axes.len()].copy_from_slice(&codes[..self.axes.len()]);
        key
    }

    /// Cells of choices: each is finished against all choices of the same respondents.
    fn choice_cells(&self, time: &TimeCut, condition: Condition) -> Result<Cells, QuestionError> {
        let mut found = Vec::new();
        for run in &self.runs {
            let cells = self.choice_cells_of(run, time, &condition)?;
            if !cells.is_empty() {
                found.push(cells);
            }
        }
        if found.len() > 1 {
            return Err(QuestionError::SeveralKinds { question: self.question.clone().unwrap_or_default() });
        }
        Ok(found.pop().unwrap_or_default())
    }

    /// Cells of single or of multiple choices. Each survey has choices of its own, so its respondents
    /// are counted by itself.
    fn choice_cells_of(
        &self,
        run: &[(u32, Series)],
        time: &TimeCut,
        condition: &Condition,
    ) -> Result<Cells, QuestionError> {
        let choice_axis = self.choice_axis();
        let choice_place = choice_axis.unwrap_or(self.axes.len());
        let extra = choice_axis.is_none().then_some(Column::Choice);
        let multiple = run.iter().any(|(_, series)| series.kind == FactKind::MultipleChoice);
        let conditions =
            if multiple { self.by_survey(run, time, condition)? } else { vec![condition.clone()] };
        let mut everybody: BTreeMap<CellKey, ChoiceSums> = BTreeMap::new();
        let mut own: BTreeSet<(CellKey, u32)> = BTreeSet::new();
        for condition in conditions {
            let question = self.kernel_question(run, time, condition, extra);
            let mut of_survey: BTreeMap<CellKey, ChoiceSums> = BTreeMap::new();
            for (key, histogram) in self.context.kernel.sum(self.snapshot, &question)?.groups() {
                let choice = key.codes[choice_place];
                let cell = self.cell_key(key.period, &key.codes);
                let sums = of_survey.entry(self.without_choice(cell)).or_default();
                sums.add(self.label(Column::Choice, choice).unwrap_or_default(), histogram);
                own.insert((cell, choice));
            }
            for (key, mut sums) in of_survey {
                sums.count_respondents(multiple);
                everybody.entry(key).or_default().merge(&sums);
            }
        }
        Ok(self.cells_of_choices(everybody, own))
    }

    /// The condition for each survey that has any rows.
    fn by_survey(
        &self,
        run: &[(u32, Series)],
        time: &TimeCut,
        condition: &Condition,
    ) -> Result<Vec<Condition>, QuestionError> {
        let question = KernelQuestion {
            axes: vec![Axis::of(Column::Survey)],
            periods: Vec::new(),
            weights: false,
            ..self.kernel_question(run, time, condition.clone(), None)
        };
        let sums = self.context.kernel.sum(self.snapshot, &question)?;
        let surveys = sums.groups().iter().map(|(key, _)| key.codes[0]);
        let only =
            |survey: u32| Condition::Codes { column: Column::Survey, codes: [survey].into_iter().collect() };
        Ok(match sums.groups() {
            [] | [_] => vec![condition.clone()],
            _ => surveys.map(|survey| condition.clone().and(only(survey))).collect(),
        })
    }

    fn cells_of_choices(
        &self,
        everybody: BTreeMap<CellKey, ChoiceSums>,
        own: BTreeSet<(CellKey, u32)>,
    ) -> Cells {
        let everybody: BTreeMap<CellKey, Arc<ChoiceSums>> =
            everybody.into_iter().map(|(key, sums)| (key, Arc::new(sums))).collect();
        let of = |choices: &Arc<ChoiceSums>, chosen: Option<String>| CellSums {
            choices: Arc::clone(choices),
            chosen,
            ..CellSums::default()
        };
        if self.choice_axis().is_none() {
            return everybody.iter().map(|(key, choices)| (*key, of(choices, None))).collect();
        }
        let cell = |(key, choice): (CellKey, u32)| {
            let chosen = self.label(Column::Choice, choice).unwrap_or_default().to_owned();
            everybody.get(&self.without_choice(key)).map(|choices| (key, of(choices, Some(chosen))))
        };
        own.into_iter().filter_map(cell).collect()
    }

    /// The cell of the same respondents, whatever they chose.
    pub(crate) fn without_choice(&self, mut key: CellKey) -> CellKey {
        if let Some(place) = self.choice_axis() {
            key.codes[place] = 0;
        }
        key
    }

    /// All cells together. Cells of one choice each share the sums of the same respondents, which
    /// count once.
    pub(crate) fn total(&self, cells: &Cells) -> CellSums {
        let mut total = CellSums::default();
        let mut counted = BTreeSet::new();
        for (key, sums) in cells {
            if self.choice_axis().is_none() || counted.insert(self.without_choice(*key)) {
                total.merge(sums);
            }
        }
        total.chosen = None;
        total
    }

    /// An error where a question that must be on one scale was asked on several.
    pub(crate) fn check_scales<'c>(
        &self,
        cells: impl IntoIterator<Item = &'c CellSums>,
    ) -> Result<(), QuestionError> {
        let Some(question) = self.question.as_ref().filter(|_| self.definition.scale.is_none()) else {
            return Ok(());
        };
        let mut found: Vec<Scale> = Vec::new();
        for cell in cells {
            let occurring =
                cell.scales.iter().filter(|(_, histogram): &(_, &ScoreHistogram)| !histogram.is_empty());
            found.extend(occurring.map(|(scale, _)| *scale));
        }
        found.sort_unstable();
        found.dedup();
        if found.len() > 1 {
            return Err(QuestionError::SeveralScales { question: question.clone(), found });
        }
        Ok(())
    }

    fn label(&self, column: Column, code: u32) -> Option<&str> {
        self.snapshot.dictionary.label(column, code)
    }

    /// The values of a cell's dimensions.
    pub(crate) fn group_keys(&self, codes: &[u32; MAX_DIMENSIONS]) -> Vec<GroupKey> {
        self.axes.iter().zip(codes).map(|(axis, code)| self.group_key(axis, *code)).collect()
    }

    fn group_key(&self, axis: &PlannedAxis, code: u32) -> GroupKey {
        let none = || GroupKey { value: None, label: String::new() };
        match &axis.dimension {
            Dimension::Unit => {
                self.snapshot.dictionary.unit(code).map_or_else(none, |unit| self.unit_key(unit))
            }
            Dimension::UnitAtDepth(_) => (code as usize)
                .checked_sub(1)
                .and_then(|place| axis.ancestors.get(place))
                .map_or_else(none, |unit| self.unit_key(*unit)),
            Dimension::Survey => {
                self.snapshot.dictionary.survey(code).map_or_else(none, |survey| self.survey_key(survey))
            }
            dimension => {
                let column = self.snapshot.dictionary.column_of(dimension);
                let label = column.and_then(|column| self.label(column, code));
                label.map_or_else(none, |label| GroupKey {
                    value: Some(label.to_owned()),
                    label: label.to_owned(),
                })
            }
        }
    }

    fn unit_key(&self, unit: UnitId) -> GroupKey {
        let name = self.context.units.get(unit).map_or_else(|| unit.to_string(), |unit| unit.name.clone());
        GroupKey { value: Some(unit.to_string()), label: name }
    }

    fn survey_key(&self, survey: SurveyId) -> GroupKey {
        let name = self.context.survey_names.get(&survey).cloned().unwrap_or_else(|| survey.to_string());
        GroupKey { value: Some(survey.to_string()), label: name }
    }

    /// The first and last day that any row of the snapshot has, and one more.
    pub(crate) fn days_of_facts(&self) -> Option<Range<i32>> {
        let stored = self.snapshot.segments.iter().map(|segment| &segment.meta().range);
        let ranges = stored.chain(self.snapshot.hot.iter().map(|block| block.range()));
        ranges
            .map(|range| range.min_day..range.max_day.saturating_add(1))
            .reduce(|a, b| a.start.min(b.start)..a.end.max(b.end))
    }
}

fn check(question: &MetricQuestion, definition: &MetricDefinition) -> Result<(), QuestionError> {
    let metric = metric_name(definition.id);
    if definition.needs_question && question.question.is_none() {
        return Err(QuestionError::NeedsQuestion { metric });
    }
    if definition.id == MetricId::Responses && question.question.is_some() {
        return Err(QuestionError::TakesNoQuestion { metric });
    }
    if question.by.len() > MAX_DIMENSIONS {
        return Err(QuestionError::TooManyDimensions { found: question.by.len() });
    }
    if let [first, second] = &question.by[..]
        && first == second
    {
        return Err(QuestionError::DimensionTwice { dimension: first.to_string() });
    }
    if definition.id != MetricId::ChoiceShare && question.by.contains(&Dimension::Choice) {
        return Err(QuestionError::ChoiceOfOther { metric });
    }
    match (question.from, question.until) {
        (Some(from), Some(until)) if from >= until => Err(QuestionError::EmptyRange),
        (Some(_), Some(_)) => Ok(()),
        _ if question.compare.is_some() => Err(QuestionError::CompareNeedsRange),
        _ => Ok(()),
    }
}

/// The series that the metric reads; shares of choices read single and multiple ones apart.
fn series_to_read(
    snapshot: &Snapshot,
    question: &MetricQuestion,
    definition: &MetricDefinition,
) -> Vec<Vec<(u32, Series)>> {
    let of_a_question = definition.id == MetricId::SatisfactionIndex && question.question.is_some();
    let kinds = if of_a_question { metrics::scored_kinds() } else { definition.kinds.as_slice() };
    let mut series: Vec<(u32, Series)> = snapshot
        .dictionary
        .series()
        .filter(|(_, series)| kinds.contains(&series.kind))
        .filter(|(_, series)| definition.scale.is_none_or(|scale| scale == series.scale))
        .collect();
    series.sort_unstable();
    if definition.id != MetricId::ChoiceShare {
        return if series.is_empty() { Vec::new() } else { vec![series] };
    }
    let (multiple, single): (Vec<_>, Vec<_>) =
        series.into_iter().partition(|(_, series)| series.kind == FactKind::MultipleChoice);
    [single, multiple].into_iter().filter(|run| !run.is_empty()).collect()
}

fn base_condition(snapshot: &Snapshot, context: &AnswerContext<'_>, question: &MetricQuestion) -> Condition {
    let dictionary = &snapshot.dictionary;
    let only = |column, code: Option<u32>| Condition::Codes { column, codes: code.into_iter().collect() };
    let mut condition = Condition::always();
    if let Some(survey) = question.survey {
        condition = condition.and(only(Column::Survey, dictionary.survey_code(survey)));
    }
    if let Some(key) = &question.question {
        condition = condition.and(only(Column::Question, dictionary.code(Column::Question, key)));
    }
    match scope_condition(dictionary, context.scope) {
        Some(scope) => condition.and(scope),
        None => condition,
    }
}

fn planned_axis(snapshot: &Snapshot, context: &AnswerContext<'_>, dimension: &Dimension) -> PlannedAxis {
    let dictionary = &snapshot.dictionary;
    let mut ancestors: Vec<UnitId> = Vec::new();
    let axis = match (dimension, dictionary.column_of(dimension)) {
        // An attribute that no answer has had: all are in group 0, "no value".
        (_, None) => Axis { column: Column::Series, groups: Some(Arc::from([])) },
        (Dimension::UnitAtDepth(depth), Some(column)) => {
            let mut groups = vec![0];
            for (_, label) in dictionary.labels(column) {
                let ancestor = label.parse().ok().and_then(|unit| context.units.ancestor_at(unit, *depth));
                groups.push(ancestor.map_or(0, |ancestor| place_of(&mut ancestors, ancestor)));
            }
            Axis { column, groups: Some(groups.into()) }
        }
        (_, Some(column)) => Axis::of(column),
    };
    PlannedAxis { dimension: dimension.clone(), axis, ancestors }
}

/// The place of a unit in the list from 1, put at its end if it is new.
fn place_of(units: &mut Vec<UnitId>, unit: UnitId) -> u32 {
    let place = units.iter().position(|other| *other == unit).unwrap_or_else(|| {
        units.push(unit);
        units.len() - 1
    });
    u32::try_from(place + 1).unwrap_or(0)
}
