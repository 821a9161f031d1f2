//! NumPy's exceptions, as values.

/// Why a grid or a range is refused.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum RangeError {
    /// Start and stop of a range whose step is 0. `NumPy`: `ZeroDivisionError`.
    #[error("step 0 from {0} to {1}: a step must not be 0; give another step or a number of points")]
    ZeroStep(f64, f64),
    /// Start, stop and step that give no length. `NumPy`: `ValueError`.
    #[error(
        "no length from {0} to {1} by {2}: (stop - start) / step must be a number, not NaN; give finite bounds and a finite step"
    )]
    NoLength(f64, f64, f64),
    /// A negative length, and the start and stop that give it. `NumPy`'s `mgrid`: `ValueError`.
    #[error(
        "length {0} from {1} to {2}: a grid must not have negative dimensions; exchange the bounds, or give a step of the other sign"
    )]
    Negative(f64, f64, f64),
    /// Too many elements. `NumPy`: `MemoryError`, `OverflowError`, or a `ValueError` of a size that no array may have.
    #[error("{0:e} elements are too large an array: it must fit into memory; give fewer points or a larger step")]
    TooLarge(f64),
}

/// Why a mask does not fit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MaskError {
    /// The first axis whose sizes differ, and its size in the array and in the mask. `NumPy`: `IndexError`.
    #[error(
        "boolean index did not match indexed array along axis {0}; size of axis is {1} but size of corresponding boolean axis is {2}; make the mask from an array of the same shape"
    )]
    Shape(usize, usize, usize),
    /// The shapes of both sides. `NumPy`: `ValueError`, but where it would stretch an axis of length 1.
    #[error("shapes {0:?} and {1:?}: both sides must have one shape; broadcast one to the other first")]
    Operands(Vec<usize>, Vec<usize>),
    /// How many values were given, and how many elements the mask chooses. `NumPy`: `ValueError`.
    #[error(
        "cannot assign {0} input values to the {1} output values where the mask is true; give one value, or as many as the mask counts"
    )]
    Values(usize, usize),
}

/// Why integer indices are refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PairError {
    /// How many row and how many column indices were given. `NumPy`: `IndexError`.
    #[error(
        "shape mismatch: indexing arrays could not be broadcast together with shapes ({0},) ({1},); give as many rows as columns, or one of either"
    )]
    Unpaired(usize, usize),
    /// The index, its axis (0 for rows, 1 for columns), and the array's size on that axis. `NumPy`: `IndexError`.
    #[error(
        "index {0} is out of bounds for axis {1} with size {2}; it must be below the size, and not below minus the size"
    )]
    OutOfBounds(isize, usize, usize),
    /// How many values were given, and how many elements the indices name. `NumPy`: `ValueError`.
    #[error(
        "shape mismatch: value array of shape ({0},) could not be broadcast to indexing result of shape ({1},); give one value, or one for each index"
    )]
    Values(usize, usize),
}
