//! What other processes of a shared database must hear of, beside answers: how often each kind of
//! thing was changed.

use sea_orm::{ConnectionTrait, DatabaseTransaction};

use crate::connect::{is_sqlite, statement};
use crate::{Store, StoreError};

/// How often each kind of thing was changed, by any process. Where one process is alone nothing
/// moves, for it knows what it does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct News {
    /// Workspaces, units and surveys, which are kept in memory.
    pub definitions: i64,
    /// Segments of the facts.
    pub segments: i64,
    /// Cases.
    pub cases: i64,
    /// Words that were erased.
    pub erasures: i64,
}

/// A kind of thing that other processes must hear of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Topic {
    Definitions,
    Segments,
    Cases,
    Erasures,
}

impl Topic {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Definitions => "definitions",
            Self::Segments => "segments",
            Self::Cases => "cases",
            Self::Erasures => "erasures",
        }
    }
}

impl News {
    /// As the rows of `revisions` say.
    pub(crate) fn of(rows: &[(String, i64)]) -> Self {
        let number = |topic: Topic| {
            rows.iter().find(|(name, _)| name == topic.name()).map_or(0, |(_, number)| *number)
        };
        Self {
            definitions: number(Topic::Definitions),
            segments: number(Topic::Segments),
            cases: number(Topic::Cases),
            erasures: number(Topic::Erasures),
        }
    }
}

impl Store {
    /// Tells other processes of a change, once it is committed.
    pub(crate) async fn tell(
        &self,
        transaction: &DatabaseTransaction,
        topic: Topic,
    ) -> Result<(), StoreError> {
        if !is_sqlite(transaction) {
            let sql = r#"UPDATE "revisions" SET "number" = "number" + 1 WHERE "name" = $1"#;
            transaction.execute_raw(statement(transaction, sql, [topic.name().into()])).await?;
        }
        Ok(())
    }
}
