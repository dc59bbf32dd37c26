//! A row of any table, and its bytes: the same for both databases.

use std::fmt;

use sea_orm::{DbErr, QueryResult, Value};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Yes or no.
    Boolean,
    /// 32 bits.
    Integer,
    /// 64 bits.
    BigInteger,
    /// Text.
    Text,
    /// Bytes.
    Bytes,
    /// A UUID.
    Uuid,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
}

/// A table: its name and its columns in their order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shape {
    /// Its name.
    pub table: String,
    /// Its columns.
    pub columns: Vec<Column>,
}

impl Shape {
    /// Where a column stands in a row.
    pub fn place(&self, column: &str) -> Option<usize> {
        self.columns.iter().position(|known| known.name == column)
    }
}

/// One value of a row.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Cell {
    Null,
    Boolean(bool),
    Integer(i32),
    BigInteger(i64),
    Text(String),
    Bytes(Vec<u8>),
    Uuid(Uuid),
}

/// Values in the order of their columns.
pub(crate) type Row = Vec<Cell>;

/// Values may be somebody's words, so none is ever printed.
impl fmt::Debug for Cell {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(if *self == Self::Null { "null" } else { "…" })
    }
}

/// Bytes that are no row of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("these bytes are no row of this table")]
pub struct BadRow;

const NULL: u8 = 0;
const FALSE: u8 = 1;
const TRUE: u8 = 2;
const INTEGER: u8 = 3;
const BIG_INTEGER: u8 = 4;
const TEXT: u8 = 5;
const BYTES: u8 = 6;
const UUID: u8 = 7;

impl Cell {
    /// A column of a query's row.
    pub(crate) fn read(row: &QueryResult, column: usize, kind: Kind) -> Result<Self, DbErr> {
        Ok(match kind {
            Kind::Boolean => row.try_get_by_index::<Option<bool>>(column)?.map(Self::Boolean),
            Kind::Integer => row.try_get_by_index::<Option<i32>>(column)?.map(Self::Integer),
            Kind::BigInteger => row.try_get_by_index::<Option<i64>>(column)?.map(Self::BigInteger),
            Kind::Text => row.try_get_by_index::<Option<String>>(column)?.map(Self::Text),
            Kind::Bytes => row.try_get_by_index::<Option<Vec<u8>>>(column)?.map(Self::Bytes),
            Kind::Uuid => row.try_get_by_index::<Option<Uuid>>(column)?.map(Self::Uuid),
        }
        .unwrap_or(Self::Null))
    }

    /// As a parameter of a statement; nothing has a kind, too.
    pub(crate) fn value(self, kind: Kind) -> Value {
        match self {
            Self::Boolean(value) => value.into(),
            Self::Integer(value) => value.into(),
            Self::BigInteger(value) => value.into(),
            Self::Text(value) => value.into(),
            Self::Bytes(value) => value.into(),
            Self::Uuid(value) => value.into(),
            Self::Null => match kind {
                Kind::Boolean => Value::from(None::<bool>),
                Kind::Integer => Value::from(None::<i32>),
                Kind::BigInteger => Value::from(None::<i64>),
                Kind::Text => Value::from(None::<String>),
                Kind::Bytes => Value::from(None::<Vec<u8>>),
                Kind::Uuid => Value::from(None::<Uuid>),
            },
        }
    }

    fn fits(&self, kind: Kind) -> bool {
        match self {
            Self::Null => true,
            Self::Boolean(_) => kind == Kind::Boolean,
            Self::Integer(_) => kind == Kind::Integer,
            Self::BigInteger(_) => kind == Kind::BigInteger,
            Self::Text(_) => kind == Kind::Text,
            Self::Bytes(_) => kind == Kind::Bytes,
            Self::Uuid(_) => kind == Kind::Uuid,
        }
    }

    fn write(&self, bytes: &mut Vec<u8>) {
        match self {
            Self::Null => bytes.push(NULL),
            Self::Boolean(false) => bytes.push(FALSE),
            Self::Boolean(true) => bytes.push(TRUE),
            Self::Integer(value) => {
                bytes.push(INTEGER);
                bytes.extend(value.to_le_bytes());
            }
            Self::BigInteger(value) => {
                bytes.push(BIG_INTEGER);
                bytes.extend(value.to_le_bytes());
            }
            Self::Text(value) => write_long(bytes, TEXT, value.as_bytes()),
            Self::Bytes(value) => write_long(bytes, BYTES, value),
            Self::Uuid(value) => {
                bytes.push(UUID);
                bytes.extend(value.as_bytes());
            }
        }
    }

