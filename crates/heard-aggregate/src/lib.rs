//! A question over columns becomes sufficient statistics, and those become a metric with its interval.
