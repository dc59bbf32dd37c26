//! Answers of the numbers that were given lately, as they were sent.
//!
//! An answer is made of the question, of what its asker may see, of the facts, and of the workspace's
//! settings, units and names of surveys. Each of those is one piece of memory that is replaced when it
//! changes, so an answer is given again only while all of them are the very same pieces.

use std::sync::{Arc, Weak};

use bytes::Bytes;
use heard_facts::{ByteBoundedCache, Snapshot};
use heard_model::settings::Workspace;
use heard_model::unit::UnitTree;
use heard_model::{UnitScope, WorkspaceId};
use serde::Serialize;

use crate::live_survey::SurveyNames;

/// What a caller sees, and all that an answer depends on besides the question.
#[derive(Clone, Debug)]
pub struct View {
    /// The facts.
    pub snapshot: Arc<Snapshot>,
    /// The workspace with its settings.
    pub workspace: Arc<Workspace>,
    /// Its units.
    pub units: Arc<UnitTree>,
    /// What its surveys are called.
    pub names: Arc<SurveyNames>,
    /// The units within reach.
    pub scope: UnitScope,
    /// Results of fewer people are hidden.
    pub small_group: Option<u16>,
}

/// Answers that were given lately, bounded in bytes.
#[derive(Debug)]
pub struct Answers(ByteBoundedCache<Key, Given>);

/// A question by whoever sees as much.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Key(WorkspaceId, [u8; 32]);

#[derive(Debug)]
struct Given {
    json: Bytes,
    // Weak: old facts are not kept in memory for an answer that is of no use any more.
    snapshot: Weak<Snapshot>,
    workspace: Arc<Workspace>,
    units: Arc<UnitTree>,
    names: Arc<SurveyNames>,
}

impl Given {
    fn is_of(&self, view: &View) -> bool {
        std::ptr::eq(self.snapshot.as_ptr(), Arc::as_ptr(&view.snapshot))
            && Arc::ptr_eq(&self.workspace, &view.workspace)
            && Arc::ptr_eq(&self.units, &view.units)
            && Arc::ptr_eq(&self.names, &view.names)
    }
}

impl Answers {
    /// None yet; at most so many bytes of them.
    pub fn new(bytes: usize) -> Self {
        Self(ByteBoundedCache::new(bytes))
    }

    /// The answer to a question, if it was given from the very same view.
    pub fn get(&self, key: &Key, view: &View) -> Option<Bytes> {
        let given = self.0.get(key)?;
        given.is_of(view).then(|| given.json.clone())
    }

    /// Keeps an answer that was given from a view.
    pub fn keep(&self, key: Key, view: &View, json: Bytes) {
        let bytes = json.len() + size_of::<Given>();
        let given = Given {
            json,
            snapshot: Arc::downgrade(&view.snapshot),
            workspace: Arc::clone(&view.workspace),
            units: Arc::clone(&view.units),
            names: Arc::clone(&view.names),
        };
        self.0.insert(key, Arc::new(given), bytes);
    }
}

impl Key {
    /// Of a question and of how much its asker sees.
    ///
    /// # Errors
    /// When the question cannot be written as JSON.
    pub fn of(question: &impl Serialize, view: &View) -> serde_json::Result<Self> {
        let mut asked = serde_json::to_vec(question)?;
        // JSON has no byte 0, so nothing runs into what follows.
        asked.push(0);
        asked.extend_from_slice(&view.small_group.unwrap_or_default().to_le_bytes());
        if let UnitScope::Branch(units) = &view.scope {
            asked.push(0);
            units.iter().for_each(|unit| asked.extend_from_slice(unit.0.as_bytes()));
        }
        Ok(Self(view.workspace.id, *blake3::hash(&asked).as_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use heard_model::settings::WorkspaceSettings;
    use heard_model::{UnitId, WorkspaceId};
    use uuid::Uuid;

    use super::*;

    fn view() -> View {
        let id = WorkspaceId(Uuid::from_u128(1));
        let settings = WorkspaceSettings::default();
        View {
            snapshot: Arc::new(Snapshot::empty(id)),
            workspace: Arc::new(Workspace { id, slug: "w".to_owned(), simulated: false, settings }),
            units: Arc::default(),
            names: Arc::default(),
            scope: UnitScope::All,
            small_group: None,
        }
    }

    #[test]
    fn an_answer_is_given_again_only_from_the_same_view() {
        let (answers, view) = (Answers::new(10_000), view());
        let key = Key::of(&"nps", &view).unwrap();
        assert_eq!(answers.get(&key, &view), None);
        answers.keep(key.clone(), &view, Bytes::from_static(b"{}"));
        assert_eq!(answers.get(&key, &view).as_deref(), Some(&b"{}"[..]));
        let snapshot = Arc::new(Snapshot::clone(&view.snapshot));
        let settings = Arc::new(Workspace::clone(&view.workspace));
        for changed in [
            View { snapshot, ..view.clone() },
            View { workspace: settings, ..view.clone() },
            View { units: Arc::default(), ..view.clone() },
            View { names: Arc::default(), ..view.clone() },
        ] {
            assert_eq!(answers.get(&key, &changed), None);
        }
    }

    #[test]
    fn who_sees_less_has_answers_of_their_own() {
        let view = view();
        let branch = |unit| UnitScope::Branch(vec![UnitId(Uuid::from_u128(unit))]);
        let views = [
            view.clone(),
            View { scope: UnitScope::Branch(Vec::new()), ..view.clone() },
            View { scope: branch(1), ..view.clone() },
            View { scope: branch(2), ..view.clone() },
            View { small_group: Some(5), ..view.clone() },
            View { small_group: Some(7), ..view },
        ];
        let keys: std::collections::HashSet<Key> =
            views.iter().map(|view| Key::of(&"nps", view).unwrap()).collect();
        assert_eq!(keys.len(), views.len());
    }
}
