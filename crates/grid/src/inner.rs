//! The inner loop of a rung, alone: what the rung would be if it did nothing else.

use crate::{Lanes, Operations, Rounding, Scalar, Test};
use std::fmt;

/// The signature of a loop alone: it takes its vectors through at least so many steps, and returns the iterations it
/// did, lane by lane.
///
/// It reads and writes no memory, no point of it escapes, and what it computes is consumed.
pub type Bare<R> = fn(&R, Rounding, u32) -> u64;

/// The inner loop of a rung.
///
/// Loops of one map whose [name](Inner::name) and rounding are the same are the same loop, whatever rung they are of.
#[derive(Debug, Clone, Copy)]
pub struct Inner<R> {
    /// Where it tests.
    pub test: Test,
    /// How many vectors it keeps in flight.
    pub vectors: usize,
    /// What one of them is.
    pub width: Width,
    /// The loop itself.
    pub run: Bare<R>,
    /// Counts the operations of one vector's step with such a test; [`Operations::plain`] does, unless the loop has
    /// forms of its own.
    pub count: fn(&R, Rounding, Test) -> Operations,
}

impl<R> Inner<R> {
    /// The operations of one vector's step.
    #[must_use]
    pub fn operations(&self, recurrence: &R, rounding: Rounding) -> Operations {
        (self.count)(recurrence, rounding, self.test)
    }

    /// What it is called in tables and records: `untested, 6 f64x8`.
    #[must_use]
    pub fn name(&self) -> String {
        let test = match self.test {
            Test::Never => "untested",
            Test::Before => "tested",
            Test::After => "tested after",
        };
        format!("{test}, {} {}", self.vectors, self.width)
    }
}

/// A kind of vector: so many lanes of an element. One lane is a scalar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Width {
    /// The element's name.
    pub element: &'static str,
    /// The number of lanes.
    pub lanes: usize,
}

impl Width {
    /// That of a type.
    #[must_use]
    pub const fn of<V: Lanes>() -> Self {
        Self { element: V::Element::NAME, lanes: V::LANES }
    }
}

impl fmt::Display for Width {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.lanes {
            1 => f.pad(self.element),
            lanes => f.pad(&format!("{}x{lanes}", self.element)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_loop_is_named_after_what_tells_it_from_others() {
        let inner = Inner::<()> {
            test: Test::Never,
            vectors: 6,
            width: Width::of::<wide::f64x8>(),
            run: |(), _, steps| steps.into(),
            count: |(), _, _| Operations::default(),
        };
        assert_eq!(inner.name(), "untested, 6 f64x8");
        let scalar = Inner { test: Test::After, vectors: 1, width: Width::of::<f64>(), ..inner };
        assert_eq!(scalar.name(), "tested after, 1 f64");
    }
}
