//! The folder that holds backups: what it says of itself, blocks under the hash of their content, and a
//! manifest for each moment.
//!
//! ```text
//! heard-backup.json         what this is, and how the key is made of what the operator knows
//! blocks/3f/3f09…           a block: rows of one table
//! moments/20261127T020304123Z   what a backup is of
//! ```

use std::cell::RefCell;
use std::collections::{BTreeSet, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use heard_model::Entropy;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::files::{self, Lock, UNFINISHED};
use crate::seal::{Derivation, Seal};
use crate::{BackupError, Manifest, Name, Passphrase};

const HEADER: &str = "heard-backup.json";
const FORMAT: u32 = 1;
/// Bytes of the checksum before a manifest.
const CHECKSUM: usize = 32;

/// What a folder of backups says of itself.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    format: u32,
    encryption: Option<Derivation>,
}

/// A folder of backups, open.
pub struct Repository {
    folder: PathBuf,
    seal: Seal,
    entropy: Arc<dyn Entropy>,
    /// Folders of blocks whose names may not be on the disk yet.
    touched: RefCell<BTreeSet<PathBuf>>,
    _lock: Option<Lock>,
}

/// A backup that is there.
#[derive(Clone, Debug)]
pub struct Moment {
    /// The name of its file.
    pub file: String,
    /// What it is.
    pub manifest: Manifest,
}

/// A block that was put somewhere.
pub(crate) struct Put {
    pub(crate) name: Name,
    pub(crate) bytes: u64,
    pub(crate) is_new: bool,
}

/// What was removed because nothing needs it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Blocks.
    pub blocks: u64,
    /// Their bytes.
    pub bytes: u64,
}

impl Repository {
    /// Opens a folder to write into it, and makes it if need be. The first backup decides whether all are
    /// encrypted.
    ///
    /// # Errors
    /// [`BackupError::OtherFiles`], [`BackupError::InUse`]; what is wrong with the key; what the disk says.
    pub fn open_to_write(
        folder: &Path,
        key: Option<&Passphrase>,
        entropy: Arc<dyn Entropy>,
    ) -> Result<Self, BackupError> {
        if !folder.exists() {
            files::make_private_folder(folder)?;
        }
        let is_new = files::read(&folder.join(HEADER))?.is_none();
        if is_new && !is_empty(folder)? {
            return Err(BackupError::OtherFiles(folder.to_owned()));
        }
        let lock = Lock::exclusive(folder)?;
        let seal = match read_header(folder)? {
            Some(header) => unlock(&header, key)?,
            None => begin(folder, key, &*entropy)?,
        };
        for part in ["blocks", "moments"] {
            files::make_folder(&folder.join(part))?;
        }
        let touched = RefCell::new(BTreeSet::from([folder.to_owned()]));
        Ok(Self { folder: folder.to_owned(), seal, entropy, touched, _lock: Some(lock) })
    }

