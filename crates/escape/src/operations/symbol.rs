//! A symbolic number, which stands for an expression in a table of this thread. Equal expressions share one entry, so a
//! repeated operation counts once.

use lanelab_grid::Real;
use lanelab_measure::peak::Operations;
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ops::{Add, Mul, Neg, Sub};

/// An expression, or its negative. A change of sign makes no entry: it is part of the operation that uses the number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Symbol {
    entry: usize,
    negative: bool,
}

/// An entry of the table. Operands whose order does not matter are sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expression {
    Input(usize),
    /// The bits of a constant.
    Constant(u64),
    /// The product of two entries; the [`Symbol`] has its sign.
    Product([usize; 2]),
    Sum([Symbol; 2]),
    /// A product of two entries, negated or not, plus an addend.
    Fma([usize; 2], bool, Symbol),
    Absolute(usize),
}

thread_local! {
    static TABLE: RefCell<Vec<Expression>> = RefCell::default();
}

/// The operations needed for these results, each counted once; comparisons are not counted.
pub fn count(results: &[Symbol]) -> Operations {
    let mut operations = Operations::default();
    // A negative result costs an operation, since no later one takes over its sign.
    let negative: BTreeSet<_> = results.iter().filter(|result| result.negative).collect();
    negative.iter().for_each(|_| operations.logic += 1.0);
    let mut open: Vec<usize> = results.iter().map(|result| result.entry).collect();
    let mut counted = BTreeSet::new();
    while let Some(entry) = open.pop() {
        if !counted.insert(entry) {
            continue;
        }
        let count = match TABLE.with_borrow(|table| table[entry]) {
            Expression::Input(_) | Expression::Constant(_) => continue,
            Expression::Product(factors) => {
                open.extend(factors);
                &mut operations.multiply
            }
            Expression::Sum(terms) => {
                open.extend(terms.map(|term| term.entry));
                &mut operations.add
            }
            Expression::Fma([a, b], _, addend) => {
                open.extend([a, b, addend.entry]);
                &mut operations.fma
            }
            Expression::Absolute(operand) => {
                open.push(operand);
                &mut operations.logic
            }
        };
        *count += 1.0;
    }
    operations
}

fn sorted<T: Ord>(mut pair: [T; 2]) -> [T; 2] {
    pair.sort();
    pair
}

impl Symbol {
    /// Distinct inputs in an empty table: earlier symbols of this thread become invalid.
    pub fn inputs<const N: usize>() -> [Self; N] {
        TABLE.take();
        std::array::from_fn(|number| Self::of(Expression::Input(number)))
    }

    /// The entry of an expression, which is made if there is none.
    fn of(expression: Expression) -> Self {
        TABLE.with_borrow_mut(|table| {
            let entry = table.iter().position(|&known| known == expression).unwrap_or(table.len());
            if entry == table.len() {
                table.push(expression);
            }
            Self { entry, negative: false }
        })
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
