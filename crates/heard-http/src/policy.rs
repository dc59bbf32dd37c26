//! The one table of routes: what each is, who may use it, how large a body and how often.
//!
//! A route that is not in the table cannot be mounted ([`crate::mount`]), and a request that
//! matches no row is refused by the guard, so a forgotten row is a closed door, never an open
//! one. `heard_model::policy::allows` decides; this table only says which action a route is.

use axum::http::Method;
use heard_model::Action;

/// How often a route may be used, and by what callers are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rate {
    /// Never refused: health, and files that cost nothing.
    Free,
    /// Guessing passwords and tokens: strict, by address and by account.
    Login,
    /// Answers of respondents: generous by address and survey, since a shop or a school has one
    /// address; by key where one is sent.
    Submission,
    /// Pages and their files, by address.
    Page,
    /// Everything else, by person or key.
    Ordinary,
    /// Heavy work, by person or key: exports and batches.
    Heavy,
}

/// One route.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// The method, in capitals.
    pub method: &'static str,
    /// The path as axum writes it.
    pub path: &'static str,
    /// What it is in the policy.
    pub action: Action,
    /// How often.
    pub rate: Rate,
    /// The largest body in bytes.
    pub body: usize,
    /// Whether it is part of the documented API.
    pub documented: bool,
    /// Whether it concerns all workspaces, so that none need be named.
    pub everywhere: bool,
}

const KIB: usize = 1024;
const MIB: usize = 1024 * KIB;

impl Row {
    const fn api(method: &'static str, path: &'static str, action: Action) -> Self {
        Self {
            method,
            path,
            action,
            rate: Rate::Ordinary,
            body: 64 * KIB,
            documented: true,
            everywhere: false,
        }
    }

    const fn page(method: &'static str, path: &'static str) -> Self {
        Self {
            rate: Rate::Page,
            body: 16 * KIB,
            documented: false,
            ..Self::api(method, path, Action::Public)
        }
    }

    const fn rate(mut self, rate: Rate) -> Self {
        self.rate = rate;
        self
    }

    const fn body(mut self, bytes: usize) -> Self {
        self.body = bytes;
        self
    }

    const fn everywhere(mut self) -> Self {
        self.everywhere = true;
        self
    }

    const fn action(mut self, action: Action) -> Self {
        self.action = action;
        self
    }

    /// Whether a change is asked for, which a browser must prove to come from our own page.
    pub fn is_unsafe(&self) -> bool {
        !matches!(self.method, "GET" | "HEAD")
    }
}

