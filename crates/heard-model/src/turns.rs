//! Turns: what waits for something scarce is handed out line by line, so that whoever sends much
//! keeps nobody waiting who sends little.
//!
//! Deficit round robin (Shreedhar and Varghese 1996): each line is given so much credit in its turn,
//! and what is at its head goes when the credit covers its size. A line that waits alone gets
//! everything.

use std::collections::VecDeque;
use std::hash::Hash;

use foldhash::HashMap;

/// Things of some size that wait in one line for each key.
#[derive(Debug)]
pub struct Turns<K, T> {
    lines: HashMap<K, Line<T>>,
    /// Keys of lines in which something waits; whose turn it is stands first.
    order: VecDeque<K>,
    credit: usize,
    size: usize,
}

#[derive(Debug)]
struct Line<T> {
    waiting: VecDeque<(usize, T)>,
    size: usize,
    credit: usize,
}

impl<K: Copy + Eq + Hash, T> Turns<K, T> {
    /// Lines that are given `credit` in each turn.
    pub fn new(credit: usize) -> Self {
        Self { lines: HashMap::default(), order: VecDeque::new(), credit: credit.max(1), size: 0 }
    }

    /// The size of all that waits.
    pub fn size(&self) -> usize {
        self.size
    }

    /// The size of what waits in a line.
    pub fn size_of(&self, key: &K) -> usize {
        self.lines.get(key).map_or(0, |line| line.size)
    }

    /// How many lines have something waiting.
    pub fn lines(&self) -> usize {
        self.order.len()
    }

    /// The most that would go before something new at the end of a line, if nothing else came.
    pub fn ahead_of(&self, key: &K) -> usize {
        let others = self.lines() - usize::from(self.lines.contains_key(key));
        let own = self.size_of(key);
        // In as many turns as the line needs, each of the others is given as much.
        let theirs = others.saturating_mul((own / self.credit + 1).saturating_mul(self.credit));
        self.size.min(own.saturating_add(theirs))
    }

    /// Puts something at the end of a line.
    pub fn push(&mut self, key: K, size: usize, thing: T) {
        let size = size.max(1);
        let line = self.lines.entry(key).or_insert_with(|| {
            self.order.push_back(key);
            Line { waiting: VecDeque::new(), size: 0, credit: self.credit }
        });
        line.waiting.push_back((size, thing));
        line.size += size;
        self.size += size;
    }

    /// What goes next.
    pub fn pop(&mut self) -> Option<(usize, T)> {
        self.pop_where(|_| true).map(|(_, size, thing)| (size, thing))
    }

    /// What goes next of the lines that may go.
    pub fn pop_where(&mut self, may_go: impl Fn(&K) -> bool) -> Option<(K, usize, T)> {
        let mut refused = 0;
        while refused < self.order.len() {
            let key = *self.order.front()?;
            let line = self.lines.get_mut(&key)?;
            if !may_go(&key) {
                refused += 1;
                self.order.rotate_left(1);
                continue;
            }
            refused = 0;
            if let Some((size, thing)) = line.waiting.pop_front_if(|(size, _)| *size <= line.credit) {
                line.credit -= size;
                line.size -= size;
                self.size -= size;
                if line.waiting.is_empty() {
                    self.lines.remove(&key);
                    self.order.pop_front();
                }
                return Some((key, size, thing));
            }
            line.credit += self.credit;
            self.order.rotate_left(1);
        }
        None
    }

