//! The number of a cell's rows.

use std::collections::BTreeSet;

use heard_model::fact::FactKind;
use heard_model::metric::{Excluded, Flag, Measure, MetricId, Part, ScoreCount, Weighted};

use super::definition::{Bucket, buckets, scale};
use super::formulas::{Estimate, Number, mean, net, share, weighted_mean, weights};
use super::row::Row;

/// The rows of a cell, and the choice that it is about if it is about one.
#[derive(Clone, Default)]
pub struct Cell<'a> {
    pub rows: Vec<Row<'a>>,
    pub chosen: Option<String>,
}

/// Nothing answered.
pub fn nothing() -> Measure {
    Measure {
        n: 0,
        value: None,
        low: None,
        high: None,
        flag: Some(Flag::NoData),
        excluded: Excluded::default(),
        parts: Vec::new(),
        distribution: Vec::new(),
        weighted: None,
    }
}

fn counted(n: usize) -> Measure {
    let flag = match n {
        0 => Some(Flag::NoData),
        1..30 => Some(Flag::FewAnswers),
        _ => None,
    };
    Measure { n: i64::try_from(n).unwrap(), flag, ..nothing() }
}

fn with(measure: Measure, estimate: Option<Estimate>) -> Measure {
    let Some(Estimate { value, low, high, .. }) = estimate else { return measure };
    Measure { value: Some(value), low: Some(low), high: Some(high), ..measure }
}

/// The different scales that a cell's rows are on.
pub fn scales(rows: &[Row<'_>]) -> BTreeSet<(u8, u8)> {
    rows.iter().map(|row| (row.score.scale.min, row.score.scale.max)).collect()
}

impl Cell<'_> {
    /// The scale of a metric: its own, or the only one there is.
    pub fn scale(&self, metric: MetricId) -> Option<(u8, u8)> {
        let found = scales(&self.rows);
        scale(metric).or_else(|| found.first().copied().filter(|_| found.len() == 1))
    }

    /// Scores on their scale, with their weights.
    pub fn scores(&self) -> Vec<Number> {
        let on_scale =
            |row: &&Row<'_>| (row.score.scale.min..=row.score.scale.max).contains(&row.score.score);
        self.rows.iter().filter(on_scale).map(|row| (f64::from(row.score.score), row.weight())).collect()
    }

    /// Scores as 0 to 100 of their scales.
    pub fn rescaled(&self) -> Vec<Number> {
        let on_scale =
            |row: &&Row<'_>| (row.score.scale.min..=row.score.scale.max).contains(&row.score.score);
        let rescale = |row: &Row<'_>| {
            let (min, max) = (f64::from(row.score.scale.min), f64::from(row.score.scale.max));
            (100.0 * (f64::from(row.score.score) - min) / (max - min), row.weight())
        };
        self.rows.iter().filter(on_scale).map(rescale).collect()
    }

    /// Promoters, passives and detractors.
    pub fn net_counts(&self, metric: MetricId) -> [f64; 3] {
        [0, 1, 2].map(|place| self.in_bucket(buckets(metric)[place]))
    }

    /// Scores in a bucket.
    pub fn in_bucket(&self, bucket: Bucket) -> f64 {
        self.scores().iter().filter(|score| is_in(score, bucket)).count() as f64
    }

    /// The respondents that a choice could be chosen by: 1 who did, 0 who did not.
    pub fn asked(&self, choice: &str) -> Vec<Number> {
        let is_multiple = self.rows.iter().any(|row| row.score.kind == FactKind::MultipleChoice);
        let own = |row: &Row<'_>| row.score.choice.as_deref() == Some(choice);
        if is_multiple {
            let rows = self.rows.iter().filter(|row| own(row));
            return rows.map(|row| (f64::from(row.score.score), row.weight())).collect();
        }
        self.rows.iter().map(|row| (if own(row) { 1.0 } else { 0.0 }, row.weight())).collect()
    }

    /// How many responses the rows are of.
    pub fn respondents(&self) -> usize {
        let responses: BTreeSet<*const heard_model::fact::FactEvent> =
            self.rows.iter().map(|row| std::ptr::from_ref(row.event)).collect();
        responses.len()
    }

    /// The choices that occur.
    pub fn choices(&self) -> BTreeSet<String> {
        self.rows.iter().filter_map(|row| row.score.choice.clone()).collect()
    }

    /// The number.
    pub fn measure(&self, metric: MetricId) -> Measure {
        match metric {
            MetricId::Responses => {
                let n = self.rows.len();
                let flag = (n == 0).then_some(Flag::NoData);
                Measure { value: Some(n as f64), flag, ..counted(n) }
            }
            MetricId::ChoiceShare => self.choice_measure(),
            _ => self.scored_measure(metric),
        }
    }

    fn choice_measure(&self) -> Measure {
        if let Some(chosen) = &self.chosen {
            let asked = self.asked(chosen);
            let count = |score: f64| asked.iter().filter(|(one, _)| *one == score).count();
            let counts = [(0, count(0.0)), (1, count(1.0))];
            let listed =
                counts.map(|(score, count)| ScoreCount { score, count: i64::try_from(count).unwrap() });
            let distribution = if asked.is_empty() { Vec::new() } else { listed.to_vec() };
            let measure = Measure { distribution, ..counted(asked.len()) };
            return share_of(measure, &asked, ("chosen", 1, 1));
        }
        let part = |choice: String| {
            let asked = self.asked(&choice);
            let chosen = asked.iter().filter(|(one, _)| *one == 1.0).count();
            part(choice, chosen as f64, asked.len() as f64)
        };
        Measure {
            parts: self.choices().into_iter().filter_map(part).collect(),
            ..counted(self.respondents())
        }
    }

    fn scored_measure(&self, metric: MetricId) -> Measure {
        let scores = self.scores();
        let special = |special: u8| self.rows.iter().filter(|row| row.score.score == special).count();
        let mut measure = counted(scores.len());
        measure.excluded = Excluded {
            skipped: i64::try_from(special(255)).unwrap(),
            not_applicable: i64::try_from(special(254)).unwrap(),
        };
        if let Some((min, max)) = self.scale(metric) {
            measure.distribution = distribution(&scores, min, max);
            measure.parts = self.parts(metric, &scores, min, max);
        } else if metric != MetricId::SatisfactionIndex {
            return nothing();
        }
        match metric {
            MetricId::Nps | MetricId::Nps1To10 => {
                let [p, m, d] = self.net_counts(metric);
                let weighted = weights(&scores).and_then(|(sum, _, worth)| {
                    let of = |place: usize| {
                        let part = scores.iter().filter(|score| is_in(score, buckets(metric)[place]));
                        part.map(|(_, weight)| weight.unwrap_or(0.0)).sum::<f64>() * worth / sum
                    };
                    net(of(0), of(1), of(2))
                });
                Measure { weighted: beside(&scores, weighted), ..with(measure, net(p, m, d)) }
            }
            MetricId::Csat | MetricId::SatisfiedShare => share_of(measure, &scores, buckets(metric)[0]),
            MetricId::Distribution => {
                let worth = weights(&scores).map(|(_, _, worth)| worth);
                let weighted = beside(&scores, None);
                let weighted = weighted.map(|weighted| Weighted { effective_n: worth, ..weighted });
                Measure { weighted, ..measure }
            }
            MetricId::SatisfactionIndex => mean_of(measure, &self.rescaled(), (0.0, 100.0)),
            _ => match self.scale(metric) {
                Some((min, max)) => mean_of(measure, &scores, (f64::from(min), f64::from(max))),
                None => measure,
            },
        }
    }

    fn parts(&self, metric: MetricId, scores: &[Number], min: u8, max: u8) -> Vec<Part> {
        let n = scores.len() as f64;
        if metric == MetricId::Distribution {
            let point = |point: u8| {
                let count = scores.iter().filter(|score| is_in(score, ("", point, point))).count();
                part(point.to_string(), count as f64, n)
            };
            return (min..=max).filter_map(point).collect();
        }
        let named = buckets(metric).iter();
        named.filter_map(|bucket| part(bucket.0.to_owned(), self.in_bucket(*bucket), n)).collect()
    }
}

