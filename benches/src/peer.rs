//! SQLite's own SQL over the same rows: one table, one row for each fact, an index on what the
//! questions narrow down by. It runs inside this process, without HTTP in between.

use std::path::Path;
use std::time::{Duration, Instant};

use heard_model::fact::FactEvent;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{Connection, QueryBuilder, Row, Sqlite, SqliteConnection};

const TABLE: &str = "\
    CREATE TABLE facts (
        survey TEXT NOT NULL, question TEXT NOT NULL, kind TEXT NOT NULL, score INTEGER NOT NULL,
        sign INTEGER NOT NULL, day TEXT NOT NULL, unit TEXT NOT NULL, touchpoint TEXT, channel TEXT,
        language TEXT, country TEXT, team TEXT, agent TEXT, product TEXT, choice TEXT, weight INTEGER
    )";
const INDEX: &str = "CREATE INDEX facts_by_kind_and_day ON facts (kind, day)";
const INSERT: &str = "\
    INSERT INTO facts (survey, question, kind, score, sign, day, unit, touchpoint, channel,
        language, country, team, agent, product, choice, weight) ";
/// Rows that are inserted by one statement.
const TOGETHER: usize = 500;

/// One row, as the table holds it.
struct PeerRow {
    survey: String,
    question: String,
    kind: String,
    score: i64,
    day: String,
    unit: String,
    touchpoint: Option<String>,
    channel: Option<String>,
    language: Option<String>,
    country: Option<String>,
    team: Option<String>,
    agent: Option<String>,
    product: Option<String>,
    choice: Option<String>,
    weight: Option<u32>,
}

/// A question in SQL: one row a cell, its last two columns the score and how many gave it.
#[derive(Clone, Debug)]
pub struct SqlQuestion {
    /// The statement.
    pub sql: &'static str,
    /// Its values, in their order.
    pub values: Vec<String>,
}

/// The table.
#[derive(Debug)]
pub struct Peer {
    options: SqliteConnectOptions,
    connection: SqliteConnection,
}

impl Peer {
    /// An empty table in a folder, with a cache that holds all of it.
    ///
    /// # Errors
    /// What SQLite says.
    pub async fn new(folder: &Path) -> anyhow::Result<Self> {
        let options = SqliteConnectOptions::new()
            .filename(folder.join("peer.db"))
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Normal)
            .pragma("cache_size", "-1000000");
        let mut connection = SqliteConnection::connect_with(&options).await?;
        sqlx::query(TABLE).execute(&mut connection).await?;
        Ok(Self { options, connection })
    }

    /// Adds the rows of some responses in one transaction; says how many rows.
    ///
    /// # Errors
    /// What SQLite says, or the simulation.
    pub async fn add(
        &mut self,
        events: impl Iterator<Item = anyhow::Result<FactEvent>>,
    ) -> anyhow::Result<u64> {
        let mut transaction = self.connection.begin().await?;
        let mut waiting = Vec::new();
        let mut added = 0;
        for event in events {
            waiting.extend(rows(&event?));
            if waiting.len() >= TOGETHER {
                added += insert(&mut transaction, std::mem::take(&mut waiting)).await?;
            }
        }
        added += insert(&mut transaction, waiting).await?;
        transaction.commit().await?;
        Ok(added)
    }

    /// Indexes what was added and lets SQLite learn its distribution.
    ///
    /// # Errors
    /// What SQLite says.
    pub async fn index(&mut self) -> anyhow::Result<()> {
        sqlx::query(INDEX).execute(&mut self.connection).await?;
        sqlx::query("ANALYZE").execute(&mut self.connection).await?;
        sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut self.connection).await?;
        Ok(())
    }

    /// Asks, and says how long it took and how many answers were counted.
    ///
    /// # Errors
    /// What SQLite says.
    pub async fn ask(&mut self, question: &SqlQuestion) -> anyhow::Result<(Duration, i64)> {
        ask(&mut self.connection, question).await
    }

    /// The same on a connection that has nothing in its cache.
    ///
    /// # Errors
    /// What SQLite says.
    pub async fn ask_first(&self, question: &SqlQuestion) -> anyhow::Result<(Duration, i64)> {
        let mut connection = SqliteConnection::connect_with(&self.options).await?;
        ask(&mut connection, question).await
    }
}

async fn ask(connection: &mut SqliteConnection, question: &SqlQuestion) -> anyhow::Result<(Duration, i64)> {
    let mut query = sqlx::query(question.sql);
    for value in &question.values {
        query = query.bind(value);
    }
    let started = Instant::now();
    let cells = query.fetch_all(connection).await?;
    let took = started.elapsed();
    let mut counted = 0;
    for cell in cells {
        let (score, count) =
            (cell.try_get::<i64, _>(cell.len() - 2)?, cell.try_get::<i64, _>(cell.len() - 1)?);
        if (1..=5).contains(&score) {
            counted += count;
        }
    }
    Ok((took, counted))
}

fn rows(event: &FactEvent) -> impl Iterator<Item = PeerRow> {
    let day = jiff::civil::date(1970, 1, 1) + jiff::Span::new().days(event.day);
    event.scores.iter().map(move |score| PeerRow {
        survey: event.survey.to_string(),
        question: score.question.clone(),
        kind: format!("{:?}", score.kind).to_lowercase(),
        score: i64::from(score.score),
        day: day.to_string(),
        unit: event.unit.to_string(),
        touchpoint: event.touchpoint.clone(),
        channel: event.channel.clone(),
        language: event.language.clone(),
        country: event.country.clone(),
        team: event.team.clone(),
        agent: event.agent.clone(),
        product: event.product.clone(),
        choice: score.choice.clone(),
        weight: event.weight,
    })
}

async fn insert(connection: &mut SqliteConnection, rows: Vec<PeerRow>) -> anyhow::Result<u64> {
    if rows.is_empty() {
        return Ok(0);
    }
    let mut statement: QueryBuilder<Sqlite> = QueryBuilder::new(INSERT);
    statement.push_values(rows, |mut values, row| {
        values.push_bind(row.survey).push_bind(row.question).push_bind(row.kind).push_bind(row.score);
        values.push_bind(1_i64).push_bind(row.day).push_bind(row.unit).push_bind(row.touchpoint);
        values.push_bind(row.channel).push_bind(row.language).push_bind(row.country).push_bind(row.team);
        values.push_bind(row.agent).push_bind(row.product).push_bind(row.choice).push_bind(row.weight);
    });
    Ok(statement.build().persistent(false).execute(connection).await?.rows_affected())
}
