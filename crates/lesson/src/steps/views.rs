//! Views that write through, and copies that do not.

use crate::{Grid, Inputs, Outcome, Step, StepError, Twin};
use lanelab_numpy::routines::{BooleanMask, MaskError};
use ndarray::{Array2, Array3, Axis, s};
use num_complex::Complex;

// ---- shown ----
fn write_through_a_view(z: &mut Array3<i64>) {
    let mut a = z.slice_mut(s![.., .., 2]); // a view
    a[(0, 0)] = -500;
}

fn write_to_a_copy(z: &Array3<i64>) -> Result<i64, MaskError> {
    let mut copy = BooleanMask::of(z, |&z| z < 3).select(z)?;
    copy.fill(-1);
    Ok(z[[0, 0, 0]])
}

fn last_axis(z: &Array3<i64>) -> Array2<i64> {
    z.index_axis(Axis(2), 2).to_owned() // z[..., 2]
}

fn copy_half(values: &Grid) -> usize {
    values.slice(s![.., ..150]).to_owned().len()
}

fn view_half(values: &Grid) -> usize {
    values.slice(s![.., ..150]).len()
}
// ---- end ----

pub(super) const STEP: Step = Step {
    title: "Views and copies",
    question: "A slice is a view of its array; a mask or a list copies. What does it cost to copy half the grid, \
        against a view of it?",
    python: Some(Twin { setup: "", statement: "c[:, :150].copy()" }),
    ..Step::new("views", &[section!("lesson/src/steps/views.rs", "shown")], run)
};

fn run(inputs: &Inputs) -> Result<Outcome<'_>, StepError> {
    let values = &inputs.values;
    let mut z = super::indexing::fours()?;
    write_through_a_view(&mut z);
    let second = z.index_axis(Axis(0), 1).to_owned();
    let untouched = write_to_a_copy(&z)?;
    let bytes = (copy_half(values) * size_of::<Complex<f64>>()) as u64;
    Ok(Outcome::explained_by(move |measured| measured.by_work("copied byte", [bytes, 0]))
        .array("z after a[0, 0] = -500", &z, Z)?
        .array("z[1]", &second, SECOND)?
        .array("z[..., 2]", &last_axis(&z), LAST)?
        .value("z[0, 0, 0] after a copy is filled", untouched, "0")?
        .value("elements of half the grid", copy_half(values), "45000")?
        .workload("copying half the grid", || copy_half(values))
        .workload("a view of it", || view_half(values)))
}

const Z: &str = "
[[[   0    1 -500    3]
  [   4    5    6    7]
  [   8    9   10   11]
  [  12   13   14   15]]

 [[  16   17   18   19]
  [  20   21   22   23]
  [  24   25   26   27]
  [  28   29   30   31]]

 [[  32   33   34   35]
  [  36   37   38   39]
  [  40   41   42   43]
  [  44   45   46   47]]

 [[  48   49   50   51]
  [  52   53   54   55]
  [  56   57   58   59]
  [  60   61   62   63]]]";

const SECOND: &str = "
[[16 17 18 19]
 [20 21 22 23]
 [24 25 26 27]
 [28 29 30 31]]";

const LAST: &str = "
[[-500    6   10   14]
 [  18   22   26   30]
 [  34   38   42   46]
 [  50   54   58   62]]";
