//! Fingerprints of keys, identifiers and addresses: keyed hashes of 128 bits, so that an index
//! can find a person or a repeated delivery without holding their name.

use heard_model::{SurveyId, WorkspaceId};

/// Makes fingerprints with the random key of this database.
#[derive(Clone)]
pub(crate) struct Fingerprints([u8; 32]);

/// 128 bits of a keyed hash.
pub(crate) type Fingerprint = [u8; 16];

impl Fingerprints {
    pub(crate) fn new(key: [u8; 32]) -> Self {
        Self(key)
    }

    /// Of the database itself: whatever it is moved to, it keeps its key.
    pub(crate) fn database(&self) -> String {
        self.of("database", &[]).iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Of an idempotency key within a scope of a workspace.
    pub(crate) fn idempotency_key(&self, workspace: WorkspaceId, scope: &str, key: &str) -> Fingerprint {
        self.of("key", &[workspace.0.as_bytes(), scope.as_bytes(), key.as_bytes()])
    }

    /// Of a sender's own identifier of a response to a survey.
    pub(crate) fn external_response(&self, survey: SurveyId, external_id: &str) -> Fingerprint {
        self.of("response", &[survey.0.as_bytes(), external_id.as_bytes()])
    }

    /// Of a sender's identifier of a customer.
    pub(crate) fn external_contact(&self, workspace: WorkspaceId, external_id: &str) -> Fingerprint {
        self.of("contact", &[workspace.0.as_bytes(), external_id.as_bytes()])
    }

    /// Of an e-mail address, whatever the case of its letters.
    pub(crate) fn email(&self, workspace: WorkspaceId, email: &str) -> Fingerprint {
        self.of("email", &[workspace.0.as_bytes(), email.trim().to_lowercase().as_bytes()])
    }

    fn of(&self, kind: &str, parts: &[&[u8]]) -> Fingerprint {
        let mut said = Vec::with_capacity(256);
        for part in std::iter::once(kind.as_bytes()).chain(parts.iter().copied()) {
            said.extend_from_slice(&(part.len() as u64).to_le_bytes());
            said.extend_from_slice(part);
        }
        let mut fingerprint = Fingerprint::default();
        fingerprint.copy_from_slice(&blake3::keyed_hash(&self.0, &said).as_bytes()[..16]);
        fingerprint
    }
}
