//! NumPy's exceptions, as values.

/// Why a grid or a range is refused.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum RangeError {
    /// `NumPy`: `ZeroDivisionError`.
    #[error("step 0 from {start} to {stop}: a step must not be 0; give another step or a number of points")]
    ZeroStep {
        /// The first element.
        start: f64,
        /// The bound.
        stop: f64,
    },
    /// `NumPy`: `ValueError`.
    #[error(
        "no length from {start} to {stop} by {step}: (stop - start) / step must be a number, not NaN; give finite bounds and a finite step"
    )]
    NoLength {
        /// The first element.
        start: f64,
        /// The bound.
        stop: f64,
        /// The step.
        step: f64,
    },
    /// `NumPy`'s `mgrid`: `ValueError`.
    #[error(
        "length {length} from {start} to {stop}: a grid must not have negative dimensions; exchange the bounds, or give a step of the other sign"
    )]
    Negative {
        /// The first element.
        start: f64,
        /// The bound.
        stop: f64,
        /// `ceil((stop - start) / step)`.
        length: f64,
    },
    /// `NumPy`: `MemoryError`, `OverflowError`, or a `ValueError` of a size that no array may have.
    #[error(
        "{elements:e} elements are too large an array: it must fit into memory; give fewer points or a larger step"
    )]
    TooLarge {
        /// How many elements it would have.
        elements: f64,
    },
}

/// Why a mask does not fit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MaskError {
    /// `NumPy`: `IndexError`.
    #[error(
        "boolean index did not match indexed array along axis {axis}; size of axis is {array} but size of corresponding boolean axis is {mask}; make the mask from an array of the same shape"
    )]
    Shape {
        /// The first axis on which they part.
        axis: usize,
        /// The size of the array there.
        array: usize,
        /// The size of the mask there.
        mask: usize,
    },
    /// `NumPy`: `ValueError`, but where it would stretch an axis of length 1.
    #[error("shapes {left:?} and {right:?}: both sides must have one shape; broadcast one to the other first")]
    Operands {
        /// The shape of the left side.
        left: Vec<usize>,
        /// The shape of the right side.
        right: Vec<usize>,
    },
    /// `NumPy`: `ValueError`.
    #[error(
        "cannot assign {given} input values to the {places} output values where the mask is true; give one value, or as many as the mask counts"
    )]
    Values {
        /// How many values were given.
        given: usize,
        /// How many elements the mask chooses.
        places: usize,
    },
}

/// Why integer indices are refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PairError {
    /// `NumPy`: `IndexError`.
    #[error(
        "shape mismatch: indexing arrays could not be broadcast together with shapes ({rows},) ({columns},); give as many rows as columns, or one of either"
    )]
    Unpaired {
        /// How many row indices were given.
        rows: usize,
        /// How many column indices were given.
        columns: usize,
    },
    /// `NumPy`: `IndexError`.
    #[error(
        "index {index} is out of bounds for axis {axis} with size {size}; it must be below the size, and not below minus the size"
    )]
    OutOfBounds {
        /// The index.
        index: isize,
        /// 0 for rows, 1 for columns.
        axis: usize,
        /// The size of the array on that axis.
        size: usize,
    },
    /// `NumPy`: `ValueError`.
    #[error(
        "shape mismatch: value array of shape ({given},) could not be broadcast to indexing result of shape ({places},); give one value, or one for each index"
    )]
    Values {
        /// How many values were given.
        given: usize,
        /// How many elements the indices name.
        places: usize,
    },
}
