//! Sends what waits in the queue of deliveries until it arrives or is given up.
//!
//! A delivery names people, webhooks and cases by identifier; what it says is written here, at
//! the moment of sending, in the reader's language, and holds no words of a customer: what has
//! left cannot be erased.

pub mod mail;
pub mod signature;
pub mod webhook;

mod case_mail;

use std::sync::Arc;
use std::time::Duration;

use heard_model::{CaseId, Clock, Scope, UserId, WebhookId};
use heard_store::{Delivery, DeliveryKind, Store, StoreError};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use tokio_util::sync::CancellationToken;

use self::mail::{Mail, MailError, Mailer};
use self::webhook::{Message, WebhookError, WebhookSender};
use crate::told::Told;

/// Deliveries taken at a time.
const BATCH: usize = 16;
/// How long a taken delivery is ours.
const LEASE: SignedDuration = SignedDuration::from_secs(120);
/// How often the queue is looked at.
const INTERVAL: Duration = Duration::from_millis(500);
/// Seconds to the next try, by the tries made; afterwards it is given up.
const RETRY_AFTER_SECONDS: [i64; 7] = [5, 300, 1_800, 7_200, 18_000, 36_000, 36_000];
/// How long settled deliveries are kept to be looked at.
const KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);

/// The job that sends.
pub struct Deliveries {
    store: Store,
    clock: Arc<dyn Clock>,
    mailer: Option<Mailer>,
    webhooks: WebhookSender,
    public_url: String,
}

/// Why a delivery did not arrive.
#[derive(Debug, thiserror::Error)]
enum Failure {
    /// Trying again won't help.
    #[error("{0}")]
    ForGood(String),
    /// It may help.
    #[error("{0}")]
    ForNow(String),
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::ForNow(error.to_string())
    }
}

impl From<MailError> for Failure {
    fn from(error: MailError) -> Self {
        match error {
            MailError::Unreachable | MailError::Server => Self::ForNow(error.to_string()),
            MailError::Address(_) | MailError::Compose | MailError::Refused => {
                Self::ForGood(error.to_string())
            }
        }
    }
}

impl From<WebhookError> for Failure {
    fn from(error: WebhookError) -> Self {
        match error {
            WebhookError::Status(410) => Self::ForGood("the endpoint is gone (410)".to_owned()),
            WebhookError::Status(_) | WebhookError::Unreachable => Self::ForNow(error.to_string()),
            WebhookError::Address | WebhookError::PrivateNetwork | WebhookError::Secret(_) => {
                Self::ForGood(error.to_string())
            }
        }
    }
}

fn gone(what: &str) -> Failure {
    Failure::ForGood(format!("the {what} is not there any more"))
}

impl Deliveries {
    /// A job that sends through these.
    pub fn new(
        store: Store,
        clock: Arc<dyn Clock>,
        mailer: Option<Mailer>,
        webhooks: WebhookSender,
        public_url: String,
    ) -> Self {
        Self { store, clock, mailer, webhooks, public_url }
    }

