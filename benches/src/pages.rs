//! What travels to a phone and to a desk: bytes of the respondent page and of the console, and
//! how many respondent pages a second the server gives out.

use std::collections::{BTreeSet, VecDeque};
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, ensure};
use http_body_util::Full;
use hyper::{Method, StatusCode, header};

use crate::effort::Effort;
use crate::http::{Answer, Connection, request};
use crate::load::{Load, Requests};
use crate::person::Person;
use crate::report::{Measurement, Section};
use crate::samples::{Samples, short};
use crate::server::Server;

const LANGUAGES: [&str; 5] = ["en", "hu", "ro", "fi", "fa"];
const CONNECTIONS: usize = 64;

/// Measures the pages.
///
/// # Errors
/// When something could not be measured.
pub async fn measure(binary: &Path, folder: &Path, effort: &Effort) -> anyhow::Result<Section> {
    // Visitors come from many addresses, as through a proxy.
    let settings = [("HEARD_TRUSTED_PROXY", "127.0.0.1")];
    let server = Server::start(binary, &folder.join("pages"), &settings).await?;
    let mut owner = Person::first_owner(server.address).await?;
    let mut connection = Connection::open(server.address).await?;
    let mut measurements = vec![largest_page(&mut owner, &mut connection).await?];
    measurements.push(console(&mut connection).await?);
    let survey = owner.publish("relationship_nps").await?;
    measurements.extend(views(&server, &survey, effort).await?);
    server.stop()?;
    Ok(Section { title: "Pages".to_owned(), measurements })
}

/// The largest page of all ready surveys in all languages.
async fn largest_page(owner: &mut Person, connection: &mut Connection) -> anyhow::Result<Measurement> {
    let templates = owner.ask(Method::GET, "/templates", None).await?;
    let templates = templates["items"].as_array().context("the templates have another form")?.clone();
    let mut largest = (0, 0, String::new());
    for template in &templates {
        let key = template["key"].as_str().context("a template has no key")?;
        let survey = owner.publish(key).await?;
        for language in LANGUAGES {
            let plain = page(connection, &survey, language, "identity").await?.body.len();
            let packed = page(connection, &survey, language, "gzip").await?.body.len();
            largest = largest.max((plain, packed, format!("{key} in {language}")));
        }
    }
    let (plain, packed, which) = largest;
    let note = format!(
        "of {} ready surveys in five languages: {which}; {} kB with gzip; nothing else is loaded",
        templates.len(),
        short(kilobytes(packed))
    );
    Ok(Measurement::new("largest respondent page, everything in it", kilobytes(plain), "kB")
        .at_most(15.0)
        .note(note))
}

async fn page(
    connection: &mut Connection,
    survey: &str,
    language: &str,
    encoding: &str,
) -> anyhow::Result<Answer> {
    let request = request(Method::GET, &format!("/s/{survey}"))
        .header(header::ACCEPT_LANGUAGE, language)
        .header(header::ACCEPT_ENCODING, encoding)
        .body(Full::default())?;
    let page = connection.send(request).await?.success()?;
    let shown = format!("lang=\"{language}\"");
    ensure!(
        encoding == "gzip" || String::from_utf8_lossy(&page.body).contains(&shown),
        "the page is not in the language {language}"
    );
    Ok(page)
}

/// The console's document and everything that it names or its scripts import before they run.
async fn console(connection: &mut Connection) -> anyhow::Result<Measurement> {
    let mut waiting = VecDeque::from(["/".to_owned()]);
    let mut seen = BTreeSet::new();
    let (mut plain, mut packed) = (0, 0);
    while let Some(path) = waiting.pop_front() {
        if !seen.insert(path.clone()) {
            continue;
        }
        let text = fetch(connection, &path, "identity").await?;
        packed += fetch(connection, &path, "gzip").await?.body.len();
        plain += text.body.len();
        waiting.extend(named(&path, &String::from_utf8_lossy(&text.body)));
    }
    let note = format!(
        "{} files: the document, its styles and scripts and what those import at once; {} kB without gzip",
        seen.len(),
        short(kilobytes(plain))
    );
    Ok(Measurement::new("console, initial load with gzip", kilobytes(packed), "kB").note(note))
}

