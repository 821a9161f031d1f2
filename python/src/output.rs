//! Arrays that a function fills: those of the caller, or new ones.

use crate::arguments::{invalid, repr};
use numpy::ndarray::Dimension;
use numpy::{Element, PyArray, PyUntypedArray, PyUntypedArrayMethods, dtype};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyTuple;

/// The caller's array, which must have this shape and lie in C order, or a new one.
pub(crate) fn array<'py, T: Element, D: Dimension>(
    py: Python<'py>,
    out: Option<&Bound<'py, PyAny>>,
    shape: &[usize],
) -> PyResult<Bound<'py, PyArray<T, D>>> {
    let shape = PyTuple::new(py, shape)?;
    let Some(out) = out else {
        return Ok(empty::<T>(py, &shape)?.cast_into()?);
    };
    let kind = dtype::<T>(py);
    let refuse = |what: &str| format!("out {what}: give numpy.empty({shape}, numpy.{kind}), or None");
    let array: &Bound<'py, PyArray<T, D>> = out.cast().map_err(|_| PyTypeError::new_err(refuse(&described(out))))?;
    if !array.getattr("shape")?.eq(&shape)? {
        return Err(invalid(refuse(&format!("has shape {}", array.getattr("shape")?))));
    }
    let flags = array.getattr("flags")?;
    if !array.is_c_contiguous() || !flags.getattr("behaved")?.extract::<bool>()? {
        return Err(invalid(refuse("is read-only, not aligned or not in C order")));
    }
    Ok(array.clone())
}

/// What an argument is that is no array of the wanted dtype and number of dimensions.
fn described(out: &Bound<'_, PyAny>) -> String {
    match out.cast::<PyUntypedArray>() {
        Ok(array) => format!("has dtype {} and {} dimensions", array.dtype(), array.ndim()),
        Err(_) => format!("{} is not an array", repr(out)),
    }
}

/// A new array, by NumPy itself, which raises `MemoryError` where there is no room.
fn empty<'py, T: Element>(py: Python<'py>, shape: &Bound<'py, PyTuple>) -> PyResult<Bound<'py, PyAny>> {
    static EMPTY: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    EMPTY.import(py, "numpy", "empty")?.call1((shape, dtype::<T>(py)))
}

/// An array in use by another call.
pub(crate) fn busy() -> PyErr {
    invalid("out is in use by another call or overlaps the input: give each call an array of its own")
}
