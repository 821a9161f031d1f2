//! NumPy's semantics in Rust: array routines that `ndarray` lacks, `assert_allclose`, NumPy's way to print arrays, the
//! course's functions with their quirks, and the goldens that NumPy wrote to compare all that with.
#![forbid(unsafe_code)]

pub mod closeness;
pub mod course;
pub mod goldens;
pub mod print;
pub mod routines;
