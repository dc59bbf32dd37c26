//! Takes the words of erased customers out of rows that were copied before: the same columns that an
//! erasure empties in the database.

use std::collections::HashSet;

use uuid::Uuid;

use super::without_note;
use crate::StoreError;
use crate::convert::{from_json, to_json};
use crate::tables::{Cell, Row, Shape, from_bytes, to_bytes};

/// Who was erased, and what was theirs. Learns it from the rows of a database, table by table in
/// their order.
#[derive(Clone, Debug, Default)]
pub struct Erased {
    contacts: HashSet<Uuid>,
    codes: HashSet<(Uuid, i64)>,
    responses: HashSet<Uuid>,
    cases: HashSet<Uuid>,
}

/// What is left of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scrubbed {
    /// All of it.
    Same,
    /// This.
    Changed(Vec<u8>),
    /// Nothing.
    Gone,
}

impl Erased {
    /// Tables that hold words of customers.
    pub const TABLES: [&str; 3] = ["contacts", "responses", "case_events"];

    /// Whether nobody was erased.
    pub fn is_empty(&self) -> bool {
        self.contacts.is_empty()
    }

    /// Whether everybody of another was erased.
    pub fn includes(&self, other: &Self) -> bool {
        self.contacts.is_superset(&other.contacts)
    }

    /// Learns from a row of the database.
    ///
    /// # Errors
    /// When it is no row of the table.
    pub fn learn(&mut self, shape: &Shape, bytes: &[u8]) -> Result<(), StoreError> {
        let table = shape.table.as_str();
        let is_needed = match table {
            "erasures" => true,
            "responses" | "cases" => !self.is_empty(),
            _ => false,
        };
        if !is_needed {
            return Ok(());
        }
        let row = Named::read(shape, bytes)?;
        match table {
            "erasures" => {
                self.contacts.extend(row.uuid("contact"));
                self.codes.extend(row.owner("code"));
            }
            "responses" if row.owner("contact_code").is_some_and(|owner| self.codes.contains(&owner)) => {
                self.responses.extend(row.uuid("id"));
            }
            "cases" if row.uuid("response").is_some_and(|response| self.responses.contains(&response)) => {
                self.cases.extend(row.uuid("id"));
            }
            _ => {}
        }
        Ok(())
    }

    /// A row without the words of those who were erased.
    ///
    /// # Errors
    /// When it is no row of the table.
    pub fn scrub(&self, shape: &Shape, bytes: &[u8]) -> Result<Scrubbed, StoreError> {
        let row = Named::read(shape, bytes)?;
        match shape.table.as_str() {
            "contacts" if row.uuid("id").is_some_and(|id| self.contacts.contains(&id)) => Ok(Scrubbed::Gone),
            "responses" if row.owner("contact_code").is_some_and(|owner| self.codes.contains(&owner)) => {
                Ok(row.without(&["words", "external_id"]))
            }
            "case_events" if row.uuid("case_id").is_some_and(|case| self.cases.contains(&case)) => {
                row.without_note()
            }
            _ => Ok(Scrubbed::Same),
        }
    }
}

/// A row whose columns have names.
struct Named<'a> {
    shape: &'a Shape,
    row: Row,
}

impl<'a> Named<'a> {
    fn read(shape: &'a Shape, bytes: &[u8]) -> Result<Self, StoreError> {
        let row = from_bytes(shape, bytes).map_err(|error| StoreError::Content {
            what: "row of a backup",
            message: format!("{}: {error}", shape.table),
        })?;
        Ok(Self { shape, row })
    }

    fn cell(&self, column: &str) -> Option<&Cell> {
        self.shape.place(column).and_then(|place| self.row.get(place))
    }

    fn uuid(&self, column: &str) -> Option<Uuid> {
        match self.cell(column) {
            Some(Cell::Uuid(id)) => Some(*id),
            _ => None,
        }
    }

    /// The workspace and the code of a customer; none for nobody's.
    fn owner(&self, column: &str) -> Option<(Uuid, i64)> {
        match self.cell(column) {
            Some(Cell::BigInteger(code)) if *code > 0 => Some((self.uuid("workspace")?, *code)),
            _ => None,
        }
    }

    fn without(mut self, columns: &[&str]) -> Scrubbed {
        let mut is_same = true;
        for place in columns.iter().filter_map(|column| self.shape.place(column)) {
            is_same &= self.row[place] == Cell::Null;
            self.row[place] = Cell::Null;
        }
        if is_same { Scrubbed::Same } else { Scrubbed::Changed(to_bytes(&self.row)) }
    }

    fn without_note(mut self) -> Result<Scrubbed, StoreError> {
        let Some(place) = self.shape.place("change") else { return Ok(Scrubbed::Same) };
        let Some(Cell::Text(change)) = self.row.get(place) else { return Ok(Scrubbed::Same) };
        let Some((change, _)) = without_note(from_json("case event", change)?) else {
            return Ok(Scrubbed::Same);
        };
        self.row[place] = Cell::Text(to_json("case event", &change)?);
        Ok(Scrubbed::Changed(to_bytes(&self.row)))
    }
}
