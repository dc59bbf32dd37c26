//! Somebody logged in, who sets up what is measured and asks the questions.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use bytes::Bytes;
use heard_http::auth::cross_site;
use http_body_util::Full;
use hyper::{Method, header};
use serde_json::{Value, json};

use crate::http::{Answer, Connection, request};

const CSRF: &str = "x-csrf-token";

/// A session; it outlives a restart of the server.
#[derive(Clone, Debug)]
pub struct Session {
    cookie: String,
    csrf: String,
}

impl Session {
    /// One that was made past the door.
    pub fn of_secret(secret: &str) -> Self {
        Self { cookie: format!("heard_session={secret}"), csrf: cross_site::token_of(secret) }
    }

    /// The header that carries it.
    pub fn cookie(&self) -> &str {
        &self.cookie
    }
}

/// Somebody logged in, on a connection of their own.
#[derive(Debug)]
pub struct Person {
    connection: Connection,
    session: Session,
}

impl Person {
    /// The first owner of a fresh server.
    ///
    /// # Errors
    /// When the server refuses.
    pub async fn first_owner(address: SocketAddr) -> anyhow::Result<Self> {
        let owner = json!({
            "company": "Measured", "name": "Owner", "email": "owner@bench.example",
            "password": "a password to measure with", "language": "en", "zone": "Europe/Budapest",
        });
        Self::enter(address, "/api/v1/setup", owner).await
    }

    /// Somebody by address and password.
    ///
    /// # Errors
    /// When the server refuses.
    pub async fn log_in(address: SocketAddr, email: &str, password: &str) -> anyhow::Result<Self> {
        Self::enter(address, "/api/v1/session", json!({ "email": email, "password": password })).await
    }

    /// The same session on a server that was started again.
    ///
    /// # Errors
    /// When nobody listens.
    pub async fn again(address: SocketAddr, session: &Session) -> anyhow::Result<Self> {
        Ok(Self { connection: Connection::open(address).await?, session: session.clone() })
    }

    async fn enter(address: SocketAddr, path: &str, body: Value) -> anyhow::Result<Self> {
        let mut connection = Connection::open(address).await?;
        let entry = request(Method::POST, path)
            .header(header::CONTENT_TYPE, "application/json")
            .body(Full::from(body.to_string()))?;
        let entered = connection.send(entry).await?.success().with_context(|| format!("POST {path}"))?;
        let cookie = entered.header(header::SET_COOKIE).and_then(|cookie| cookie.split(';').next());
        let cookie = cookie.context("the server gave no session")?.to_owned();
        let current =
            request(Method::GET, "/api/v1/session").header(header::COOKIE, &cookie).body(Full::default())?;
        let current: Value = serde_json::from_slice(&connection.send(current).await?.success()?.body)?;
        let csrf = current["csrf"].as_str().context("the session has no token")?.to_owned();
        Ok(Self { connection, session: Session { cookie, csrf } })
    }

    /// The session, to be used again.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// Sends a request of a content type below `/api/v1` and says how long it took to have the
    /// whole answer.
    ///
    /// # Errors
    /// When the server refuses.
    pub async fn timed(
        &mut self,
        method: Method,
        path: &str,
        content_type: &str,
        body: Bytes,
    ) -> anyhow::Result<(Duration, Answer)> {
        let mut request = request(method, &format!("/api/v1{path}"))
            .header(header::COOKIE, &self.session.cookie)
            .header(CSRF, &self.session.csrf);
        if !body.is_empty() {
            request = request.header(header::CONTENT_TYPE, content_type);
        }
        let request = request.body(Full::from(body))?;
        let started = Instant::now();
        let answer = self.connection.send(request).await?;
        let took = started.elapsed();
        Ok((took, answer.success().with_context(|| path.to_owned())?))
    }

    /// Asks the API.
    ///
    /// # Errors
    /// When the server refuses.
    pub async fn ask(&mut self, method: Method, path: &str, body: Option<&Value>) -> anyhow::Result<Value> {
        let body = body.map(|body| Bytes::from(body.to_string())).unwrap_or_default();
        let (_, answer) = self.timed(method, path, "application/json", body).await?;
        Ok(serde_json::from_slice(&answer.body).unwrap_or(Value::Null))
    }

    /// Asks for a number and says how long it took.
    ///
    /// # Errors
    /// When the server refuses.
    pub async fn question(&mut self, question: &Value) -> anyhow::Result<(Duration, Value)> {
        let body = Bytes::from(question.to_string());
        let (took, answer) = self.timed(Method::POST, "/metrics:query", "application/json", body).await?;
        Ok((took, serde_json::from_slice(&answer.body)?))
    }

    /// A published survey made of a template.
    ///
    /// # Errors
    /// When the server refuses.
    pub async fn publish(&mut self, template: &str) -> anyhow::Result<String> {
        self.publish_made(json!({ "template": template })).await
    }

    /// A published survey of a draft.
    ///
    /// # Errors
    /// When the server refuses.
    pub async fn publish_draft(&mut self, draft: &Value) -> anyhow::Result<String> {
        self.publish_made(json!({ "draft": draft })).await
    }

    async fn publish_made(&mut self, made: Value) -> anyhow::Result<String> {
        let survey = self.ask(Method::POST, "/surveys", Some(&made)).await?;
        let id = survey["id"].as_str().context("the survey has no identifier")?.to_owned();
        let seen = json!({ "revision": survey["revision"] });
        self.ask(Method::POST, &format!("/surveys/{id}/publish"), Some(&seen)).await?;
        Ok(id)
    }

    /// Holds the facts to `expected` responses to `survey` (to all surveys without one).
    ///
    /// # Errors
    /// When they hold another number.
    pub async fn expect_responses(&mut self, survey: Option<&str>, expected: u64) -> anyhow::Result<()> {
        let question = match survey {
            Some(survey) => json!({ "metric": "responses", "survey": survey }),
            None => json!({ "metric": "responses" }),
        };
        let (_, answer) = self.question(&question).await?;
        let counted = &answer["total"]["n"];
        ensure!(*counted == expected, "the facts hold {counted} responses instead of {expected}");
        Ok(())
    }
}
