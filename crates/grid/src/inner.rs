//! The inner loop of a rung, alone: its rate is the peak of the rung.

use crate::{Lanes, Rounding, Scalar};
use std::fmt;

/// Where a loop tests whether a point is bounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Test {
    /// Nowhere in the loop.
    Never,
    /// In each step, the value before the step: test and step share its squares.
    Before,
    /// In each step, the value after the step.
    After,
}

/// The inner loop of a rung: it reads and writes no memory, none of its points escapes, and it produces no output.
///
/// Loops of one map with the same [name](InnerLoop::name) and rounding are the same loop, even of different rungs.
pub struct InnerLoop {
    /// Where it tests whether a point is bounded.
    pub test: Test,
    /// How many vectors it keeps in flight.
    pub vectors: usize,
    /// The kind of vector.
    pub width: Width,
    /// The share of steps in the [second form](crate::Arithmetic::FmaForm) of an arithmetic: 0 to 1.
    pub fma_form_share: f64,
    run: Box<dyn Fn(Rounding, u32) -> u64 + Send + Sync>,
}

impl InnerLoop {
    /// A loop over vectors of kind `V`. `run` takes them through at least this many steps under a rounding, and returns
    /// the iterations of all lanes.
    pub fn new<V: Lanes>(
        test: Test,
        vectors: usize,
        fma_form_share: f64,
        run: impl Fn(Rounding, u32) -> u64 + Send + Sync + 'static,
    ) -> Self {
        Self { test, vectors, width: Width::of::<V>(), fma_form_share, run: Box::new(run) }
    }

    /// Takes its vectors through at least this many steps, and returns the iterations of all lanes.
    pub fn run(&self, rounding: Rounding, steps: u32) -> u64 {
        (self.run)(rounding, steps)
    }

    /// The name in tables and records: `untested, 6 f64x8`.
    pub fn name(&self) -> String {
        let test = match self.test {
            Test::Never => "untested",
            Test::Before => "tested",
            Test::After => "tested after",
        };
        format!("{test}, {} {}", self.vectors, self.width)
    }
}

impl fmt::Debug for InnerLoop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "InnerLoop {{ {} }}", self.name())
    }
}

/// A kind of vector: its element and its number of lanes. One lane is a scalar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Width {
    /// The element's name.
    pub element: &'static str,
    /// The number of lanes.
    pub lanes: usize,
}

impl Width {
    /// The kind of a type.
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
    fn a_loop_is_named_by_its_test_its_vectors_and_their_width() {
        let vector = InnerLoop::new::<wide::f64x8>(Test::Never, 6, 0.0, |_, steps| steps.into());
        let scalar = InnerLoop::new::<f64>(Test::After, 1, 0.0, |_, steps| steps.into());
        assert_eq!((vector.name().as_str(), scalar.name().as_str()), ("untested, 6 f64x8", "tested after, 1 f64"));
    }
}
