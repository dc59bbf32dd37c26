//! Responses read: lists with filters, one whole response, pages for an export.

use std::collections::{BTreeMap, HashMap};

use heard_model::fact::{FactEvent, FactKind};
use heard_model::position::seq_of;
use heard_model::response::Answers;
use heard_model::survey::Scale;
use heard_model::{ContactId, Position, ResponseId, Scope, SurveyId, UnitId, WorkspaceId};
use jiff::Timestamp;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use uuid::Uuid;

use crate::connect::first_row;
use crate::convert::{from_json, instant, milliseconds};
use crate::entity::response::{Column, Entity, Model};
use crate::entity::{contact, response_change};
use crate::outbox::{current_event, read_words};
use crate::page::{Cursor, Page, page};
use crate::store::within;
use crate::{Store, StoreError};

/// Rows that a search for words looks at before it gives back what it has.
const MOST_SEARCHED: usize = 100_000;
/// Rows of one query of such a search.
const SEARCH_PART: u64 = 2_000;

/// Which responses are asked for; everything that is given must hold.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ResponseFilter {
    /// Of this survey.
    pub survey: Option<SurveyId>,
    /// Of these units: a unit and everything below it.
    pub units: Option<Vec<UnitId>>,
    /// Of this touchpoint.
    pub touchpoint: Option<String>,
    /// Through this channel.
    pub channel: Option<String>,
    /// In this language.
    pub language: Option<String>,
    /// The headline's score is at least this.
    pub score_min: Option<u8>,
    /// The headline's score is at most this.
    pub score_max: Option<u8>,
    /// With words, or without.
    pub has_words: Option<bool>,
    /// The words hold this, whatever the case of letters.
    pub words: Option<String>,
    /// Answered at or after this.
    pub from: Option<Timestamp>,
    /// Answered before this.
    pub until: Option<Timestamp>,
    /// By this customer.
    pub contact: Option<ContactId>,
    /// Withdrawn ones too.
    pub withdrawn: bool,
}

/// A stored response as it stands now.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredResponse {
    /// Identifier.
    pub id: ResponseId,
    /// Its number in the order of acceptance.
    pub seq: i64,
    /// The survey.
    pub survey: SurveyId,
    /// The version that was answered.
    pub version: u32,
    /// The unit.
    pub unit: UnitId,
    /// The touchpoint.
    pub touchpoint: Option<String>,
    /// The channel.
    pub channel: Option<String>,
    /// The language answered in.
    pub language: Option<String>,
    /// The country.
    pub country: Option<String>,
    /// The team.
    pub team: Option<String>,
    /// The agent.
    pub agent: Option<String>,
    /// The product.
    pub product: Option<String>,
    /// Further attributes.
    pub attributes: BTreeMap<String, String>,
    /// Sampling weight in millionths; `None` is "not weighted".
    pub weight_millionths: Option<u32>,
    /// When it was answered.
    pub answered_at: Timestamp,
    /// When it was accepted.
    pub accepted_at: Timestamp,
    /// The civil day it was answered on, as days since 1970-01-01, in `zone`.
    pub day: i32,
    /// The IANA time zone in which that day was cut.
    pub zone: String,
    /// The answers, words included.
    pub answers: Answers,
    /// The score that stands for it in lists.
    pub headline: Option<StoredHeadline>,
    /// Whether it has words.
    pub has_words: bool,
    /// The sender's own identifier.
    pub external_id: Option<String>,
    /// Who answered, if known and not erased.
    pub contact: Option<ContactId>,
    /// How it came in.
    pub source: String,
    /// 1, and one more for each change.
    pub revision: i64,
    /// When it was withdrawn.
    pub withdrawn_at: Option<Timestamp>,
}

/// The score that stands for a response in lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredHeadline {
    /// The question's key.
    pub question: String,
    /// Its kind.
    pub kind: FactKind,
    /// Its scale.
    pub scale: Scale,
    /// The score.
    pub score: u8,
}

/// A change of a response, for its history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ResponseChange {
    /// Its number.
    pub seq: i64,
    /// When.
    pub at: Timestamp,
    /// Whether it was a withdrawal; else a correction.
    pub withdrawal: bool,
    /// Whether only its civil day is another, because the workspace changed its time zone.
    pub redated: bool,
}

/// A response and the civil day that it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dated {
    /// Identifier.
    pub id: ResponseId,
    /// When it was answered.
    pub answered_at: Timestamp,
    /// As days since 1970-01-01.
    pub day: i32,
    /// To go on after.
    pub place: Cursor,
}

