//! A deterministic company with planted effects: for the demo, tests and benchmarks.
