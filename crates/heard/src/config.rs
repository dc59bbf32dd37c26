//! Configuration: defaults < `heard.toml` < `HEARD_*` < flags, each value with its origin.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use serde::Serialize;

/// A setting: its name in `heard.toml`; `HEARD_<NAME>` in the environment, `--<name>` as a flag.
struct Setting {
    name: &'static str,
    default: &'static str,
    secret: bool,
    help: &'static str,
}

const fn setting(name: &'static str, default: &'static str, help: &'static str) -> Setting {
    Setting { name, default, secret: false, help }
}

const fn secret(name: &'static str, help: &'static str) -> Setting {
    Setting { name, default: "", secret: true, help }
}

const SETTINGS: &[Setting] = &[
    setting("data", "heard-data", "folder that holds everything"),
    secret(
        "database",
        "PostgreSQL in the place of a file in the folder, as postgres://user:password@host/heard",
    ),
    setting("listen", "127.0.0.1:8080", "address and port to listen on"),
    setting("public_url", "", "address that people see, as https://heard.example.org"),
    setting("log", "info", "what to log, as info or heard=debug"),
    setting("log_format", "text", "text or json"),
    setting("queue", "4096", "answers that may wait for the disk before senders are told to come back"),
    setting(
        "longest_wait_ms",
        "500",
        "how long an answer may wait for the disk before its sender is told to come back",
    ),
    setting("longest_silence_s", "75", "seconds after which a connection is closed over which nothing comes"),
    setting(
        "segments",
        "",
        "where segments are kept, as file:///srv/heard or s3://bucket/heard; if empty, in the database",
    ),
    setting("segment_rows", "100000", "rows of facts that stay in memory before they become a segment"),
    setting("columns_cache_mb", "64", "memory for decoded columns"),
    setting("sums_cache_mb", "16", "memory for kept sums"),
    setting("answers_cache_mb", "16", "memory for answers that were given lately"),
    setting(
        "public_answers_per_minute",
        "600",
        "answers that one address may give to one survey in a minute",
    ),
    setting("live_pages", "4000", "pages that may be open and hear what is new; one workspace may have half"),
    setting("trusted_proxy", "", "address of the proxy in front, whose X-Forwarded-For is believed"),
    secret("smtp", "mail server, as smtp://user:password@host:587?tls=required"),
    setting("mail_from", "", "sender of mails, as Heard <heard@example.org>"),
    setting("webhooks_to_private_networks", "false", "whether webhooks may go to private addresses"),
    secret("metrics_token", "bearer token that may read /metrics"),
    secret("backup_key", "key that backups are encrypted with; without one they are not"),
];

/// Where a value came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// Built in.
    Default,
    /// A line of the file.
    File(PathBuf),
    /// An environment variable.
    Environment(String),
    /// A flag of the command line.
    Flag(String),
}

impl std::fmt::Display for Origin {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Default => formatter.write_str("default"),
            Self::File(path) => write!(formatter, "{}", path.display()),
            Self::Environment(name) => formatter.write_str(name),
            Self::Flag(name) => formatter.write_str(name),
        }
    }
}

/// One value in force, fit to be shown.
#[derive(Clone, Debug, Serialize)]
pub struct Shown {
    /// The setting.
    pub name: &'static str,
    /// Its value; secrets are masked.
    pub value: String,
    /// Where it came from.
    pub origin: Origin,
    /// What it does.
    pub help: &'static str,
}

/// The values in force.
#[derive(Clone, Debug)]
pub struct Config {
    values: BTreeMap<&'static str, (String, Origin)>,
}

