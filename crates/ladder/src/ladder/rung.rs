//! The ways to write the computation.

use crate::agreement::{Answer, Number as _};
use std::fmt;

/// A way to write the computation.
pub(crate) struct Rung<I, O> {
    pub(crate) name: String,
    pub(crate) about: String,
    pub(crate) form: Form<I, O>,
    pub(crate) threading: Threading,
    /// The index of what its answer is compared with.
    pub(crate) contract: usize,
}

/// On which threads a rung runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Threading {
    /// On the calling thread.
    One,
    /// On several, in a rayon pool.
    Pool,
    /// On several that it starts itself.
    Own,
}

/// Functions of rungs; the last argument is the number of threads.
type Compute<I, O> = Box<dyn Fn(&I, usize) -> O + Sync>;
type Fill<I, O> = Box<dyn Fn(&I, &mut O, usize) + Sync>;
type Change<O> = Box<dyn Fn(&mut O, usize) + Sync>;

/// How a rung takes its input and gives its answer.
pub(crate) enum Form<I, O> {
    /// Returns the answer.
    Returns(Compute<I, O>),
    /// Fills a buffer.
    Fills(Fills<I, O>),
    /// Changes data in place, which start as the other function makes them.
    InPlace(InPlace<I, O>),
}

pub(crate) struct Fills<I, O> {
    pub(crate) fill: Fill<I, O>,
    /// A buffer of the shape of an answer, all of it different from that answer.
    pub(crate) buffer: fn(&O) -> O,
    /// Makes all of a buffer different from an answer again.
    pub(crate) spoil: fn(&mut O, &O),
    /// How many numbers of a buffer are as `spoil` makes them for an answer.
    pub(crate) unwritten: fn(&O, &O) -> usize,
}

pub(crate) struct InPlace<I, O> {
    pub(crate) start: Box<dyn Fn(&I) -> O + Sync>,
    pub(crate) change: Change<O>,
    pub(crate) restore: fn(&mut O, &O),
    pub(crate) copy: fn(&O) -> O,
}

impl<I, O: Answer + Clone> Fills<I, O> {
    pub(crate) fn new(fill: impl Fn(&I, &mut O, usize) + Sync + 'static) -> Self {
        let buffer = |answer: &O| {
            let mut buffer = answer.clone();
            buffer.spoil();
            buffer
        };
        let spoil = |buffer: &mut O, answer: &O| {
            buffer.clone_from(answer);
            buffer.spoil();
        };
        let unwritten = |buffer: &O, answer: &O| {
            let numbers = buffer.numbers().zip(answer.numbers());
            numbers.filter(|(number, expected)| number.bits() == expected.spoilt().bits()).count()
        };
        Self { fill: Box::new(fill), buffer, spoil, unwritten }
    }
}

impl<I, O: Clone> InPlace<I, O> {
    pub(crate) fn new(
        start: impl Fn(&I) -> O + Sync + 'static,
        change: impl Fn(&mut O, usize) + Sync + 'static,
    ) -> Self {
        Self { start: Box::new(start), change: Box::new(change), restore: O::clone_from, copy: O::clone }
    }
}

impl<I, O> Rung<I, O> {
    pub(crate) fn is_threaded(&self) -> bool {
        self.threading != Threading::One
    }
}

impl<I, O> fmt::Debug for Rung<I, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rung").field("name", &self.name).finish_non_exhaustive()
    }
}