    /// Takes out everything that is not to stay.
    pub fn take_out(&mut self, mut stays: impl FnMut(&T) -> bool) -> Vec<T> {
        let mut out = Vec::new();
        for line in self.lines.values_mut() {
            for (size, thing) in std::mem::take(&mut line.waiting) {
                if stays(&thing) {
                    line.waiting.push_back((size, thing));
                } else {
                    line.size -= size;
                    self.size -= size;
                    out.push(thing);
                }
            }
        }
        self.lines.retain(|_, line| !line.waiting.is_empty());
        self.order.retain(|key| self.lines.contains_key(key));
        out
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn all(turns: &mut Turns<char, u32>) -> Vec<u32> {
        std::iter::from_fn(|| turns.pop().map(|(_, thing)| thing)).collect()
    }

    #[test]
    fn lines_take_turns_and_each_keeps_its_order() {
        let mut turns = Turns::new(2);
        for thing in 0..6 {
            turns.push('a', 1, thing);
        }
        turns.push('b', 1, 10);
        turns.push('c', 1, 20);
        assert_eq!((turns.size(), turns.size_of(&'a'), turns.lines()), (8, 6, 3));
        assert_eq!(all(&mut turns), [0, 1, 10, 20, 2, 3, 4, 5]);
        assert_eq!((turns.size(), turns.lines()), (0, 0));
    }

    #[test]
    fn large_things_wait_for_as_many_turns_as_they_are_large() {
        let mut turns = Turns::new(4);
        turns.push('a', 12, 0);
        turns.push('a', 12, 1);
        for thing in 10..22 {
            turns.push('b', 1, thing);
        }
        let order = all(&mut turns);
        let place = |thing| order.iter().position(|other| *other == thing).unwrap();
        assert!(place(17) < place(0) && place(0) < place(1), "{order:?}");
        turns.push('a', 1_000, 2);
        assert_eq!(all(&mut turns), [2], "a line alone does not wait");
    }

    #[test]
    fn a_line_that_may_not_go_is_passed_over() {
        let mut turns = Turns::new(1);
        turns.push('a', 1, 0);
        turns.push('b', 1, 1);
        assert_eq!(turns.pop_where(|key| *key == 'b'), Some(('b', 1, 1)));
        assert_eq!(turns.pop_where(|key| *key == 'b'), None);
        assert_eq!(turns.pop(), Some((1, 0)));
    }

    #[test]
    fn what_does_not_stay_is_taken_out() {
        let mut turns = Turns::new(1);
        for (key, thing) in [('a', 0), ('a', 1), ('b', 2)] {
            turns.push(key, 3, thing);
        }
        let mut out = turns.take_out(|thing| *thing == 1);
        out.sort_unstable();
        assert_eq!((out, turns.size(), turns.lines()), (vec![0, 2], 3, 1));
        assert_eq!(all(&mut turns), [1]);
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_no_line_waits_for_more_than_was_said(
            steps in proptest::collection::vec((0u8..5, 1usize..9, any::<bool>()), 1..200), credit in 1usize..6,
        ) {
            let mut turns = Turns::new(credit);
            let (mut pushed, mut popped) = (0, 0);
            for (key, size, pops) in steps {
                if pops {
                    popped += turns.pop().map_or(0, |(size, ())| size);
                } else {
                    turns.push(key, size, ());
                    pushed += size;
                }
                prop_assert_eq!(turns.size(), pushed - popped);
                let sizes: usize = (0..5).map(|key| turns.size_of(&key)).sum();
                prop_assert_eq!(sizes, turns.size());
            }
            while let Some((size, ())) = turns.pop() {
                popped += size;
            }
            prop_assert_eq!((popped, turns.size(), turns.lines()), (pushed, 0, 0));
        }

        #[test]
        fn a_newcomer_goes_after_at_most_one_turn_of_each_other(others in 1usize..20, credit in 1usize..9) {
            let mut turns = Turns::new(credit);
            for other in 0..others {
                for _ in 0..50 {
                    turns.push(other, 1, false);
                }
            }
            for _ in 0..17 {
                turns.pop();
            }
            let ahead = turns.ahead_of(&1_000);
            turns.push(1_000, 1, true);
            let waited = std::iter::from_fn(|| turns.pop()).take_while(|(_, newcomer)| !newcomer).count();
            prop_assert!(waited <= ahead && ahead <= others * credit, "{} of {}", waited, ahead);
        }
    }
}
