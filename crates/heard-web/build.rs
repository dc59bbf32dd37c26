//! Refuses a release build without the console: a binary that answers with an empty page must
//! not leave the house. A debug build may go without it, so that tests of the rest need no Node.js.

use std::path::Path;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=../../web/dist");
    if std::env::var("PROFILE").as_deref() != Ok("release") {
        return;
    }
    // A build script runs in its crate's folder.
    if !Path::new("../../web/dist/index.html").exists() {
        println!(
            "cargo::error=the console is not built: web/dist/index.html is missing; run `make web` (or `npm ci && npm run build` in web/) and build again"
        );
        std::process::exit(1);
    }
}
