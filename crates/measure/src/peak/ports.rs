//! The bound that a core's ports set for a loop, from their measured rates.
//!
//! A core has ports that multiply, fuse and often compare, and ports that add; on some cores they are the same. The
//! cost of an operation *beside* a fused multiply-add shows which: none, where it has ports of its own; its full time,
//! where it has not.

use super::Kind;

/// Operations on vectors (or single numbers), on average over the steps of a loop.
///
/// Only floating-point work and the comparisons of tests count: no counters, no masks, no jumps.
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
    /// Multiplications and fused multiply-adds, which one kind of port executes.
    pub fn products(self) -> f64 {
        self.multiply + self.fma
    }

    /// The sum of both, `other` times `share`.
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

/// Operations per cycle for vectors of one width, in the order of [`Kind::ALL`].
#[derive(Debug, Clone, Copy)]
pub struct Ports(pub [f64; Kind::ALL.len()]);

impl Ports {
    /// Operations per cycle; for a pair of kinds, both counted.
    pub const fn rate(self, kind: Kind) -> f64 {
        self.0[kind as usize]
    }

    /// The cost of one more operation beside each fused multiply-add, in cycles, for a pair of kinds.
    pub fn beside_an_fma(self, pair: Kind) -> f64 {
        (2.0 / self.rate(pair) - 1.0 / self.rate(Kind::Fma)).max(0.0)
    }

    /// Whether the other kind of a pair shares ports with fused multiply-adds: whether it costs more than half as much
    /// as one more of those.
    pub fn shares(self, pair: Kind) -> bool {
        self.beside_an_fma(pair) > 0.5 / self.rate(Kind::Fma)
    }

    /// The fewest cycles that the ports need for these operations.
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

    /// One port of each kind; comparisons use that of products.
    const APART: Ports = Ports([1.0, 1.0, 1.0, 2.0, 1.0]);
    /// Two ports that execute everything.
    const ALIKE: Ports = Ports([2.0, 2.0, 2.0, 2.0, 2.0]);

    fn operations(fma: f64, add: f64, compare: f64) -> Operations {
        Operations { fma, add, compare, ..Operations::default() }
    }

    #[test]
    fn rates_are_by_kind() {
        for (i, kind) in Kind::ALL.into_iter().enumerate() {
            let mut rates = [1.0; Kind::ALL.len()];
            rates[i] = 7.0;
            assert_eq!(Ports(rates).rate(kind), 7.0, "{}", kind.name());
        }
    }

    #[test]
    fn pairs_show_which_kinds_share_ports() {
        assert!(!APART.shares(Kind::FmaAndAdd) && APART.shares(Kind::FmaAndCompare));
        assert!(ALIKE.shares(Kind::FmaAndAdd) && ALIKE.shares(Kind::FmaAndCompare));
        assert_eq!(APART.beside_an_fma(Kind::FmaAndCompare), 1.0);
        assert_eq!(ALIKE.beside_an_fma(Kind::FmaAndAdd), 0.5);
    }

    #[test]
    fn the_busier_port_is_the_bound_or_the_sum_where_they_are_one() {
        assert_eq!(APART.least_cycles(operations(4.0, 2.0, 0.0)), 4.0);
        assert_eq!(APART.least_cycles(operations(3.0, 5.0, 1.0)), 5.0);
        assert_eq!(APART.least_cycles(operations(5.0, 2.0, 1.0)), 6.0);
        assert_eq!(ALIKE.least_cycles(operations(3.0, 5.0, 1.0)), 4.5);
    }
}
