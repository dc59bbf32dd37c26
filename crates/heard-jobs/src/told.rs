//! Tells the log of a failure when it begins and when it ends, however often a job meets it between.

use std::fmt::Display;

/// What a job does again and again, and whether it fails.
#[derive(Debug)]
pub(crate) struct Told {
    what: &'static str,
    failing: Option<String>,
}

impl Told {
    /// Nothing failed yet; `what` says what is being done, as in "opening cases".
    pub(crate) fn new(what: &'static str) -> Self {
        Self { what, failing: None }
    }

    /// Notes an outcome; whether it was a success.
    pub(crate) fn note<T, E: Display>(&mut self, outcome: &Result<T, E>) -> bool {
        let error = outcome.as_ref().err().map(ToString::to_string);
        match (&self.failing, &error) {
            (before, Some(error)) if before.as_ref() != Some(error) => {
                tracing::error!(error, "{} failed; trying again", self.what);
            }
            (Some(_), None) => tracing::warn!("{} works again", self.what),
            _ => {}
        }
        self.failing = error;
        self.failing.is_none()
    }
}
