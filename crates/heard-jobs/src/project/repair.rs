//! Builds a workspace's facts again by itself where what is stored of them is damaged: they are a
//! projection, so nothing is lost with them, and no number is made of what cannot be read.

use std::collections::HashMap;
use std::sync::{MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use heard_facts::FactsError;
use heard_model::WorkspaceId;
use heard_store::StoreError;

use super::{ProjectError, Projector};

/// How long a repair is this process's, where several share a database.
const LEASE: Duration = Duration::from_secs(60);
/// How long to wait before a repair that failed is tried again.
const PAUSE_AFTER_FAILURE: Duration = Duration::from_secs(5);
/// How long to wait before facts are repaired that were repaired a moment ago: what damages them
/// again and again must not keep the machine busy with nothing else.
const BETWEEN_REPAIRS: Duration = Duration::from_secs(60);

/// How a workspace's facts are being repaired.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Repair {
    /// They are being built again.
    Running,
    /// They could not be built again so far; it is tried again.
    Failing {
        /// Why.
        reason: String,
    },
    /// They were built again at this moment.
    Done(Instant),
}

impl ProjectError {
    /// Whether what is stored of the facts is damaged, so that they must be built again.
    pub fn is_damage(&self) -> bool {
        match self {
            Self::Store(error) => {
                matches!(error, StoreError::DamagedSegment { .. } | StoreError::Content { .. })
            }
            Self::Facts(error) => damage_in(error).is_some(),
            Self::Meta { .. } | Self::Dimension(_) => true,
            Self::Thread(_) | Self::NoThread(_) | Self::Abandoned => false,
        }
    }
}

/// What is damaged, if an error of the facts comes from that.
pub fn damage_in(error: &FactsError) -> Option<String> {
    match error {
        FactsError::Damaged { .. } | FactsError::DamagedDictionary { .. } => Some(error.to_string()),
        FactsError::Load { source, .. } => match source.downcast_ref::<StoreError>() {
            Some(damaged @ StoreError::DamagedSegment { .. }) => Some(damaged.to_string()),
            _ => None,
        },
        _ => None,
    }
}

impl Projector {
    /// Builds a workspace's facts again beside everything else, unless that is on its way already.
    pub fn repair(&self, workspace: WorkspaceId, reason: &str) {
        let wait = {
            let mut repairs = self.repairs_now();
            let before = repairs.insert(workspace, Repair::Running);
            match before {
                Some(before @ (Repair::Running | Repair::Failing { .. })) => {
                    repairs.insert(workspace, before);
                    return;
                }
                Some(Repair::Done(at)) => BETWEEN_REPAIRS.saturating_sub(at.elapsed()),
                None => Duration::ZERO,
            }
        };
        tracing::error!(%workspace, reason, "facts are damaged; they are built again from the answers");
        let projector = self.clone();
        tokio::spawn(async move {
            tokio::time::sleep(wait).await;
            projector.repair_until_done(workspace).await;
        });
    }

    /// The repairs that are on their way, and those that are done.
    pub fn repairs(&self) -> HashMap<WorkspaceId, Repair> {
        self.repairs_now().clone()
    }

    /// Whether a workspace's facts are being built again.
    pub fn is_repairing(&self, workspace: WorkspaceId) -> bool {
        matches!(self.repairs_now().get(&workspace), Some(Repair::Running | Repair::Failing { .. }))
    }

    async fn repair_until_done(&self, workspace: WorkspaceId) {
        loop {
            match self.repair_once(workspace).await {
                Ok(changes) => {
                    tracing::warn!(%workspace, changes, "facts were built again");
                    metrics::counter!("heard_facts_repairs_total").increment(1);
                    self.repairs_now().insert(workspace, Repair::Done(Instant::now()));
                    return;
                }
                Err(ProjectError::Store(StoreError::Closed)) => return,
                Err(error) => {
                    let reason = error.to_string();
                    let failing = Repair::Failing { reason: reason.clone() };
                    let before = self.repairs_now().insert(workspace, failing.clone());
                    if before != Some(failing) {
                        tracing::error!(%workspace, reason, "facts could not be built again; trying again");
                    }
                    tokio::time::sleep(PAUSE_AFTER_FAILURE).await;
                }
            }
        }
    }

    /// Builds a workspace's facts again, or takes over what another process has built.
    async fn repair_once(&self, workspace: WorkspaceId) -> Result<i64, ProjectError> {
        if self.0.store.hold(&format!("repair:{workspace}"), LEASE).await? {
            return self.rebuild(workspace).await;
        }
        self.follow().await?;
        Ok(0)
    }

    /// Loads a workspace whose stored facts are damaged: only the truth is left of them, and is
    /// projected by what comes next.
    pub(super) async fn load_anew(
        &self,
        workspace: WorkspaceId,
        damage: &ProjectError,
    ) -> Result<(), ProjectError> {
        tracing::error!(%workspace, reason = %damage, "facts are damaged; they are built again from the answers");
        metrics::counter!("heard_facts_repairs_total").increment(1);
        self.0.store.rebuild(workspace).await?;
        self.load_workspace(workspace).await
    }

    fn repairs_now(&self) -> MutexGuard<'_, HashMap<WorkspaceId, Repair>> {
        self.0.repairs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
