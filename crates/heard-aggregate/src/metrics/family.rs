//! Families of metrics: what net scores, shares and means have in common.

use std::ops::RangeInclusive;

use heard_model::fact::{FactKind, SCORE_NOT_APPLICABLE, SCORE_SKIPPED};
use heard_model::metric::{
    Bucket, Excluded, Flag, Measure, MetricDefinition, MetricId, Part, ScoreCount, Unit, Weighted,
};
use heard_model::survey::Scale;
use heard_statistics::mean::{self, Bounds};
use heard_statistics::nps::{self, NpsScores};
use heard_statistics::superiority::probability_of_superiority;
use heard_statistics::{Estimate, Moments, NpsCounts, ScoreHistogram, Share, is_few, share};

use super::Change;
use crate::cell::CellSums;

/// Scales with more points list only the scores that occur.
const LISTED_POINTS: u8 = 11;

/// The kinds of answer that have a score on a scale of their question.
pub(super) const SCORED_KINDS: [FactKind; 6] =
    [FactKind::Nps, FactKind::Nps1To10, FactKind::Csat, FactKind::Ces, FactKind::Rating, FactKind::Likert];

/// What a definition of version 1 says unless it says otherwise: a share of any answers.
pub(super) fn definition(id: MetricId, kinds: &[FactKind]) -> MetricDefinition {
    MetricDefinition {
        id,
        version: 1,
        kinds: kinds.to_vec(),
        scale: None,
        buckets: Vec::new(),
        unit: Unit::Share,
        higher_is_better: true,
        needs_question: false,
        interval_method: "wilson_1927".to_owned(),
        level: heard_statistics::DEFAULT_LEVEL,
        decimals: 3,
        source: "Wilson 1927; differences: Newcombe 1998, method 10".to_owned(),
    }
}

pub(super) fn bucket(name: &str, scores: RangeInclusive<u8>) -> Bucket {
    Bucket { name: name.to_owned(), min: *scores.start(), max: *scores.end() }
}

pub(super) fn range(scale: Scale) -> RangeInclusive<u8> {
    scale.min..=scale.max
}

fn scores(bucket: &Bucket) -> RangeInclusive<u8> {
    bucket.min..=bucket.max
}

/// The scale of a definition that has one; a scale without points else, which nothing is on.
pub(super) fn scale_of(definition: &MetricDefinition) -> Scale {
    definition.scale.unwrap_or(Scale { min: 0, max: 0 })
}

/// The scores of a definition's bucket; none where it has no such bucket.
pub(super) fn bucket_scores(definition: &MetricDefinition, name: &str) -> RangeInclusive<u8> {
    let found = definition.buckets.iter().find(|bucket| bucket.name == name);
    #[expect(clippy::reversed_empty_ranges, reason = "an empty range holds no score")]
    found.map_or(1..=0, scores)
}

