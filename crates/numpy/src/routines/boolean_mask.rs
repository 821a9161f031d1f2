//! A boolean array, used as an index.

use super::MaskError;
use ndarray::{Array, Array1, ArrayRef, ArrayView, Dimension, Ix2, Zip};

/// A truth for each element of an array: `NumPy`'s boolean array, made by a comparison and used as an index.
///
/// What it selects is a copy, in row-major order whatever the array's own order is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BooleanMask<D: Dimension>(Array<bool, D>);

impl<D: Dimension> BooleanMask<D> {
    /// True where `test` holds for the element of `array`.
    pub fn of<T>(array: &ArrayRef<T, D>, test: impl FnMut(&T) -> bool) -> Self {
        Self(array.map(test))
    }

    /// True where `test` holds for the elements of `left` and `right` at one place.
    ///
    /// # Errors
    /// Where the arrays differ in shape.
    pub fn comparing<T, U>(
        left: &ArrayRef<T, D>,
        right: &ArrayRef<U, D>,
        test: impl FnMut(&T, &U) -> bool,
    ) -> Result<Self, MaskError> {
        if left.shape() != right.shape() {
            return Err(MaskError::Operands(left.shape().into(), right.shape().into()));
        }
        Ok(Self(Zip::from(left).and(right).map_collect(test)))
    }

    /// The truths themselves.
    pub fn view(&self) -> ArrayView<'_, bool, D> {
        self.0.view()
    }

    /// How many elements it is true for.
    pub fn count(&self) -> usize {
        self.0.iter().filter(|&&chosen| chosen).count()
    }

    /// True where this is false: `np.logical_not`.
    pub fn not(&self) -> Self {
        Self(self.0.mapv(|chosen| !chosen))
    }

    /// True where both are: `np.logical_and`.
    ///
    /// # Errors
    /// Where the masks differ in shape.
    pub fn and(&self, other: &Self) -> Result<Self, MaskError> {
        Self::comparing(&self.0, &other.0, |&left, &right| left && right)
    }

    /// True where either is: `np.logical_or`.
    ///
    /// # Errors
    /// Where the masks differ in shape.
    pub fn or(&self, other: &Self) -> Result<Self, MaskError> {
        Self::comparing(&self.0, &other.0, |&left, &right| left || right)
    }

    /// The elements it is true for, copied row by row: `array[mask]`.
    ///
    /// # Errors
    /// Where `array` has another shape.
    pub fn select<T: Clone>(&self, array: &ArrayRef<T, D>) -> Result<Array1<T>, MaskError> {
        self.check_shape(array)?;
        Ok(select(array, &self.0))
    }

    /// Sets each element it is true for to `value`: `array[mask] = value`.
    ///
    /// # Errors
    /// Where `array` has another shape; it is unchanged then.
    pub fn assign<T: Clone>(&self, array: &mut ArrayRef<T, D>, value: T) -> Result<(), MaskError> {
        self.assign_from(array, &[value])
    }

    /// Sets the elements it is true for, row by row, to `values` in their order, or all to a lone value: `array[mask] =
    /// values`.
    ///
    /// # Errors
    /// Where `array` has another shape, or there are neither one value nor as many as [`BooleanMask::count`]; it is
    /// unchanged then.
    pub fn assign_from<T: Clone>(&self, array: &mut ArrayRef<T, D>, values: &[T]) -> Result<(), MaskError> {
        self.check_shape(array)?;
        let places = self.count();
        if values.len() != places && values.len() != 1 {
            return Err(MaskError::Values(values.len(), places));
        }
        match values {
            [value] => fill(array, &self.0, value.clone()),
            values => assign(array, &self.0, values),
        }
        Ok(())
    }

    fn check_shape<T>(&self, array: &ArrayRef<T, D>) -> Result<(), MaskError> {
        let sizes = array.shape().iter().zip(self.0.shape());
        match sizes.enumerate().find(|(_, (array, mask))| array != mask) {
            Some((axis, (&array, &mask))) => Err(MaskError::Shape(axis, array, mask)),
            None => Ok(()),
        }
    }
}

impl BooleanMask<Ix2> {
    /// The rows and the columns of the elements it is true for, as [`take_pairs`](super::take_pairs) and
    /// [`put_pairs`](super::put_pairs) want them: `np.nonzero`.
    pub fn nonzero(&self) -> (Vec<isize>, Vec<isize>) {
        let chosen = self.0.indexed_iter().filter(|&(_, &chosen)| chosen);
        chosen.map(|((row, column), _)| (row.cast_signed(), column.cast_signed())).unzip()
    }
}

/// `array[mask]`: a copy of the elements where the mask is true.
pub(crate) fn select<T: Clone, D: Dimension>(array: &ArrayRef<T, D>, mask: &Array<bool, D>) -> Array1<T> {
    let mut chosen = Vec::with_capacity(mask.iter().filter(|&&chosen| chosen).count());
    chosen.extend(array.iter().zip(mask).filter(|&(_, &chosen)| chosen).map(|(element, _)| element.clone()));
    chosen.into()
}

pub(crate) fn fill<T: Clone, D: Dimension>(array: &mut ArrayRef<T, D>, mask: &Array<bool, D>, value: T) {
    Zip::from(array).and(mask).for_each(|element, &chosen| {
        if chosen {
            *element = value.clone();
        }
    });
}

/// `array[mask] = values`: puts back what [`select`] took out.
pub(crate) fn assign<'a, T, D>(
    array: &mut ArrayRef<T, D>,
    mask: &Array<bool, D>,
    values: impl IntoIterator<Item = &'a T>,
) where
    T: Clone + 'a,
    D: Dimension,
{
    let places = array.iter_mut().zip(mask).filter(|&(_, &chosen)| chosen);
    for ((element, _), value) in places.zip(values) {
        *element = value.clone();
    }
}

impl<D: Dimension> From<Array<bool, D>> for BooleanMask<D> {
    fn from(truths: Array<bool, D>) -> Self {
        Self(truths)
    }
}
