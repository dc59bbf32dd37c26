//! `heard.toml`, and the settings of the mail server in it.

#![no_main]

#[allow(dead_code, reason = "the module of the binary, which is no library")]
#[path = "../../crates/heard/src/config.rs"]
mod config;

use std::cell::RefCell;
use std::io::{Seek, SeekFrom, Write};

use config::Config;
use heard_jobs::deliver::mail::{MailSettings, Mailer};
use libfuzzer_sys::fuzz_target;
use tempfile::NamedTempFile;

thread_local! {
    static FILE: RefCell<NamedTempFile> = RefCell::new(NamedTempFile::new().expect("there is room for a file"));
}

fuzz_target!(|text: &str| {
    FILE.with_borrow_mut(|file| {
        file.as_file().set_len(0).expect("a file can be emptied");
        file.seek(SeekFrom::Start(0)).expect("a file can be begun anew");
        file.write_all(text.as_bytes()).expect("there is room for a file");
        match Config::load(Some(file.path()), |_| None, &[]) {
            Err(error) => assert!(!format!("{error:#}").is_empty()),
            Ok(config) => in_force(&config),
        }
    });
});

fn in_force(config: &Config) {
    for shown in config.shown() {
        let is_secret = matches!(shown.name, "database" | "smtp" | "metrics_token");
        assert!(!is_secret || shown.value.is_empty() || shown.value.chars().all(|one| one == '•'));
    }
    config.listen().expect("it was checked");
    let public = config.public_url();
    assert!(public.starts_with("http://") || public.starts_with("https://"));
    let settings =
        MailSettings { server: config.text("smtp").to_owned(), from: config.text("mail_from").to_owned() };
    if let Err(error) = Mailer::new(&settings) {
        assert!(!error.to_string().is_empty());
    }
}
