//! The first tables. Every index on `responses`, `idempotency` and `contacts` is paid for by
//! each accepted answer, so there are only those that a query needs.

use sea_orm::{ConnectionTrait, DbBackend};
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, blob, blob_null, boolean, integer, integer_null, text, text_null, uuid,
    uuid_null,
};

/// The spine: workspaces, people, surveys, responses, facts, cases, deliveries.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0001_the_spine"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let clustered = is_sqlite(manager);
        for table in [
            people_tables(),
            survey_tables(),
            response_tables(clustered),
            projection_tables(clustered),
            case_tables(),
            delivery_tables(),
        ]
        .into_iter()
        .flatten()
        {
            manager.create_table(table).await?;
        }
        for index in indices() {
            manager.create_index(index).await?;
        }
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

fn is_sqlite(manager: &SchemaManager) -> bool {
    manager.get_connection().get_database_backend() == DbBackend::Sqlite
}

fn table(name: &'static str, columns: impl IntoIterator<Item = ColumnDef>) -> TableCreateStatement {
    let mut table = Table::create();
    table.table(name);
    for column in columns {
        table.col(column);
    }
    table.take()
}

/// A table kept in the order of its key of several columns.
fn keyed_table(
    name: &'static str,
    clustered: bool,
    key: &[&'static str],
    columns: impl IntoIterator<Item = ColumnDef>,
) -> TableCreateStatement {
    let mut table = table(name, columns);
    let mut primary = Index::create();
    for column in key {
        primary.col(*column);
    }
    table.primary_key(&mut primary);
    if clustered {
        table.extra("WITHOUT ROWID");
    }
    table
}

fn key(mut column: ColumnDef) -> ColumnDef {
    column.primary_key().take()
}

fn unique(mut column: ColumnDef) -> ColumnDef {
    column.unique_key().take()
}

fn of_workspace(mut table: TableCreateStatement) -> TableCreateStatement {
    table.foreign_key(ForeignKey::create().from_col("workspace").to("workspaces", "id")).take()
}

fn people_tables() -> Vec<TableCreateStatement> {
    vec![
        table("secrets", [key(text("name")), blob("value")]),
        table(
            "workspaces",
            [
                key(uuid("id")),
                unique(text("slug")),
                boolean("simulated"),
                text("settings"),
                big_integer("created_at"),
            ],
        ),
        of_workspace(keyed_table(
            "counters",
            false,
            &["workspace", "name"],
            [uuid("workspace"), text("name"), big_integer("value")],
        )),
        of_workspace(table(
            "users",
            [
                key(uuid("id")),
                uuid("workspace"),
                unique(text("email")),
                text("name"),
                text("role"),
                uuid_null("unit"),
                text("language"),
                boolean("active"),
                text("password_hash"),
                big_integer("created_at"),
            ],
        )),
        table(
            "sessions",
            [key(blob("token_hash")), uuid("user"), big_integer("created_at"), big_integer("expires_at")],
        )
        .foreign_key(
            ForeignKey::create().from_col("user").to("users", "id").on_delete(ForeignKeyAction::Cascade),
        )
        .take(),
        of_workspace(table(
            "invitations",
            [
                key(blob("token_hash")),
                uuid("workspace"),
                text("email"),
                text("role"),
                uuid_null("unit"),
                big_integer("created_at"),
                big_integer("expires_at"),
            ],
        )),
        of_workspace(table(
            "api_keys",
            [
                key(uuid("id")),
                uuid("workspace"),
                text("name"),
                text("prefix"),
                unique(blob("secret_hash")),
                text("scopes"),
                uuid_null("unit"),
                big_integer("created_at"),
                big_integer_null("revoked_at"),
            ],
        )),
        of_workspace(table(
            "units",
            [
                key(uuid("id")),
                uuid("workspace"),
                uuid_null("parent"),
                text("name"),
                text_null("code"),
                big_integer("created_at"),
            ],
        )),
    ]
}

fn survey_tables() -> Vec<TableCreateStatement> {
    vec![
        of_workspace(table(
            "surveys",
            [
                key(uuid("id")),
                uuid("workspace"),
                text("state"),
                text("draft"),
                text("context"),
                integer_null("current_version"),
                big_integer("revision"),
                big_integer("created_at"),
                big_integer("updated_at"),
            ],
        )),
        of_workspace(keyed_table(
            "survey_versions",
            false,
            &["survey", "version"],
            [
                uuid("survey"),
                integer("version"),
                uuid("workspace"),
                text("definition"),
                big_integer("published_at"),
            ],
        )),
    ]
}

/// The hot tables have no foreign keys: intake has proved what a row refers to.
fn response_tables(clustered: bool) -> Vec<TableCreateStatement> {
    vec![
        table(
            "contacts",
            [
                key(uuid("id")),
                uuid("workspace"),
                big_integer("code"),
                text_null("external_id"),
                text_null("email"),
                text_null("name"),
                blob_null("external_fingerprint"),
                blob_null("email_fingerprint"),
                big_integer("created_at"),
            ],
        ),
        responses_table(),
        table(
            "response_changes",
            [
                row_key("seq"),
                uuid("workspace"),
                big_integer("response_seq"),
                text("minus"),
                text_null("plus"),
                big_integer("changed_at"),
            ],
        ),
        keyed_table(
            "idempotency",
            clustered,
            &["key"],
            [blob("key"), blob("body"), big_integer("accepted_seq")],
        ),
        table("recent_keys", [row_key("n"), blob("key"), blob("body"), big_integer("accepted_seq")]),
        table("outbox", [row_key("seq"), uuid("workspace")]),
    ]
}

fn responses_table() -> TableCreateStatement {
    table(
        "responses",
        [
            row_key("accepted_seq"),
            uuid("id"),
            uuid("workspace"),
            uuid("survey"),
            integer("version"),
            uuid("unit"),
            text_null("touchpoint"),
            text_null("channel"),
            text_null("language"),
            big_integer("contact_code"),
            big_integer("answered_at"),
            big_integer("accepted_at"),
            integer("day"),
            text("answers"),
            text_null("words"),
            text_null("external_id"),
            text("facts"),
            text_null("facts_now"),
            integer_null("score"),
            text_null("score_question"),
            text("source"),
            big_integer("revision"),
            big_integer_null("withdrawn_at"),
        ],
    )
}

/// A key that the writer numbers itself; SQLite keeps the rows in its order.
fn row_key(name: &'static str) -> ColumnDef {
    key(big_integer(name))
}

/// A key that counts by itself and never gives a number twice.
fn counting_key(name: &'static str) -> ColumnDef {
    let mut column = big_integer(name);
    column.auto_increment().primary_key().take()
}

fn projection_tables(clustered: bool) -> Vec<TableCreateStatement> {
    vec![
        of_workspace(table(
            "segments",
            [
                counting_key("id"),
                uuid("workspace"),
                big_integer("rows"),
                integer("first_day"),
                integer("last_day"),
                big_integer("first_seq"),
                big_integer("last_seq"),
                big_integer("created_at"),
                text("meta"),
                blob("checksum"),
                big_integer("bytes"),
                blob("image"),
            ],
        )),
        of_workspace(keyed_table(
            "dictionary",
            clustered,
            &["workspace", "dimension", "code"],
            [uuid("workspace"), text("dimension"), big_integer("code"), text("label")],
        )),
        of_workspace(table("projections", [key(uuid("workspace")), big_integer("watermark")])),
        of_workspace(keyed_table(
            "cursors",
            clustered,
            &["workspace", "name"],
            [uuid("workspace"), text("name"), big_integer("seq")],
        )),
    ]
}

fn case_tables() -> Vec<TableCreateStatement> {
    vec![
        of_workspace(table(
            "rules",
            [key(uuid("id")), uuid("workspace"), text("definition"), big_integer("created_at")],
        )),
        of_workspace(table(
            "cases",
            [
                key(uuid("id")),
                uuid("workspace"),
                big_integer("number"),
                uuid("response"),
                uuid("survey"),
                uuid("unit"),
                uuid_null("rule"),
                text_null("question"),
                integer_null("score"),
                text_null("touchpoint"),
                uuid_null("owner"),
                text("step"),
                big_integer("opened_at"),
                big_integer("due_at"),
                big_integer_null("closed_at"),
                text_null("cause"),
                big_integer("revision"),
            ],
        )),
        of_workspace(table(
            "case_events",
            [
                key(uuid("id")),
                uuid("workspace"),
                uuid("case_id"),
                big_integer("revision"),
                big_integer("at"),
                uuid_null("actor"),
                text("change"),
            ],
        )),
    ]
}

fn delivery_tables() -> Vec<TableCreateStatement> {
    vec![
        of_workspace(table(
            "webhooks",
            [
                key(uuid("id")),
                uuid("workspace"),
                text("name"),
                text("url"),
                text("secret"),
                boolean("enabled"),
                big_integer("created_at"),
            ],
        )),
        of_workspace(table(
            "deliveries",
            [
                key(uuid("id")),
                uuid("workspace"),
                text("kind"),
                text("topic"),
                text("target"),
                uuid_null("case_id"),
                uuid_null("response"),
                text("state"),
                integer("attempts"),
                big_integer("created_at"),
                big_integer("next_at"),
                text_null("last_error"),
            ],
        )),
        of_workspace(table(
            "audit",
            [
                counting_key("id"),
                uuid("workspace"),
                big_integer("at"),
                text("actor"),
                text("action"),
                text("object"),
                text_null("detail"),
            ],
        )),
    ]
}

fn index(name: &'static str, table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut index = Index::create();
    index.name(name).table(table);
    for column in columns {
        index.col(*column);
    }
    index.take()
}

fn unique_index(name: &'static str, table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    index(name, table, columns).unique().take()
}

fn indices() -> Vec<IndexCreateStatement> {
    let mut by_contact = index("responses_contact", "responses", &["workspace", "contact_code"]);
    by_contact.and_where(Expr::col("contact_code").gt(0));
    let mut waiting = index("deliveries_waiting", "deliveries", &["next_at"]);
    waiting.and_where(Expr::col("state").eq("waiting"));
    vec![
        unique_index("responses_id", "responses", &["id"]),
        index("responses_newest", "responses", &["workspace", "answered_at"]),
        by_contact,
        index("response_changes_response", "response_changes", &["response_seq"]),
        unique_index("contacts_code", "contacts", &["workspace", "code"]),
        unique_index("contacts_external", "contacts", &["external_fingerprint"]),
        unique_index("contacts_email", "contacts", &["email_fingerprint"]),
        index("sessions_user", "sessions", &["user"]),
        unique_index("units_code", "units", &["workspace", "code"]),
        index("surveys_workspace", "surveys", &["workspace"]),
        index("segments_workspace", "segments", &["workspace", "first_day"]),
        unique_index("cases_number", "cases", &["workspace", "number"]),
        unique_index("cases_rule_response", "cases", &["rule", "response"]),
        index("cases_response", "cases", &["response"]),
        unique_index("case_events_case", "case_events", &["case_id", "revision"]),
        waiting,
        index("deliveries_case", "deliveries", &["case_id"]),
        index("audit_newest", "audit", &["workspace", "at"]),
    ]
}
