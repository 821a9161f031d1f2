//! Views that write through, and copies that do not.

use crate::stage::Grid;
use crate::words::compared;
use crate::{Fault, Sampled, Scene, Stage, Step, Twin, written};
use lanelab_numpy::forms::{Mask, MaskError};
use ndarray::{Array2, Array3, Axis, s};

// ---- shown ----
fn written_through(z: &mut Array3<i64>) {
    let mut a = z.slice_mut(s![.., .., 2]); // a view
    a[(0, 0)] = -500;
}

fn written_to_a_copy(z: &Array3<i64>) -> Result<i64, MaskError> {
    let mut copy = Mask::of(z, |&z| z < 3).select(z)?;
    copy.fill(-1);
    Ok(z[[0, 0, 0]])
}

fn last_axis(z: &Array3<i64>) -> Array2<i64> {
    z.index_axis(Axis(2), 2).to_owned() // z[..., 2]
}

fn copied(values: &Grid) -> usize {
    values.slice(s![.., ..150]).to_owned().len()
}

fn looked_at(values: &Grid) -> usize {
    values.slice(s![.., ..150]).len()
}
// ---- end ----

pub(super) const STEP: Step = Step {
    number: 19,
    name: "views",
    title: "Views and copies",
    question: "A slice looks at the array it was taken of, a mask or a \
               list copies. What does it cost to copy half the grid, \
               against looking at it?",
    published: None,
    sampled: Sampled::No,
    python: Some(Twin { setup: "", statement: "c[:, :150].copy()" }),
    profiles: None,
    source: include_str!("views.rs"),
    perform,
};

fn perform(stage: &Stage) -> Result<Scene<'_>, Fault> {
    let values = &stage.values;
    let mut z = super::indexing::fours()?;
    written_through(&mut z);
    let second = z.index_axis(Axis(0), 1).to_owned();
    let untouched = written_to_a_copy(&z)?;
    let scene = Scene::explained(|evidence| format!("{}.", compared("copying half the grid", evidence)));
    Ok(scene
        .value("z after a[0, 0] = -500", written(&z), Z)?
        .value("z[1]", written(&second), SECOND)?
        .value("z[..., 2]", written(&last_axis(&z)), LAST)?
        .value("z[0, 0, 0] after a copy is filled", untouched, "0")?
        .value("elements of half the grid", copied(values), "45000")?
        .timing("copying", || copied(values))
        .timing("looking", || looked_at(values)))
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
