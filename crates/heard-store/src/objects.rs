//! Images of segments outside of the database: files of a folder, or objects of a bucket.
//!
//! Where an image is stands in the database as a whole URL, so that it is found there whatever is
//! configured later; only new images go to the configured place. No image is ever written twice under
//! one name, and nothing here is listed: what is to be deleted is known from the database.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use heard_model::WorkspaceId;
use object_store::local::LocalFileSystem;
use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::prefix::PrefixStore;
use object_store::{Error, ObjectStore, ObjectStoreExt, PutPayload, parse_url_opts};
use tokio::sync::watch;
use url::Url;
use uuid::Uuid;

use crate::StoreError;
use crate::store::Inner;

/// How long a place may take for one image.
const PATIENCE: Duration = Duration::from_secs(10);
/// How often a place that failed is tried again.
const BETWEEN_TRIES: Duration = Duration::from_secs(2);

/// Where images of segments are kept outside of the database. A cheap clone.
#[derive(Clone, Default)]
pub struct Objects(Arc<Shared>);

#[derive(Default)]
struct Shared {
    /// Where new images go; the database if nothing is said.
    place: Option<String>,
    /// Names and values as in the environment: endpoint, region, keys.
    options: Vec<(String, String)>,
    opened: Mutex<HashMap<String, Arc<dyn ObjectStore>>>,
    /// The places that fail, what of them and why. Nobody waits for that before it was tried again.
    trouble: Mutex<BTreeMap<String, (Fails, StoreError)>>,
}

/// What fails at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fails {
    /// It is full, or may only be read.
    Writing,
    /// It does not even let anything be read.
    Everything,
}

impl fmt::Debug for Objects {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Objects").field(&self.0.place).finish()
    }
}

