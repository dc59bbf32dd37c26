//! Places where a test ends the process, to show that nothing is lost there. They exist in builds
//! with debug assertions only.

/// The places that a process can be ended at.
pub const FAIL_POINTS: [&str; 9] = [
    "writer: before commit",
    "writer: after commit",
    "projection: outbox read",
    "projection: applied",
    "segment: encoded",
    "segment: before commit",
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
/// `<place>*<n>` it is the n-th time that it comes by.
pub fn fail_point(place: &str) {
    #[cfg(debug_assertions)]
    wanted::reach(place);
    #[cfg(not(debug_assertions))]
    let _ = place;
}

#[cfg(debug_assertions)]
mod wanted {
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicU32, Ordering};

    static WANTED: OnceLock<Option<(String, AtomicU32)>> = OnceLock::new();

    pub(super) fn reach(place: &str) {
        let is_listed = super::FAIL_POINTS.contains(&place) || super::BACKUP_FAIL_POINTS.contains(&place);
        debug_assert!(is_listed, "{place} is not listed");
        let wanted = WANTED.get_or_init(|| {
            let text = std::env::var("HEARD_FAIL_POINT").ok()?;
            let (name, times) = text.split_once('*').unwrap_or((&text, "1"));
            Some((name.to_owned(), AtomicU32::new(times.parse().unwrap_or(1))))
        });
        if let Some((name, left)) = wanted
            && name == place
            && left.fetch_sub(1, Ordering::SeqCst) == 1
        {
            std::process::abort();
        }
    }
}
