//! Finds the customers of a batch, and makes those that are new, with dense codes.

use std::collections::HashMap;

use heard_model::Entropy;
use jiff::Timestamp;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IdenStatic, QueryFilter, Value,
};
use uuid::Uuid;

use super::Failure;
use super::hot_insert::{HotInsert, HotTable, select_in};
use super::prepared::{Prepared, PreparedContact};
use crate::connect::is_sqlite;
use crate::convert::instant;
use crate::entity::{contact, counter};
use crate::fingerprint::Fingerprint;
use crate::store::next_number;

/// The counter of codes.
pub(crate) const CODES: &str = "contact";

/// A customer that is known, stored or about to be.
struct Known {
    id: Uuid,
    code: i64,
    has_external: bool,
    has_email: bool,
    has_name: bool,
    /// Its place among the rows of this batch, if it is not stored yet.
    row: Option<usize>,
}

/// The customers of a batch.
struct Book {
    known: Vec<Known>,
    by_fingerprint: HashMap<Fingerprint, usize>,
    /// New ones, in the columns of [`HotTable::Contacts`].
    rows: Vec<Vec<Value>>,
}

/// The contact code of each submission, 0 where nobody is named.
pub(crate) async fn resolve(
    transaction: &DatabaseTransaction,
    inserts: &mut HotInsert,
    entropy: &dyn Entropy,
    submissions: &[&Prepared],
) -> Result<Vec<i64>, Failure> {
    if submissions.iter().all(|submission| submission.contact.is_none()) {
        return Ok(vec![0; submissions.len()]);
    }
    let mut book = Book::load(transaction, submissions).await?;
    let mut next_codes: HashMap<Uuid, i64> = HashMap::new();
    let mut codes = Vec::with_capacity(submissions.len());
    for submission in submissions {
        let Some(contact) = &submission.contact else {
            codes.push(0);
            continue;
        };
        if let Some(found) = book.find(contact) {
            book.complete(transaction, found, contact).await?;
            codes.push(book.known[found].code);
            continue;
        }
        let code = match next_codes.get(&submission.workspace) {
            Some(next) => *next,
            None => next_number(transaction, submission.workspace, CODES).await?,
        };
        next_codes.insert(submission.workspace, code + 1);
        let now = instant(submission.accepted_at);
        book.add(contact, submission.workspace, code, now, entropy);
        codes.push(code);
    }
    inserts.add(transaction.get_database_backend(), HotTable::Contacts, book.rows);
    keep_counters(transaction, next_codes).await?;
    Ok(codes)
}

async fn keep_counters(
    transaction: &DatabaseTransaction,
    next_codes: HashMap<Uuid, i64>,
) -> Result<(), Failure> {
    for (workspace, next) in next_codes {
        counter::Entity::update_many()
            .col_expr(counter::Column::Value, Expr::value(next - 1))
            .filter(counter::Column::Workspace.eq(workspace))
            .filter(counter::Column::Name.eq(CODES))
            .exec(transaction)
            .await?;
    }
    Ok(())
}

impl Book {
    async fn load(transaction: &DatabaseTransaction, submissions: &[&Prepared]) -> Result<Self, Failure> {
        let mut book = Self { known: Vec::new(), by_fingerprint: HashMap::new(), rows: Vec::new() };
        let contacts = || submissions.iter().filter_map(|submission| submission.contact.as_ref());
        let externals = contacts().filter_map(|contact| contact.external.as_ref());
        let emails = contacts().filter_map(|contact| contact.email.as_ref());
        book.load_by(transaction, "external_fingerprint", externals.map(|(print, _)| *print).collect())
            .await?;
        book.load_by(transaction, "email_fingerprint", emails.map(|(print, _)| *print).collect()).await?;
        Ok(book)
    }

