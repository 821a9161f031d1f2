//! A symbolic number: it computes nothing and stands for an expression in a table of this thread.
//!
//! Equal expressions share one entry, so an operation that is asked for twice is there once.

use lanelab_grid::Real;
use lanelab_measure::peak::Operations;
use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::ops::{Add, Mul, Neg, Sub};

/// An expression, or its negative. To change the sign makes no entry: what takes the number takes its sign too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Symbol {
    entry: usize,
    negative: bool,
}

/// What an entry of the table is made of. Operands whose order does not matter are sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Expression {
    Input(u8),
    /// The bits of a constant.
    Constant(u64),
    /// The product of two entries; its sign is the symbol's affair.
    Product([usize; 2]),
    Sum([Symbol; 2]),
    /// A product of two entries, negated or not, plus an addend.
    Fma([usize; 2], bool, Symbol),
    Absolute(usize),
}

#[derive(Debug, Default)]
struct Table {
    expressions: Vec<Expression>,
    entries: HashMap<Expression, usize>,
}

thread_local! {
    static TABLE: RefCell<Table> = RefCell::default();
}

/// Empties the table. Symbols made before mean nothing any more.
pub(super) fn forget() {
    TABLE.take();
}

/// The operations that these results need, each once; comparisons are not the table's affair.
pub(super) fn operations(results: &[Symbol]) -> Operations {
    TABLE.with_borrow(|table| table.operations(results))
}

impl Table {
    fn enter(&mut self, expression: Expression) -> Symbol {
        let entry = *self.entries.entry(expression).or_insert_with(|| {
            self.expressions.push(expression);
            self.expressions.len() - 1
        });
        Symbol { entry, negative: false }
    }

    fn operations(&self, results: &[Symbol]) -> Operations {
        // A result whose sign nothing takes over costs work of its own.
        let negated: BTreeSet<_> = results.iter().filter(|result| result.negative).collect();
        let mut operations = Operations::default();
        for _ in negated {
            operations.logic += 1.0;
        }
        for entry in self.needed(results) {
            match self.expressions[entry] {
                Expression::Input(_) | Expression::Constant(_) => {}
                Expression::Product(_) => operations.multiply += 1.0,
                Expression::Sum(_) => operations.add += 1.0,
                Expression::Fma(..) => operations.fma += 1.0,
                Expression::Absolute(_) => operations.logic += 1.0,
            }
        }
        operations
    }

    /// The entries that these results rest on, themselves among them.
    fn needed(&self, results: &[Symbol]) -> BTreeSet<usize> {
        let mut open: Vec<usize> = results.iter().map(|result| result.entry).collect();
        let mut needed = BTreeSet::new();
        while let Some(entry) = open.pop() {
            if needed.insert(entry) {
                open.extend(self.expressions[entry].operands());
            }
        }
        needed
    }
}

impl Expression {
    fn operands(self) -> Vec<usize> {
        match self {
            Self::Input(_) | Self::Constant(_) => Vec::new(),
            Self::Product(factors) => factors.to_vec(),
            Self::Sum(terms) => terms.map(|term| term.entry).to_vec(),
            Self::Fma([a, b], _, addend) => vec![a, b, addend.entry],
            Self::Absolute(operand) => vec![operand],
        }
    }
}

fn sorted<T: Ord>(mut pair: [T; 2]) -> [T; 2] {
    pair.sort();
    pair
}

impl Symbol {
    /// What comes from outside, told apart by its number.
    pub(super) fn input(number: u8) -> Self {
        Self::of(Expression::Input(number))
    }

    fn of(expression: Expression) -> Self {
        TABLE.with_borrow_mut(|table| table.enter(expression))
    }
}

impl Add for Symbol {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self::of(Expression::Sum(sorted([self, other])))
    }
}

impl Sub for Symbol {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self::of(Expression::Sum(sorted([self, -other])))
    }
}

impl Mul for Symbol {
    type Output = Self;

    fn mul(self, other: Self) -> Self {
        let product = Self::of(Expression::Product(sorted([self.entry, other.entry])));
        Self { negative: self.negative != other.negative, ..product }
    }
}

impl Neg for Symbol {
    type Output = Self;

    fn neg(self) -> Self {
        Self { negative: !self.negative, ..self }
    }
}

impl Real for Symbol {
    fn splat(value: f64) -> Self {
        Self::of(Expression::Constant(value.to_bits()))
    }

    fn fma(self, factor: Self, addend: Self) -> Self {
        let negated = self.negative != factor.negative;
        Self::of(Expression::Fma(sorted([self.entry, factor.entry]), negated, addend))
    }

    fn abs(self) -> Self {
        Self::of(Expression::Absolute(self.entry))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inputs() -> [Symbol; 3] {
        forget();
        [0, 1, 2].map(Symbol::input)
    }

    #[test]
    fn what_is_asked_for_twice_counts_once() {
        let [a, b, c] = inputs();
        assert_eq!(a * b, b * a);
        assert_eq!(a + b, b + a);
        assert_eq!(a - b, -b + a);
        assert_eq!(a.fma(b, c), b.fma(a, c));
        assert_ne!(a - b, b - a, "zeros of different signs");
        let both = operations(&[a * b + c, b * a - c]);
        assert_eq!(both, Operations { multiply: 1.0, add: 2.0, ..Operations::default() });
    }

    #[test]
    fn a_sign_is_free_where_an_operation_takes_it() {
        let [a, b, c] = inputs();
        let free = operations(&[(-a).fma(b, -c), c - (-a) * b]);
        assert_eq!(free, Operations { multiply: 1.0, fma: 1.0, add: 1.0, ..Operations::default() });
        assert_eq!(operations(&[-a]), Operations { logic: 1.0, ..Operations::default() });
        assert_eq!((-a).abs(), a.abs());
    }

    #[test]
    fn what_no_result_needs_does_not_count() {
        let [a, b, c] = inputs();
        let _unused = a * c;
        assert_eq!(operations(&[a + b]), Operations { add: 1.0, ..Operations::default() });
    }
}
