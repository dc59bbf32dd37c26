//! Random keys that this database made for itself, one for each purpose.

use sea_orm::{ActiveValue, EntityTrait};

use crate::entity::secret::{ActiveModel, Entity};
use crate::{Store, StoreError};

impl Store {
    /// The key of a purpose; made at the first call and the same for ever.
    ///
    /// # Errors
    /// What the database says.
    pub async fn secret(&self, purpose: &str) -> Result<[u8; 32], StoreError> {
        let transaction = self.begin().await?;
        if let Some(found) = Entity::find_by_id(purpose.to_owned()).one(&transaction).await? {
            let message = "it has not 32 bytes".to_owned();
            return found.value.try_into().map_err(|_| StoreError::Content { what: "secret", message });
        }
        let mut key = [0; 32];
        self.inner.entropy.fill(&mut key);
        let row =
            ActiveModel { name: ActiveValue::Set(purpose.to_owned()), value: ActiveValue::Set(key.to_vec()) };
        Entity::insert(row).exec_without_returning(&transaction).await?;
        self.commit(transaction).await?;
        Ok(key)
    }
}
