//! What the holder of a receipt, or of a form's key, may look up: their own response, in
//! whichever workspace.

use heard_model::{ResponseId, Scope, UnitScope, WorkspaceId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use crate::entity::{idempotency, response};
use crate::{IdempotencyKey, Store, StoreError, StoredResponse};

impl Store {
    /// The response of a receipt, withdrawn or not. The caller has checked the receipt's proof.
    ///
    /// # Errors
    /// What the database says.
    pub async fn response_of_receipt(
        &self,
        id: ResponseId,
    ) -> Result<Option<(WorkspaceId, StoredResponse)>, StoreError> {
        let workspace: Option<uuid::Uuid> = response::Entity::find()
            .select_only()
            .column(response::Column::Workspace)
            .filter(response::Column::Id.eq(id.0))
            .into_tuple()
            .one(self.read())
            .await?;
        let Some(workspace) = workspace.map(WorkspaceId) else { return Ok(None) };
        let scope = Scope { workspace, units: UnitScope::All };
        let found = self.responses().get(&scope, id).await?;
        Ok(found.map(|response| (workspace, response)))
    }

    /// The response that was sent first with a key against double delivery.
    ///
    /// # Errors
    /// What the database says.
    pub async fn response_of_key(
        &self,
        workspace: WorkspaceId,
        key: &IdempotencyKey,
    ) -> Result<Option<ResponseId>, StoreError> {
        let fingerprint = self.inner.fingerprints.idempotency_key(workspace, &key.scope, &key.key);
        let accepted_seq = match self.inner.recent_keys.get(&fingerprint) {
            Some((_, seq)) => seq,
            None => match idempotency::Entity::find_by_id(fingerprint.to_vec()).one(self.read()).await? {
                Some(used) => used.accepted_seq,
                None => return Ok(None),
            },
        };
        let id: Option<uuid::Uuid> = response::Entity::find()
            .select_only()
            .column(response::Column::Id)
            .filter(response::Column::AcceptedSeq.eq(accepted_seq))
            .into_tuple()
            .one(self.read())
            .await?;
        Ok(id.map(ResponseId))
    }
}
