//! Masks and integer indices.

use crate::golden::{Outcome, Raised, cases};
use lanelab_numpy::routines::{BooleanMask, MaskError, PairError, put_pairs, scatter, take_pairs};
use ndarray::{Array, Array1, Array2, ArrayD, Ix2, IxDyn};
use serde::Deserialize;
use std::fmt::Debug;

#[derive(Debug, Deserialize)]
struct MaskCase {
    shape: Vec<usize>,
    transposed: bool,
    mask_shape: Vec<usize>,
    mask: String,
    other: String,
    values: Vec<i64>,
    select: Outcome<Vec<i64>>,
    assign: Outcome<Vec<i64>>,
    assign_from: Outcome<Vec<i64>>,
    not: String,
    and: String,
    or: String,
    count: usize,
    nonzero: Option<[Vec<isize>; 2]>,
}

impl MaskCase {
    /// 0, 1, 2, … in memory, row by row or column by column.
    fn array(&self) -> ArrayD<i64> {
        if self.transposed {
            let reversed: Vec<usize> = self.shape.iter().rev().copied().collect();
            return integers(&reversed).reversed_axes();
        }
        integers(&self.shape)
    }

    fn mask_of(&self, truths: &str) -> BooleanMask<IxDyn> {
        let truths = truths.chars().map(|truth| truth == '1').collect();
        ArrayD::from_shape_vec(self.mask_shape.clone(), truths).expect("a truth for each element").into()
    }
}

fn integers(shape: &[usize]) -> ArrayD<i64> {
    let length: usize = shape.iter().product();
    let numbers = Array1::from_iter((0_i64..).take(length));
    numbers.into_shape_with_order(shape).expect("as many numbers as elements")
}

fn truths(mask: &BooleanMask<IxDyn>) -> String {
    mask.view().iter().map(|&truth| if truth { '1' } else { '0' }).collect()
}

/// Asserts that a result is NumPy's, an error having the type and the words of NumPy's exception.
fn assert_is<E: Debug + ToString>(
    got: Result<Vec<i64>, E>,
    wanted: &Outcome<Vec<i64>>,
    exception: fn(&E) -> &'static str,
    about: &dyn Debug,
) {
    match (got, wanted) {
        (Ok(got), Outcome::Returned(wanted)) => assert_eq!(got, *wanted, "{about:?}"),
        (Err(got), Outcome::Raised(Raised { error, message })) => {
            assert_eq!(exception(&got), error, "{about:?}: {got:?}");
            let words = message.trim_start_matches("NumPy boolean array indexing assignment ").trim_end();
            assert!(got.to_string().starts_with(words), "{about:?}: {got:?}, NumPy says {words:?}");
        }
        (got, wanted) => panic!("{about:?}: {got:?}, NumPy has {wanted:?}"),
    }
}

const fn of_mask(error: &MaskError) -> &'static str {
    match error {
        MaskError::Shape(..) => "IndexError",
        MaskError::Operands(..) | MaskError::Values(..) => "ValueError",
    }
}

#[test]
fn masks_select_and_assign_as_boolean_arrays_do() {
    for case in cases::<MaskCase>("mask", 650) {
        let mask = case.mask_of(&case.mask);
        assert_is(mask.select(&case.array()).map(|chosen| chosen.to_vec()), &case.select, of_mask, &case);
        let changed = |change: &dyn Fn(&mut ArrayD<i64>) -> Result<(), MaskError>| {
            let mut array = case.array();
            let done = change(&mut array);
            assert!(done.is_ok() || array == case.array(), "{case:?}: refused, yet changed");
            done.map(|()| array.iter().copied().collect::<Vec<_>>())
        };
        assert_is(changed(&|array| mask.assign(array, -1)), &case.assign, of_mask, &case);
        assert_is(changed(&|array| mask.assign_from(array, &case.values)), &case.assign_from, of_mask, &case);
    }
}

#[test]
fn masks_combine_as_boolean_arrays_do() {
    for case in cases::<MaskCase>("mask", 650) {
        let (mask, other) = (case.mask_of(&case.mask), case.mask_of(&case.other));
        let got = [mask.not(), mask.and(&other).unwrap(), mask.or(&other).unwrap()].map(|mask| truths(&mask));
        assert_eq!(got.each_ref(), [&case.not, &case.and, &case.or], "{case:?}");
        assert_eq!(mask.count(), case.count, "{case:?}");
        let flat =
            mask.view().to_owned().into_dimensionality::<Ix2>().ok().map(|truths| BooleanMask::from(truths).nonzero());
        assert_eq!(flat.map(|(rows, columns)| [rows, columns]), case.nonzero, "{case:?}");
    }
}

#[test]
fn masks_of_two_shapes_do_not_combine() {
    let mask = |n| BooleanMask::of(&Array::from_elem(n, 0), |&number| number == 0);
    let refused = mask(3).and(&mask(2)).unwrap_err();
    assert_eq!(refused, MaskError::Operands(vec![3], vec![2]), "and");
    assert_eq!(mask(3).or(&mask(2)), Err(refused), "or");
}

#[derive(Debug, Deserialize)]
struct PairCase {
    shape: (usize, usize),
    rows: Vec<isize>,
    columns: Vec<isize>,
    values: Vec<i64>,
    take: Outcome<Vec<i64>>,
    put: Outcome<Vec<i64>>,
    scatter: Outcome<Vec<i64>>,
}

const fn of_pairs(error: &PairError) -> &'static str {
    match error {
        PairError::Unpaired(..) | PairError::OutOfBounds(..) => "IndexError",
        PairError::Values(..) => "ValueError",
    }
}

#[test]
fn pairs_take_and_put_as_integer_arrays_do() {
    for case in cases::<PairCase>("pairs", 900) {
        let (rows, columns) = case.shape;
        let array = || -> Array2<i64> { integers(&[rows, columns]).into_dimensionality().expect("two axes") };
        let taken = take_pairs(&array(), &case.rows, &case.columns).map(|taken| taken.to_vec());
        assert_is(taken, &case.take, of_pairs, &case);

        let mut changed = array();
        let put = put_pairs(&mut changed, &case.rows, &case.columns, &case.values);
        assert!(put.is_ok() || changed == array(), "{case:?}: refused, yet changed");
        assert_is(put.map(|()| changed.iter().copied().collect()), &case.put, of_pairs, &case);

        let line = || Array1::from_iter((0_i64..).take(rows));
        let mut changed = line();
        let put = scatter(&mut changed, &case.rows, &case.values);
        assert!(put.is_ok() || changed == line(), "{case:?}: refused, yet changed");
        assert_is(put.map(|()| changed.to_vec()), &case.scatter, of_pairs, &case);
    }
}