fn is_in((score, _): &Number, (_, min, max): Bucket) -> bool {
    f64::from(min) <= *score && *score <= f64::from(max)
}

fn part(name: String, count: f64, n: f64) -> Option<Part> {
    let Estimate { value, low, high, .. } = share(count, n)?;
    Some(Part { name, count: count as i64, share: value, low, high })
}

/// Every point of a scale of up to eleven; of a longer one the points that occur.
fn distribution(scores: &[Number], min: u8, max: u8) -> Vec<ScoreCount> {
    if scores.is_empty() {
        return Vec::new();
    }
    let count = |point: u8| scores.iter().filter(|(score, _)| *score == f64::from(point)).count();
    let points = (min..=max)
        .map(|score| ScoreCount { score, count: i64::try_from(count(score)).unwrap() })
        .filter(|point| max - min < 11 || point.count > 0);
    points.collect()
}

/// The weighted number beside the other, where any answer has a weight.
fn beside(numbers: &[Number], estimate: Option<Estimate>) -> Option<Weighted> {
    let without_weight = numbers.iter().filter(|(_, weight)| weight.is_none()).count();
    (without_weight < numbers.len()).then(|| Weighted {
        without_weight: i64::try_from(without_weight).unwrap(),
        value: estimate.map(|estimate| estimate.value),
        low: estimate.map(|estimate| estimate.low),
        high: estimate.map(|estimate| estimate.high),
        effective_n: estimate.map(|estimate| estimate.n),
    })
}

fn share_of(measure: Measure, numbers: &[Number], bucket: Bucket) -> Measure {
    let count = numbers.iter().filter(|number| is_in(number, bucket)).count();
    let weighted = weights(numbers).and_then(|(sum, _, worth)| {
        let part = numbers.iter().filter(|number| is_in(number, bucket));
        share(part.map(|(_, weight)| weight.unwrap_or(0.0)).sum::<f64>() / sum * worth, worth)
    });
    let estimate = share(count as f64, numbers.len() as f64);
    Measure { weighted: beside(numbers, weighted), ..with(measure, estimate) }
}

fn mean_of(measure: Measure, numbers: &[Number], (low, high): (f64, f64)) -> Measure {
    let weighted = beside(numbers, weighted_mean(numbers, low, high));
    Measure { weighted, ..with(measure, mean(numbers, low, high)) }
}
