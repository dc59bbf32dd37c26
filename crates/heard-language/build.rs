//! Lists the catalogue's files (`locales/<language>/*.ftl`), so that they are embedded at compile time.

#![expect(clippy::expect_used, reason = "a build without the catalogue must stop")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    let manifest = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo names the crate's folder"));
    let locales = manifest.join("../../locales").canonicalize().expect("the folder locales exists");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={}", locales.display());

    let mut list = String::from("&[\n");
    for language in sorted(&locales).into_iter().filter(|path| path.is_dir()) {
        println!("cargo::rerun-if-changed={}", language.display());
        let tag = file_name(&language);
        for file in sorted(&language).into_iter().filter(|path| path.extension().is_some_and(|e| e == "ftl"))
        {
            println!("cargo::rerun-if-changed={}", file.display());
            let name = file_name(&file);
            writeln!(
                list,
                "    CatalogueFile {{ tag: {tag:?}, name: {name:?}, text: include_str!({file:?}) }},"
            )
            .expect("a string can be written to");
        }
    }
    list.push_str("]\n");

    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo names the output folder"));
    fs::write(out.join("catalogue_files.rs"), list).expect("the output folder can be written to");
}

fn sorted(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder of the catalogue can be read");
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect();
    paths.sort();
    paths
}

fn file_name(path: &Path) -> String {
    path.file_name().expect("an entry has a name").to_string_lossy().into_owned()
}
