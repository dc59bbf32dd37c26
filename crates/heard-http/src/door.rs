//! What happens to every request around its handler, in one service: an answer is small, and a
//! layer of its own for each of these would cost more than what it does.

use std::any::Any;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, DefaultBodyLimit, Request};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;
use heard_model::SurveyId;
use tokio_util::task::AbortOnDropHandle;
use tower::{Service, ServiceExt};
use tower_http::compression::Compression;
use tracing::Instrument;

use crate::api::responses::submit;
use crate::guard::{self, OperatorConnection};
use crate::policy::Row;
use crate::problem::{Problem, ProblemKind};
use crate::respondent::Softening;
use crate::routes::{Asked, Named, Routes};
use crate::state::AppState;
use crate::trace::Measured;
use crate::{api, console, headers, openapi, operations, operator, respondent};

/// The whole door; a cheap clone.
#[derive(Clone)]
pub struct Door {
    inside: Arc<Inside>,
    connection: Connection,
}

/// How a request comes.
#[derive(Clone, Copy, Debug)]
enum Connection {
    /// By a way that says nothing of itself.
    Unknown,
    /// From an address.
    From(SocketAddr),
    /// By a way that only the operator of the machine has.
    Operator,
}

struct Inside {
    state: AppState,
    routes: Routes,
    handlers: Router,
    compressed: Compression<Router>,
    safety: HeaderMap,
}

impl Door {
    /// A door to all routes.
    ///
    /// # Panics
    /// Where a route has no row in the policy table, or a documented row has no route: such a door
    /// must not open.
    pub fn new(state: AppState) -> Self {
        let (api, mut document) = api::routes().split_for_parts();
        let disagreements = openapi::disagreements(&mut document);
        assert!(disagreements.is_empty(), "the policy table and the routes disagree: {disagreements:?}");
        let handlers = api
            .merge(operations::routes().into_router())
            .merge(operator::routes().into_router())
            .merge(respondent::routes().into_router())
            .with_state(state.clone());
        let inside = Inside {
            routes: Routes::default(),
            compressed: Compression::new(handlers.clone()),
            handlers,
            safety: headers::of_safety(state.settings.is_https()),
            state,
        };
        Self { inside: Arc::new(inside), connection: Connection::Unknown }
    }

    /// The same door for a connection from an address.
    pub fn from_address(&self, address: SocketAddr) -> Self {
        Self { inside: self.inside.clone(), connection: Connection::From(address) }
    }

    /// The same door for a connection that only the operator of the machine can make.
    pub fn for_operator(&self) -> Self {
        Self { inside: self.inside.clone(), connection: Connection::Operator }
    }
}

impl Service<Request> for Door {
    type Response = Response;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, mut request: Request) -> Self::Future {
        match self.connection {
            Connection::Unknown => {}
            Connection::From(address) => drop(request.extensions_mut().insert(ConnectInfo(address))),
            Connection::Operator => drop(request.extensions_mut().insert(OperatorConnection)),
        }
        let inside = self.inside.clone();
        Box::pin(async move { Ok(inside.pass(request).await) })
    }
}

impl Inside {
    /// Measures a request, guards its handler, answers for a panic, turns refusals into pages where
    /// a respondent meets them, and adds the headers of safety.
    async fn pass(self: &Arc<Self>, request: Request) -> Response {
        let asked = self.routes.asked(&request);
        let measured = Measured::begin(request.method(), asked.path);
        let softening = Softening::of(&request);
        let handled = AssertUnwindSafe(measured.within(self.handle(request, &asked)));
        let mut response = handled.catch_unwind().await.unwrap_or_else(|panic| answer_for_panic(&*panic));
        if let Some(softening) = softening {
            response = softening.soften(response);
        }
        measured.end(response.status(), asked.route.map(|route| &route.meters));
        headers::add(response.headers_mut(), &self.safety);
        response
    }

    /// Answers a request. What respondents open and send is answered on the thread that it came in by:
    /// there is much of it, and it waits for nothing but the writer. All else is done beside the jobs. It
    /// may hold the one writing connection over many steps, and behind thousands of answers that are being
    /// refused each step would wait for its turn, with everybody who waits for the writer.
    async fn handle(self: &Arc<Self>, request: Request, asked: &Asked<'_>) -> Response {
        let row = match (asked.route, asked.path) {
            (Some(route), _) => route.row,
            (None, Some(path)) => return guard::no_such_method(path),
            (None, None) => return console::file_or_page(&request),
        };
        let named = asked.named;
        if [submit::PATH, respondent::PATH].contains(&row.path) {
            return self.let_through(request, row, named).await;
        }
        let inside = self.clone();
        let work = async move { inside.let_through(request, row, named).await };
        match AbortOnDropHandle::new(self.state.work.spawn(work.in_current_span())).await {
            Ok(response) => response,
            Err(ended) => match ended.try_into_panic() {
                Ok(panic) => std::panic::resume_unwind(panic),
                Err(_) => Problem::unavailable("Heard is stopping; ask again in a moment", 5).into_response(),
            },
        }
    }

    /// Lets a request through to its handler, or answers why not. Handlers are out of reach for
    /// what is in no row of the table.
    async fn let_through(&self, request: Request, row: &'static Row, named: Named) -> Response {
        let (mut parts, body) = request.into_parts();
        if let Err(problem) = guard::admit(&self.state, &mut parts, row, named.hash).await {
            return problem.into_response();
        }
        let mut request = Request::from_parts(parts, body);
        DefaultBodyLimit::max(row.body).apply(&mut request);
        match named.id {
            // What programs of respondents ask for goes without the router, which takes a quarter as long
            // as this handler.
            Some(survey) if (row.method, row.path) == ("POST", submit::PATH) => {
                submit::receive(&self.state, SurveyId(survey), request).await.into_response()
            }
            _ => self.answer(request).await,
        }
    }

    async fn answer(&self, request: Request) -> Response {
        if request.headers().contains_key(header::ACCEPT_ENCODING) {
            let answer = self.compressed.clone().oneshot(request).await;
            return answer.unwrap_or_else(|never| match never {}).map(Body::new);
        }
        self.handlers.clone().oneshot(request).await.unwrap_or_else(|never| match never {})
    }
}

fn answer_for_panic(panic: &(dyn Any + Send)) -> Response {
    let said = panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or_default();
    tracing::error!(said, "a request made a handler panic");
    Problem::new(ProblemKind::Internal, "something went wrong inside Heard; its log says what")
        .into_response()
}