    /// Opens a folder to read from it.
    ///
    /// # Errors
    /// [`BackupError::NoRepository`], [`BackupError::InUse`]; what is wrong with the key; what the disk says.
    pub fn open_to_read(
        folder: &Path,
        key: Option<&Passphrase>,
        entropy: Arc<dyn Entropy>,
    ) -> Result<Self, BackupError> {
        let header = read_header(folder)?.ok_or_else(|| BackupError::NoRepository(folder.to_owned()))?;
        let lock = Lock::shared(folder)?;
        let seal = unlock(&header, key)?;
        Ok(Self { folder: folder.to_owned(), seal, entropy, touched: RefCell::default(), _lock: lock })
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where a block is.
    pub fn block_path(&self, name: &Name) -> PathBuf {
        let name = name.to_string();
        self.folder.join("blocks").join(&name[..2]).join(name)
    }

    /// Where a moment is.
    pub fn moment_path(&self, file: &str) -> PathBuf {
        self.folder.join("moments").join(file)
    }

    /// The content of a block.
    ///
    /// # Errors
    /// [`BackupError::Missing`], [`BackupError::Damaged`]; what the disk says.
    pub fn get(&self, name: &Name) -> Result<Vec<u8>, BackupError> {
        let path = self.block_path(name);
        let file = files::read(&path)?.ok_or_else(|| BackupError::Missing(path.clone()))?;
        let content = self.seal.content(&name.to_string(), &file);
        content.filter(|content| self.seal.name(content) == *name).ok_or(BackupError::Damaged(path))
    }

    /// Whether there is a file for a block of so many bytes.
    pub(crate) fn has(&self, name: &Name, bytes: u64) -> bool {
        std::fs::metadata(self.block_path(name)).is_ok_and(|file| file.len() == bytes)
    }

    /// Keeps content as a block, if it is not there already.
    pub(crate) fn put(&self, content: &[u8]) -> Result<Put, BackupError> {
        let name = self.seal.name(content);
        let path = self.block_path(&name);
        if let Ok(file) = std::fs::metadata(&path)
            && file.len() > 0
        {
            return Ok(Put { name, bytes: file.len(), is_new: false });
        }
        let file = self.seal.close(&name.to_string(), content, &*self.entropy)?;
        if let Some(folder) = path.parent()
            && self.touched.borrow_mut().insert(folder.to_owned())
        {
            files::make_folder(folder)?;
        }
        files::write(&path, &file)?;
        Ok(Put { name, bytes: file.len() as u64, is_new: true })
    }

    /// Waits until all blocks that were put are on the disk by their names.
    pub(crate) fn sync(&self) -> Result<(), BackupError> {
        files::sync_folder(&self.folder.join("blocks"))?;
        for folder in std::mem::take(&mut *self.touched.borrow_mut()) {
            files::sync_folder(&folder)?;
        }
        Ok(())
    }

    /// The files of all moments, the earliest first.
    ///
    /// # Errors
    /// What the disk says.
    pub fn moment_files(&self) -> Result<Vec<String>, BackupError> {
        let paths = files::list(&self.folder.join("moments"))?;
        let name = |path: PathBuf| path.file_name().and_then(|name| name.to_str()).map(str::to_owned);
        Ok(paths.into_iter().filter_map(name).filter(|name| !name.contains('.')).collect())
    }

    /// A moment by its file.
    ///
    /// # Errors
    /// [`BackupError::Damaged`]; what the disk says.
    pub fn moment(&self, file: String) -> Result<Moment, BackupError> {
        let path = self.moment_path(&file);
        let bytes = files::read(&path)?.ok_or_else(|| BackupError::Missing(path.clone()))?;
        let damaged = || BackupError::Damaged(path.clone());
        let content = self.seal.content(&file, &bytes).ok_or_else(damaged)?;
        let (checksum, json) = content.split_first_chunk::<CHECKSUM>().ok_or_else(damaged)?;
        if blake3::hash(json) != *checksum {
            return Err(damaged());
        }
        let manifest = serde_json::from_slice(json).map_err(|_| BackupError::Newer)?;
        Ok(Moment { file, manifest })
    }

    /// All moments, the earliest first.
    ///
    /// # Errors
    /// [`BackupError::Damaged`]; what the disk says.
    pub fn moments(&self) -> Result<Vec<Moment>, BackupError> {
        let mut moments = Vec::new();
        for file in self.moment_files()? {
            moments.push(self.moment(file)?);
        }
        moments.sort_by(|one, other| {
            (one.manifest.moment, &one.file).cmp(&(other.manifest.moment, &other.file))
        });
        Ok(moments)
    }

    /// Keeps a new manifest; returns its file.
    pub(crate) fn add(&self, manifest: &Manifest) -> Result<String, BackupError> {
        let stamp = stamp(manifest.moment);
        let mut file = stamp.clone();
        let mut number = 2;
        while self.moment_path(&file).exists() {
            file = format!("{stamp}-{number}");
            number += 1;
        }
        self.replace(&file, manifest)?;
        Ok(file)
    }

    /// Keeps a manifest in the place of an earlier one.
    pub(crate) fn replace(&self, file: &str, manifest: &Manifest) -> Result<(), BackupError> {
        let json = serde_json::to_vec(manifest).map_err(|error| BackupError::Defect(error.to_string()))?;
        let content = [blake3::hash(&json).as_bytes().as_slice(), &json].concat();
        let bytes = self.seal.close(file, &content, &*self.entropy)?;
        files::write(&self.moment_path(file), &bytes)?;
        files::sync_folder(&self.folder.join("moments"))
    }

    /// Forgets a moment; its blocks are swept later.
    pub(crate) fn forget(&self, file: &str) -> Result<(), BackupError> {
        files::remove(&self.moment_path(file))
    }

    /// Removes blocks that are not needed, and files of runs that were killed.
    pub(crate) fn sweep(&self, needed: &HashSet<Name>) -> Result<Swept, BackupError> {
        files::sync_folder(&self.folder.join("moments"))?;
        let mut swept = Swept::default();
        for folder in files::list(&self.folder.join("blocks"))? {
            for path in files::list(&folder)? {
                let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
                let is_needed = name.parse().is_ok_and(|name| needed.contains(&name));
                let is_ours =
                    name.parse::<Name>().is_ok() || path.extension().is_some_and(|end| end == UNFINISHED);
                if is_needed || !is_ours {
                    continue;
                }
                swept.blocks += 1;
                swept.bytes += std::fs::metadata(&path).map_or(0, |file| file.len());
                files::remove(&path)?;
            }
        }
        for path in files::list(&self.folder.join("moments"))? {
            if path.extension().is_some_and(|end| end == UNFINISHED) {
                files::remove(&path)?;
            }
        }
        Ok(swept)
    }
}

/// An instant as the name of a file.
fn stamp(moment: Timestamp) -> String {
    moment.strftime("%Y%m%dT%H%M%S%3fZ").to_string()
}

/// Whether nothing but what a killed first run may leave is in a folder.
fn is_empty(folder: &Path) -> Result<bool, BackupError> {
    let is_ours = |path: &PathBuf| {
        let name = path.file_name().and_then(|name| name.to_str());
        name == Some("lock") || path.extension().is_some_and(|end| end == UNFINISHED)
    };
    Ok(files::list(folder)?.iter().all(is_ours))
}

fn read_header(folder: &Path) -> Result<Option<Header>, BackupError> {
    let path = folder.join(HEADER);
    let Some(bytes) = files::read(&path)? else { return Ok(None) };
    let value: serde_json::Value =
        serde_json::from_slice(&bytes).map_err(|_| BackupError::Damaged(path.clone()))?;
    if value["format"].as_u64() > Some(u64::from(FORMAT)) {
        return Err(BackupError::Newer);
    }
    serde_json::from_value(value).map(Some).map_err(|_| BackupError::Damaged(path))
}

fn unlock(header: &Header, key: Option<&Passphrase>) -> Result<Seal, BackupError> {
    match (&header.encryption, key) {
        (None, None) => Ok(Seal::open()),
        (Some(derivation), Some(key)) => Seal::again(key, derivation),
        (Some(_), None) => Err(BackupError::KeyNeeded),
        (None, Some(_)) => Err(BackupError::NotEncrypted),
    }
}

fn begin(folder: &Path, key: Option<&Passphrase>, entropy: &dyn Entropy) -> Result<Seal, BackupError> {
    let (seal, encryption) = match key {
        None => (Seal::open(), None),
        Some(key) => {
            let (seal, derivation) = Seal::new(key, entropy)?;
            (seal, Some(derivation))
        }
    };
    let header = Header { format: FORMAT, encryption };
    let json = serde_json::to_vec_pretty(&header).map_err(|error| BackupError::Defect(error.to_string()))?;
    files::write(&folder.join(HEADER), &json)?;
    Ok(seal)
}
