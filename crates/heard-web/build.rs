//! Refuses a release build without the console: a binary that answers with an empty page must
//! not leave the house. A debug build reads the files from disk when it runs.

use std::path::Path;

fn main() {
    let index = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web/dist/index.html");
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var("PROFILE").as_deref() != Ok("release") {
        return;
    }
    println!("cargo::rerun-if-changed=../../web/dist");
    if !index.exists() {
        println!(
            "cargo::error=the console is not built: web/dist/index.html is missing; run `make console` (or `npm ci && npm run build` in web/) and build again"
        );
        std::process::exit(1);
    }
}