    async fn load_by(
        &mut self,
        transaction: &DatabaseTransaction,
        column: &str,
        fingerprints: Vec<Fingerprint>,
    ) -> Result<(), Failure> {
        let select = format!(
            r#"SELECT "id", "code", "external_fingerprint", "email_fingerprint", "name" IS NOT NULL
            FROM "contacts" WHERE "{column}""#
        );
        // An erasure waits for the answers of the customer, or they for the erasure.
        let lock = if is_sqlite(transaction) { "" } else { " FOR SHARE" };
        let values = fingerprints.iter().map(|print| Value::Bytes(Some(print.to_vec()))).collect();
        for row in select_in(transaction, &select, values, lock).await? {
            let external: Option<Vec<u8>> = row.try_get_by_index(2)?;
            let email: Option<Vec<u8>> = row.try_get_by_index(3)?;
            let known = Known {
                id: row.try_get_by_index(0)?,
                code: row.try_get_by_index(1)?,
                has_external: external.is_some(),
                has_email: email.is_some(),
                has_name: row.try_get_by_index(4)?,
                row: None,
            };
            let prints = [external, email].into_iter().flatten().filter_map(|bytes| bytes.try_into().ok());
            let prints: Vec<Fingerprint> = prints.collect();
            if prints.iter().any(|print| self.by_fingerprint.contains_key(print)) {
                continue;
            }
            self.by_fingerprint.extend(prints.into_iter().map(|print| (print, self.known.len())));
            self.known.push(known);
        }
        Ok(())
    }

    /// By the sender's identifier first, else by the address.
    fn find(&self, contact: &PreparedContact) -> Option<usize> {
        let by = |part: &Option<(Fingerprint, String)>| {
            part.as_ref().and_then(|(print, _)| self.by_fingerprint.get(print).copied())
        };
        match (by(&contact.external), by(&contact.email)) {
            (Some(found), _) => Some(found),
            // Two customers may share an address, but not be told apart by it: one who has
            // another identifier already is not this one.
            (None, Some(found)) if contact.external.is_none() || !self.known[found].has_external => {
                Some(found)
            }
            _ => None,
        }
    }

    /// Fills in what was not known of a customer; what is known stays.
    async fn complete(
        &mut self,
        transaction: &DatabaseTransaction,
        found: usize,
        contact: &PreparedContact,
    ) -> Result<(), Failure> {
        let mut learnt: Vec<(contact::Column, Value)> = Vec::new();
        let known = &mut self.known[found];
        if let (false, Some((print, external_id))) = (known.has_external, &contact.external) {
            learnt.push((contact::Column::ExternalId, external_id.clone().into()));
            learnt.push((contact::Column::ExternalFingerprint, print.to_vec().into()));
            known.has_external = true;
            self.by_fingerprint.insert(*print, found);
        }
        if let (false, Some((print, email))) = (known.has_email, &contact.email)
            && !self.by_fingerprint.contains_key(print)
        {
            learnt.push((contact::Column::Email, email.clone().into()));
            learnt.push((contact::Column::EmailFingerprint, print.to_vec().into()));
            known.has_email = true;
            self.by_fingerprint.insert(*print, found);
        }
        if let (false, Some(name)) = (known.has_name, &contact.name) {
            learnt.push((contact::Column::Name, name.clone().into()));
            known.has_name = true;
        }
        if learnt.is_empty() {
            return Ok(());
        }
        if let Some(row) = known.row {
            for (column, value) in learnt {
                let place = HotTable::Contacts.columns().iter().position(|name| *name == column.as_str());
                if let Some(place) = place {
                    self.rows[row][place] = value;
                }
            }
            return Ok(());
        }
        let mut update = contact::Entity::update_many();
        for (column, value) in learnt {
            update = update.col_expr(column, Expr::value(value));
        }
        update.filter(contact::Column::Id.eq(known.id)).exec(transaction).await?;
        Ok(())
    }

    /// Adds a row for a new customer.
    fn add(
        &mut self,
        contact: &PreparedContact,
        workspace: Uuid,
        code: i64,
        now: Timestamp,
        entropy: &dyn Entropy,
    ) {
        let id = heard_model::id::new_uuid(now, entropy);
        // An address that is somebody else's already does not become this one's too.
        let email = contact.email.as_ref().filter(|(print, _)| !self.by_fingerprint.contains_key(print));
        let external = contact.external.as_ref();
        let prints = external.into_iter().chain(email).map(|(print, _)| (*print, self.known.len()));
        self.by_fingerprint.extend(prints.collect::<Vec<_>>());
        self.known.push(Known {
            id,
            code,
            has_external: external.is_some(),
            has_email: email.is_some(),
            has_name: contact.name.is_some(),
            row: Some(self.rows.len()),
        });
        let bytes = |part: Option<&(Fingerprint, String)>| part.map(|(print, _)| print.to_vec());
        let text = |part: Option<&(Fingerprint, String)>| part.map(|(_, text)| text.clone());
        self.rows.push(vec![
            id.into(),
            workspace.into(),
            code.into(),
            text(external).into(),
            text(email).into(),
            contact.name.clone().into(),
            bytes(external).into(),
            bytes(email).into(),
            now.as_millisecond().into(),
        ]);
    }
}
