//! How often: buckets that refill steadily, by address, account, key and survey.
//!
//! A bucket is one number, the instant at which it will be full again (the generic cell rate
//! algorithm), so a hundred thousand callers cost a few megabytes and never more.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::problem::Problem;

/// The most callers that one limiter remembers.
const CAPACITY: usize = 100_000;

/// So many at once, refilled at so many a minute. 0 a minute is no limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allowance {
    /// How many may come at once.
    pub burst: u32,
    /// How many are given back each minute.
    pub per_minute: u32,
}

impl Allowance {
    /// `burst` at once, `per_minute` a minute.
    pub const fn new(burst: u32, per_minute: u32) -> Self {
        Self { burst, per_minute }
    }

    fn interval_us(self) -> i64 {
        60_000_000 / i64::from(self.per_minute.max(1))
    }

    fn depth_us(self) -> i64 {
        self.interval_us() * i64::from(self.burst.max(1))
    }
}

/// All allowances; the configuration may change them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LimitSettings {
    /// Answers from one address to one survey: a shop full of people has one address.
    pub submissions_by_address_and_survey: Allowance,
    /// Answers from one address to all surveys.
    pub submissions_by_address: Allowance,
    /// Answers to one survey from everywhere.
    pub submissions_by_survey: Allowance,
    /// Log-ins, set-up and invitations from one address.
    pub logins_by_address: Allowance,
    /// Log-ins to one account from everywhere.
    pub logins_by_account: Allowance,
    /// Pages from one address.
    pub pages_by_address: Allowance,
    /// Ordinary requests of one person or key.
    pub requests_by_caller: Allowance,
    /// Single responses sent with one key.
    pub submissions_by_key: Allowance,
    /// Exports and batches of one person or key.
    pub heavy_by_caller: Allowance,
}

impl Default for LimitSettings {
    fn default() -> Self {
        Self {
            submissions_by_address_and_survey: Allowance::new(600, 600),
            submissions_by_address: Allowance::new(1_200, 1_200),
            submissions_by_survey: Allowance::new(60_000, 60_000),
            logins_by_address: Allowance::new(20, 20),
            logins_by_account: Allowance::new(20, 10),
            pages_by_address: Allowance::new(1_200, 1_200),
            requests_by_caller: Allowance::new(1_200, 1_200),
            submissions_by_key: Allowance::new(60_000, 60_000),
            heavy_by_caller: Allowance::new(30, 30),
        }
    }
}

/// Buckets of one allowance by `K`.
#[derive(Debug)]
pub struct Limiter<K> {
    allowance: Allowance,
    capacity: usize,
    buckets: Mutex<Buckets<K>>,
}

#[derive(Debug)]
struct Buckets<K> {
    full_at_us: HashMap<K, i64>,
    overflow_full_at_us: i64,
    swept_at_us: i64,
}

impl<K: Hash + Eq> Limiter<K> {
    /// Buckets of `allowance`.
    pub fn new(allowance: Allowance) -> Self {
        Self::with_capacity(allowance, CAPACITY)
    }

    fn with_capacity(allowance: Allowance, capacity: usize) -> Self {
        let buckets = Buckets { full_at_us: HashMap::new(), overflow_full_at_us: 0, swept_at_us: i64::MIN };
        Self { allowance, capacity, buckets: Mutex::new(buckets) }
    }

    /// Takes one; a refusal with the seconds to wait if none is left.
    pub fn take(&self, key: K, now: Timestamp) -> Result<(), Problem> {
        if self.allowance.per_minute == 0 {
            return Ok(());
        }
        let now_us = now.as_microsecond();
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.full_at_us.len() >= self.capacity && !buckets.full_at_us.contains_key(&key) {
            buckets.sweep(now_us);
        }
        let full = buckets.full_at_us.len() >= self.capacity && !buckets.full_at_us.contains_key(&key);
        // Strangers beyond the capacity share one bucket: memory is bounded, nobody is let in free.
        let bucket = if full {
            &mut buckets.overflow_full_at_us
        } else {
            buckets.full_at_us.entry(key).or_insert(now_us)
        };
        take_from(bucket, self.allowance, now_us)
    }
}

fn take_from(full_at_us: &mut i64, allowance: Allowance, now_us: i64) -> Result<(), Problem> {
    let depth = allowance.depth_us();
    // What lies further ahead than an empty bucket is of a clock that was set back; it says nothing.
    let full_at = if *full_at_us > now_us + depth { now_us } else { (*full_at_us).max(now_us) };
    let after = full_at + allowance.interval_us();
    let wait_us = after - (now_us + depth);
    if wait_us > 0 {
        *full_at_us = full_at;
        return Err(Problem::too_many(u64::try_from(wait_us).unwrap_or(0).div_ceil(1_000_000)));
    }
    *full_at_us = after;
    Ok(())
}

