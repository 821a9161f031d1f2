//! The native module of the Python package `lanelab`: steps of views on NumPy arrays.
//!
//! The key decision: **the GIL is released wherever pixels are computed, and the calling thread never waits for a kernel
//! without looking for signals**; [`work`] has both. Every error is one of Python's own kinds; [`arguments`] words them.

mod arguments;
mod course;
mod isa;
mod mandel;
mod output;
mod rungs;
mod session;
mod steps;
mod work;

use pyo3::prelude::*;

/// The functions behind the public ones of `lanelab`, which have the documentation.
#[pymodule]
mod _native {
    #[pymodule_export]
    use crate::course::{course_array, course_point};
    #[pymodule_export]
    use crate::isa::{cpu, isa};
    #[pymodule_export]
    use crate::mandel::mandel;
    #[pymodule_export]
    use crate::rungs::rungs;
    #[pymodule_export]
    use crate::session::{command, verify};
    #[pymodule_export]
    use crate::steps::steps;
}
