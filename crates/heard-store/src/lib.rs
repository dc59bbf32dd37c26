//! The truth: entities, migrations, transactions, the writer and the queues. The only room that
//! knows SQL.
//!
//! A response comes in as a [`Submission`] with the proof that it may be stored. The one writer
//! commits what waits together and answers each sender after the commit; the number of a change
//! (`seq`) is given in the order of commits, without gaps. From there the projector follows
//! ([`Store::outbox_between`]), and from time to time stores column segments, labels and how far
//! they reach in one transaction ([`Store::store_segments`]). A correction or withdrawal is a
//! change of its own, −old and +new, so that every earlier state can be computed again.
//!
//! SQLite is embedded; with PostgreSQL several processes share one truth. Entities, migrations and
//! queries are the same for both. What only SQLite needs stands in `checkpoint.rs` and
//! `erasure/residue.rs`, what only several processes need in `lanes.rs` and `follow.rs`.
//!
//! # A new repository
//! A file named for its entity with a small struct over `&Store` ([`Rules`] is the shortest):
//! reads go to the reading pool; writes begin and commit a transaction of the store; every query
//! takes a `Scope` or a `WorkspaceId`; instants are milliseconds in columns and [`jiff::Timestamp`]
//! outside; not found is `None` or `false`. Then a line in `tests/it/isolation.rs`.

mod api_keys;
mod audit;
mod cases;
mod check;
mod checkpoint;
mod connect;
mod contacts;
mod convert;
mod deliveries;
mod entity;
mod erasure;
mod error;
mod examine;
mod fingerprint;
mod folder_lock;
mod follow;
mod images;
mod invitations;
mod lanes;
mod leases;
mod log_check;
mod migration;
mod moving;
mod news;
mod objects;
mod outbox;
mod page;
mod pins;
mod positions;
mod probe;
mod projection;
mod rebuild;
mod receipts;
mod relay;
mod responses;
mod restore;
mod rules;
mod secrets;
mod sessions;
mod snapshot;
mod store;
mod surveys;
mod tables;
mod units;
mod users;
mod webhooks;
mod workspaces;
mod writer;
mod zone_changes;

pub use api_keys::ApiKeys;
pub use audit::{Audit, AuditEntry};
pub use cases::{CaseFilter, CaseState, CaseSummary, Cases, NewCase, OpenedCase};
pub use check::CheckReport;
pub use contacts::Contacts;
pub use deliveries::{Deliveries, Delivery, DeliveryKind, DeliveryState, NewDelivery};
pub use erasure::{Erased, ErasedCopy, ErasureReport, Remainder, Scrubbed};
pub use error::StoreError;
pub use examine::examine;
pub use invitations::Invitations;
pub use moving::{Location, Moved, MovedTable, move_store};
pub use news::News;
pub use objects::Objects;
pub use outbox::{Changes, ReadAhead};
pub use page::{BadCursor, Cursor, Page};
pub use projection::{
    DictionaryEntry, NewSegment, ProjectionMarks, SegmentMeta, SegmentWrite, StoredProjection,
};
pub use responses::{Dated, ResponseChange, ResponseFilter, Responses, StoredHeadline, StoredResponse};
pub use restore::Restoration;
pub use rules::Rules;
pub use sessions::{Session, Sessions};
pub use snapshot::{Frame, FrameReader, SnapshotHeader, SnapshotRequest, Tip};
pub use store::{Store, StoreOptions};
pub use surveys::{PublishedSurvey, Survey, Surveys};
pub use tables::{BadRow, Column, Kind, Shape, Tally};
pub use units::Units;
pub use users::{NewUser, StoredUser, Users};
pub use webhooks::{Webhook, Webhooks};
pub use workspaces::Workspaces;
pub use writer::{
    Change, ChangeKind, ChangeOutcome, CorrectionExtent, IdempotencyKey, OutboxEntry, Outcome, Receipt,
    Submission, SubmitError,
};
pub use zone_changes::{ZoneChange, ZoneChanges};
