//! How fast the ports of a core let a loop go, by what was measured of them.
//!
//! A core has pipes that multiply, fuse and often compare, and pipes that add; on some cores they are the same. Which
//! it is follows from what an operation costs *beside* a fused multiply-add: nothing, where it has pipes of its own;
//! its full time, where it has not.

use super::Kind;

/// Operations on vectors (or single numbers), on average over the steps of a loop.
///
/// Only floating-point work counts, and what a test compares: no counters, no masks, no jumps.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Operations {
    /// Multiplications.
    pub multiply: f64,
    /// Fused multiply-adds.
    pub fma: f64,
    /// Additions and subtractions.
    pub add: f64,
    /// Comparisons.
    pub compare: f64,
    /// Work on bits: signs cleared or changed.
    pub logic: f64,
}

impl Operations {
    /// Multiplications and fused multiply-adds, which one kind of pipe executes.
    #[must_use]
    pub fn products(self) -> f64 {
        self.multiply + self.fma
    }

    /// The sum of two, the other one times `share`.
    #[must_use]
    pub fn plus(self, other: Self, share: f64) -> Self {
        Self {
            multiply: self.multiply + share * other.multiply,
            fma: self.fma + share * other.fma,
            add: self.add + share * other.add,
            compare: self.compare + share * other.compare,
            logic: self.logic + share * other.logic,
        }
    }
}

/// Operations a cycle, kind by kind, for vectors of one width.
#[derive(Debug, Clone, Copy)]
pub struct Ports([f64; Kind::ALL.len()]);

impl Ports {
    /// Those with these rates, in the order of [`Kind::ALL`].
    #[must_use]
    pub const fn of(rates: [f64; Kind::ALL.len()]) -> Self {
        Self(rates)
    }

    /// Operations a cycle; of a pair of kinds, both counted.
    #[must_use]
    pub const fn rate(self, kind: Kind) -> f64 {
        self.0[kind as usize]
    }

    /// What one more operation costs beside each fused multiply-add, in cycles. The pair is one of [`Kind`].
    #[must_use]
    pub fn beside_an_fma(self, pair: Kind) -> f64 {
        (2.0 / self.rate(pair) - 1.0 / self.rate(Kind::Fma)).max(0.0)
    }

    /// Whether the other kind of a pair shares pipes with fused multiply-adds: whether it costs more than half as much
    /// as another of those would.
    #[must_use]
    pub fn shares(self, pair: Kind) -> bool {
        self.beside_an_fma(pair) > 0.5 / self.rate(Kind::Fma)
    }

    /// The fewest cycles that the ports need for these operations.
    #[must_use]
    pub fn least_cycles(self, operations: Operations) -> f64 {
        let products = operations.multiply / self.rate(Kind::Multiply)
            + operations.fma / self.rate(Kind::Fma)
            + operations.compare * self.beside_an_fma(Kind::FmaAndCompare);
        let sums = operations.add / self.rate(Kind::Add);
        if self.shares(Kind::FmaAndAdd) { products + sums } else { products.max(sums) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One pipe of each kind; comparisons go through that of products.
    const APART: Ports = Ports::of([1.0, 1.0, 1.0, 2.0, 1.0]);
    /// Two pipes that do everything.
    const ALIKE: Ports = Ports::of([2.0, 2.0, 2.0, 2.0, 2.0]);

    fn operations(fma: f64, add: f64, compare: f64) -> Operations {
        Operations { fma, add, compare, ..Operations::default() }
    }

    #[test]
    fn kinds_are_in_their_order() {
        for (i, kind) in Kind::ALL.into_iter().enumerate() {
            let mut rates = [1.0; Kind::ALL.len()];
            rates[i] = 7.0;
            assert_eq!(Ports::of(rates).rate(kind), 7.0, "{}", kind.name());
        }
    }

    #[test]
    fn who_shares_pipes_is_read_from_the_pairs() {
        assert!(!APART.shares(Kind::FmaAndAdd) && APART.shares(Kind::FmaAndCompare));
        assert!(ALIKE.shares(Kind::FmaAndAdd) && ALIKE.shares(Kind::FmaAndCompare));
        assert_eq!(APART.beside_an_fma(Kind::FmaAndCompare), 1.0);
        assert_eq!(ALIKE.beside_an_fma(Kind::FmaAndAdd), 0.5);
    }

    #[test]
    fn the_busier_pipe_is_the_bound_or_the_sum_where_they_are_one() {
        assert_eq!(APART.least_cycles(operations(4.0, 2.0, 0.0)), 4.0);
        assert_eq!(APART.least_cycles(operations(3.0, 5.0, 1.0)), 5.0);
        assert_eq!(APART.least_cycles(operations(5.0, 2.0, 1.0)), 6.0);
        assert_eq!(ALIKE.least_cycles(operations(3.0, 5.0, 1.0)), 4.5);
    }
}