impl Objects {
    /// New images go to `place`: a URL such as `file:///folder`, whose parent is there, or
    /// `s3://bucket/prefix`, `gs://…`, `az://…`. `options` hold endpoint, region and keys under their usual
    /// names (`AWS_…`, `GOOGLE_…`, `AZURE_…`); others in there are passed over. Without a place new images go into
    /// the database.
    ///
    /// # Errors
    /// [`StoreError::Objects`] if the URL is none of these or holds a password, which would be shown with
    /// it, or the folder cannot be made.
    pub fn new(
        place: Option<&str>,
        options: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, StoreError> {
        let place = place.map(|place| place.trim_end_matches('/').to_owned());
        let objects = Self(Arc::new(Shared {
            place: place.clone(),
            options: options.into_iter().collect(),
            ..Shared::default()
        }));
        if let Some(place) = place {
            if Url::parse(&place).is_ok_and(|url| url.password().is_some()) {
                return Err(failed("a URL with a password", &"leave the password out; it would be shown"));
            }
            if let Some(folder) = folder_of(&place) {
                make(&folder).map_err(|error| failed(&place, &error))?;
            }
            objects.open(&place)?;
        }
        Ok(objects)
    }

    /// New images stay in this process's memory, in all clones of this; for tests.
    pub fn in_memory() -> Self {
        let place = "memory:".to_owned();
        let store: Arc<dyn ObjectStore> = Arc::new(InMemory::new());
        let opened = Mutex::new(HashMap::from([(place.clone(), store)]));
        Self(Arc::new(Shared { place: Some(place), opened, ..Shared::default() }))
    }

    /// Why images cannot be read, or not written; none while they can.
    pub(crate) fn trouble(&self) -> Option<StoreError> {
        self.troubles().values().next().map(|(_, error)| error.clone())
    }

    fn troubles(&self) -> MutexGuard<'_, BTreeMap<String, (Fails, StoreError)>> {
        self.0.trouble.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Where a new image goes; `None` for the database, also while the place fails.
    pub(crate) fn location(&self, workspace: WorkspaceId, image: Uuid) -> Option<String> {
        let place = self.0.place.as_ref().filter(|place| !self.troubles().contains_key(*place))?;
        Some(format!("{place}/{workspace}/{image}.parquet"))
    }

    /// Writes an image; it is durable when this returns.
    pub(crate) async fn put(&self, location: &str, image: &[u8]) -> Result<(), StoreError> {
        let payload = PutPayload::from(image.to_vec());
        self.ask(Fails::Writing, location, async |store, path| store.put(&path, payload).await).await?;
        Ok(())
    }

    /// An image; empty if nothing is there.
    pub(crate) async fn get(&self, location: &str) -> Result<Vec<u8>, StoreError> {
        self.ask(Fails::Everything, location, read).await
    }

    /// Ranges of an image, shorter where it ends, empty if nothing is there.
    pub(crate) async fn get_ranges(
        &self,
        location: &str,
        ranges: &[Range<usize>],
    ) -> Result<Vec<Vec<u8>>, StoreError> {
        let wanted: Vec<Range<u64>> =
            ranges.iter().map(|range| range.start as u64..range.end as u64).collect();
        let get = async |store: Arc<dyn ObjectStore>, path| match store.get_ranges(&path, &wanted).await {
            Ok(found) => Ok(found.into_iter().map(|bytes| bytes.to_vec()).collect()),
            Err(Error::NotFound { .. }) => Ok(vec![Vec::new(); ranges.len()]),
            // Each place has words of its own for an image that is too short.
            Err(_) => {
                let whole = store.get(&path).await?.bytes().await?;
                Ok(ranges.iter().map(|range| cut(&whole, range).to_vec()).collect())
            }
        };
        self.ask(Fails::Everything, location, get).await
    }

    /// Deletes an image, if it is there.
    pub(crate) async fn delete(&self, location: &str) -> Result<(), StoreError> {
        let delete = async |store: Arc<dyn ObjectStore>, path| match store.delete(&path).await {
            Ok(()) | Err(Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error),
        };
        self.ask(Fails::Writing, location, delete).await
    }

    /// Whether new images can be kept: writes, reads and deletes a small object.
    pub(crate) async fn probe(&self, name: Uuid) -> Result<(), StoreError> {
        match &self.0.place {
            Some(place) => self.write_and_read(place, name).await,
            None => Ok(()),
        }
    }

    async fn write_and_read(&self, place: &str, name: Uuid) -> Result<(), StoreError> {
        const WORD: &[u8] = b"heard";
        let act = async |store: Arc<dyn ObjectStore>, path| {
            store.put(&path, PutPayload::from_static(WORD)).await?;
            let found = store.get(&path).await?.bytes().await?;
            store.delete(&path).await?;
            Ok(found == WORD)
        };
        if self.attempt(place, probe_path(name), act).await? {
            return Ok(());
        }
        Err(failed(place, &"what was written is not read back"))
    }

    /// Tries again what failed.
    async fn try_again(&self, name: Uuid) {
        let failing: Vec<String> = self.troubles().keys().cloned().collect();
        for base in failing {
            // There is none of this name, which is an answer, too.
            if self.attempt(&base, probe_path(name), read).await.is_err() {
                continue;
            }
            match self.write_and_read(&base, name).await {
                Err(error) => drop(self.troubles().insert(base, (Fails::Writing, error))),
                Ok(()) => {
                    tracing::warn!(place = base, "segments outside of the database can be reached again");
                    self.troubles().remove(&base);
                }
            }
        }
    }

    /// Does something with an image; if that goes wrong, `fails` at its place. What fails there is not asked
    /// for again before it was tried, so that nobody else waits for it.
    async fn ask<T, F>(
        &self,
        fails: Fails,
        location: &str,
        act: impl FnOnce(Arc<dyn ObjectStore>, Path) -> F,
    ) -> Result<T, StoreError>
    where
        F: Future<Output = Result<T, Error>>,
    {
        let (base, path) = divided(location)?;
        if let Some((known, error)) = self.troubles().get(base)
            && *known >= fails
        {
            return Err(error.clone());
        }
        let outcome = self.attempt(base, path, act).await;
        if let Err(error) = &outcome {
            self.note(base, fails, error);
        }
        outcome
    }

    /// Does something for as long as its place may take.
    async fn attempt<T, F>(
        &self,
        base: &str,
        path: Path,
        act: impl FnOnce(Arc<dyn ObjectStore>, Path) -> F,
    ) -> Result<T, StoreError>
    where
        F: Future<Output = Result<T, Error>>,
    {
        let store = self.open(base)?;
        match tokio::time::timeout(PATIENCE, act(store, path)).await {
            Ok(outcome) => outcome.map_err(|error| failed(base, &error)),
            Err(_) => Err(failed(base, &format!("no answer for {} seconds", PATIENCE.as_secs()))),
        }
    }

    fn note(&self, base: &str, fails: Fails, error: &StoreError) {
        let mut troubles = self.troubles();
        let known = troubles.get(base).map(|(known, _)| *known);
        if known.is_none() {
            tracing::error!(%error, "segments outside of the database are out of reach");
        }
        troubles.insert(base.to_owned(), (known.map_or(fails, |known| known.max(fails)), error.clone()));
    }

    fn open(&self, base: &str) -> Result<Arc<dyn ObjectStore>, StoreError> {
        if folder_of(base).is_some_and(|folder| !folder.is_dir()) {
            return Err(failed(base, &"the folder is not there"));
        }
        let mut opened = self.0.opened.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(store) = opened.get(base) {
            return Ok(Arc::clone(store));
        }
        let store = connect(base, &self.0.options)?;
        opened.insert(base.to_owned(), Arc::clone(&store));
        Ok(store)
    }
}

/// Tries again and again what failed, until it does not.
pub(crate) async fn watch(store: Weak<Inner>, mut stop: watch::Receiver<bool>) {
    loop {
        tokio::select! {
            _ = stop.changed() => return,
            () = tokio::time::sleep(BETWEEN_TRIES) => {}
        }
        let Some(store) = store.upgrade() else { return };
        if store.objects.trouble().is_some() {
            let name = heard_model::id::new_uuid(store.clock.now(), &*store.entropy);
            tokio::select! {
                _ = stop.changed() => return,
                () = store.objects.try_again(name) => {}
            }
        }
    }
}

/// An object; nothing if it is not there.
async fn read(store: Arc<dyn ObjectStore>, path: Path) -> Result<Vec<u8>, Error> {
    match store.get(&path).await {
        Err(Error::NotFound { .. }) => Ok(Vec::new()),
        found => Ok(found?.bytes().await?.to_vec()),
    }
}

fn probe_path(name: Uuid) -> Path {
    Path::from_iter(["probe".to_owned(), format!("{name}.parquet")])
}

/// A location's place, and the path within it.
fn divided(location: &str) -> Result<(&str, Path), StoreError> {
    let mut parts = location.rsplitn(3, '/');
    match (parts.next(), parts.next(), parts.next()) {
        (Some(file), Some(folder), Some(base)) => Ok((base, Path::from_iter([folder, file]))),
        _ => Err(failed(location, &"it is no place of a segment")),
    }
}

/// As much of a range as there is.
pub(crate) fn cut<'a>(bytes: &'a [u8], range: &Range<usize>) -> &'a [u8] {
    let end = range.end.min(bytes.len());
    &bytes[range.start.min(end)..end]
}

fn connect(base: &str, options: &[(String, String)]) -> Result<Arc<dyn ObjectStore>, StoreError> {
    if let Some(folder) = folder_of(base) {
        let folder = LocalFileSystem::new_with_prefix(folder).map_err(|error| failed(base, &error))?;
        return Ok(Arc::new(folder.with_fsync(true)));
    }
    // Another part of the process may have chosen it already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let url = Url::parse(base).map_err(|error| failed(base, &error))?;
    let options = options.iter().map(|(name, value)| (name, value));
    let (store, prefix) = parse_url_opts(&url, options).map_err(|error| failed(base, &error))?;
    Ok(Arc::new(PrefixStore::new(store, prefix)))
}

/// The folder of a `file:///` URL.
fn folder_of(url: &str) -> Option<PathBuf> {
    let url = Url::parse(url).ok().filter(|url| url.scheme() == "file")?;
    url.to_file_path().ok()
}

fn make(folder: &std::path::Path) -> std::io::Result<()> {
    match std::fs::create_dir(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

fn failed(location: &str, error: &dyn fmt::Display) -> StoreError {
    StoreError::Objects { location: location.to_owned(), message: error.to_string() }
}
