//! Reads a table from its beginning to its end, a little at a time.

use std::collections::{HashMap, HashSet};

use heard_model::Position;
use heard_model::position::seq_of;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Value};
use uuid::Uuid;

use super::{Cell, Reading, Row, Shape, Table};
use crate::StoreError;
use crate::connect::statement;
use crate::entity::recent_key;

/// Rows read at a time.
const PAGE: usize = 500;

/// What a reader has already and can't have changed since.
#[derive(Clone, Debug, Default)]
pub(crate) struct Known {
    /// Images of segments.
    pub(crate) images: HashSet<Uuid>,
    /// Keys of the changes before this.
    pub(crate) keys: Option<Position>,
}

/// A part of a table.
#[derive(Debug)]
pub(crate) enum Part {
    /// Rows.
    Rows(Vec<Row>),
    /// All rows of an image follow.
    Image(Uuid),
    /// An image that is known.
    KnownImage(Uuid),
    /// All keys that are known.
    KnownKeys,
}

/// A table on its way through a reader.
pub(crate) struct TableReader<'a, C> {
    connection: &'a C,
    table: &'a Table,
    known: &'a Known,
    stage: Stage,
}

enum Stage {
    /// After a row by its key; from the beginning without one.
    Pages(Option<Row>),
    /// Nothing of the keys has been read.
    KeysBegin,
    /// Settled keys after one, and the recent ones that were not met among them.
    Keys(Option<Row>, HashMap<Vec<u8>, Row>),
    /// Recent keys only.
    RecentKeys(Vec<Row>),
    /// The images, first to last, are not listed.
    ImagesBegin,
    /// Images that are left, last to first, and whether the next one was told.
    Images(Vec<Uuid>, bool),
    End,
}

impl<'a, C: ConnectionTrait> TableReader<'a, C> {
    /// A reader at the beginning of a table.
    pub(crate) fn new(connection: &'a C, table: &'a Table, known: &'a Known) -> Self {
        let stage = match table.reading {
            Reading::Pages => Stage::Pages(None),
            Reading::Keys => Stage::KeysBegin,
            Reading::Images => Stage::ImagesBegin,
        };
        Self { connection, table, known, stage }
    }

    /// The next part; `None` at the end.
    pub(crate) async fn next(&mut self) -> Result<Option<Part>, StoreError> {
        loop {
            match std::mem::replace(&mut self.stage, Stage::End) {
                Stage::End => return Ok(None),
                Stage::Pages(after) => {
                    let rows = self.page(after.as_ref(), None).await?;
                    if let Some(last) = full(&rows) {
                        self.stage = Stage::Pages(Some(last.clone()));
                    }
                    return Ok((!rows.is_empty()).then_some(Part::Rows(rows)));
                }
                Stage::KeysBegin => {
                    self.stage = Stage::Keys(None, self.recent_keys().await?);
                    if self.known.keys.is_some() {
                        return Ok(Some(Part::KnownKeys));
                    }
                }
                Stage::Keys(after, recent) => {
                    if let Some(part) = self.settled_keys(after, recent).await? {
                        return Ok(Some(part));
                    }
                }
                Stage::RecentKeys(mut rows) => {
                    let rest = rows.split_off(rows.len().min(PAGE));
                    if !rest.is_empty() {
                        self.stage = Stage::RecentKeys(rest);
                    }
                    return Ok((!rows.is_empty()).then_some(Part::Rows(rows)));
                }
                Stage::ImagesBegin => self.stage = Stage::Images(self.images().await?, false),
                Stage::Images(images, told) => {
                    if let Some(part) = self.image(images, told).await? {
                        return Ok(Some(part));
                    }
                }
            }
        }
    }

