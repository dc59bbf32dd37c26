//! The link to a respondent's own response. Only who has the link can open it: it carries a
//! proof that a look at the response in the console does not give.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use heard_model::ResponseId;
use subtle::ConstantTimeEq;
use uuid::Uuid;

/// Bytes of the proof.
const PROOF: usize = 16;

/// The key of receipts of one data folder.
#[derive(Clone)]
pub struct ReceiptKey([u8; 32]);

impl ReceiptKey {
    /// The key made of a secret that is kept in the data folder.
    pub fn new(secret: &[u8; 32]) -> Self {
        Self(blake3::derive_key("heard 2026 links to receipts", secret))
    }

    /// The last part of the link: identifier and proof.
    pub fn token(&self, response: ResponseId) -> String {
        let mut bytes = response.0.as_bytes().to_vec();
        bytes.extend_from_slice(&self.proof(response));
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// The response of a link; `None` for anything that was not made by [`Self::token`].
    pub fn response(&self, token: &str) -> Option<ResponseId> {
        let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
        let (id, proof) = bytes.split_at_checked(16)?;
        let response = ResponseId(Uuid::from_slice(id).ok()?);
        bool::from(self.proof(response).ct_eq(proof)).then_some(response)
    }

    fn proof(&self, response: ResponseId) -> [u8; PROOF] {
        let hash = blake3::keyed_hash(&self.0, response.0.as_bytes());
        let mut proof = [0u8; PROOF];
        proof.copy_from_slice(&hash.as_bytes()[..PROOF]);
        proof
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_link_that_was_given_opens_a_receipt() {
        let key = ReceiptKey::new(&[1; 32]);
        let response = ResponseId(Uuid::from_u128(7));
        let token = key.token(response);
        assert_eq!(token.len(), 43);
        assert_eq!(key.response(&token), Some(response));
        assert_eq!(ReceiptKey::new(&[2; 32]).response(&token), None);
        for odd in ["", "x", "öö", &token[..42], &format!("{token}A"), &URL_SAFE_NO_PAD.encode([7u8; 16])] {
            assert_eq!(key.response(odd), None, "{odd}");
        }
        let mut other = token.into_bytes();
        other[30] = if other[30] == b'A' { b'B' } else { b'A' };
        assert_eq!(key.response(std::str::from_utf8(&other).unwrap()), None);
    }
}
