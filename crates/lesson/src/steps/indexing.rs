//! Rows, pairs, slices and lists as indices.

use crate::{Inputs, Outcome, Step, StepError, Twin};
use lanelab_numpy::routines::{PairError, take_pairs};
use ndarray::{Array1, Array2, Array3, Axis, NewAxis, s};
use std::hint::black_box;

// ---- shown ----
fn rows(y: &Array2<i64>) -> Array2<i64> {
    y.select(Axis(0), &[2, 5]) // y[[2, 5]]
}

fn pairs(y: &Array2<i64>) -> Result<Array1<i64>, PairError> {
    take_pairs(y, &[0, 2, 5], &[1, 2, 7]) // y[[0, 2, 5], [1, 2, 7]]
}

fn slice_and_list(y: &Array2<i64>) -> Array2<i64> {
    // y[0:4:2, [0, 2]]
    y.slice(s![0..4;2, ..]).select(Axis(1), &[0, 2])
}

fn list_and_slice(z: &Array3<i64>) -> Array3<i64> {
    // z[:, [1, 3], 0:3]
    z.slice(s![.., .., 0..3]).select(Axis(1), &[1, 3])
}

fn widened(z: &Array3<i64>) -> Array3<i64> {
    // z[:, np.newaxis, [1, 3], 0]
    z.slice(s![.., NewAxis, .., 0]).select(Axis(2), &[1, 3])
}
// ---- end ----

pub(super) const STEP: Step = Step {
    title: "Indexing with arrays",
    question: "Lists of integers, slices and new axes mix in one index. A list of rows is a copy and a slice of rows \
        is not; what does the copy cost?",
    python: Some(Twin { setup: "y = np.arange(64).reshape(8, 8)", statement: "y[[2, 5]]" }),
    ..Step::new("indexing", &[section!("lesson/src/steps/indexing.rs", "shown")], run)
};

/// `np.arange(64)` in 8 rows.
fn eights() -> Result<Array2<i64>, StepError> {
    Ok(Array1::from_iter(0..64).into_shape_with_order((8, 8))?)
}

/// `np.arange(64)` in 4 blocks of 4 rows.
pub(super) fn fours() -> Result<Array3<i64>, StepError> {
    Ok(Array1::from_iter(0..64).into_shape_with_order((4, 4, 4))?)
}

fn run(_: &Inputs) -> Result<Outcome<'_>, StepError> {
    let (y, z) = (eights()?, fours()?);
    let again = y.clone();
    let shape = format!("{:?}", widened(&z).dim());
    Ok(Outcome::new()
        .array("y[3]", &y.row(3), "[24 25 26 27 28 29 30 31]")?
        .array("y[[2, 5]]", &rows(&y), ROWS)?
        .array("y[[0, 2, 5], [1, 2, 7]]", &pairs(&y)?, "[ 1 18 47]")?
        .array("y[0:4:2, [0, 2]]", &slice_and_list(&y), "[[ 0  2]\n [16 18]]")?
        .array("z", &z, Z)?
        .array("z[:, [1, 3], 0:3]", &list_and_slice(&z), MIXED)?
        .value("shape of z[:, np.newaxis, [1, 3], 0]", shape, "(4, 1, 2)")?
        .workload("a list of rows", move || rows(black_box(&y)))
        .workload("a slice of rows", move || black_box(&again).slice(s![2..6;3, ..]).dim()))
}

const ROWS: &str = "[[16 17 18 19 20 21 22 23]\n [40 41 42 43 44 45 46 47]]";

const Z: &str = "
[[[ 0  1  2  3]
  [ 4  5  6  7]
  [ 8  9 10 11]
  [12 13 14 15]]

 [[16 17 18 19]
  [20 21 22 23]
  [24 25 26 27]
  [28 29 30 31]]

 [[32 33 34 35]
  [36 37 38 39]
  [40 41 42 43]
  [44 45 46 47]]

 [[48 49 50 51]
  [52 53 54 55]
  [56 57 58 59]
  [60 61 62 63]]]";

const MIXED: &str = "
[[[ 4  5  6]
  [12 13 14]]

 [[20 21 22]
  [28 29 30]]

 [[36 37 38]
  [44 45 46]]

 [[52 53 54]
  [60 61 62]]]";
