//! Secrets that are handed out once: 256 random bits as text; only their hash is kept.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use heard_model::Entropy;

/// The hash that is kept of a secret.
pub type SecretHash = [u8; 32];

/// A new secret: 43 characters of `A-Z a-z 0-9 - _`.
pub fn new(entropy: &dyn Entropy) -> String {
    let mut bytes = [0u8; 32];
    entropy.fill(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// What is kept of a secret. The secret has 256 random bits, so a fast hash is enough, and a
/// look-up by it tells nobody by its time how much of a guess was right.
pub fn hash(secret: &str) -> SecretHash {
    blake3::derive_key("heard 2026 secret at rest", secret.as_bytes())
}

/// A second secret that follows from the first and does not tell it.
pub fn derive(purpose: &str, secret: &str) -> String {
    URL_SAFE_NO_PAD.encode(blake3::derive_key(purpose, secret.as_bytes()))
}

/// Whether two secrets are equal, in a time that does not depend on where they differ.
pub fn equal(left: &str, right: &str) -> bool {
    use subtle::ConstantTimeEq;
    left.as_bytes().ct_eq(right.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use heard_model::SeededEntropy;

    #[test]
    fn secrets_differ_and_hashes_follow() {
        let entropy = SeededEntropy::new(1);
        let (first, second) = (new(&entropy), new(&entropy));
        assert_eq!(first.len(), 43);
        assert_ne!(first, second);
        assert_ne!(hash(&first), hash(&second));
        assert!(equal(&derive("x", &first), &derive("x", &first)));
        assert!(!equal(&derive("x", &first), &derive("y", &first)));
        assert!(!equal("a", "ab"));
    }
}
