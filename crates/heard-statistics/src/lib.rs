//! Sufficient statistics become estimates: pure functions without input or output.
