//! The array forms and the closeness of arrays against what NumPy itself made of the same arguments, bit for bit, its
//! exceptions included. `crates/numpy/reference/routines.py` made the goldens.

#[cfg(test)]
mod close;
#[cfg(test)]
mod golden;
#[cfg(test)]
mod indices;
#[cfg(test)]
mod ranges;
