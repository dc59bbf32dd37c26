//! The dictionary of a workspace: labels and their dense codes.
//!
//! Each column counts its labels from 1; code 0 is "no value". A code is never given twice and
//! never changes, so the dictionary only grows and can be persisted by what is new.

use std::sync::Arc;

use foldhash::HashMap;
use heard_model::dimension::Dimension;
use heard_model::{SurveyId, UnitId};
use serde::{Deserialize, Serialize};

use crate::column::{ATTRIBUTE_COLUMNS, Column, LabelSet};
use crate::error::FactsError;
use crate::series::Series;

/// Labels and their codes, by column. Cheap to clone: columns are shared until they grow.
#[derive(Clone, Debug)]
pub struct Dictionary {
    sets: Vec<Arc<Labels>>,
    series: Arc<HashMap<Series, u32>>,
    units: Arc<HashMap<UnitId, u32>>,
    surveys: Arc<HashMap<SurveyId, u32>>,
}

#[derive(Clone, Debug, Default)]
struct Labels {
    by_code: Vec<Arc<str>>,
    codes: HashMap<Arc<str>, u32>,
}

/// One label as it is persisted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct DictionaryEntry {
    /// The number of the [`LabelSet`].
    pub set: u8,
    /// The code, from 1.
    pub code: u32,
    /// The label.
    pub label: String,
}

/// How far a dictionary had grown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DictionaryMark(Vec<u32>);

impl Default for Dictionary {
    fn default() -> Self {
        Self::new()
    }
}

impl Dictionary {
    /// An empty dictionary.
    pub fn new() -> Self {
        Self {
            sets: (0..LabelSet::COUNT).map(|_| Arc::default()).collect(),
            series: Arc::default(),
            units: Arc::default(),
            surveys: Arc::default(),
        }
    }

    /// The dictionary of all persisted entries, in any order.
    ///
    /// # Errors
    /// [`FactsError::DamagedDictionary`] when codes have gaps or repeat, when a label repeats, or
    /// when a label is not what its column holds. Entries of unknown sets are a later version's.
    pub fn load(entries: impl IntoIterator<Item = DictionaryEntry>) -> Result<Self, FactsError> {
        let mut entries: Vec<DictionaryEntry> = entries.into_iter().collect();
        entries.sort_unstable();
        let mut dictionary = Self::new();
        for entry in &entries {
            let damaged = |labels, reason| FactsError::DamagedDictionary { labels, code: entry.code, reason };
            let Some(labels) = LabelSet::from_number(entry.set) else {
                return Err(damaged(LabelSet::AttributeNames, "the number of its label set is unknown"));
            };
            if entry.code != dictionary.code_count(labels) {
                return Err(damaged(labels, "codes have a gap or repeat"));
            }
            if dictionary.code(labels, &entry.label).is_some() {
                return Err(damaged(labels, "a label repeats"));
            }
            dictionary.learn(labels, &entry.label).map_err(|reason| damaged(labels, reason))?;
            // Identifiers are read in many spellings and written in one.
            if dictionary.code(labels, &entry.label) != Some(entry.code) {
                return Err(damaged(labels, "the label is not spelled as its column spells it"));
            }
        }
        Ok(dictionary)
    }

