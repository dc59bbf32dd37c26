//! Filters in words become conditions over codes.
//!
//! A value that no answer has matches nothing, and so does an attribute that none has. A value
//! of `unit` stands for its whole branch; `null` is "no value".

use heard_facts::{Column, Dictionary};
use heard_model::dimension::Dimension;
use heard_model::fact::SCORE_MAX;
use heard_model::filter::{Filter, InFilter, MAX_FILTER_DEPTH, RangeFilter, ScoreFilter};
use heard_model::unit::UnitTree;
use heard_model::{UnitId, UnitScope};

use crate::error::{MAX_FILTER_CONDITIONS, QuestionError};
use crate::kernel::{CodeSet, Condition};

/// What a filter is compiled against.
pub(crate) struct FilterCompiler<'a> {
    pub(crate) dictionary: &'a Dictionary,
    pub(crate) units: &'a UnitTree,
    /// Whether the metric counts shares of choices.
    pub(crate) of_choices: bool,
}

impl FilterCompiler<'_> {
    /// The condition of a filter.
    pub(crate) fn compile(&self, filter: &Filter) -> Result<Condition, QuestionError> {
        let mut conditions = 0;
        self.compile_at(filter, "filter", 1, &mut conditions)
    }

    fn compile_at(
        &self,
        filter: &Filter,
        field: &str,
        depth: usize,
        conditions: &mut usize,
    ) -> Result<Condition, QuestionError> {
        if depth > MAX_FILTER_DEPTH {
            return Err(QuestionError::FilterTooDeep { field: field.to_owned() });
        }
        *conditions += 1;
        if *conditions > MAX_FILTER_CONDITIONS {
            return Err(QuestionError::FilterTooLong);
        }
        Ok(match filter {
            Filter::All(filters) => {
                Condition::All(self.compile_each(filters, &format!("{field}.all"), depth, conditions)?)
            }
            Filter::Any(filters) => {
                Condition::Any(self.compile_each(filters, &format!("{field}.any"), depth, conditions)?)
            }
            Filter::Not(inner) => {
                let inner = self.compile_at(inner, &format!("{field}.not"), depth + 1, conditions)?;
                Condition::Not(Box::new(inner))
            }
            Filter::In(inner) => self.one_of(inner, &format!("{field}.in"))?,
            Filter::Range(range) => self.range(range, &format!("{field}.range"))?,
            Filter::Score(score) => self.score(*score, &format!("{field}.score"))?,
        })
    }

    fn compile_each(
        &self,
        filters: &[Filter],
        field: &str,
        depth: usize,
        conditions: &mut usize,
    ) -> Result<Vec<Condition>, QuestionError> {
        let mut compiled = Vec::with_capacity(filters.len().min(MAX_FILTER_CONDITIONS));
        for (place, filter) in filters.iter().enumerate() {
            compiled.push(self.compile_at(filter, &format!("{field}[{place}]"), depth + 1, conditions)?);
        }
        Ok(compiled)
    }

    fn must_not_be_choice(&self, dimension: &Dimension, field: &str) -> Result<(), QuestionError> {
        if self.of_choices && *dimension == Dimension::Choice {
            return Err(QuestionError::FilterOfChoices { field: field.to_owned() });
        }
        Ok(())
    }

    fn one_of(&self, filter: &InFilter, field: &str) -> Result<Condition, QuestionError> {
        self.must_not_be_choice(&filter.dimension, field)?;
        let has_null = filter.values.contains(&None);
        let Some(column) = self.dictionary.column_of(&filter.dimension) else {
            return Ok(if has_null { Condition::always() } else { Condition::never() });
        };
        let values = filter.values.iter().flatten().map(String::as_str);
        let mut codes: CodeSet = match &filter.dimension {
            Dimension::Unit => self.branches(values),
            Dimension::UnitAtDepth(depth) => self.units_at_depth(*depth, values, has_null),
            Dimension::Survey => values
                .filter_map(|value| value.parse().ok())
                .filter_map(|survey| self.dictionary.survey_code(survey))
                .collect(),
            _ => values.filter_map(|value| self.dictionary.code(column, value)).collect(),
        };
        if has_null && !matches!(filter.dimension, Dimension::UnitAtDepth(_)) {
            codes.insert(0);
        }
        Ok(Condition::Codes { column, codes })
    }

    fn branches<'v>(&self, values: impl Iterator<Item = &'v str>) -> CodeSet {
        let mut codes = CodeSet::new();
        for value in values {
            let id = self.units.find(value).map(|unit| unit.id).or_else(|| value.parse::<UnitId>().ok());
            let branch = id.map_or_else(Vec::new, |id| self.units.branch(id));
            codes.extend(branch.into_iter().filter_map(|unit| self.dictionary.unit_code(unit)));
        }
        codes
    }

    fn units_at_depth<'v>(
        &self,
        depth: u8,
        values: impl Iterator<Item = &'v str>,
        has_null: bool,
    ) -> CodeSet {
        let wanted: Vec<UnitId> = values
            .filter_map(|value| self.units.find(value).map(|unit| unit.id).or_else(|| value.parse().ok()))
            .collect();
        let labels = self.dictionary.labels(Column::Unit);
        let mut codes: CodeSet = labels
            .filter(|(_, label)| {
                let ancestor = label.parse().ok().and_then(|unit| self.units.ancestor_at(unit, depth));
                ancestor.map_or(has_null, |ancestor| wanted.contains(&ancestor))
            })
            .map(|(code, _)| code)
            .collect();
        if has_null {
            codes.insert(0);
        }
        codes
    }

    fn range(&self, filter: &RangeFilter, field: &str) -> Result<Condition, QuestionError> {
        self.must_not_be_choice(&filter.dimension, field)?;
        let (min, max) = (filter.min.unwrap_or(f64::NEG_INFINITY), filter.max.unwrap_or(f64::INFINITY));
        if min > max {
            return Err(QuestionError::EmptyFilterRange { field: field.to_owned() });
        }
        let Some(column) = self.dictionary.column_of(&filter.dimension) else {
            return Ok(Condition::never());
        };
        let inside = |label: &str| {
            label
                .trim()
                .parse::<f64>()
                .is_ok_and(|number| number.is_finite() && number >= min && number <= max)
        };
        let codes =
            self.dictionary.labels(column).filter(|(_, label)| inside(label)).map(|(code, _)| code).collect();
        Ok(Condition::Codes { column, codes })
    }

    fn score(&self, filter: ScoreFilter, field: &str) -> Result<Condition, QuestionError> {
        if self.of_choices {
            return Err(QuestionError::FilterOfChoices { field: field.to_owned() });
        }
        let (min, max) = (filter.min.unwrap_or(0), filter.max.unwrap_or(SCORE_MAX));
        if min > max {
            return Err(QuestionError::EmptyFilterRange { field: field.to_owned() });
        }
        Ok(Condition::Score { min, max })
    }
}

/// The condition of what a person may see; `None` for everything.
pub(crate) fn scope_condition(dictionary: &Dictionary, scope: &UnitScope) -> Option<Condition> {
    match scope {
        UnitScope::All => None,
        UnitScope::Branch(units) => {
            let codes = units.iter().filter_map(|unit| dictionary.unit_code(*unit)).collect();
            Some(Condition::Codes { column: Column::Unit, codes })
        }
    }
}
