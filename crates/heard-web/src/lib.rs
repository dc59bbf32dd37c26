//! The console's built files, carried in the binary. To work on the console, let Vite serve it
//! beside a running server (`npm --prefix web run dev`).

use std::borrow::Cow;

use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "../../web/dist"]
#[allow_missing = true]
struct Dist;

/// A file of the console.
#[derive(Clone, Debug)]
pub struct Asset {
    /// Its bytes; compressed with gzip if `gzip`.
    pub bytes: Cow<'static, [u8]>,
    /// Its media type, with the character set for texts.
    pub mime: Cow<'static, str>,
    /// A strong entity tag, quoted.
    pub etag: String,
    /// Whether `bytes` are compressed with gzip.
    pub gzip: bool,
    /// Whether its name carries a hash of its content, so that it never changes.
    pub immutable: bool,
}

/// The file at `path` (`index.html`, `assets/app-1a2b3c4d.js`), compressed where the build left
/// a `.gz` beside it and the caller accepts that.
pub fn asset(path: &str, accepts_gzip: bool) -> Option<Asset> {
    if !is_plain(path) {
        return None;
    }
    let compressed = accepts_gzip.then(|| Dist::get(&format!("{path}.gz"))).flatten();
    let gzip = compressed.is_some();
    let file = compressed.or_else(|| Dist::get(path))?;
    Some(Asset {
        mime: with_charset(
            Dist::get(path)
                .map_or("application/octet-stream".into(), |plain| plain.metadata.mimetype().to_owned()),
        ),
        etag: etag(&file.metadata.sha256_hash()),
        bytes: file.data,
        gzip,
        immutable: path.starts_with("assets/"),
    })
}

/// Whether the console was built.
pub fn is_built() -> bool {
    Dist::get("index.html").is_some()
}

/// Paths that stay below the folder and name no hidden or compressed file.
fn is_plain(path: &str) -> bool {
    !path.is_empty()
        && !path.ends_with(".gz")
        && !path.contains(['\\', '\0', ':'])
        && path.split('/').all(|segment| !segment.is_empty() && !segment.starts_with('.'))
}

fn with_charset(mime: String) -> Cow<'static, str> {
    match mime.as_str() {
        "text/html" | "text/css" | "text/javascript" | "text/plain" | "application/javascript" => {
            Cow::Owned(format!("{mime}; charset=utf-8"))
        }
        _ => Cow::Owned(mime),
    }
}

fn etag(sha256: &[u8; 32]) -> String {
    let mut tag = String::with_capacity(34);
    tag.push('"');
    for byte in &sha256[..16] {
        tag.push_str(&format!("{byte:02x}"));
    }
    tag.push('"');
    tag
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_paths_below_the_folder_are_answered() {
        for path in
            ["", "../Cargo.toml", "assets/../../x", "/etc/passwd", ".gitignore", "a//b", "x.js.gz", "c:\\x"]
        {
            assert!(asset(path, false).is_none(), "{path}");
            assert!(!is_plain(path), "{path}");
        }
        assert!(is_plain("assets/app-1a2b3c4d.js"));
    }

    #[test]
    fn texts_name_their_character_set() {
        assert_eq!(with_charset("text/html".into()), "text/html; charset=utf-8");
        assert_eq!(with_charset("image/svg+xml".into()), "image/svg+xml");
    }

    #[test]
    fn tags_are_quoted_and_depend_on_the_content() {
        assert_eq!(etag(&[0xab; 32]), format!("\"{}\"", "ab".repeat(16)));
        assert_ne!(etag(&[1; 32]), etag(&[2; 32]));
    }
}
