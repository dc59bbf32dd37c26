//! How the metrics are computed from the exported rows, as SQL that every engine understands. Made
//! of the definitions in force, so that the two never disagree.

use heard_model::metric::{Bucket, MetricDefinition, Unit};

/// The number of a metric over the table `facts`, with the answers it is of; `None` for metrics that
/// are about one question at a time.
pub(super) fn sql(definition: &MetricDefinition) -> Option<String> {
    if definition.needs_question {
        return None;
    }
    let value = value(definition)?;
    let kinds: Vec<String> = definition.kinds.iter().map(|kind| format!("'{}'", kind.name())).collect();
    let mut conditions = vec![format!("kind IN ({})", kinds.join(", "))];
    if let Some(scale) = definition.scale {
        conditions.push(format!("scale_min = {} AND scale_max = {}", scale.min, scale.max));
    }
    conditions.push("state = 'answered'".to_owned());
    Some(format!(
        "SELECT {value} AS value, sum(sign) AS answers FROM facts WHERE {}",
        conditions.join(" AND ")
    ))
}

fn value(definition: &MetricDefinition) -> Option<String> {
    let bucket = |name: &str| definition.buckets.iter().find(|bucket| bucket.name == name).map(scores);
    match definition.unit {
        Unit::NetPoints => {
            let (promoters, detractors) = (bucket("promoters")?, bucket("detractors")?);
            Some(format!(
                "100.0 * sum(CASE WHEN {promoters} THEN sign WHEN {detractors} THEN -sign ELSE 0 END) \
                 / nullif(sum(sign), 0)"
            ))
        }
        Unit::Share => {
            let part = bucket("satisfied")?;
            Some(format!("1.0 * sum(CASE WHEN {part} THEN sign ELSE 0 END) / nullif(sum(sign), 0)"))
        }
        Unit::ScalePoints => Some("1.0 * sum(score * sign) / nullif(sum(sign), 0)".to_owned()),
        Unit::Count => Some("sum(sign)".to_owned()),
        Unit::Index => None,
    }
}

fn scores(bucket: &Bucket) -> String {
    format!("score BETWEEN {} AND {}", bucket.min, bucket.max)
}

#[cfg(test)]
mod tests {
    use heard_aggregate::definition;
    use heard_model::metric::MetricId;

    use super::*;

    #[test]
    fn the_net_promoter_score_is_said_in_full() {
        assert_eq!(
            sql(&definition(MetricId::Nps)).unwrap(),
            "SELECT 100.0 * sum(CASE WHEN score BETWEEN 9 AND 10 THEN sign WHEN score BETWEEN 0 AND 6 THEN \
             -sign ELSE 0 END) / nullif(sum(sign), 0) AS value, sum(sign) AS answers FROM facts WHERE kind IN \
             ('nps') AND scale_min = 0 AND scale_max = 10 AND state = 'answered'"
        );
        assert_eq!(sql(&definition(MetricId::Mean)), None);
    }
}
