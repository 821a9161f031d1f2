//! NumPy's semantics against what NumPy itself made of the same arguments, bit for bit, its exceptions included.
//! `crates/numpy/reference/numpy_reference.py` makes the goldens.

#[cfg(test)]
mod close;
#[cfg(test)]
mod course;
#[cfg(test)]
mod golden;
#[cfg(test)]
mod indices;
#[cfg(test)]
mod ranges;
