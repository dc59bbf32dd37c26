//! Sets of codes as bitmaps.

/// A set of codes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct CodeSet {
    /// Bit `code % 64` of word `code / 64`; the last word is never 0, so that equal sets are equal.
    words: Vec<u64>,
}

impl CodeSet {
    /// The empty set.
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts a code into the set.
    pub fn insert(&mut self, code: u32) {
        let word = code as usize / 64;
        if word >= self.words.len() {
            self.words.resize(word + 1, 0);
        }
        self.words[word] |= 1 << (code % 64);
    }

    /// Whether a code is in the set.
    pub fn contains(&self, code: u32) -> bool {
        self.words.get(code as usize / 64).is_some_and(|word| word >> (code % 64) & 1 == 1)
    }

    /// Whether no code is in the set.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// The codes, ascending.
    pub fn iter(&self) -> impl Iterator<Item = u32> {
        (0u32..).zip(&self.words).flat_map(|(place, word)| {
            (0..64).filter(move |bit| word >> bit & 1 == 1).map(move |bit| place * 64 + bit)
        })
    }

    /// The first code of the set from `code` on.
    pub(super) fn next_from(&self, code: u32) -> Option<u32> {
        let first = code as usize / 64;
        let word = self.words.get(first)? & (u64::MAX << (code % 64));
        let words = std::iter::once(word).chain(self.words[first + 1..].iter().copied());
        let (place, word) = (first..).zip(words).find(|(_, word)| *word != 0)?;
        u32::try_from(place * 64).ok()?.checked_add(word.trailing_zeros())
    }

    /// The memory of the bits, in bytes.
    pub(super) fn bytes(&self) -> usize {
        self.words.capacity() * size_of::<u64>()
    }

    /// No code from this one on is in the set.
    pub(super) fn end(&self) -> u32 {
        u32::try_from(self.words.len() * 64).unwrap_or(u32::MAX)
    }

    /// Whether every code up to `highest` is in the set.
    pub(super) fn covers(&self, highest: u32) -> bool {
        (0..=highest).all(|code| self.contains(code))
    }
}

impl FromIterator<u32> for CodeSet {
    fn from_iter<I: IntoIterator<Item = u32>>(codes: I) -> Self {
        let mut set = Self::new();
        codes.into_iter().for_each(|code| set.insert(code));
        set
    }
}

impl Extend<u32> for CodeSet {
    fn extend<I: IntoIterator<Item = u32>>(&mut self, codes: I) {
        codes.into_iter().for_each(|code| self.insert(code));
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_code_set_is_a_set(codes in prop::collection::btree_set(0u32..300, 0..40)) {
            let set: CodeSet = codes.iter().copied().collect();
            let reversed: CodeSet = codes.iter().rev().copied().collect();
            prop_assert_eq!(&set, &reversed);
            prop_assert_eq!(set.iter().collect::<BTreeSet<u32>>(), codes.clone());
            prop_assert_eq!(set.is_empty(), codes.is_empty());
            for code in 0..300 {
                prop_assert_eq!(set.contains(code), codes.contains(&code));
                prop_assert_eq!(set.next_from(code), codes.range(code..).next().copied());
            }
        }
    }

    #[test]
    fn covering_ends_at_the_highest() {
        let set: CodeSet = (0..=64).collect();
        assert!(set.covers(64));
        assert!(!set.covers(65));
    }
}
