//! Places where a test ends or freezes the process, to show that nothing is lost there. They exist in
//! builds with debug assertions only.

use std::time::Duration;

/// The places that a process can be ended at.
pub const FAIL_POINTS: [&str; 10] = [
    "writer: before commit",
    "writer: after commit",
    "projection: outbox read",
    "projection: applied",
    "segment: encoded",
    "segment: before commit",
    "segment: before the outbox is trimmed",
    "segment: after commit",
    "merge: encoded",
    "merge: after commit",
];

/// The places that a process can be ended at while it makes a backup.
pub const BACKUP_FAIL_POINTS: [&str; 5] = [
    "backup: block written",
    "backup: blocks written",
    "backup: moment written",
    "backup: scrubbed",
    "backup: before sweeping",
];

/// Ends the process at once, as `kill -9` does, if `HEARD_FAIL_POINT` names this place. With
/// `<place>*<n>` it is the n-th time that it comes by; with `freeze <place>` it is frozen there, as by
/// `kill -STOP`, until somebody wakes it.
pub fn fail_point(place: &str) {
    #[cfg(debug_assertions)]
    wanted::reach(place);
    #[cfg(not(debug_assertions))]
    let _ = place;
}

/// A lease of the usual length, or of as many milliseconds as `HEARD_LEASE_MS` says, so that a test
/// need not wait for its end.
pub fn lease(usual: Duration) -> Duration {
    #[cfg(debug_assertions)]
    if let Some(milliseconds) = std::env::var("HEARD_LEASE_MS").ok().and_then(|text| text.parse().ok()) {
        return Duration::from_millis(milliseconds);
    }
    usual
}

#[cfg(debug_assertions)]
mod wanted {
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicU32, Ordering};

    struct Wanted {
        place: String,
        freezes: bool,
        left: AtomicU32,
    }

    static WANTED: OnceLock<Option<Wanted>> = OnceLock::new();

    pub(super) fn reach(place: &str) {
        let is_listed = super::FAIL_POINTS.contains(&place) || super::BACKUP_FAIL_POINTS.contains(&place);
        debug_assert!(is_listed, "{place} is not listed");
        let wanted = WANTED.get_or_init(|| {
            let text = std::env::var("HEARD_FAIL_POINT").ok()?;
            let (name, times) = text.split_once('*').unwrap_or((&text, "1"));
            let (freezes, name) = name.strip_prefix("freeze ").map_or((false, name), |name| (true, name));
            let left = AtomicU32::new(times.parse().unwrap_or(1));
            Some(Wanted { place: name.to_owned(), freezes, left })
        });
        if let Some(wanted) = wanted
            && wanted.place == place
            && wanted.left.fetch_sub(1, Ordering::SeqCst) == 1
        {
            if !wanted.freezes {
                std::process::abort();
            }
            freeze();
        }
    }

    /// Nothing of the process goes on until it is woken.
    fn freeze() {
        let myself = std::process::id().to_string();
        let stopped = std::process::Command::new("kill").args(["-STOP", &myself]).status();
        assert!(stopped.is_ok_and(|status| status.success()), "the process could not be frozen");
    }
}
