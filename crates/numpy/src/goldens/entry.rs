//! What a golden is: the entries of the manifest.

use crate::course::Dispatch;
use lanelab_grid::{Limit, LimitError, Numerics, Precision, Raster, Region, Rounding, View, ViewError};
use serde::{Deserialize, Deserializer, de};
use std::fmt::Display;
use std::str::FromStr;

/// One golden: what it is, and which file has its array.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Golden {
    /// A name of its own, such as `steps/seahorse/fused`.
    pub name: String,
    /// What was computed.
    #[serde(flatten)]
    pub subject: Subject,
    /// The array's type as NumPy writes it, such as `<u4`.
    pub dtype: String,
    /// Rows and columns of the array.
    pub shape: [usize; 2],
    pub(super) file: String,
    pub(super) sha256: String,
}

/// What a golden's array holds.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Subject {
    /// The steps over a view, `u32`, of shape (height, width), row 0 at `y_min`.
    Steps(StepsCase),
    /// What a function of the course makes of the course's grid.
    #[serde(rename = "lesson")]
    Course(CourseCase),
    /// What a function of the course makes of chosen points.
    Points(PointsCase),
    /// Such points, `Complex<f64>`.
    Input,
}

/// Steps over a view.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct StepsCase {
    /// How NumPy rounded: [`Rounding::Separate`] or [`Rounding::Fused`].
    #[serde(rename = "arithmetic", deserialize_with = "by_name")]
    pub rounding: Rounding,
    /// In which numbers.
    #[serde(rename = "number", deserialize_with = "by_name")]
    pub precision: Precision,
    /// The map, as `lanelab` writes it.
    pub map: String,
    /// `[x_min, x_max, y_min, y_max]`, exactly.
    pub region: [f64; 4],
    /// Points per row.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// Most steps.
    pub limit: u32,
}

/// A function of the course on a grid.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct CourseCase {
    /// The function.
    pub function: Function,
    /// Which of NumPy's two results it is.
    #[serde(rename = "arithmetic")]
    pub dispatch: Dispatch,
    /// `[x_min, x_max, y_min, y_max]`, exactly.
    pub region: [f64; 4],
    /// Points per row.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// The function's argument.
    pub limit: i64,
}

/// A function of the course on chosen points.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct PointsCase {
    /// The function.
    pub function: Function,
    /// Which of NumPy's two results it is.
    #[serde(rename = "arithmetic")]
    pub dispatch: Dispatch,
    /// Name of the golden that holds the points. Their rows and columns repeat to fill an array of `height × width`; so
    /// does the result, of which the golden holds the corner of its own shape.
    pub input: String,
    /// Points a row of the array computed on.
    pub width: usize,
    /// Its rows.
    pub height: usize,
    /// The function's argument.
    pub limit: i64,
    /// Indices, in C order, of the points on which Python raises; the golden holds 0 there. `mandel2` raises as a
    /// whole.
    pub raises: Vec<usize>,
}

/// A function of the course.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is described where it is defined, in lanelab_numpy::course")]
pub enum Function {
    Mandel1,
    Mandel2,
    MandelNumpyExplode,
    MandelNumpy,
    Mandel4,
    Mandel5,
    Mandel6,
    Mandel7,
}

/// A value that the manifest gives by name.
fn by_name<'de, D: Deserializer<'de>, T: FromStr<Err: Display>>(deserializer: D) -> Result<T, D::Error> {
    String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
}

impl StepsCase {
    /// The numerics by which NumPy computed.
    pub const fn numerics(&self) -> Numerics {
        Numerics { precision: self.precision, rounding: self.rounding }
    }

    /// The view that was computed.
    ///
    /// # Errors
    /// Where the manifest's region or size is invalid.
    pub fn view(&self) -> Result<View, ViewError> {
        let [x_min, x_max, y_min, y_max] = self.region;
        Ok(View::new(Region::new(x_min, x_max, y_min, y_max)?, Raster::new(self.width, self.height)?))
    }

    /// The limit that was computed to.
    ///
    /// # Errors
    /// Where the manifest's limit is invalid.
    pub fn limit(&self) -> Result<Limit, LimitError> {
        Limit::new(u64::from(self.limit))
    }
}