impl Config {
    /// Reads the file (`given`, else `heard.toml` in the present folder if there is one), the
    /// environment and the flags.
    ///
    /// # Errors
    /// When the file can't be read, names an unknown setting, or a value makes no sense.
    pub fn load(
        given: Option<&Path>,
        environment: impl Fn(&str) -> Option<String>,
        flags: &[(&str, Option<String>)],
    ) -> anyhow::Result<Self> {
        let mut values: BTreeMap<_, _> = SETTINGS
            .iter()
            .map(|setting| (setting.name, (setting.default.to_owned(), Origin::Default)))
            .collect();
        let path = given.unwrap_or(Path::new("heard.toml"));
        if given.is_some() || path.exists() {
            read_file(path, &mut values)?;
        }
        for setting in SETTINGS {
            let variable = format!("HEARD_{}", setting.name.to_uppercase());
            if let Some(value) = environment(&variable) {
                values.insert(setting.name, (value, Origin::Environment(variable)));
            }
        }
        for (name, value) in flags {
            if let (Some(value), Some(setting)) = (value, find(name)) {
                let flag = format!("--{}", name.replace('_', "-"));
                values.insert(setting.name, (value.clone(), Origin::Flag(flag)));
            }
        }
        let config = Self { values };
        config.check()?;
        Ok(config)
    }

    fn check(&self) -> anyhow::Result<()> {
        self.listen()?;
        let database = self.text("database");
        if !database.is_empty()
            && !database.starts_with("postgres://")
            && !database.starts_with("postgresql://")
        {
            bail!("database must begin with postgres://; leave it out to keep everything in the data folder");
        }
        for name in [
            "queue",
            "longest_wait_ms",
            "longest_silence_s",
            "segment_rows",
            "public_answers_per_minute",
            "live_pages",
        ] {
            self.number(name)?;
        }
        for name in ["columns_cache_mb", "sums_cache_mb", "answers_cache_mb"] {
            self.megabytes(name)?;
        }
        self.flag("webhooks_to_private_networks")?;
        if !matches!(self.text("log_format"), "text" | "json") {
            bail!("log_format is `{}`; use text or json", self.text("log_format"));
        }
        if !self.text("smtp").is_empty() && self.text("mail_from").is_empty() {
            bail!("smtp is set but mail_from is not; give the sender's address too");
        }
        let url = self.text("public_url");
        if !url.is_empty() && !url.starts_with("http://") && !url.starts_with("https://") {
            bail!("public_url is `{url}`; it must begin with http:// or https://");
        }
        Ok(())
    }

    /// A value as text.
    pub fn text(&self, name: &str) -> &str {
        self.values.get(name).map_or("", |(value, _)| value)
    }

    /// A value in megabytes as bytes; 0 keeps nothing.
    ///
    /// # Errors
    /// When it is no whole number.
    pub fn megabytes(&self, name: &str) -> anyhow::Result<usize> {
        let text = self.text(name);
        let megabytes: usize = text
            .parse()
            .with_context(|| format!("{name} is `{text}`; it must be a whole number of megabytes"))?;
        Ok(megabytes.saturating_mul(1 << 20))
    }

    /// A value as a positive whole number.
    ///
    /// # Errors
    /// When it is none.
    pub fn number(&self, name: &str) -> anyhow::Result<usize> {
        let text = self.text(name);
        match text.parse() {
            Ok(number) if number > 0 => Ok(number),
            _ => bail!("{name} is `{text}`; it must be a whole number above 0"),
        }
    }

    /// A value as true or false.
    ///
    /// # Errors
    /// When it is neither.
    pub fn flag(&self, name: &str) -> anyhow::Result<bool> {
        let text = self.text(name);
        text.parse().map_err(|_| anyhow::anyhow!("{name} is `{text}`; it must be true or false"))
    }

    /// The data folder.
    pub fn data(&self) -> PathBuf {
        PathBuf::from(self.text("data"))
    }

    /// The PostgreSQL database; `None` for a file in the data folder.
    pub fn database(&self) -> Option<String> {
        Some(self.text("database").to_owned()).filter(|url| !url.is_empty())
    }

    /// Where images of segments are kept outside of the database; `None` for in it.
    pub fn segments(&self) -> Option<&str> {
        Some(self.text("segments")).filter(|url| !url.is_empty())
    }

    /// The socket through which commands speak to a running server.
    pub fn socket(&self) -> PathBuf {
        self.data().join("heard.sock")
    }

