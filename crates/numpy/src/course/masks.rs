//! Indexing with arrays of truth values, which ndarray leaves to its users. As in NumPy, a selection is a
//! copy in C order, and an array and its mask have one shape.

use ndarray::{Array, Array1, ArrayRef, Dimension, Zip};

/// `values[mask]`: a copy of the elements where the mask is true.
pub(super) fn select<T: Copy, D: Dimension>(values: &ArrayRef<T, D>, mask: &Array<bool, D>) -> Array1<T> {
    let mut kept = Vec::with_capacity(mask.iter().filter(|&&keep| keep).count());
    kept.extend(values.iter().zip(mask).filter(|&(_, &keep)| keep).map(|(&value, _)| value));
    Array1::from_vec(kept)
}

/// `values[mask] = value`.
pub(super) fn fill<T: Copy, D: Dimension>(values: &mut Array<T, D>, mask: &Array<bool, D>, value: T) {
    Zip::from(values).and(mask).for_each(|place, &chosen| {
        if chosen {
            *place = value;
        }
    });
}

/// `values[mask] = selected`: puts back what [`select`] took out.
pub(super) fn assign<T: Copy, D: Dimension>(values: &mut Array<T, D>, mask: &Array<bool, D>, selected: &Array1<T>) {
    let places = values.iter_mut().zip(mask).filter(|&(_, &chosen)| chosen);
    for ((place, _), &value) in places.zip(selected) {
        *place = value;
    }
}

/// `np.logical_and(a, b)`.
pub(super) fn and<D: Dimension>(a: &Array<bool, D>, b: &Array<bool, D>) -> Array<bool, D> {
    Zip::from(a).and(b).map_collect(|&a, &b| a && b)
}

/// `np.logical_not(mask)`.
pub(super) fn not<D: Dimension>(mask: &Array<bool, D>) -> Array<bool, D> {
    mask.mapv(|chosen| !chosen)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn a_mask_selects_and_is_assigned_in_c_order() {
        let mut values = array![[1, 2, 3], [4, 5, 6]];
        let mask = array![[false, true, false], [true, false, true]];
        assert_eq!(select(&values, &mask), array![2, 4, 6]);
        assign(&mut values, &mask, &array![20, 40, 60]);
        assert_eq!(values, array![[1, 20, 3], [40, 5, 60]]);
        fill(&mut values, &not(&mask), 0);
        assert_eq!(values, array![[0, 20, 0], [40, 0, 60]]);
    }

    #[test]
    fn a_transposed_view_is_selected_in_its_own_order() {
        let values = array![[1, 2], [3, 4]];
        assert_eq!(select(&values.t(), &array![[true, true], [true, false]]), array![1, 3, 2]);
    }
}
