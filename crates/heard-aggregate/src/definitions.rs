//! The table of metric definitions.

use heard_model::metric::{MetricDefinition, MetricId};

use crate::metrics::metric;

/// All definitions in force, in the order of [`MetricId::ALL`].
pub fn definitions() -> Vec<MetricDefinition> {
    MetricId::ALL.into_iter().map(definition).collect()
}

/// The definition of a metric.
pub fn definition(id: MetricId) -> MetricDefinition {
    metric(id).definition()
}

/// The name of a metric as questions write it.
pub fn metric_name(id: MetricId) -> &'static str {
    match id {
        MetricId::Nps => "nps",
        MetricId::Nps1To10 => "nps_1_10",
        MetricId::Csat => "csat",
        MetricId::Ces5 => "ces_5",
        MetricId::Ces7 => "ces_7",
        MetricId::SatisfiedShare => "satisfied_share",
        MetricId::SatisfactionIndex => "satisfaction_index",
        MetricId::Mean => "mean",
        MetricId::Distribution => "distribution",
        MetricId::ChoiceShare => "choice_share",
        MetricId::Responses => "responses",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_the_interface() {
        for id in MetricId::ALL {
            assert_eq!(serde_json::to_value(id).unwrap(), metric_name(id));
            assert_eq!(definition(id).id, id);
        }
    }

    /// Numbers already given out stand on these: who changes one raises its version.
    #[test]
    fn definitions_in_force() {
        insta::assert_json_snapshot!(definitions());
    }
}