    /// The address to listen on.
    ///
    /// # Errors
    /// When it is no address and port.
    pub fn listen(&self) -> anyhow::Result<SocketAddr> {
        let text = self.text("listen");
        text.parse().with_context(|| format!("listen is `{text}`; it must be an address and port"))
    }

    /// The address that people see, without a slash at its end.
    pub fn public_url(&self) -> String {
        match self.text("public_url") {
            "" => format!("http://{}", self.text("listen")),
            url => url.trim_end_matches('/').to_owned(),
        }
    }

    /// Every value in force, secrets masked.
    pub fn shown(&self) -> Vec<Shown> {
        let show = |setting: &Setting| {
            let (value, origin) = self.values.get(setting.name).cloned()?;
            let value =
                if setting.secret && !value.is_empty() { "••••••".to_owned() } else { value };
            Some(Shown { name: setting.name, value, origin, help: setting.help })
        };
        SETTINGS.iter().filter_map(show).collect()
    }
}

fn find(name: &str) -> Option<&'static Setting> {
    SETTINGS.iter().find(|setting| setting.name == name)
}

fn read_file(path: &Path, values: &mut BTreeMap<&'static str, (String, Origin)>) -> anyhow::Result<()> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let table: toml::Table = text.parse().with_context(|| format!("{} is not TOML", path.display()))?;
    for (name, value) in table {
        let Some(setting) = find(&name) else {
            let known: Vec<_> = SETTINGS.iter().map(|setting| setting.name).collect();
            bail!("{}: unknown setting `{name}`; known are {}", path.display(), known.join(", "));
        };
        let value = match value {
            toml::Value::String(text) => text,
            toml::Value::Integer(number) => number.to_string(),
            toml::Value::Boolean(flag) => flag.to_string(),
            _ => bail!("{}: `{name}` must be a text, a whole number, true or false", path.display()),
        };
        values.insert(setting.name, (value, Origin::File(path.to_owned())));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(
        file: &str,
        environment: &[(&str, &str)],
        flags: &[(&str, Option<String>)],
    ) -> anyhow::Result<Config> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("heard.toml");
        std::fs::write(&path, file).unwrap();
        let lookup = |name: &str| {
            environment.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
        };
        Config::load(Some(&path), lookup, flags)
    }

    #[test]
    fn flags_beat_environment_beats_file_beats_default() {
        let flags = [("listen", Some("127.0.0.1:4".to_owned())), ("data", None)];
        let config = load(
            "listen = '127.0.0.1:2'\nqueue = 7\nlog = 'debug'",
            &[("HEARD_LISTEN", "127.0.0.1:3"), ("HEARD_QUEUE", "8")],
            &flags,
        )
        .unwrap();
        assert_eq!(config.listen().unwrap().port(), 4);
        assert_eq!(config.number("queue").unwrap(), 8);
        assert_eq!(config.text("log"), "debug");
        assert_eq!(config.text("data"), "heard-data");
        let origins: Vec<_> = config.shown().into_iter().map(|shown| shown.origin.to_string()).collect();
        assert!(origins.contains(&"--listen".to_owned()) && origins.contains(&"HEARD_QUEUE".to_owned()));
    }

    #[test]
    fn mistakes_are_named() {
        for (file, expected) in [
            ("lisen = 'x'", "unknown setting `lisen`"),
            ("listen = 'here'", "listen is `here`"),
            ("queue = 0", "queue is `0`"),
            ("database = 'mysql://x'", "must begin with postgres://"),
            ("smtp = 'smtp://localhost'", "mail_from"),
            ("log = []", "`log` must be a text"),
            ("public_url = 'heard.example.org'", "must begin with http"),
        ] {
            let message = format!("{:#}", load(file, &[], &[]).unwrap_err());
            assert!(message.contains(expected), "{file}: {message}");
        }
    }

    #[test]
    fn secrets_are_never_shown() {
        let config = load("", &[("HEARD_METRICS_TOKEN", "hunter2")], &[]).unwrap();
        assert!(!serde_json::to_string(&config.shown()).unwrap().contains("hunter2"));
    }
}
