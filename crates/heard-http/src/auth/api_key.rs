//! API keys: `heard_<prefix>_<secret>`. The prefix tells keys apart on screens and in logs; of
//! the whole only a hash is kept.

use axum::http::{HeaderMap, header};
use heard_model::Entropy;

use super::token;

/// A key at the moment it is made.
#[derive(Clone, Debug)]
pub struct NewKey {
    /// The first characters, which are kept.
    pub prefix: String,
    /// The whole, which is shown once.
    pub secret: String,
}

/// Makes a key.
pub fn new(entropy: &dyn Entropy) -> NewKey {
    const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let mut random = [0u8; 8];
    entropy.fill(&mut random);
    let prefix: String = random.iter().map(|byte| char::from(ALPHABET[usize::from(byte % 32)])).collect();
    let secret = format!("heard_{prefix}_{}", token::new(entropy));
    NewKey { prefix, secret }
}

/// The token of an `Authorization: Bearer` header.
pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// Whether a token has the form of a key.
pub fn is_key(token: &str) -> bool {
    let mut parts = token.splitn(3, '_');
    parts.next() == Some("heard")
        && parts.next().is_some_and(|prefix| prefix.len() == 8)
        && parts.next().is_some_and(|secret| secret.len() == 43)
}

#[cfg(test)]
mod tests {
    use super::*;
    use heard_model::SeededEntropy;

    #[test]
    fn a_new_key_has_the_form_of_a_key() {
        let entropy = SeededEntropy::new(7);
        for _ in 0..100 {
            let key = new(&entropy);
            assert!(is_key(&key.secret), "{}", key.secret);
            assert!(key.secret.contains(&key.prefix));
        }
        for odd in ["", "heard_", "heard_abcdefgh_", "github_abcdefgh_x"] {
            assert!(!is_key(odd), "{odd}");
        }
    }

    #[test]
    fn the_header_is_read_whatever_its_case() {
        let mut headers = HeaderMap::new();
        headers.insert(header::AUTHORIZATION, "bearer  abc ".parse().unwrap());
        assert_eq!(bearer(&headers), Some("abc"));
        headers.insert(header::AUTHORIZATION, "Basic abc".parse().unwrap());
        assert_eq!(bearer(&headers), None);
    }
}
