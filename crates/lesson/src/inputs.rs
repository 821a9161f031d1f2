//! What the steps share: the course's points, and their counts.

use lanelab_escape::{Form, Ladder, Map, Scene, UnknownName};
use lanelab_grid::{Limit, Numerics, Rounding, View};
use ndarray::Array2;
use num_complex::Complex;

/// The course's limit of steps.
pub(crate) const LIMIT: i64 = 50;

pub(crate) type Grid = Array2<Complex<f64>>;

/// What the steps share.
#[derive(Debug)]
pub struct Inputs {
    /// The course's 300 × 300 points.
    pub(crate) values: Grid,
    /// Their counts by the oracle: the steps left when each escaped, or 0.
    pub(crate) counts: Array2<f64>,
    /// Whether each stays inside, by the oracle: 1 or 0.
    pub(crate) inside: Array2<f64>,
    /// The rungs, and the same picture as they take it.
    pub(crate) ladder: Ladder,
    pub(crate) view: View,
    pub(crate) limit: Limit,
}

impl Inputs {
    /// The course's points, and their counts.
    ///
    /// # Errors
    /// Where the scene `lesson` is unknown.
    pub fn new() -> Result<Self, UnknownName> {
        let scene = Scene::find("lesson")?;
        let (ladder, view, limit) = (Map::Mandelbrot.ladder(), scene.view(Form::Full), scene.limit());
        let values = Array2::from_shape_fn(view.dim(), |(row, column)| view.point(row, column));
        let oracle = ladder.oracle_steps(Numerics::double(Rounding::Separate), &view, limit);
        let inside = oracle.view().mapv(|steps| f64::from(u8::from(steps == 0)));
        let counts = oracle.countdown().mapv(f64::from);
        Ok(Self { values, counts, inside, ladder, view, limit })
    }
}