async fn fetch(connection: &mut Connection, path: &str, encoding: &str) -> anyhow::Result<Answer> {
    let request =
        request(Method::GET, path).header(header::ACCEPT_ENCODING, encoding).body(Full::default())?;
    connection.send(request).await?.success().with_context(|| path.to_owned())
}

/// Files that a document names, or that a script imports before it runs.
fn named(path: &str, text: &str) -> Vec<String> {
    let is_document = !path.ends_with(".js") && !path.ends_with(".css");
    let begins: &[&str] = if is_document {
        &["src=\"", "href=\""]
    } else if path.ends_with(".js") {
        // What a bundler writes for `import … from`, `import "…"` and `export … from`.
        &["from\"", "import\"", "from \"", "import \""]
    } else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for begin in begins {
        for (place, _) in text.match_indices(begin) {
            let rest = &text[place + begin.len()..];
            let Some((name, _)) = rest.split_once('"') else { continue };
            if name.ends_with(".js") || name.ends_with(".css") {
                found.push(absolute(path, name));
            }
        }
    }
    found
}

fn absolute(path: &str, name: &str) -> String {
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    match (name.strip_prefix("./"), name.strip_prefix("../")) {
        (Some(name), _) => format!("{folder}/{name}"),
        (None, Some(name)) => absolute(folder, name),
        (None, None) if name.starts_with('/') => name.to_owned(),
        (None, None) => format!("{folder}/{name}"),
    }
}

/// Respondent pages a second, and what one costs.
async fn views(server: &Server, survey: &str, effort: &Effort) -> anyhow::Result<Vec<Measurement>> {
    let load = Load {
        address: server.address,
        connections: CONNECTIONS,
        requests: visitors(survey),
        expected: StatusCode::OK,
        first: 0,
    };
    load.closed_loop(effort.page_views / 10).await?;
    let (mut speed, mut cost, mut slow) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..effort.repetitions {
        let before = server.processor_milliseconds()?;
        let outcome = load.closed_loop(effort.page_views).await?;
        server.rest().await?;
        cost.push((server.processor_milliseconds()? - before) / outcome.count() as f64);
        speed.push(outcome.per_second());
        slow.push(outcome.milliseconds.quantile(0.99));
    }
    let (speed, cost, slow) = (Samples::new(speed), Samples::new(cost), Samples::new(slow));
    let loads = format!("median of {} × {}", speed.len(), effort.page_views);
    Ok(vec![
        Measurement::new("respondent page views per second, gzip, 64 connections", speed.median(), "/s")
            .note(format!(
                "{loads}, {}; p99 {} ms; readers on the same machine",
                speed.range(),
                short(slow.median())
            )),
        Measurement::new("server CPU per respondent page view", cost.median(), "ms")
            .note(format!("{loads}, {}", cost.range())),
    ])
}

/// Visitors of many addresses, each opening the page once in a while.
fn visitors(survey: &str) -> Requests {
    let path = format!("/s/{survey}");
    Arc::new(move |number| {
        let from = format!("10.{}.{}.{}", number >> 16 & 63, number >> 8 & 255, number & 255);
        Ok(request(Method::GET, &path)
            .header("x-forwarded-for", from)
            .header(header::ACCEPT_ENCODING, "gzip")
            .header(header::ACCEPT_LANGUAGE, "hu")
            .body(Full::default())?)
    })
}

fn kilobytes(bytes: usize) -> f64 {
    bytes as f64 / 1_000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_loaded_at_once_is_found() {
        let document =
            r#"<link rel="stylesheet" href="/assets/a.css"><script src="./b.js"></script><a href="/x">"#;
        assert_eq!(named("/", document), ["/b.js", "/assets/a.css"]);
        let script = r#"import{a as b}from"./c.js";import"./d.js";const e=()=>import("./later.js")"#;
        assert_eq!(named("/assets/b.js", script), ["/assets/c.js", "/assets/d.js"]);
        assert!(named("/assets/a.css", "src=\"x.js\"").is_empty());
    }
}