    /// A page of rows after one, of those that a condition holds for.
    async fn page(&self, after: Option<&Row>, condition: Option<&str>) -> Result<Vec<Row>, StoreError> {
        let shape = &self.table.shape;
        let names = |places: &[usize]| {
            let names: Vec<String> =
                places.iter().map(|place| format!(r#""{}""#, shape.columns[*place].name)).collect();
            names.join(", ")
        };
        let key = names(&self.table.key);
        let mut conditions: Vec<String> =
            condition.map(|condition| format!("({condition})")).into_iter().collect();
        let mut values = Vec::new();
        if let Some(after) = after {
            let marks: Vec<String> = (1..=self.table.key.len()).map(|number| format!("${number}")).collect();
            conditions.push(format!("({key}) > ({})", marks.join(", ")));
            values = values_of(shape, &self.table.key, after);
        }
        let filter =
            if conditions.is_empty() { String::new() } else { format!("WHERE {}", conditions.join(" AND ")) };
        let all: Vec<usize> = (0..shape.columns.len()).collect();
        let sql = format!(
            r#"SELECT {} FROM "{}" {filter} ORDER BY {key} LIMIT {PAGE}"#,
            names(&all),
            self.table.name
        );
        self.rows(&sql, values).await
    }

    async fn rows(&self, sql: &str, values: Vec<Value>) -> Result<Vec<Row>, StoreError> {
        let found = self.connection.query_all_raw(statement(self.connection, sql, values)).await?;
        let mut rows = Vec::with_capacity(found.len());
        for row in &found {
            let cells = self.table.shape.columns.iter().enumerate();
            let cells = cells.map(|(place, column)| Cell::read(row, place, column.kind));
            rows.push(cells.collect::<Result<Row, _>>()?);
        }
        Ok(rows)
    }

    /// Which numbers of changes are not known.
    fn unknown_keys(&self) -> Option<String> {
        let known = self.known.keys.as_ref()?;
        let lanes = known.lanes().last().map_or(0, |(lane, _)| lane + 1);
        let range = |lane| {
            let (last, end) = (seq_of(lane, known.number(lane)), seq_of(lane + 1, 0));
            format!(r#""accepted_seq" > {last} AND "accepted_seq" < {end}"#)
        };
        let mut ranges: Vec<String> = (0..lanes).map(range).collect();
        ranges.push(format!(r#""accepted_seq" >= {}"#, seq_of(lanes, 0)));
        Some(ranges.join(" OR "))
    }

    async fn recent_keys(&self) -> Result<HashMap<Vec<u8>, Row>, StoreError> {
        let is_known = |seq| self.known.keys.as_ref().is_some_and(|known| known.covers(seq));
        let mut recent = HashMap::new();
        let mut after = 0;
        loop {
            let query = recent_key::Entity::find().filter(recent_key::Column::N.gt(after));
            let query = query.order_by_asc(recent_key::Column::N).limit(PAGE as u64);
            let page = query.all(self.connection).await?;
            let Some(last) = page.last() else { return Ok(recent) };
            after = last.n;
            for row in page.into_iter().filter(|row| !is_known(row.accepted_seq)) {
                let cells = vec![
                    Cell::Bytes(row.key.clone()),
                    Cell::Bytes(row.body),
                    Cell::BigInteger(row.accepted_seq),
                ];
                recent.insert(row.key, cells);
            }
        }
    }

    async fn settled_keys(
        &mut self,
        after: Option<Row>,
        mut recent: HashMap<Vec<u8>, Row>,
    ) -> Result<Option<Part>, StoreError> {
        let unknown = self.unknown_keys();
        let rows = self.page(after.as_ref(), unknown.as_deref()).await?;
        for row in &rows {
            if let Some(Cell::Bytes(key)) = row.first() {
                recent.remove(key);
            }
        }
        self.stage = match full(&rows) {
            Some(last) => Stage::Keys(Some(last.clone()), recent),
            None => {
                let mut rest: Vec<Row> = recent.into_values().collect();
                rest.sort_by_key(number);
                Stage::RecentKeys(rest)
            }
        };
        Ok((!rows.is_empty()).then_some(Part::Rows(rows)))
    }

    async fn images(&self) -> Result<Vec<Uuid>, StoreError> {
        let sql = r#"SELECT DISTINCT "image_id" FROM "segments"
            WHERE "image_id" IN (SELECT "image" FROM "segment_parts") ORDER BY "image_id" DESC"#;
        let rows = self.connection.query_all_raw(statement(self.connection, sql, [])).await?;
        Ok(rows.iter().map(|row| row.try_get_by_index(0)).collect::<Result<_, _>>()?)
    }

    async fn image(&mut self, mut images: Vec<Uuid>, told: bool) -> Result<Option<Part>, StoreError> {
        let Some(image) = images.last().copied() else { return Ok(None) };
        if !told && !self.known.images.contains(&image) {
            self.stage = Stage::Images(images, true);
            return Ok(Some(Part::Image(image)));
        }
        images.pop();
        self.stage = Stage::Images(images, false);
        if !told {
            return Ok(Some(Part::KnownImage(image)));
        }
        let names: Vec<String> =
            self.table.shape.columns.iter().map(|column| format!(r#""{}""#, column.name)).collect();
        let sql = format!(
            r#"SELECT {} FROM "{}" WHERE "image" = $1 ORDER BY "part""#,
            names.join(", "),
            self.table.name
        );
        Ok(Some(Part::Rows(self.rows(&sql, vec![image.into()]).await?)))
    }
}

/// The last row of a full page: there may be more after it.
fn full(rows: &[Row]) -> Option<&Row> {
    rows.last().filter(|_| rows.len() == PAGE)
}

fn number(row: &Row) -> Option<i64> {
    match row.last() {
        Some(Cell::BigInteger(number)) => Some(*number),
        _ => None,
    }
}

fn values_of(shape: &Shape, places: &[usize], row: &Row) -> Vec<Value> {
    places.iter().map(|place| row[*place].clone().value(shape.columns[*place].kind)).collect()
}
