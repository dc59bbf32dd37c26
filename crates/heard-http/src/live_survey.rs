//! Surveys as answers need them, kept in memory: an answer costs no query beside its own insert.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use heard_model::settings::Workspace;
use heard_model::survey::{SurveyContext, SurveyState, SurveyVersion};
use heard_model::unit::UnitTree;
use heard_model::{SurveyId, WorkspaceId};

/// The most surveys that are kept.
const SURVEYS: usize = 1_000;

/// A survey that was published, with all that its answers are judged by.
#[derive(Clone, Debug)]
pub struct LiveSurvey {
    /// Its workspace.
    pub workspace: Arc<Workspace>,
    /// The workspace's units.
    pub units: Arc<UnitTree>,
    /// The version in force.
    pub version: Arc<SurveyVersion>,
    /// What it adds to each of its answers.
    pub context: SurveyContext,
    /// Published or closed.
    pub state: SurveyState,
}

/// What a workspace's surveys are called.
pub type SurveyNames = BTreeMap<SurveyId, String>;

/// What is kept of workspaces and surveys. Whoever changes one forgets it here.
#[derive(Debug, Default)]
pub struct Known {
    workspaces: Mutex<HashMap<WorkspaceId, Arc<Workspace>>>,
    units: Mutex<HashMap<WorkspaceId, Arc<UnitTree>>>,
    surveys: Mutex<HashMap<SurveyId, Arc<LiveSurvey>>>,
    survey_names: Mutex<HashMap<WorkspaceId, Arc<SurveyNames>>>,
    changes: AtomicU64,
}

/// How much had been changed when something began to be read. What was read is kept only if
/// nothing has changed since, so that an old state never stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen(u64);

impl Known {
    /// To be asked before reading what will be kept.
    pub fn seen(&self) -> Seen {
        Seen(self.changes.load(Ordering::SeqCst))
    }

    /// A workspace.
    pub fn workspace(&self, id: WorkspaceId) -> Option<Arc<Workspace>> {
        lock(&self.workspaces).get(&id).cloned()
    }

    /// Keeps a workspace.
    pub fn keep_workspace(&self, workspace: Arc<Workspace>, seen: Seen) {
        let mut workspaces = lock(&self.workspaces);
        if self.seen() == seen {
            workspaces.insert(workspace.id, workspace);
        }
    }

    /// A workspace's units.
    pub fn units(&self, id: WorkspaceId) -> Option<Arc<UnitTree>> {
        lock(&self.units).get(&id).cloned()
    }

    /// Keeps a workspace's units.
    pub fn keep_units(&self, id: WorkspaceId, units: Arc<UnitTree>, seen: Seen) {
        let mut kept = lock(&self.units);
        if self.seen() == seen {
            kept.insert(id, units);
        }
    }

    /// A survey.
    pub fn survey(&self, id: SurveyId) -> Option<Arc<LiveSurvey>> {
        lock(&self.surveys).get(&id).cloned()
    }

    /// Keeps a survey.
    pub fn keep_survey(&self, survey: Arc<LiveSurvey>, seen: Seen) {
        let mut surveys = lock(&self.surveys);
        if surveys.len() >= SURVEYS {
            surveys.clear();
        }
        if self.seen() == seen {
            surveys.insert(survey.version.survey, survey);
        }
    }

    /// What a workspace's surveys are called.
    pub fn survey_names(&self, id: WorkspaceId) -> Option<Arc<SurveyNames>> {
        lock(&self.survey_names).get(&id).cloned()
    }

    /// Keeps what a workspace's surveys are called.
    pub fn keep_survey_names(&self, id: WorkspaceId, names: Arc<SurveyNames>, seen: Seen) {
        let mut kept = lock(&self.survey_names);
        if self.seen() == seen {
            kept.insert(id, names);
        }
    }

    /// A survey was made or changed.
    pub fn forget_survey(&self, workspace: WorkspaceId, id: SurveyId) {
        self.changes.fetch_add(1, Ordering::SeqCst);
        lock(&self.survey_names).remove(&workspace);
        lock(&self.surveys).remove(&id);
    }

    /// Another process has changed a workspace or a survey.
    pub fn forget_all(&self) {
        self.changes.fetch_add(1, Ordering::SeqCst);
        lock(&self.workspaces).clear();
        lock(&self.units).clear();
        lock(&self.survey_names).clear();
        lock(&self.surveys).clear();
    }

    /// A workspace's settings or units were changed.
    pub fn forget_workspace(&self, id: WorkspaceId) {
        self.changes.fetch_add(1, Ordering::SeqCst);
        lock(&self.workspaces).remove(&id);
        lock(&self.units).remove(&id);
        lock(&self.survey_names).remove(&id);
        lock(&self.surveys).retain(|_, survey| survey.workspace.id != id);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn what_was_read_before_a_change_is_not_kept_after_it() {
        let known = Known::default();
        let workspace = WorkspaceId(Uuid::nil());
        let seen = known.seen();
        known.forget_workspace(workspace);
        known.keep_units(workspace, Arc::default(), seen);
        assert!(known.units(workspace).is_none());
        known.keep_units(workspace, Arc::default(), known.seen());
        assert!(known.units(workspace).is_some());
    }
}