/// Stored responses.
#[derive(Clone, Copy)]
pub struct Responses<'a>(&'a Store);

impl Store {
    /// Stored responses.
    pub fn responses(&self) -> Responses<'_> {
        Responses(self)
    }
}

impl Responses<'_> {
    /// Responses, newest answered first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn list(
        self,
        scope: &Scope,
        filter: &ResponseFilter,
        after: Option<Cursor>,
        limit: usize,
    ) -> Result<Page<StoredResponse>, StoreError> {
        let Some(query) = self.filtered(scope, filter).await? else {
            return Ok(Page { items: Vec::new(), next: None });
        };
        if let Some(words) = filter.words.as_deref().map(str::to_lowercase).filter(|words| !words.is_empty())
        {
            return self.search(scope.workspace, query, &words, after, limit).await;
        }
        let rows = newest_first(query, after).limit(limit as u64 + 1).all(self.0.read()).await?;
        let page = page(rows, limit, place);
        Ok(Page { items: self.whole(scope.workspace, page.items).await?, next: page.next })
    }

    /// One response; `None` if it does not exist or is out of reach.
    ///
    /// # Errors
    /// What the database says.
    pub async fn get(self, scope: &Scope, id: ResponseId) -> Result<Option<StoredResponse>, StoreError> {
        let row = Entity::find()
            .filter(within(scope, Column::Workspace, Column::Unit))
            .filter(Column::Id.eq(id.0))
            .one(self.0.read())
            .await?;
        Ok(self.whole(scope.workspace, row.into_iter().collect()).await?.pop())
    }

    /// The changes of a response, oldest first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn changes(self, scope: &Scope, id: ResponseId) -> Result<Vec<ResponseChange>, StoreError> {
        let Some(response) = self.get(scope, id).await? else { return Ok(Vec::new()) };
        let rows = response_change::Entity::find()
            .filter(response_change::Column::ResponseSeq.eq(response.seq))
            .order_by_asc(response_change::Column::Seq)
            .all(self.0.read())
            .await?;
        rows.into_iter().map(change_of).collect()
    }

    /// Responses of a workspace that were answered at an instant or later and not withdrawn, with the
    /// civil day that they have; oldest answered first, after a place.
    ///
    /// # Errors
    /// What the database says.
    pub async fn dated(
        self,
        workspace: WorkspaceId,
        from: Timestamp,
        after: Option<Cursor>,
        limit: u64,
    ) -> Result<Vec<Dated>, StoreError> {
        let mut query = days(workspace).filter(Column::AnsweredAt.gte(milliseconds(from)));
        if let Some(cursor) = after {
            let place = Expr::tuple([Expr::col(Column::AnsweredAt), Expr::col(Column::AcceptedSeq)]);
            query = query.filter(place.gt(Expr::tuple([cursor.value.into(), cursor.tie.into()])));
        }
        let query = query.order_by_asc(Column::AnsweredAt).order_by_asc(Column::AcceptedSeq).limit(limit);
        Ok(query.into_tuple().all(self.0.read()).await?.into_iter().map(dated).collect())
    }

    /// A page of an export, in the order of acceptance, after the number `after`. Each page is a
    /// query of its own, so that a long export holds up nothing.
    ///
    /// # Errors
    /// What the database says.
    pub async fn export(
        self,
        scope: &Scope,
        filter: &ResponseFilter,
        after: i64,
        limit: usize,
    ) -> Result<Vec<StoredResponse>, StoreError> {
        let Some(query) = self.filtered(scope, filter).await? else { return Ok(Vec::new()) };
        let rows = query
            .filter(Column::AcceptedSeq.gt(after))
            .order_by_asc(Column::AcceptedSeq)
            .limit(limit as u64)
            .all(self.0.read())
            .await?;
        self.whole(scope.workspace, rows).await
    }

    /// How many responses of a survey stand, without withdrawn ones.
    ///
    /// # Errors
    /// What the database says.
    pub async fn count(self, scope: &Scope, survey: SurveyId) -> Result<u64, StoreError> {
        use sea_orm::PaginatorTrait;
        let query = Entity::find()
            .filter(within(scope, Column::Workspace, Column::Unit))
            .filter(Column::Survey.eq(survey.0))
            .filter(Column::WithdrawnAt.is_null());
        Ok(query.count(self.0.read()).await?)
    }

    /// How many responses of a workspace stood at a position: accepted before it and not withdrawn before
    /// it.
    ///
    /// # Errors
    /// What the database says.
    pub async fn standing(self, workspace: WorkspaceId, at: &Position) -> Result<i64, StoreError> {
        let sql = r#"SELECT (SELECT count(*) FROM "responses"
                WHERE "workspace" = $1 AND "accepted_seq" BETWEEN $2 AND $3)
            - (SELECT count(*) FROM "response_changes"
                WHERE "workspace" = $1 AND "plus" IS NULL AND "seq" BETWEEN $2 AND $3)"#;
        let mut standing = 0;
        for (lane, last) in at.lanes() {
            let values = [workspace.0.into(), seq_of(lane, 1).into(), seq_of(lane, last).into()];
            let row = first_row(self.0.read(), sql, values).await?;
            standing += row.map(|row| row.try_get_by_index::<i64>(0)).transpose()?.unwrap_or(0);
        }
        Ok(standing)
    }

    /// Looks through words in short queries, newest first. Letters are compared in lower case of
    /// any script, which a database cannot do everywhere.
    async fn search(
        self,
        workspace: WorkspaceId,
        query: Select<Entity>,
        words: &str,
        mut after: Option<Cursor>,
        limit: usize,
    ) -> Result<Page<StoredResponse>, StoreError> {
        let mut found = Vec::new();
        let mut searched = 0;
        let mut ended = false;
        while found.len() < limit && searched < MOST_SEARCHED && !ended {
            let part: Vec<(i64, i64, Option<String>)> = newest_first(query.clone(), after)
                .filter(Column::Words.is_not_null())
                .select_only()
                .columns([Column::AnsweredAt, Column::AcceptedSeq, Column::Words])
                .limit(SEARCH_PART)
                .into_tuple()
                .all(self.0.read())
                .await?;
            ended = (part.len() as u64) < SEARCH_PART;
            for (value, tie, json) in part {
                if found.len() == limit {
                    ended = false;
                    break;
                }
                searched += 1;
                after = Some(Cursor { value, tie });
                let spoken = json.as_deref().map(read_words).transpose()?.unwrap_or_default();
                if spoken.iter().any(|(_, text)| text.to_lowercase().contains(words)) {
                    found.push(tie);
                }
            }
        }
        let rows = newest_first(Entity::find().filter(Column::AcceptedSeq.is_in(found)), None);
        let rows = rows.all(self.0.read()).await?;
        let next = if ended { None } else { after };
        Ok(Page { items: self.whole(workspace, rows).await?, next })
    }

    /// The query of a filter; `None` if nothing can match.
    async fn filtered(
        self,
        scope: &Scope,
        filter: &ResponseFilter,
    ) -> Result<Option<Select<Entity>>, StoreError> {
        let mut query = Entity::find().filter(within(scope, Column::Workspace, Column::Unit));
        if let Some(id) = filter.contact {
            let code = contact_code(self.0, scope.workspace, id).await?;
            let Some(code) = code else { return Ok(None) };
            query = query.filter(Column::ContactCode.eq(code)).filter(Column::ContactCode.gt(0));
        }
        if let Some(survey) = filter.survey {
            query = query.filter(Column::Survey.eq(survey.0));
        }
        if let Some(units) = &filter.units {
            query = query.filter(Column::Unit.is_in(units.iter().map(|unit| unit.0)));
        }
        let texts = [
            (Column::Touchpoint, &filter.touchpoint),
            (Column::Channel, &filter.channel),
            (Column::Language, &filter.language),
        ];
        for (column, value) in texts {
            if let Some(value) = value {
                query = query.filter(column.eq(value.as_str()));
            }
        }
        if let Some(min) = filter.score_min {
            query = query.filter(Column::Score.gte(i32::from(min)));
        }
        if let Some(max) = filter.score_max {
            query = query.filter(Column::Score.lte(i32::from(max)));
        }
        match filter.has_words {
            Some(true) => query = query.filter(Column::Words.is_not_null()),
            Some(false) => query = query.filter(Column::Words.is_null()),
            None => {}
        }
        if let Some(from) = filter.from {
            query = query.filter(Column::AnsweredAt.gte(milliseconds(from)));
        }
        if let Some(until) = filter.until {
            query = query.filter(Column::AnsweredAt.lt(milliseconds(until)));
        }
        if !filter.withdrawn {
            query = query.filter(Column::WithdrawnAt.is_null());
        }
        Ok(Some(query))
    }

    async fn whole(
        self,
        workspace: WorkspaceId,
        rows: Vec<Model>,
    ) -> Result<Vec<StoredResponse>, StoreError> {
        let mut codes: Vec<i64> = rows.iter().map(|row| row.contact_code).filter(|code| *code > 0).collect();
        codes.sort_unstable();
        codes.dedup();
        let mut contacts = HashMap::new();
        if !codes.is_empty() {
            let known: Vec<(i64, Uuid)> = contact::Entity::find()
                .select_only()
                .columns([contact::Column::Code, contact::Column::Id])
                .filter(contact::Column::Workspace.eq(workspace.0))
                .filter(contact::Column::Code.is_in(codes))
                .into_tuple()
                .all(self.0.read())
                .await?;
            contacts.extend(known.into_iter().map(|(code, id)| (code, ContactId(id))));
        }
        rows.into_iter().map(|row| whole(row, &contacts)).collect()
    }
}

