//! How what is kept becomes the bytes of a file: compressed, and encrypted if there is a key.

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{Key, KeyInit, XChaCha20Poly1305, XNonce};
use heard_model::Entropy;
use serde::{Deserialize, Serialize};

use crate::{BackupError, Name, Passphrase};

/// The first byte of every file.
const FORMAT: u8 = 1;
/// The longest content that is believed to have been compressed.
const LONGEST: usize = 1 << 30;
const NONCE: usize = 24;

/// How a key is made of what the operator knows; not secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Derivation {
    /// Random, in hexadecimal.
    salt: String,
    memory_kib: u32,
    passes: u32,
    lanes: u32,
    /// Tells a wrong key from the right one, and nothing else.
    check: String,
}

/// Makes bytes of content and back.
pub(crate) struct Seal {
    keys: Option<Keys>,
}

struct Keys {
    cipher: XChaCha20Poly1305,
    names: [u8; 32],
}

impl Seal {
    /// Without a key.
    pub(crate) fn open() -> Self {
        Self { keys: None }
    }

    /// With a new key.
    pub(crate) fn new(
        passphrase: &Passphrase,
        entropy: &dyn Entropy,
    ) -> Result<(Self, Derivation), BackupError> {
        let mut salt = [0; 16];
        entropy.fill(&mut salt);
        let mut derivation =
            Derivation { salt: hex(&salt), memory_kib: 65_536, passes: 3, lanes: 1, check: String::new() };
        let secret = derive(passphrase, &derivation)?;
        derivation.check = check(&secret);
        Ok((Self::with(&secret), derivation))
    }

    /// With the key that was used before.
    pub(crate) fn again(passphrase: &Passphrase, derivation: &Derivation) -> Result<Self, BackupError> {
        let secret = derive(passphrase, derivation)?;
        if check(&secret) != derivation.check {
            return Err(BackupError::WrongKey);
        }
        Ok(Self::with(&secret))
    }

    fn with(secret: &[u8; 32]) -> Self {
        let key = blake3::derive_key("heard backup 2026 content", secret);
        let names = blake3::derive_key("heard backup 2026 names", secret);
        Self { keys: Some(Keys { cipher: XChaCha20Poly1305::new(&Key::from(key)), names }) }
    }

    /// The name of content. With a key it tells nothing to others.
    pub(crate) fn name(&self, content: &[u8]) -> Name {
        Name(match &self.keys {
            Some(keys) => *blake3::keyed_hash(&keys.names, content).as_bytes(),
            None => *blake3::hash(content).as_bytes(),
        })
    }

    /// The bytes of a file for content; `place` is where it belongs, so that files cannot be exchanged.
    pub(crate) fn close(
        &self,
        place: &str,
        content: &[u8],
        entropy: &dyn Entropy,
    ) -> Result<Vec<u8>, BackupError> {
        let compressed = lz4_flex::block::compress_prepend_size(content);
        let mut file = vec![FORMAT];
        match &self.keys {
            None => file.extend(compressed),
            Some(keys) => {
                let mut nonce = [0; NONCE];
                entropy.fill(&mut nonce);
                let payload = Payload { msg: &compressed, aad: place.as_bytes() };
                let sealed = keys.cipher.encrypt(&XNonce::from(nonce), payload);
                file.extend(nonce);
                file.extend(sealed.map_err(|_| BackupError::Defect("it is too long".to_owned()))?);
            }
        }
        Ok(file)
    }

    /// The content of a file's bytes; `None` if they are damaged.
    pub(crate) fn content(&self, place: &str, file: &[u8]) -> Option<Vec<u8>> {
        let sealed = file.strip_prefix(&[FORMAT])?;
        let opened;
        let compressed = match &self.keys {
            None => sealed,
            Some(keys) => {
                let (nonce, sealed) = sealed.split_first_chunk::<NONCE>()?;
                let payload = Payload { msg: sealed, aad: place.as_bytes() };
                opened = keys.cipher.decrypt(&XNonce::from(*nonce), payload).ok()?;
                opened.as_slice()
            }
        };
        let length = u32::from_le_bytes(*compressed.first_chunk()?) as usize;
        if length > LONGEST {
            return None;
        }
        lz4_flex::block::decompress_size_prepended(compressed).ok()
    }
}

fn derive(passphrase: &Passphrase, derivation: &Derivation) -> Result<[u8; 32], BackupError> {
    let bad = || BackupError::Defect("its header says no way to make a key".to_owned());
    let params = Params::new(derivation.memory_kib, derivation.passes, derivation.lanes, Some(32));
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params.map_err(|_| bad())?);
    let mut secret = [0; 32];
    argon2
        .hash_password_into(passphrase.bytes(), derivation.salt.as_bytes(), &mut secret)
        .map_err(|_| bad())?;
    Ok(secret)
}

fn check(secret: &[u8; 32]) -> String {
    hex(&blake3::derive_key("heard backup 2026 check", secret)[..16])
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use heard_model::SeededEntropy;
    use proptest::prelude::*;

    use super::*;

    fn sealed() -> Seal {
        Seal::with(&[7; 32])
    }

    proptest! {
        #[test]
        fn content_comes_back_and_no_changed_byte_is_taken_for_it(
            content: Vec<u8>, place in 0..10_000_usize, bit in 0..8_u8
        ) {
            let entropy = SeededEntropy::new(1);
            for seal in [Seal::open(), sealed()] {
                let name = seal.name(&content);
                let mut file = seal.close("a", &content, &entropy).unwrap();
                let read = seal.content("a", &file).unwrap();
                prop_assert_eq!(&read, &content);
                let place = place % file.len();
                file[place] ^= 1_u8 << bit;
                let changed = seal.content("a", &file);
                prop_assert!(changed.is_none_or(|changed| changed == content || seal.name(&changed) != name));
            }
        }

        #[test]
        fn other_bytes_do_no_harm(file: Vec<u8>) {
            for seal in [Seal::open(), sealed()] {
                let _ = seal.content("a", &file);
            }
        }
    }

    #[test]
    fn what_is_sealed_tells_nothing_and_stays_in_its_place() {
        let content = b"the porcelain hippopotamus".repeat(10);
        let file = sealed().close("a", &content, &SeededEntropy::new(1)).unwrap();
        assert!(!file.windows(12).any(|part| part == b"hippopotamus"));
        assert_eq!(sealed().content("b", &file), None);
        assert_ne!(sealed().name(&content), Seal::open().name(&content));
    }

    #[test]
    fn a_wrong_key_is_told() {
        let right = Passphrase::new("correct horse battery").unwrap();
        let (seal, derivation) = Seal::new(&right, &SeededEntropy::new(1)).unwrap();
        let again = Seal::again(&right, &derivation).unwrap();
        assert_eq!(again.name(b"x"), seal.name(b"x"));
        let wrong = Passphrase::new("correct horse batterie").unwrap();
        assert!(matches!(Seal::again(&wrong, &derivation), Err(BackupError::WrongKey)));
    }
}
