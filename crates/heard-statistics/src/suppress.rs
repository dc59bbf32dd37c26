//! Small groups: what may be shown so that no result of fewer than k people can be read or
//! recovered by subtracting what is shown from the total.

/// Which groups to hide, where their total is shown.
///
/// Groups of fewer than `k` people are hidden, empty ones excepted: they are nobody's. Where
/// the hidden ones together are a single group, or fewer than `k` people, the difference to the
/// total would give them away; then the next smallest groups are hidden as well.
pub fn suppress_groups(counts: &[i64], k: i64) -> Vec<bool> {
    let primary: Vec<bool> = counts.iter().map(|count| is_small(*count, k)).collect();
    complete(counts, &primary, k)
}

/// Whether a group of `count` people must be hidden for itself.
pub fn is_small(count: i64, k: i64) -> bool {
    count != 0 && count < k
}

/// Hides more groups until those of `hidden` cannot be recovered from the total: at least two,
/// and together at least `k` people. Where all groups with people are hidden there is nothing
/// more to hide.
pub fn complete(counts: &[i64], hidden: &[bool], k: i64) -> Vec<bool> {
    let mut hidden = hidden.to_vec();
    if !hidden.contains(&true) {
        return hidden;
    }
    let mut candidates: Vec<usize> =
        (0..counts.len()).filter(|index| !hidden[*index] && counts[*index] > 0).collect();
    candidates.sort_by_key(|index| counts[*index]);
    for index in candidates {
        let groups = hidden.iter().filter(|hidden| **hidden).count();
        let people: i64 =
            counts.iter().zip(&hidden).filter(|(_, hidden)| **hidden).map(|(count, _)| count).sum();
        if groups >= 2 && people >= k {
            break;
        }
        hidden[index] = true;
    }
    hidden
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_small_group_takes_the_next_smallest_with_it() {
        assert_eq!(suppress_groups(&[100, 3, 40, 7], 5), [false, true, false, true]);
    }

    #[test]
    fn two_small_groups_that_are_few_together_take_a_third() {
        assert_eq!(suppress_groups(&[100, 1, 2, 7], 5), [false, true, true, true]);
        assert_eq!(suppress_groups(&[100, 3, 2, 7], 5), [false, true, true, false]);
    }

    #[test]
    fn nothing_small_hides_nothing_and_nobody_is_not_hidden() {
        assert_eq!(suppress_groups(&[5, 8, 0], 5), [false, false, false]);
        assert_eq!(suppress_groups(&[4, 0, 9], 5), [true, false, true]);
        assert_eq!(suppress_groups(&[4], 5), [true]);
        assert!(suppress_groups(&[], 5).is_empty());
    }

    proptest! {
        #[test]
        fn what_is_hidden_cannot_be_subtracted(counts in proptest::collection::vec(0i64..30, 0..12), k in 2i64..10) {
            let hidden = suppress_groups(&counts, k);
            let of_hidden: Vec<i64> =
                counts.iter().zip(&hidden).filter(|(_, hidden)| **hidden).map(|(count, _)| *count).collect();
            let shown: i64 = counts.iter().zip(&hidden).filter(|(_, hidden)| !**hidden).map(|(count, _)| *count).sum();
            for (count, hidden) in counts.iter().zip(&hidden) {
                prop_assert!(*hidden || *count == 0 || *count >= k);
            }
            if !of_hidden.is_empty() && shown > 0 {
                prop_assert!(of_hidden.len() >= 2 && of_hidden.iter().sum::<i64>() >= k);
            }
        }
    }
}