    /// Sends until told to stop.
    pub async fn run(self, stop: CancellationToken) {
        let mut tidied = Timestamp::MIN;
        let mut told = Told::new("reading the queue of deliveries");
        while !stop.is_cancelled() {
            let sent = self.send_due().await;
            told.note(&sent);
            if sent.is_ok_and(|count| count == BATCH) {
                continue;
            }
            let now = self.clock.now();
            if now.duration_since(tidied) > SignedDuration::from_hours(24) {
                tidied = now;
                self.tidy(now).await;
            }
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(INTERVAL) => {}
            }
        }
    }

    /// Sends what is due now; returns how many were tried.
    ///
    /// # Errors
    /// What the store says.
    pub async fn send_due(&self) -> Result<usize, StoreError> {
        let due = self.store.deliveries().lease_due(self.clock.now(), LEASE, BATCH).await?;
        let count = due.len();
        let sendings = due.iter().map(|delivery| self.settle(delivery));
        for settled in futures_util::future::join_all(sendings).await {
            settled?;
        }
        Ok(count)
    }

    async fn settle(&self, delivery: &Delivery) -> Result<(), StoreError> {
        let deliveries = self.store.deliveries();
        let kind = match delivery.message.kind {
            DeliveryKind::Mail => "mail",
            DeliveryKind::Webhook => "webhook",
        };
        match self.send(delivery).await {
            Ok(()) => {
                metrics::counter!("heard_deliveries_total", "kind" => kind, "outcome" => "sent").increment(1);
                deliveries.mark_sent(delivery).await?;
            }
            Err(failure) => {
                metrics::counter!("heard_deliveries_total", "kind" => kind, "outcome" => "failed")
                    .increment(1);
                let retry_at = match &failure {
                    Failure::ForNow(_) => self.retry_at(delivery.attempts),
                    Failure::ForGood(_) => None,
                };
                tracing::warn!(delivery = %delivery.id, kind, again = retry_at.is_some(), reason = %failure, "not delivered");
                deliveries.mark_failed(delivery, &failure.to_string(), retry_at).await?;
            }
        }
        Ok(())
    }

    fn retry_at(&self, attempts: u32) -> Option<Timestamp> {
        let tries_before = usize::try_from(attempts).unwrap_or(usize::MAX).saturating_sub(1);
        let seconds = RETRY_AFTER_SECONDS.get(tries_before)?;
        self.clock.now().checked_add(SignedDuration::from_secs(*seconds)).ok()
    }

    async fn send(&self, delivery: &Delivery) -> Result<(), Failure> {
        let case = delivery.message.case.ok_or_else(|| gone("case"))?;
        match delivery.message.kind {
            DeliveryKind::Mail => self.send_mail(delivery, case).await,
            DeliveryKind::Webhook => self.send_webhook(delivery, case).await,
        }
    }

    async fn send_mail(&self, delivery: &Delivery, case: CaseId) -> Result<(), Failure> {
        let Some(mailer) = &self.mailer else {
            return Err(Failure::ForNow("no mail server is set up; set smtp and mail_from".to_owned()));
        };
        let person: UserId = delivery.message.target.parse().map_err(|_| gone("person"))?;
        let person =
            self.store.users().get(delivery.workspace, person).await?.ok_or_else(|| gone("person"))?.user;
        if !person.active {
            return Err(gone("person"));
        }
        let written = case_mail::write(&self.store, delivery, case, &person, &self.public_url)
            .await?
            .ok_or_else(|| gone("case"))?;
        let id = delivery.id.to_string();
        let mail = Mail { to: &person.email, subject: &written.subject, body: &written.body, id: &id };
        Ok(mailer.send(mail).await?)
    }

    async fn send_webhook(&self, delivery: &Delivery, case: CaseId) -> Result<(), Failure> {
        let webhook: WebhookId = delivery.message.target.parse().map_err(|_| gone("webhook"))?;
        let webhook =
            self.store.webhooks().get(delivery.workspace, webhook).await?.ok_or_else(|| gone("webhook"))?;
        if !webhook.enabled {
            return Err(gone("webhook"));
        }
        let scope = Scope::all(delivery.workspace);
        let case = self.store.cases().get(&scope, case).await?.ok_or_else(|| gone("case"))?;
        let body = json!({
            "type": delivery.message.topic,
            "timestamp": delivery.created_at,
            "data": {
                "case": case.id, "number": case.number, "response": case.response, "survey": case.survey,
                "unit": case.unit, "touchpoint": case.touchpoint, "question": case.question,
                "score": case.score, "owner": case.owner, "opened_at": case.opened_at, "due_at": case.due_at,
                "url": format!("{}/cases/{}", self.public_url, case.id),
            },
        })
        .to_string();
        let id = format!("msg_{}", delivery.id);
        let message = Message {
            url: &webhook.url,
            secret: &webhook.secret,
            id: &id,
            timestamp_seconds: self.clock.now().as_second(),
            body: &body,
        };
        Ok(self.webhooks.send(message).await?)
    }

    async fn tidy(&self, now: Timestamp) {
        let Ok(before) = now.checked_sub(KEPT) else { return };
        if let Err(error) = self.store.deliveries().forget_before(before).await {
            tracing::error!(%error, "old deliveries could not be forgotten");
        }
    }
}
