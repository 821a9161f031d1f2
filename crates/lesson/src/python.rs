//! The same steps in NumPy, for whoever has it.

/// What a step is in NumPy: run after [`PRELUDE`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Twin {
    /// Statements that are not timed.
    pub setup: &'static str,
    /// The statement that is.
    pub statement: &'static str,
}

/// The points that all of them work on.
pub const PRELUDE: &str = "\
import warnings
import numpy as np
warnings.simplefilter('ignore')
h = 2.0 / 300
gy, gx = np.mgrid[-1.0:1.0:h, -1.5:0.5:h]
c = gx + 1j * gy
";

pub(crate) const MANDEL1: &str = "
def mandel1(c, limit=50):
    z = c
    while abs(z) < 2:
        limit -= 1
        z = z ** 2 + c
        if limit < 0:
            return 0
    return limit
mandel2 = np.vectorize(mandel1)
";