/// The code of a customer in the facts.
pub(crate) async fn contact_code(
    store: &Store,
    workspace: WorkspaceId,
    id: ContactId,
) -> Result<Option<i64>, StoreError> {
    let found = contact::Entity::find_by_id(id.0)
        .filter(contact::Column::Workspace.eq(workspace.0))
        .one(store.read())
        .await?;
    Ok(found.map(|row| row.code))
}

fn days(workspace: WorkspaceId) -> Select<Entity> {
    Entity::find()
        .select_only()
        .columns([Column::Id, Column::AnsweredAt, Column::AcceptedSeq, Column::Day])
        .filter(Column::Workspace.eq(workspace.0))
        .filter(Column::WithdrawnAt.is_null())
}

fn dated((id, answered_at, seq, day): (Uuid, i64, i64, i32)) -> Dated {
    let place = Cursor { value: answered_at, tie: seq };
    Dated { id: ResponseId(id), answered_at: instant(answered_at), day, place }
}

fn change_of(row: response_change::Model) -> Result<ResponseChange, StoreError> {
    let plus: Option<FactEvent> = row.plus.as_deref().map(|json| from_json("facts", json)).transpose()?;
    let minus: FactEvent = from_json("facts", &row.minus)?;
    let redated = plus.as_ref().is_some_and(|plus| {
        plus.day != minus.day
            && *plus == FactEvent { sign: plus.sign, day: plus.day, zone: plus.zone.clone(), ..minus }
    });
    Ok(ResponseChange { seq: row.seq, at: instant(row.changed_at), withdrawal: plus.is_none(), redated })
}

