//! NumPy's semantics in Rust: array constructors and masks that `ndarray` lacks, `assert_allclose`, NumPy's way to print
//! numbers, the course's functions with their quirks, and the arrays that NumPy itself wrote to compare all that with.
#![forbid(unsafe_code)]

pub mod closeness;
pub mod course;
pub mod goldens;
pub mod print;
pub mod routines;
