//! The order of the candidates in each round.
//!
//! E. J. Williams (*Experimental Designs Balanced for the Estimation of Residual Effects of Treatments*, Australian
//! Journal of Scientific Research A 2, 1949) arranges n treatments in n rounds, 2n where n is odd, so that each takes
//! each place, and follows each other one, equally often: the first round is 0, 1, n-1, 2, n-2, …, whose neighbours
//! differ by 1, -2, 3, -4, …, each difference once; the other rounds add 1, 2, … to it modulo n. For an odd n each
//! difference has only one sign, so the block is completed with the rounds in reverse.

use fastrand::Rng;

/// Draws the order of every round, with a fixed seed: the same candidates give the same order.
#[derive(Debug)]
pub(super) struct Schedule {
    rng: Rng,
    running: Vec<usize>,
    rounds: Vec<Vec<usize>>,
}

impl Schedule {
    pub(super) fn new() -> Self {
        Self { rng: Rng::with_seed(0), running: Vec::new(), rounds: Vec::new() }
    }

    /// The order of the next round: each of `running` once. A new block begins where `running` has changed.
    pub(super) fn round(&mut self, running: &[usize]) -> Vec<usize> {
        if self.running != running {
            running.clone_into(&mut self.running);
            self.rounds.clear();
        }
        if self.rounds.is_empty() {
            self.rounds = block(running, &mut self.rng);
        }
        self.rounds.pop().unwrap_or_default()
    }
}

/// A balanced block of rounds: as many as `running` has members, or twice as many where that number is odd.
fn block(running: &[usize], rng: &mut Rng) -> Vec<Vec<usize>> {
    let n = running.len();
    let mut members = running.to_vec();
    rng.shuffle(&mut members);
    let mut rounds: Vec<Vec<usize>> =
        (0..n).map(|shift| (0..n).map(|place| members[(zigzag(place, n) + shift) % n]).collect()).collect();
    if n % 2 == 1 {
        let reversed: Vec<Vec<usize>> = rounds.iter().map(|round| round.iter().rev().copied().collect()).collect();
        rounds.extend(reversed);
    }
    rng.shuffle(&mut rounds);
    rounds
}

/// 0, 1, n-1, 2, n-2, …
fn zigzag(place: usize, n: usize) -> usize {
    if place % 2 == 1 { place.div_ceil(2) } else { (n - place / 2) % n }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    fn tally<K: std::hash::Hash + Eq>(keys: impl Iterator<Item = K>) -> HashMap<K, usize> {
        keys.fold(HashMap::new(), |mut counts, key| {
            *counts.entry(key).or_default() += 1;
            counts
        })
    }

    #[test]
    fn over_a_block_places_and_neighbours_are_balanced() {
        for n in 1..=14_usize {
            let running: Vec<usize> = (0..n).map(|member| member * 10).collect();
            let copies = 1 + n % 2;
            let rounds = block(&running, &mut Rng::with_seed(n as u64));
            assert_eq!(rounds.len(), copies * n, "{n} candidates: rounds of a block");
            let places = tally(rounds.iter().flat_map(|round| round.iter().copied().enumerate()));
            assert_eq!(places.len(), n * n, "{n} candidates: not each in each place");
            assert!(places.values().all(|&count| count == copies), "{n} candidates: {places:?}");
            let follows = tally(rounds.iter().flat_map(|round| round.windows(2).map(|w| (w[0], w[1]))));
            assert_eq!(follows.len(), n * (n - 1), "{n} candidates: not each after each other one");
            assert!(follows.values().all(|&count| count == copies), "{n} candidates: {follows:?}");
        }
    }
}
