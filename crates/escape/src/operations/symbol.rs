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
pub struct Symbol {
    entry: usize,
    negative: bool,
}

/// What an entry of the table is made of. Operands whose order does not matter are sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Expression {
    Input(usize),
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

/// The operations that these results need, each once; comparisons are not counted.
#[must_use]
pub fn count(results: &[Symbol]) -> Operations {
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
    /// Distinct inputs in an empty table: symbols made before on this thread mean nothing from here on.
    #[must_use]
    pub fn inputs<const N: usize>() -> [Self; N] {
        TABLE.take();
        std::array::from_fn(|number| Self::of(Expression::Input(number)))
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
