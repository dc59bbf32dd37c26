//! Passwords: argon2id, two at a time, and the same time for an account that does not exist.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use heard_model::Entropy;
use tokio::sync::Semaphore;

use crate::problem::Problem;
use crate::text::FieldCheck;

/// The fewest characters of a password.
pub const SHORTEST: usize = 10;
/// The most characters of a password; longer ones would only cost time.
pub const LONGEST: usize = 256;
/// How many are computed at once; each takes 19 MiB and a good part of a core.
const AT_ONCE: usize = 2;
/// How many may wait before strangers are asked to come back.
const WAITING: usize = 64;

/// A well-formed hash that no password has; it stands in for accounts that do not exist.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$aGVhcmQtbm9ib2R5LTAwMQ$\
    TSr9GIyRrKqPqJ1zsJk4WtkFzHSwkVFCQqdpRnPjnBY";

/// Computes and checks hashes away from the threads that answer requests.
#[derive(Clone, Debug)]
pub struct Passwords {
    slots: Arc<Semaphore>,
    waiting: Arc<AtomicUsize>,
}

impl Default for Passwords {
    fn default() -> Self {
        Self { slots: Arc::new(Semaphore::new(AT_ONCE)), waiting: Arc::new(AtomicUsize::new(0)) }
    }
}

impl Passwords {
    /// The hash of a password, as a PHC string.
    pub async fn hash(&self, password: &str, entropy: &dyn Entropy) -> Result<String, Problem> {
        let mut salt = [0u8; 16];
        entropy.fill(&mut salt);
        let password = password.to_owned();
        self.compute(move || {
            let hash: Result<PasswordHash, _> =
                Argon2::default().hash_password_with_salt(password.as_bytes(), &salt);
            hash.map(|hash| hash.to_string()).map_err(|error| Problem::internal(&error))
        })
        .await?
    }

    /// Whether `password` is the one of `hash`. Without a hash it takes as long and is false.
    pub async fn verify(&self, password: &str, hash: Option<&str>) -> Result<bool, Problem> {
        let known = hash.is_some();
        let hash = hash.unwrap_or(NOBODY).to_owned();
        let password: String = password.chars().take(LONGEST + 1).collect();
        self.compute(move || {
            let Ok(hash) = PasswordHash::new(&hash) else { return false };
            Argon2::default().verify_password(password.as_bytes(), &hash).is_ok() && known
        })
        .await
    }

    async fn compute<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Problem> {
        let place = Waiting::enter(&self.waiting)?;
        let slot =
            Arc::clone(&self.slots).acquire_owned().await.map_err(|error| Problem::internal(&error))?;
        drop(place);
        let result = tokio::task::spawn_blocking(move || {
            let result = work();
            drop(slot);
            result
        });
        result.await.map_err(|error| Problem::internal(&error))
    }
}

/// A place in the queue, given back when dropped.
struct Waiting(Arc<AtomicUsize>);

impl Waiting {
    fn enter(waiting: &Arc<AtomicUsize>) -> Result<Self, Problem> {
        if waiting.fetch_add(1, Ordering::Relaxed) >= WAITING {
            waiting.fetch_sub(1, Ordering::Relaxed);
            return Err(Problem::unavailable("many people are logging in; try again in a moment", 5));
        }
        Ok(Self(Arc::clone(waiting)))
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Whether a new password is long enough; length is what counts.
pub fn check(fields: &mut FieldCheck, pointer: &str, password: &str) {
    let length = password.chars().count();
    if length < SHORTEST {
        fields
            .refuse(pointer, format!("is too short; use at least {SHORTEST} characters, a sentence is best"));
    } else if length > LONGEST {
        fields.refuse(pointer, format!("is too long; at most {LONGEST} characters fit"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use heard_model::SeededEntropy;

    #[tokio::test]
    async fn the_right_password_and_no_other() {
        let passwords = Passwords::default();
        let hash = passwords.hash("correct horse", &SeededEntropy::new(1)).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(passwords.verify("correct horse", Some(&hash)).await.unwrap());
        assert!(!passwords.verify("correct horse ", Some(&hash)).await.unwrap());
        assert!(!passwords.verify("correct horse", None).await.unwrap());
        assert!(!passwords.verify("correct horse", Some("no hash")).await.unwrap());
    }

    #[test]
    fn the_hash_of_nobody_costs_what_a_real_one_costs() {
        let nobody = PasswordHash::new(NOBODY).unwrap();
        let params = argon2::Params::try_from(&nobody).unwrap();
        assert_eq!((params.m_cost(), params.t_cost(), params.p_cost()), (19_456, 2, 1));
        assert_eq!(params.m_cost(), argon2::Params::default().m_cost());
    }

    #[test]
    fn short_and_endless_passwords_are_refused() {
        for (password, fits) in [("123456789", false), ("1234567890", true), ("őőőőőőőőőő", true)] {
            let mut fields = FieldCheck::default();
            check(&mut fields, "/password", password);
            assert_eq!(fields.finish().is_ok(), fits, "{password}");
        }
        let mut fields = FieldCheck::default();
        check(&mut fields, "/password", &"x".repeat(257));
        assert!(fields.finish().is_err());
    }
}