/// Every route of Heard.
pub const TABLE: &[Row] = &[
    // The first owner, log-in and oneself.
    Row::api("GET", "/api/v1/setup", Action::Public).rate(Rate::Page),
    Row::api("POST", "/api/v1/setup", Action::Public).rate(Rate::Login).body(8 * KIB),
    Row::api("POST", "/api/v1/session", Action::Public).rate(Rate::Login).body(8 * KIB),
    Row::api("GET", "/api/v1/session", Action::ReadSelf),
    Row::api("DELETE", "/api/v1/session", Action::ReadSelf),
    Row::api("POST", "/api/v1/invitations/accept", Action::Public).rate(Rate::Login).body(8 * KIB),
    Row::api("PATCH", "/api/v1/me", Action::ReadSelf).rate(Rate::Login).body(8 * KIB),
    // The workspace, its units and people.
    Row::api("GET", "/api/v1/workspace", Action::ReadSelf),
    Row::api("PATCH", "/api/v1/workspace", Action::WriteSettings),
    Row::api("GET", "/api/v1/workspace/zones", Action::ReadSelf),
    Row::api("GET", "/api/v1/units", Action::ReadSelf),
    Row::api("POST", "/api/v1/units", Action::WriteUnits),
    Row::api("PATCH", "/api/v1/units/{id}", Action::WriteUnits),
    Row::api("GET", "/api/v1/people", Action::ReadPeople),
    Row::api("PATCH", "/api/v1/people/{id}", Action::WritePeople),
    Row::api("GET", "/api/v1/invitations", Action::ReadPeople),
    Row::api("POST", "/api/v1/invitations", Action::WritePeople),
    Row::api("DELETE", "/api/v1/invitations/{email}", Action::WritePeople),
    Row::api("GET", "/api/v1/keys", Action::WriteKeys),
    Row::api("POST", "/api/v1/keys", Action::WriteKeys),
    Row::api("DELETE", "/api/v1/keys/{id}", Action::WriteKeys),
    Row::api("GET", "/api/v1/webhooks", Action::WriteKeys),
    Row::api("POST", "/api/v1/webhooks", Action::WriteKeys),
    Row::api("DELETE", "/api/v1/webhooks/{id}", Action::WriteKeys),
    // Surveys.
    Row::api("GET", "/api/v1/templates", Action::ReadSurveys),
    Row::api("GET", "/api/v1/surveys", Action::ReadSurveys),
    Row::api("POST", "/api/v1/surveys", Action::WriteSurveys).body(MIB),
    Row::api("GET", "/api/v1/surveys/{id}", Action::ReadSurveys),
    Row::api("PUT", "/api/v1/surveys/{id}/draft", Action::WriteSurveys).body(MIB),
    Row::api("PUT", "/api/v1/surveys/{id}/context", Action::WriteSurveys),
    Row::api("POST", "/api/v1/surveys/{id}/publish", Action::WriteSurveys),
    Row::api("POST", "/api/v1/surveys/{id}/close", Action::WriteSurveys),
    Row::api("GET", "/api/v1/surveys/{id}/qr.svg", Action::ReadSurveys),
    // Responses.
    Row::api("POST", "/api/v1/surveys/{id}/responses", Action::Public).rate(Rate::Submission),
    Row::api("POST", "/api/v1/responses:batch", Action::WriteResponses).rate(Rate::Heavy).body(64 * MIB),
    Row::api("GET", "/api/v1/responses", Action::ReadResponses),
    Row::api("GET", "/api/v1/responses/{id}", Action::ReadResponses),
    Row::api("GET", "/api/v1/responses.csv", Action::ReadResponses).rate(Rate::Heavy),
    Row::api("GET", "/api/v1/facts.tar", Action::ReadResponses).rate(Rate::Heavy),
    // Numbers.
    Row::api("GET", "/api/v1/metrics", Action::ReadMetrics),
    Row::api("POST", "/api/v1/metrics:query", Action::ReadMetrics),
    Row::api("POST", "/api/v1/metrics:export", Action::ReadMetrics),
    Row::api("GET", "/api/v1/dimensions", Action::ReadMetrics),
    Row::api("POST", "/api/v1/findings:query", Action::ReadMetrics),
    Row::api("GET", "/api/v1/events", Action::ReadMetrics),
    // The closed loop.
    Row::api("GET", "/api/v1/cases", Action::ReadCases),
    Row::api("GET", "/api/v1/cases/summary", Action::ReadCases),
    Row::api("GET", "/api/v1/cases/{id}", Action::ReadCases),
    Row::api("POST", "/api/v1/cases", Action::WriteCases),
    Row::api("POST", "/api/v1/cases/{id}/changes", Action::WriteCases),
    Row::api("GET", "/api/v1/rules", Action::WriteRules),
    Row::api("POST", "/api/v1/rules", Action::WriteRules),
    Row::api("PUT", "/api/v1/rules/{id}", Action::WriteRules),
    Row::api("DELETE", "/api/v1/rules/{id}", Action::WriteRules),
    // Trust.
    Row::api("GET", "/api/v1/contacts", Action::EraseContact),
    Row::api("POST", "/api/v1/contacts/{id}/erase", Action::EraseContact),
    Row::api("GET", "/api/v1/audit", Action::ReadAudit),
    // The machine.
    Row::page("GET", "/healthz").rate(Rate::Free),
    Row::page("GET", "/readyz").rate(Rate::Free),
    Row::page("GET", "/metrics").rate(Rate::Free).action(Action::Operate),
    Row::page("GET", "/openapi.json"),
    Row::page("POST", "/api/v1/operator/rebuild").rate(Rate::Heavy).action(Action::Operate),
    Row::page("POST", "/api/v1/operator/doctor").rate(Rate::Heavy).action(Action::Operate).everywhere(),
    Row::page("POST", "/api/v1/operator/snapshot")
        .rate(Rate::Heavy)
        .action(Action::Operate)
        .everywhere()
        .body(MIB),
    // Respondents.
    Row::page("GET", "/s/{survey}"),
    Row::page("POST", "/s/{survey}").rate(Rate::Submission).body(512 * KIB),
    Row::page("GET", "/r/{receipt}"),
    Row::page("GET", "/r/{receipt}/edit"),
    Row::page("POST", "/r/{receipt}/edit").rate(Rate::Submission).body(512 * KIB),
    Row::page("GET", "/r/{receipt}/withdraw"),
    Row::page("POST", "/r/{receipt}/withdraw").rate(Rate::Submission),
];

/// The row of a route; `HEAD` is answered as `GET`.
pub fn row(method: &Method, path: &str) -> Option<&'static Row> {
    let method = method_of_row(method);
    TABLE.iter().find(|row| row.path == path && row.method == method)
}

/// The method whose row answers a request.
pub fn method_of_row(method: &Method) -> &str {
    if *method == Method::HEAD { "GET" } else { method.as_str() }
}

/// The methods that a path has.
pub fn methods_of(path: &str) -> Vec<&'static str> {
    TABLE.iter().filter(|row| row.path == path).map(|row| row.method).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_route_stands_twice() {
        for (position, row) in TABLE.iter().enumerate() {
            assert!(
                !TABLE[..position].iter().any(|other| other.method == row.method && other.path == row.path),
                "{} {}",
                row.method,
                row.path
            );
        }
    }

    #[test]
    fn what_anybody_may_do_is_a_short_list() {
        let public: Vec<String> = TABLE
            .iter()
            .filter(|row| row.action == Action::Public && row.is_unsafe())
            .map(|row| format!("{} {}", row.method, row.path))
            .collect();
        assert_eq!(
            public,
            [
                "POST /api/v1/setup",
                "POST /api/v1/session",
                "POST /api/v1/invitations/accept",
                "POST /api/v1/surveys/{id}/responses",
                "POST /s/{survey}",
                "POST /r/{receipt}/edit",
                "POST /r/{receipt}/withdraw",
            ]
        );
    }

    #[test]
    fn head_is_get_and_others_are_not() {
        assert!(row(&Method::HEAD, "/healthz").is_some());
        assert!(row(&Method::DELETE, "/healthz").is_none());
        assert_eq!(methods_of("/api/v1/session"), ["POST", "GET", "DELETE"]);
    }
}