impl<K: Hash + Eq> Buckets<K> {
    /// Forgets the full buckets, at most once a second.
    fn sweep(&mut self, now_us: i64) {
        if now_us.saturating_sub(self.swept_at_us).abs() >= 1_000_000 {
            self.full_at_us.retain(|_, full_at| *full_at > now_us);
            self.swept_at_us = now_us;
        }
    }
}

/// Waiting after wrong passwords: five are free, then 2, 4, 8 … seconds up to fifteen minutes,
/// for one account from one address, so that nobody can lock somebody else out.
#[derive(Debug, Default)]
pub struct Backoff {
    failures: Mutex<HashMap<(u64, IpAddr), Failures>>,
}

#[derive(Clone, Copy, Debug)]
struct Failures {
    count: u32,
    last: Timestamp,
}

const FREE_FAILURES: u32 = 5;
const LONGEST_WAIT_SECONDS: i64 = 900;
const FORGOTTEN_AFTER_SECONDS: i64 = 3_600;

impl Failures {
    fn wait_seconds(self, now: Timestamp) -> i64 {
        if self.count < FREE_FAILURES {
            return 0;
        }
        let wait = 2i64.checked_pow(self.count - FREE_FAILURES + 1).unwrap_or(i64::MAX);
        (wait.min(LONGEST_WAIT_SECONDS) - elapsed_seconds(self.last, now)).max(0)
    }
}

fn elapsed_seconds(from: Timestamp, now: Timestamp) -> i64 {
    (now.as_second() - from.as_second()).max(0)
}

impl Backoff {
    /// A refusal if the account must wait at this address.
    pub fn check(&self, account: u64, address: IpAddr, now: Timestamp) -> Result<(), Problem> {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        let wait = failures.get_mut(&(account, address)).map_or(0, |failures| {
            // The clock may have been set back: nobody waits for longer than from now on.
            failures.last = failures.last.min(now);
            failures.wait_seconds(now)
        });
        if wait > 0 { Err(Problem::too_many(wait.unsigned_abs())) } else { Ok(()) }
    }

    /// A wrong password was given.
    pub fn failed(&self, account: u64, address: IpAddr, now: Timestamp) {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        failures.retain(|_, failures| {
            failures.last = failures.last.min(now);
            elapsed_seconds(failures.last, now) < FORGOTTEN_AFTER_SECONDS
        });
        if failures.len() >= CAPACITY {
            return;
        }
        let entry = failures.entry((account, address)).or_insert(Failures { count: 0, last: now });
        entry.count = entry.count.saturating_add(1);
        entry.last = now;
    }

    /// The right password was given.
    pub fn succeeded(&self, account: u64, address: IpAddr) {
        self.failures.lock().unwrap_or_else(PoisonError::into_inner).remove(&(account, address));
    }
}

/// All limiters of the door.
#[derive(Debug)]
pub struct Limits {
    /// Answers by address and survey.
    pub submissions_by_address_and_survey: Limiter<(IpAddr, u64)>,
    /// Answers by address.
    pub submissions_by_address: Limiter<IpAddr>,
    /// Answers by survey.
    pub submissions_by_survey: Limiter<u64>,
    /// Log-ins by address.
    pub logins_by_address: Limiter<IpAddr>,
    /// Log-ins by account.
    pub logins_by_account: Limiter<u64>,
    /// Pages by address.
    pub pages_by_address: Limiter<IpAddr>,
    /// Ordinary requests by person or key.
    pub requests_by_caller: Limiter<u128>,
    /// Single responses by key.
    pub submissions_by_key: Limiter<u128>,
    /// Heavy requests by person or key.
    pub heavy_by_caller: Limiter<u128>,
    /// Waiting after wrong passwords.
    pub backoff: Backoff,
}

impl Limits {
    /// Fresh buckets.
    pub fn new(settings: &LimitSettings) -> Self {
        Self {
            submissions_by_address_and_survey: Limiter::new(settings.submissions_by_address_and_survey),
            submissions_by_address: Limiter::new(settings.submissions_by_address),
            submissions_by_survey: Limiter::new(settings.submissions_by_survey),
            logins_by_address: Limiter::new(settings.logins_by_address),
            logins_by_account: Limiter::new(settings.logins_by_account),
            pages_by_address: Limiter::new(settings.pages_by_address),
            requests_by_caller: Limiter::new(settings.requests_by_caller),
            submissions_by_key: Limiter::new(settings.submissions_by_key),
            heavy_by_caller: Limiter::new(settings.heavy_by_caller),
            backoff: Backoff::default(),
        }
    }

    /// Takes one answer of a respondent at `address` to the survey of hash `survey`.
    pub fn take_submission(&self, address: IpAddr, survey: u64, now: Timestamp) -> Result<(), Problem> {
        self.submissions_by_address_and_survey.take((address, survey), now)?;
        self.submissions_by_address.take(address, now)?;
        self.submissions_by_survey.take(survey, now)
    }
}

