//! A cache bounded by bytes that forgets what was used longest ago.

use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A cache bounded by bytes that forgets what was used longest ago. Shared by reference.
#[derive(Debug)]
pub struct ByteBoundedCache<K, V> {
    limit: usize,
    state: Mutex<State<K, V>>,
}

#[derive(Debug)]
struct State<K, V> {
    bytes: usize,
    tick: u64,
    entries: HashMap<Arc<K>, Entry<V>>,
    by_use: BTreeMap<u64, Arc<K>>,
}

#[derive(Debug)]
struct Entry<V> {
    value: Arc<V>,
    bytes: usize,
    used: u64,
}

impl<K: Eq + Hash, V> ByteBoundedCache<K, V> {
    /// What an entry takes beside its value, in bytes: its key, and its places in both tables, which are about
    /// half full.
    const OF_AN_ENTRY: usize =
        size_of::<(usize, usize, K)>() + 2 * size_of::<(Arc<K>, Entry<V>)>() + 2 * size_of::<(u64, Arc<K>)>();

    /// An empty cache that holds at most `limit` bytes, its own entries counted.
    pub fn new(limit: usize) -> Self {
        let state = State { bytes: 0, tick: 0, entries: HashMap::new(), by_use: BTreeMap::new() };
        Self { limit, state: Mutex::new(state) }
    }

    /// The value of a key, which becomes the most recently used.
    pub fn get(&self, key: &K) -> Option<Arc<V>> {
        let mut guard = self.lock();
        let state = &mut *guard;
        let entry = state.entries.get_mut(key)?;
        state.tick += 1;
        if let Some(key) = state.by_use.remove(&entry.used) {
            state.by_use.insert(state.tick, key);
        }
        entry.used = state.tick;
        Some(Arc::clone(&entry.value))
    }

    /// Keeps a value that takes `bytes` bytes with all that its key refers to, forgetting others to make
    /// room; gives those back. A value larger than the whole cache is not kept.
    pub fn insert(&self, key: K, value: Arc<V>, bytes: usize) -> Vec<Arc<V>> {
        let bytes = bytes + Self::OF_AN_ENTRY;
        if bytes > self.limit {
            return Vec::new();
        }
        let mut guard = self.lock();
        let state = &mut *guard;
        let mut forgotten = Vec::from_iter(state.remove(&key));
        while state.bytes + bytes > self.limit {
            let Some((_, oldest)) = state.by_use.first_key_value() else { break };
            let oldest = Arc::clone(oldest);
            forgotten.extend(state.remove(&oldest));
        }
        state.tick += 1;
        state.bytes += bytes;
        let key = Arc::new(key);
        state.by_use.insert(state.tick, Arc::clone(&key));
        state.entries.insert(key, Entry { value, bytes, used: state.tick });
        forgotten
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        self.lock().bytes
    }

    /// Values held.
    pub fn len(&self) -> usize {
        self.lock().entries.len()
    }

    /// Whether nothing is held.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Forgets everything.
    pub fn clear(&self) {
        let mut state = self.lock();
        state.bytes = 0;
        state.entries.clear();
        state.by_use.clear();
    }

    fn lock(&self) -> MutexGuard<'_, State<K, V>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K: Eq + Hash, V> State<K, V> {
    fn remove(&mut self, key: &K) -> Option<Arc<V>> {
        let entry = self.entries.remove(key)?;
        self.bytes -= entry.bytes;
        self.by_use.remove(&entry.used);
        Some(entry.value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ENTRY: usize = ByteBoundedCache::<&str, i32>::OF_AN_ENTRY;

    #[test]
    fn the_longest_unused_goes_first() {
        let cache = ByteBoundedCache::new(10 + 2 * ENTRY);
        cache.insert("a", Arc::new(1), 4);
        cache.insert("b", Arc::new(2), 4);
        assert_eq!(cache.get(&"a").as_deref(), Some(&1));
        assert_eq!(cache.insert("c", Arc::new(3), 4), [Arc::new(2)]);
        assert_eq!(cache.get(&"b"), None);
        assert_eq!(cache.get(&"a").as_deref(), Some(&1));
        assert_eq!((cache.bytes(), cache.len()), (8 + 2 * ENTRY, 2));
        cache.insert("huge", Arc::new(4), 11 + ENTRY);
        assert_eq!((cache.get(&"huge"), cache.len()), (None, 2));
        cache.clear();
        assert!(cache.is_empty());
    }

    proptest! {
        #[test]
        fn it_never_holds_more_than_its_limit(
            steps in prop::collection::vec((0u8..20, 0usize..40), 0..200),
        ) {
            let limit = 100 + 5 * ByteBoundedCache::<u8, usize>::OF_AN_ENTRY;
            let cache = ByteBoundedCache::new(limit);
            for (key, bytes) in steps {
                cache.insert(key, Arc::new(bytes), bytes);
                let found = cache.get(&key).map(|bytes| *bytes);
                prop_assert_eq!(found, Some(bytes));
                let state = cache.lock();
                prop_assert!(state.bytes <= limit);
                prop_assert_eq!(state.bytes, state.entries.values().map(|entry| entry.bytes).sum::<usize>());
                prop_assert_eq!(state.entries.len(), state.by_use.len());
            }
        }
    }
}