fn place(row: &Model) -> Cursor {
    Cursor { value: row.answered_at, tie: row.accepted_seq }
}

fn newest_first(query: Select<Entity>, after: Option<Cursor>) -> Select<Entity> {
    let query = match after {
        None => query,
        Some(cursor) => {
            let place = Expr::tuple([Expr::col(Column::AnsweredAt), Expr::col(Column::AcceptedSeq)]);
            query.filter(place.lt(Expr::tuple([cursor.value.into(), cursor.tie.into()])))
        }
    };
    query.order_by_desc(Column::AnsweredAt).order_by_desc(Column::AcceptedSeq)
}

fn whole(row: Model, contacts: &HashMap<i64, ContactId>) -> Result<StoredResponse, StoreError> {
    let event = current_event(&row)?;
    let mut answers: Answers = from_json("answers", &row.answers)?;
    let words = row.words.as_deref().map(read_words).transpose()?.unwrap_or_default();
    let has_words = !words.is_empty();
    answers.extend(words.into_iter().map(|(key, text)| (key, text.into())));
    let headline = row.score_question.and_then(|question| {
        let score = u8::try_from(row.score?).ok()?;
        let fact = event.scores.iter().find(|fact| fact.question == question && fact.score == score)?;
        Some(StoredHeadline { kind: fact.kind, scale: fact.scale, question, score })
    });
    Ok(StoredResponse {
        id: ResponseId(row.id),
        seq: row.accepted_seq,
        survey: SurveyId(row.survey),
        version: u32::try_from(row.version).unwrap_or_default(),
        unit: UnitId(row.unit),
        touchpoint: event.touchpoint,
        channel: event.channel,
        language: event.language,
        country: event.country,
        team: event.team,
        agent: event.agent,
        product: event.product,
        attributes: event.attributes,
        weight_millionths: event.weight,
        answered_at: instant(row.answered_at),
        accepted_at: instant(row.accepted_at),
        day: row.day,
        zone: event.zone,
        answers,
        headline,
        has_words,
        external_id: row.external_id,
        contact: contacts.get(&row.contact_code).copied(),
        source: row.source,
        revision: row.revision,
        withdrawn_at: row.withdrawn_at.map(instant),
    })
}