/// The measure of nothing.
pub(crate) fn empty_measure() -> Measure {
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

pub(super) fn flag(n: i64) -> Option<Flag> {
    match n {
        ..=0 => Some(Flag::NoData),
        n => is_few(n as f64).then_some(Flag::FewAnswers),
    }
}

/// The parts of a measure that do not depend on the family: n, what was left out, the named
/// parts and the distribution.
pub(super) fn counted(definition: &MetricDefinition, scale: Scale, histogram: &ScoreHistogram) -> Measure {
    let n = histogram.n(range(scale));
    Measure {
        n,
        flag: flag(n),
        excluded: Excluded {
            skipped: histogram.count(SCORE_SKIPPED),
            not_applicable: histogram.count(SCORE_NOT_APPLICABLE),
        },
        parts: definition
            .buckets
            .iter()
            .filter_map(|bucket| part(definition, scale, histogram, bucket))
            .collect(),
        distribution: distribution(scale, histogram),
        ..empty_measure()
    }
}

pub(super) fn part(
    definition: &MetricDefinition,
    scale: Scale,
    histogram: &ScoreHistogram,
    bucket: &Bucket,
) -> Option<Part> {
    let counts = Share::of(histogram, scores(bucket), range(scale))?;
    let estimate = share::share(&counts, definition.level)?;
    Some(Part {
        name: bucket.name.clone(),
        count: histogram.n(scores(bucket)),
        share: estimate.value,
        low: estimate.interval.low,
        high: estimate.interval.high,
    })
}

fn distribution(scale: Scale, histogram: &ScoreHistogram) -> Vec<ScoreCount> {
    if histogram.n(range(scale)) == 0 {
        return Vec::new();
    }
    if scale.max - scale.min < LISTED_POINTS {
        return range(scale).map(|score| ScoreCount { score, count: histogram.count(score) }).collect();
    }
    let occurring = histogram.counts().filter(|(score, _)| range(scale).contains(score));
    occurring.map(|(score, count)| ScoreCount { score, count }).collect()
}

/// Puts the number and its interval into a measure.
pub(super) fn with_estimate(measure: Measure, estimate: Option<Estimate>) -> Measure {
    Measure {
        value: estimate.map(|estimate| estimate.value),
        low: estimate.map(|estimate| estimate.interval.low),
        high: estimate.map(|estimate| estimate.interval.high),
        ..measure
    }
}

/// The weighted number beside the unweighted; `None` where no answer has a weight.
pub(super) fn weighted(without_weight: i64, n: i64, estimate: Option<Estimate>) -> Option<Weighted> {
    (without_weight < n).then(|| Weighted {
        without_weight,
        value: estimate.map(|estimate| estimate.value),
        low: estimate.map(|estimate| estimate.interval.low),
        high: estimate.map(|estimate| estimate.interval.high),
        effective_n: estimate.map(|estimate| estimate.n),
    })
}

fn nps_scores(definition: &MetricDefinition) -> NpsScores {
    NpsScores {
        all: range(scale_of(definition)),
        promoters: bucket_scores(definition, "promoters"),
        detractors: bucket_scores(definition, "detractors"),
    }
}

/// A net score: promoters minus detractors.
pub(super) fn finish_net(definition: &MetricDefinition, sums: &CellSums) -> Measure {
    let (scale, scores) = (scale_of(definition), nps_scores(definition));
    let histogram = sums.on(scale);
    let measure = counted(definition, scale, &histogram);
    let estimate = |counts: Option<NpsCounts>| counts.and_then(|counts| nps::nps(&counts, definition.level));
    let weights = estimate(NpsCounts::weighted(&histogram, &scores));
    let weighted = weighted(histogram.without_weight(range(scale)), measure.n, weights);
    with_estimate(Measure { weighted, ..measure }, estimate(NpsCounts::of(&histogram, &scores)))
}

/// Two net scores by the z test, and what their classes hide: how likely one of now beats one of
/// before.
pub(super) fn net_change(definition: &MetricDefinition, now: &CellSums, before: &CellSums) -> Change {
    let scores = nps_scores(definition);
    let scale = scale_of(definition);
    let (now, before) = (now.on(scale), before.on(scale));
    let found = NpsCounts::of(&now, &scores).zip(NpsCounts::of(&before, &scores));
    let change = found
        .and_then(|(now, before)| nps::difference(&now, &before, definition.level))
        .map_or_else(Change::default, Change::from);
    let superiority = probability_of_superiority(&now, &before, range(scale), definition.level);
    Change { superiority, ..change }
}

/// The share of the answers in one bucket.
pub(super) fn finish_share(definition: &MetricDefinition, bucket: &str, sums: &CellSums) -> Measure {
    let scale = scale_of(definition);
    let histogram = sums.on(scale);
    let measure = counted(definition, scale, &histogram);
    share_of(definition, measure, &histogram, bucket_scores(definition, bucket), range(scale))
}

/// Puts the share of `part` among `all` into a measure, weighted beside unweighted.
pub(super) fn share_of(
    definition: &MetricDefinition,
    measure: Measure,
    histogram: &ScoreHistogram,
    part: RangeInclusive<u8>,
    all: RangeInclusive<u8>,
) -> Measure {
    let estimate = |counts: Option<Share>| counts.and_then(|counts| share::share(&counts, definition.level));
    let weights = estimate(Share::weighted(histogram, part.clone(), all.clone()));
    let weighted = weighted(histogram.without_weight(all.clone()), histogram.n(all.clone()), weights);
    with_estimate(Measure { weighted, ..measure }, estimate(Share::of(histogram, part, all)))
}

/// Two shares by Newcombe's method.
pub(super) fn share_change(
    level: f64,
    now: &ScoreHistogram,
    before: &ScoreHistogram,
    part: RangeInclusive<u8>,
    all: RangeInclusive<u8>,
) -> Change {
    let counts = |histogram| Share::of(histogram, part.clone(), all.clone());
    let found = counts(now).zip(counts(before));
    found
        .and_then(|(now, before)| share::difference(&now, &before, level))
        .map_or_else(Change::default, Change::from)
}

/// The mean of scores on one scale, the named parts beside it.
pub(super) fn finish_mean(
    definition: &MetricDefinition,
    scale: Scale,
    histogram: &ScoreHistogram,
) -> Measure {
    let measure = counted(definition, scale, histogram);
    mean_of(definition, measure, Moments::of(histogram, range(scale)), bounds(scale))
}

/// Puts the mean into a measure, weighted beside unweighted.
pub(super) fn mean_of(
    definition: &MetricDefinition,
    measure: Measure,
    moments: Option<Moments>,
    bounds: Bounds,
) -> Measure {
    let Some(moments) = moments else { return measure };
    let weights = mean::weighted_mean(&moments, bounds, definition.level);
    let weighted = weighted(moments.without_weight() as i64, measure.n, weights);
    with_estimate(Measure { weighted, ..measure }, mean::mean(&moments, bounds, definition.level))
}

pub(super) fn bounds(scale: Scale) -> Bounds {
    Bounds { low: f64::from(scale.min), high: f64::from(scale.max) }
}

/// Two means by Welch's test.
pub(super) fn mean_change(level: f64, scale: Scale, now: &ScoreHistogram, before: &ScoreHistogram) -> Change {
    let moments = |histogram| Moments::of(histogram, range(scale));
    let found = moments(now).zip(moments(before));
    found
        .and_then(|(now, before)| mean::difference(&now, &before, bounds(scale), level))
        .map_or_else(Change::default, Change::from)
}
