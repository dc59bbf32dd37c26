//! Looks whether something can be written again after it could not be, so that `/readyz` turns green
//! by itself and not by somebody's lost answer.

use sea_orm::ConnectionTrait;

use crate::StoreError;
use crate::connect::{is_sqlite, statement};
use crate::store::{Inner, begin};

/// Bytes that must fit: about what a commit of many answers needs.
const BYTES: usize = 256 << 10;

/// Tries to write, if the last writing failed for a reason that may pass.
pub(crate) async fn look(store: &Inner) {
    let may_pass = matches!(
        store.health.last(),
        Some(StoreError::DiskFull | StoreError::ReadOnly | StoreError::Disk(_) | StoreError::CannotOpen(_))
    );
    if matches!(store.health.last(), Some(StoreError::ReadOnly)) && is_sqlite(&store.write) {
        open_anew(store).await;
    }
    if may_pass {
        store.health.note(&write(store).await);
    }
}

/// A connection that was opened while the file could not be written only ever reads.
async fn open_anew(store: &Inner) {
    if let Ok(connection) = store.write.get_sqlite_connection_pool().acquire().await {
        // It ends either way.
        let _ = connection.close().await;
    }
}

/// Writes some bytes and takes them away again.
async fn write(store: &Inner) -> Result<(), StoreError> {
    let name = format!("probe {}", store.process);
    let transaction = begin(&store.write).await?;
    let sql = r#"INSERT INTO "secrets" ("name", "value") VALUES ($1, $2)
        ON CONFLICT ("name") DO UPDATE SET "value" = excluded."value""#;
    let values = [name.into(), vec![0_u8; BYTES].into()];
    transaction.execute_raw(statement(&transaction, sql, values)).await?;
    transaction.commit().await?;
    // Also what another process left that was killed right here.
    store.write.execute_unprepared(r#"DELETE FROM "secrets" WHERE "name" LIKE 'probe %'"#).await?;
    Ok(())
}
