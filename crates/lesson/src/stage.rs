//! What the steps share: the lesson's points, and the answer for them.

use crate::steps::coordinates;
use crate::{Fault, LessonError};
use lanelab_escape::{Form, Ladder, Map, Scene};
use lanelab_grid::{Limit, View};
use lanelab_numpy::course::mandel2;
use ndarray::{Array2, Zip};
use num_complex::Complex;

/// The lesson's limit of steps.
pub const LIMIT: i32 = 50;

/// The lesson's points: an array of complex numbers.
pub type Grid = Array2<Complex<f64>>;

/// What the steps share.
#[derive(Debug)]
pub struct Stage {
    /// The lesson's 300 × 300 points.
    pub values: Grid,
    /// Their counts by the reference of `mandel1`, point by point.
    pub counts: Array2<f64>,
    /// The same picture for the rungs of the ladder.
    pub rungs: Rungs,
}

/// The rungs of the ladder, and the lesson's picture as they take it.
#[derive(Debug)]
pub struct Rungs {
    /// The rungs.
    pub ladder: Ladder,
    /// The lesson's points.
    pub view: View,
    /// The lesson's limit.
    pub limit: Limit,
}

impl Rungs {
    fn new() -> Result<Self, Fault> {
        let scene = Scene::named("lesson")?;
        let (view, limit) = (scene.view(Form::Full), scene.limit());
        Ok(Self { ladder: Map::Mandelbrot.ladder(), view, limit })
    }
}

impl Stage {
    /// The lesson's points, and their counts.
    ///
    /// # Errors
    /// Where the grid does not fit into memory.
    pub fn new() -> Result<Self, LessonError> {
        Self::set().map_err(|fault| LessonError { step: "none", fault })
    }

    fn set() -> Result<Self, Fault> {
        let (y, x) = coordinates(300)?;
        let values = Zip::from(&x).and(&y).map_collect(|&x, &y| Complex::new(x, y));
        let counts = mandel2(values.view(), LIMIT.into())?;
        #[expect(clippy::cast_precision_loss, reason = "counts are 0 to 50")]
        let counts = counts.mapv(|count| count as f64);
        Ok(Self { values, counts, rungs: Rungs::new()? })
    }
}
