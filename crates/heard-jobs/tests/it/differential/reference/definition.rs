//! What each metric reads and how it names the scores, as the reference of the field has it.

use heard_model::fact::{FactKind, FactScore};
use heard_model::metric::{MetricId, MetricQuestion};

/// A named set of scores, both ends included.
pub type Bucket = (&'static str, u8, u8);

/// The scale of a metric that has one.
pub fn scale(metric: MetricId) -> Option<(u8, u8)> {
    Some(match metric {
        MetricId::Nps => (0, 10),
        MetricId::Nps1To10 | MetricId::SatisfiedShare => (1, 10),
        MetricId::Csat | MetricId::Ces5 => (1, 5),
        MetricId::Ces7 => (1, 7),
        _ => return None,
    })
}

/// The named parts of a metric.
pub fn buckets(metric: MetricId) -> &'static [Bucket] {
    match metric {
        MetricId::Nps => &[("promoters", 9, 10), ("passives", 7, 8), ("detractors", 0, 6)],
        MetricId::Nps1To10 => &[("promoters", 9, 10), ("passives", 7, 8), ("detractors", 1, 6)],
        MetricId::Csat => &[("satisfied", 4, 5), ("neutral", 3, 3), ("dissatisfied", 1, 2)],
        MetricId::Ces5 => &[("top_box", 5, 5), ("middle", 2, 4), ("bottom_box", 1, 1)],
        MetricId::Ces7 => &[("top_box", 7, 7), ("middle", 2, 6), ("bottom_box", 1, 1)],
        MetricId::SatisfiedShare => &[("satisfied", 7, 10), ("advocates", 9, 10), ("watch_list", 1, 6)],
        _ => &[],
    }
}

/// Whether a question must be named.
pub fn needs_question(metric: MetricId) -> bool {
    matches!(metric, MetricId::Mean | MetricId::Distribution | MetricId::ChoiceShare)
}

/// Whether a kind of answer is a score on the scale of its question.
pub fn is_scored(kind: FactKind) -> bool {
    use FactKind::{Ces, Csat, Likert, Nps, Nps1To10, Rating};
    matches!(kind, Nps | Nps1To10 | Csat | Ces | Rating | Likert)
}

/// Whether a metric reads a scored answer.
pub fn reads(question: &MetricQuestion, score: &FactScore) -> bool {
    let kind = match question.metric {
        MetricId::Nps => score.kind == FactKind::Nps,
        MetricId::Nps1To10 => score.kind == FactKind::Nps1To10,
        MetricId::Csat => score.kind == FactKind::Csat,
        MetricId::Ces5 | MetricId::Ces7 => score.kind == FactKind::Ces,
        MetricId::SatisfiedShare => score.kind == FactKind::Rating,
        MetricId::SatisfactionIndex if question.question.is_some() => is_scored(score.kind),
        MetricId::SatisfactionIndex => score.kind == FactKind::Index,
        MetricId::Mean | MetricId::Distribution => is_scored(score.kind),
        MetricId::ChoiceShare => matches!(score.kind, FactKind::SingleChoice | FactKind::MultipleChoice),
        MetricId::Responses => score.kind == FactKind::Response,
    };
    kind && scale(question.metric).is_none_or(|scale| scale == (score.scale.min, score.scale.max))
        && question.question.as_ref().is_none_or(|key| *key == score.question)
}