/// A short hash for the keys of buckets; names and addresses are not kept.
pub fn key_of(text: &str) -> u64 {
    let hash = blake3::hash(text.as_bytes());
    let mut first = [0u8; 8];
    first.copy_from_slice(&hash.as_bytes()[..8]);
    u64::from_le_bytes(first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::net::Ipv4Addr;

    fn at(milliseconds: i64) -> Timestamp {
        Timestamp::from_millisecond(1_800_000_000_000 + milliseconds).unwrap()
    }

    #[test]
    fn a_burst_passes_and_the_rest_waits() {
        let limiter = Limiter::new(Allowance::new(3, 60));
        for _ in 0..3 {
            assert!(limiter.take("a", at(0)).is_ok());
        }
        assert_eq!(limiter.take("a", at(0)).unwrap_err().retry_after, Some(1));
        assert!(limiter.take("b", at(0)).is_ok(), "others are not touched");
        assert!(limiter.take("a", at(1_000)).is_ok());
        assert!(limiter.take("a", at(1_000)).is_err());
    }

    #[test]
    fn a_refused_caller_does_not_wait_longer_for_asking() {
        let limiter = Limiter::new(Allowance::new(1, 60));
        assert!(limiter.take((), at(0)).is_ok());
        for _ in 0..100 {
            assert!(limiter.take((), at(500)).is_err());
        }
        assert!(limiter.take((), at(1_000)).is_ok());
    }

    #[test]
    fn a_clock_set_back_locks_nobody_out() {
        let limiter = Limiter::new(Allowance::new(2, 60));
        assert!(limiter.take((), at(86_400_000)).is_ok());
        let again = [0, 0, 0, 1_000].map(|ms| limiter.take((), at(ms)).is_ok());
        assert_eq!(again, [true, true, false, true], "as at the beginning");
    }

    #[test]
    fn memory_is_bounded_and_strangers_share() {
        let limiter = Limiter::with_capacity(Allowance::new(2, 60), 10);
        let passed = (0..1_000).filter(|key| limiter.take(*key, at(0)).is_ok()).count();
        assert_eq!(passed, 12);
        assert_eq!(limiter.buckets.lock().unwrap().full_at_us.len(), 10);
        assert!(limiter.take(5_000, at(10_000)).is_ok());
        assert_eq!(limiter.buckets.lock().unwrap().full_at_us.len(), 1, "full buckets were forgotten");
    }

    #[test]
    fn no_limit_is_no_limit() {
        let limiter = Limiter::new(Allowance::new(0, 0));
        assert!((0..10_000).all(|_| limiter.take((), at(0)).is_ok()));
    }

    #[test]
    fn wrong_passwords_wait_longer_and_longer_at_their_own_address_only() {
        let backoff = Backoff::default();
        let here = IpAddr::V4(Ipv4Addr::LOCALHOST);
        let there = IpAddr::V4(Ipv4Addr::new(10, 0, 0, 1));
        for _ in 0..5 {
            assert!(backoff.check(1, here, at(0)).is_ok());
            backoff.failed(1, here, at(0));
        }
        assert_eq!(backoff.check(1, here, at(0)).unwrap_err().retry_after, Some(2));
        assert!(backoff.check(1, there, at(0)).is_ok());
        assert!(backoff.check(2, here, at(0)).is_ok());
        backoff.failed(1, here, at(2_000));
        assert_eq!(backoff.check(1, here, at(2_000)).unwrap_err().retry_after, Some(4));
        for _ in 0..100 {
            backoff.failed(1, here, at(2_000));
        }
        assert_eq!(backoff.check(1, here, at(2_000)).unwrap_err().retry_after, Some(900));
        backoff.succeeded(1, here);
        assert!(backoff.check(1, here, at(2_000)).is_ok());
    }

    #[test]
    fn wrong_passwords_do_not_wait_for_a_clock_that_was_set_back() {
        let backoff = Backoff::default();
        let here = IpAddr::V4(Ipv4Addr::LOCALHOST);
        for _ in 0..6 {
            backoff.failed(1, here, at(3_600_000));
        }
        assert_eq!(backoff.check(1, here, at(0)).unwrap_err().retry_after, Some(4));
        assert!(backoff.check(1, here, at(4_000)).is_ok());
    }

    proptest! {
        #[test]
        fn never_more_than_the_burst_and_what_was_given_back(
            burst in 1u32..50, per_minute in 1u32..6_000,
            steps in proptest::collection::vec(0i64..2_000, 1..300),
        ) {
            let limiter = Limiter::new(Allowance::new(burst, per_minute));
            let (mut now, mut passed) = (0, 0i64);
            for step in steps {
                now += step;
                passed += i64::from(limiter.take((), at(now)).is_ok());
            }
            let given_back = now * i64::from(per_minute) / 60_000;
            prop_assert!(passed <= i64::from(burst) + given_back + 1);
        }
    }
}