    fn parse(bytes: &mut &[u8]) -> Result<Self, BadRow> {
        Ok(match take::<1>(bytes)?[0] {
            NULL => Self::Null,
            FALSE => Self::Boolean(false),
            TRUE => Self::Boolean(true),
            INTEGER => Self::Integer(i32::from_le_bytes(take(bytes)?)),
            BIG_INTEGER => Self::BigInteger(i64::from_le_bytes(take(bytes)?)),
            TEXT => Self::Text(String::from_utf8(take_long(bytes)?).map_err(|_| BadRow)?),
            BYTES => Self::Bytes(take_long(bytes)?),
            UUID => Self::Uuid(Uuid::from_bytes(take(bytes)?)),
            _ => return Err(BadRow),
        })
    }
}

fn write_long(bytes: &mut Vec<u8>, kind: u8, value: &[u8]) {
    bytes.push(kind);
    bytes.extend(u32::try_from(value.len()).unwrap_or(u32::MAX).to_le_bytes());
    bytes.extend(value);
}

fn take<const N: usize>(bytes: &mut &[u8]) -> Result<[u8; N], BadRow> {
    let (head, rest) = bytes.split_first_chunk::<N>().ok_or(BadRow)?;
    *bytes = rest;
    Ok(*head)
}

fn take_long(bytes: &mut &[u8]) -> Result<Vec<u8>, BadRow> {
    let length = u32::from_le_bytes(take(bytes)?) as usize;
    let (head, rest) = bytes.split_at_checked(length).ok_or(BadRow)?;
    *bytes = rest;
    Ok(head.to_vec())
}

/// The bytes of a row.
pub(crate) fn to_bytes(row: &[Cell]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(256);
    row.iter().for_each(|cell| cell.write(&mut bytes));
    bytes
}

/// The row of bytes.
pub(crate) fn from_bytes(shape: &Shape, mut bytes: &[u8]) -> Result<Row, BadRow> {
    let mut row = Row::with_capacity(shape.columns.len());
    for column in &shape.columns {
        let cell = Cell::parse(&mut bytes)?;
        if !cell.fits(column.kind) {
            return Err(BadRow);
        }
        row.push(cell);
    }
    if bytes.is_empty() { Ok(row) } else { Err(BadRow) }
}

/// Count and sum of the hashes of a table's rows; the order does not matter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Rows.
    pub rows: u64,
    /// The sum of the first halves of their hashes.
    pub sum: u128,
}

impl Tally {
    /// Adds a row by the hash of its bytes.
    pub fn add(&mut self, hash: &blake3::Hash) {
        let mut half = [0; 16];
        half.copy_from_slice(&hash.as_bytes()[..16]);
        self.merge(Self { rows: 1, sum: u128::from_le_bytes(half) });
    }

    /// Adds the rows of another.
    pub fn merge(&mut self, other: Self) {
        self.rows += other.rows;
        self.sum = self.sum.wrapping_add(other.sum);
    }

    pub(crate) fn add_row(&mut self, row: &[Cell]) {
        self.add(&blake3::hash(&to_bytes(row)));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn kinds() -> Shape {
        let kinds =
            [Kind::Boolean, Kind::Integer, Kind::BigInteger, Kind::Text, Kind::Bytes, Kind::Uuid, Kind::Text];
        let column = |kind| Column { name: format!("{kind:?}"), kind };
        Shape { table: "t".to_owned(), columns: kinds.into_iter().map(column).collect() }
    }

    proptest! {
        #[test]
        fn reads_what_it_writes(
            boolean: bool, integer: i32, big: i64, text: String, bytes: Vec<u8>, uuid: u128
        ) {
            let row = vec![
                Cell::Boolean(boolean), Cell::Integer(integer), Cell::BigInteger(big), Cell::Text(text),
                Cell::Bytes(bytes), Cell::Uuid(Uuid::from_u128(uuid)), Cell::Null,
            ];
            let written = to_bytes(&row);
            prop_assert_eq!(from_bytes(&kinds(), &written), Ok(row));
            for cut in 0..written.len() {
                prop_assert_eq!(from_bytes(&kinds(), &written[..cut]), Err(BadRow));
            }
        }

        #[test]
        fn other_bytes_do_no_harm(bytes: Vec<u8>) {
            let _ = from_bytes(&kinds(), &bytes);
        }
    }
}