    fn learn(&mut self, labels: LabelSet, label: &str) -> Result<(), &'static str> {
        match labels {
            LabelSet::Of(Column::Series) => {
                self.intern_series(label.parse().map_err(|_| "the label is no series")?);
            }
            LabelSet::Of(Column::Unit) => {
                self.intern_unit(label.parse().map_err(|_| "the label is no unit's identifier")?);
            }
            LabelSet::Of(Column::Survey) => {
                self.intern_survey(label.parse().map_err(|_| "the label is no survey's identifier")?);
            }
            LabelSet::AttributeNames => {
                self.intern_attribute(label).ok_or("there are more attributes than columns")?;
            }
            LabelSet::Of(_) => {
                self.intern(labels, label);
            }
        }
        Ok(())
    }

    /// The code of a label, a new one if it has none yet.
    pub fn intern(&mut self, labels: impl Into<LabelSet>, label: &str) -> u32 {
        let set = &mut self.sets[labels.into().position()];
        if let Some(code) = set.codes.get(label) {
            return *code;
        }
        let set = Arc::make_mut(set);
        let label: Arc<str> = label.into();
        set.by_code.push(Arc::clone(&label));
        let code = u32::try_from(set.by_code.len()).unwrap_or(u32::MAX);
        set.codes.insert(label, code);
        code
    }

    /// The code of a series, a new one if it has none yet.
    pub fn intern_series(&mut self, series: Series) -> u32 {
        if let Some(code) = self.series.get(&series) {
            return *code;
        }
        let code = self.intern(Column::Series, &series.to_string());
        Arc::make_mut(&mut self.series).insert(series, code);
        code
    }

    /// The code of a unit, a new one if it has none yet.
    pub fn intern_unit(&mut self, unit: UnitId) -> u32 {
        if let Some(code) = self.units.get(&unit) {
            return *code;
        }
        let code = self.intern(Column::Unit, &unit.to_string());
        Arc::make_mut(&mut self.units).insert(unit, code);
        code
    }

    /// The code of a survey, a new one if it has none yet.
    pub fn intern_survey(&mut self, survey: SurveyId) -> u32 {
        if let Some(code) = self.surveys.get(&survey) {
            return *code;
        }
        let code = self.intern(Column::Survey, &survey.to_string());
        Arc::make_mut(&mut self.surveys).insert(survey, code);
        code
    }

    /// The column of an attribute, a new one if it has none yet; `None` when all are taken.
    pub fn intern_attribute(&mut self, name: &str) -> Option<Column> {
        if let Some(column) = self.attribute(name) {
            return Some(column);
        }
        if self.code_count(LabelSet::AttributeNames) as usize > ATTRIBUTE_COLUMNS {
            return None;
        }
        attribute_column(self.intern(LabelSet::AttributeNames, name))
    }

    /// The code of a label.
    pub fn code(&self, labels: impl Into<LabelSet>, label: &str) -> Option<u32> {
        self.set(labels).codes.get(label).copied()
    }

    /// The label of a code; `None` for 0, "no value", and for codes never given.
    pub fn label(&self, labels: impl Into<LabelSet>, code: u32) -> Option<&str> {
        let place = usize::try_from(code).ok()?.checked_sub(1)?;
        self.set(labels).by_code.get(place).map(AsRef::as_ref)
    }

    /// All labels of a set with their codes, in the order of the codes.
    pub fn labels(&self, labels: impl Into<LabelSet>) -> impl Iterator<Item = (u32, &str)> {
        (1..).zip(self.set(labels).by_code.iter().map(AsRef::as_ref))
    }

    /// How many codes a set has, 0 "no value" included: every code is below it.
    pub fn code_count(&self, labels: impl Into<LabelSet>) -> u32 {
        u32::try_from(self.set(labels).by_code.len() + 1).unwrap_or(u32::MAX)
    }

    /// The column of an attribute.
    pub fn attribute(&self, name: &str) -> Option<Column> {
        self.code(LabelSet::AttributeNames, name).and_then(attribute_column)
    }

    /// The column of a dimension; both `unit` and `unit:<depth>` are [`Column::Unit`]. `None`
    /// for an attribute that no answer has had.
    pub fn column_of(&self, dimension: &Dimension) -> Option<Column> {
        Some(match dimension {
            Dimension::Unit | Dimension::UnitAtDepth(_) => Column::Unit,
            Dimension::Survey => Column::Survey,
            Dimension::Question => Column::Question,
            Dimension::Choice => Column::Choice,
            Dimension::Touchpoint => Column::Touchpoint,
            Dimension::Channel => Column::Channel,
            Dimension::Language => Column::Language,
            Dimension::Country => Column::Country,
            Dimension::Team => Column::Team,
            Dimension::Agent => Column::Agent,
            Dimension::Product => Column::Product,
            Dimension::Attribute(name) => return self.attribute(name),
        })
    }

    /// All series with their codes.
    pub fn series(&self) -> impl Iterator<Item = (u32, Series)> {
        self.series.iter().map(|(series, code)| (*code, *series))
    }

    /// The code of a unit.
    pub fn unit_code(&self, unit: UnitId) -> Option<u32> {
        self.units.get(&unit).copied()
    }

    /// The unit of a code.
    pub fn unit(&self, code: u32) -> Option<UnitId> {
        self.label(Column::Unit, code)?.parse().ok()
    }

    /// The code of a survey.
    pub fn survey_code(&self, survey: SurveyId) -> Option<u32> {
        self.surveys.get(&survey).copied()
    }

    /// The survey of a code.
    pub fn survey(&self, code: u32) -> Option<SurveyId> {
        self.label(Column::Survey, code)?.parse().ok()
    }

    /// How far the dictionary has grown.
    pub fn mark(&self) -> DictionaryMark {
        DictionaryMark(LabelSet::all().map(|labels| self.code_count(labels)).collect())
    }

    /// What is new since a mark.
    pub fn entries_since(&self, mark: &DictionaryMark) -> Vec<DictionaryEntry> {
        let mut entries = Vec::new();
        for (labels, known) in LabelSet::all().zip(&mark.0) {
            let new = self.labels(labels).skip(known.saturating_sub(1) as usize);
            entries.extend(new.map(|(code, label)| DictionaryEntry {
                set: labels.number(),
                code,
                label: label.to_owned(),
            }));
        }
        entries
    }

    /// Everything, as it is persisted.
    pub fn entries(&self) -> Vec<DictionaryEntry> {
        self.entries_since(&Self::new().mark())
    }

    fn set(&self, labels: impl Into<LabelSet>) -> &Labels {
        &self.sets[labels.into().position()]
    }
}

fn attribute_column(code: u32) -> Option<Column> {
    let slot = u8::try_from(code.checked_sub(1)?).ok()?;
    (usize::from(slot) < ATTRIBUTE_COLUMNS).then_some(Column::Attribute(slot))
}
