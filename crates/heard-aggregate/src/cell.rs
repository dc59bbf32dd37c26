//! The sums of one cell of an answer, as a metric finishes them.

use std::collections::BTreeMap;
use std::sync::Arc;

use heard_model::survey::Scale;
use heard_statistics::ScoreHistogram;

/// The sums of one cell.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct CellSums {
    /// Histograms of raw scores by their scale.
    pub(crate) scales: BTreeMap<Scale, ScoreHistogram>,
    /// For shares of choices: the sums of all choices of the cell's respondents.
    pub(crate) choices: Arc<ChoiceSums>,
    /// The choice that the cell is about; absent when it is about all of them.
    pub(crate) chosen: Option<String>,
}

/// The sums of a question's choices: score 1 chosen, 0 not.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct ChoiceSums {
    /// By the choice's key.
    pub(crate) by_key: BTreeMap<String, ScoreHistogram>,
    /// Whether several may be chosen: then every choice has a row of each respondent that it was
    /// shown to, else only the chosen one has.
    pub(crate) multiple: bool,
    /// How many respondents answered the question.
    respondents: i64,
}

impl CellSums {
    /// Adds a histogram of one scale.
    pub(crate) fn add(&mut self, scale: Scale, histogram: &ScoreHistogram) {
        self.scales.entry(scale).or_default().merge(histogram);
    }

    /// Adds the sums of other cells.
    pub(crate) fn merge(&mut self, other: &Self) {
        for (scale, histogram) in &other.scales {
            self.add(*scale, histogram);
        }
        if !other.choices.by_key.is_empty() {
            Arc::make_mut(&mut self.choices).merge(&other.choices);
        }
    }

    /// Takes the sums of a part of the cell away.
    pub(crate) fn subtract(&mut self, part: &Self) {
        for (scale, histogram) in &part.scales {
            self.scales.entry(*scale).or_default().subtract(histogram);
        }
    }

    /// How many people answered, on whatever scale and whatever they chose.
    pub(crate) fn people(&self) -> i64 {
        let scored: i64 =
            self.scales.iter().map(|(scale, histogram)| histogram.n(scale.min..=scale.max)).sum();
        scored + self.choices.respondents()
    }

    /// The histogram of a scale; nothing where it does not occur.
    pub(crate) fn on(&self, scale: Scale) -> ScoreHistogram {
        self.scales.get(&scale).cloned().unwrap_or_default()
    }

    /// The only scale that occurs with its histogram; `None` where there are none or several.
    pub(crate) fn only(&self) -> Option<(Scale, &ScoreHistogram)> {
        let mut scales = self.scales.iter().filter(|(_, histogram)| !histogram.is_empty());
        let (scale, histogram) = scales.next()?;
        scales.next().is_none().then_some((*scale, histogram))
    }
}

impl ChoiceSums {
    /// Adds rows of one choice.
    pub(crate) fn add(&mut self, key: &str, histogram: &ScoreHistogram) {
        match self.by_key.get_mut(key) {
            Some(sums) => sums.merge(histogram),
            None => {
                self.by_key.insert(key.to_owned(), histogram.clone());
            }
        }
    }

    /// Notes how many respondents these choices of one survey have. Of a multiple choice it is as many
    /// as the choice has that most had before them.
    pub(crate) fn count_respondents(&mut self, multiple: bool) {
        self.multiple = multiple;
        self.respondents = if multiple {
            self.by_key.values().map(|histogram| histogram.n(0..=1)).max().unwrap_or(0)
        } else {
            self.everybody().n(1..=1)
        };
    }

    /// Adds the choices of other respondents.
    pub(crate) fn merge(&mut self, other: &Self) {
        self.respondents += other.respondents;
        self.multiple |= other.multiple;
        for (key, histogram) in &other.by_key {
            self.add(key, histogram);
        }
    }

    /// Everybody who chose something of a single choice, as rows of score 1.
    fn everybody(&self) -> ScoreHistogram {
        let mut all = ScoreHistogram::new();
        self.by_key.values().for_each(|histogram| all.merge(histogram));
        all.restricted(1..=1)
    }

    /// Respondents that a choice could be chosen by: 1 who did, 0 who did not.
    pub(crate) fn asked(&self, key: &str) -> ScoreHistogram {
        let own = self.by_key.get(key).cloned().unwrap_or_default();
        if self.multiple {
            return own.restricted(0..=1);
        }
        let mut others = self.everybody();
        let own = own.restricted(1..=1);
        others.subtract(&own);
        let mut asked = own;
        asked.add_sums(0, others.count(1), &others.weights(1..=1));
        asked
    }

    /// How many respondents answered the question.
    pub(crate) fn respondents(&self) -> i64 {
        self.respondents
    }
}
