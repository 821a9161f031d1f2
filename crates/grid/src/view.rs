//! Rectangles of the plane and the points in them. The one coordinate formula of the workspace is [`Axis::at`].

use num_complex::Complex;
use std::fmt;
use std::ops::Range;

/// A rectangle of the complex plane, not empty and of finite extent.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Region {
    /// Smallest real part.
    pub x_min: f64,
    /// Largest real part; no point lies on it.
    pub x_max: f64,
    /// Smallest imaginary part.
    pub y_min: f64,
    /// Largest imaginary part; no point lies on it.
    pub y_max: f64,
}

/// Why a rectangle or a raster is refused.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum ViewError {
    /// A bound is NaN or infinite.
    #[error("region bound {name} is {value}: bounds must be finite numbers")]
    NotFinite {
        /// Which bound.
        name: &'static str,
        /// Its value.
        value: f64,
    },
    /// A maximum is not above its minimum.
    #[error(
        "region is empty: {axis}max {max} must be greater than {axis}min {min}; are the bounds in the order XMIN,XMAX,YMIN,YMAX?"
    )]
    Empty {
        /// `x` or `y`.
        axis: &'static str,
        /// The lower bound.
        min: f64,
        /// The upper bound.
        max: f64,
    },
    /// `max - min` overflows.
    #[error("region is too large: {axis}max - {axis}min overflows; bring the bounds below 8e307")]
    TooLarge {
        /// `x` or `y`.
        axis: &'static str,
    },
    /// A side of zero points.
    #[error("size {width}x{height} has no points: width and height must be at least 1")]
    NoPoints {
        /// Points a row.
        width: usize,
        /// Rows.
        height: usize,
    },
    /// More points than an array can address.
    #[error("size {width}x{height} overflows: width * height must stay below {most}", most = Raster::MOST)]
    TooMany {
        /// Points a row.
        width: usize,
        /// Rows.
        height: usize,
    },
}

impl Region {
    /// The rectangle `x_min..x_max × y_min..y_max`.
    ///
    /// # Errors
    /// Where a bound is not finite, a side is empty, or `max - min` overflows.
    pub fn new(x_min: f64, x_max: f64, y_min: f64, y_max: f64) -> Result<Self, ViewError> {
        for (name, value) in [("XMIN", x_min), ("XMAX", x_max), ("YMIN", y_min), ("YMAX", y_max)] {
            if !value.is_finite() {
                return Err(ViewError::NotFinite { name, value });
            }
        }
        for (axis, min, max) in [("x", x_min, x_max), ("y", y_min, y_max)] {
            if min >= max {
                return Err(ViewError::Empty { axis, min, max });
            }
            if !(max - min).is_finite() {
                return Err(ViewError::TooLarge { axis });
            }
        }
        Ok(Self { x_min, x_max, y_min, y_max })
    }

    /// The square of this side around a centre.
    ///
    /// # Errors
    /// As [`Region::new`].
    pub fn around(centre: Complex<f64>, side: f64) -> Result<Self, ViewError> {
        let half = side / 2.0;
        Self::new(centre.re - half, centre.re + half, centre.im - half, centre.im + half)
    }

    /// The bounds in the order of the command line: `[x_min, x_max, y_min, y_max]`.
    #[must_use]
    pub const fn bounds(&self) -> [f64; 4] {
        [self.x_min, self.x_max, self.y_min, self.y_max]
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{} × {}..{}", self.x_min, self.x_max, self.y_min, self.y_max)
    }
}

/// How many points a row, and how many rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Raster {
    /// Points a row.
    pub width: usize,
    /// Rows.
    pub height: usize,
}

impl Raster {
    /// No array may have more points than this: an eighth of the address space, so that no size in bytes overflows.
    pub const MOST: usize = isize::MAX as usize / 64;

    /// `width` points a row, `height` rows.
    ///
    /// # Errors
    /// Where a side is zero or the product exceeds [`Raster::MOST`].
    pub fn new(width: usize, height: usize) -> Result<Self, ViewError> {
        if width == 0 || height == 0 {
            return Err(ViewError::NoPoints { width, height });
        }
        match width.checked_mul(height) {
            Some(points) if points <= Self::MOST => Ok(Self { width, height }),
            _ => Err(ViewError::TooMany { width, height }),
        }
    }

    /// `width * height`.
    #[must_use]
    pub const fn points(self) -> usize {
        self.width * self.height
    }
}

impl fmt::Display for Raster {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}x{}", self.width, self.height)
    }
}

/// Equally spaced coordinates.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Axis {
    /// The coordinate of index 0.
    pub start: f64,
    /// `(max - min) / n`.
    pub step: f64,
}

impl Axis {
    fn new(min: f64, max: f64, n: usize) -> Self {
        Self { start: min, step: (max - min) / real(n) }
    }

    /// `i * step + start` in two roundings: the element formula of NumPy's `mgrid`.
    #[inline]
    #[must_use]
    pub fn at(&self, i: usize) -> f64 {
        real(i) * self.step + self.start
    }
}

/// An index or a number of points as a number.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "an index beyond 2^53 cannot be addressed")]
pub const fn real(i: usize) -> f64 {
    i as f64
}

/// A raster laid over a region: exactly `width × height` points, row 0 at `y_min`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct View {
    region: Region,
    raster: Raster,
    x: Axis,
    y: Axis,
}

impl View {
    /// The points `x_i = i * (x_max - x_min)/width + x_min`, likewise in y.
    #[must_use]
    pub fn new(region: Region, raster: Raster) -> Self {
        Self {
            region,
            raster,
            x: Axis::new(region.x_min, region.x_max, raster.width),
            y: Axis::new(region.y_min, region.y_max, raster.height),
        }
    }

    /// The rectangle it shows.
    #[must_use]
    pub const fn region(&self) -> Region {
        self.region
    }

    /// Its points a row and its rows.
    #[must_use]
    pub const fn raster(&self) -> Raster {
        self.raster
    }

    /// `(rows, columns)`, the shape of its arrays.
    #[must_use]
    pub const fn dim(&self) -> (usize, usize) {
        (self.raster.height, self.raster.width)
    }

    /// The point at a row and column.
    #[must_use]
    pub fn point(&self, row: usize, column: usize) -> Complex<f64> {
        Complex::new(self.x.at(column), self.y.at(row))
    }

    /// The whole view as one tile.
    #[must_use]
    pub const fn whole(&self) -> Tile {
        Tile { view: *self, row: 0, column: 0, rows: self.raster.height, columns: self.raster.width }
    }

    /// A part of the view.
    ///
    /// # Panics
    /// Where the ranges do not lie in the view.
    #[must_use]
    pub fn tile(&self, rows: Range<usize>, columns: Range<usize>) -> Tile {
        assert!(
            rows.end <= self.raster.height && columns.end <= self.raster.width,
            "tile {rows:?} × {columns:?} must lie in a view of {}",
            self.raster
        );
        Tile { view: *self, row: rows.start, column: columns.start, rows: rows.len(), columns: columns.len() }
    }
}

/// A rectangle of a view's pixels. Its points are the view's own: they do not depend on how the view is cut.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tile {
    view: View,
    row: usize,
    column: usize,
    rows: usize,
    columns: usize,
}

impl Tile {
    /// `(rows, columns)`, the shape of the array a rung fills.
    #[must_use]
    pub const fn dim(&self) -> (usize, usize) {
        (self.rows, self.columns)
    }

    /// A part of the tile, by rows and columns of its own.
    ///
    /// # Panics
    /// Where the ranges do not lie in the tile.
    #[must_use]
    pub fn part(&self, rows: Range<usize>, columns: Range<usize>) -> Self {
        assert!(
            rows.end <= self.rows && columns.end <= self.columns,
            "part {rows:?} × {columns:?} must lie in a tile of {} × {}",
            self.rows,
            self.columns
        );
        let (row, column) = (self.row + rows.start, self.column + columns.start);
        Self { view: self.view, row, column, rows: rows.len(), columns: columns.len() }
    }

    /// The row and the column of the view at which the tile begins.
    #[must_use]
    pub const fn origin(&self) -> (usize, usize) {
        (self.row, self.column)
    }

    /// The real part of the points in a column of the tile.
    #[inline]
    #[must_use]
    pub fn x(&self, column: usize) -> f64 {
        self.view.x.at(self.column + column)
    }

    /// The imaginary part of the points in a row of the tile.
    #[inline]
    #[must_use]
    pub fn y(&self, row: usize) -> f64 {
        self.view.y.at(self.row + row)
    }

    /// The point at a row and column of the tile.
    #[inline]
    #[must_use]
    pub fn point(&self, row: usize, column: usize) -> Complex<f64> {
        Complex::new(self.x(column), self.y(row))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lesson() -> View {
        View::new(Region::new(-1.5, 0.5, -1.0, 1.0).unwrap(), Raster::new(300, 300).unwrap())
    }

    #[test]
    fn coordinates_take_two_roundings() {
        let view = lesson();
        let step = 2.0 / 300.0;
        assert_eq!(view.point(0, 0), Complex::new(-1.5, -1.0));
        assert_eq!(view.point(299, 298), Complex::new(298.0 * step - 1.5, 299.0 * step - 1.0));
    }

    #[test]
    fn a_tile_keeps_the_points_of_its_view() {
        let view = lesson();
        let tile = view.tile(7..50, 13..17);
        assert_eq!((tile.origin(), tile.dim()), ((7, 13), (43, 4)));
        assert_eq!(tile.point(2, 3), view.point(9, 16));
        let part = tile.part(1..3, 2..4);
        assert_eq!((part.dim(), part.point(1, 1)), ((2, 2), view.point(9, 16)));
    }

    #[test]
    fn bad_regions_and_rasters_are_refused() {
        let refused = |a, b, c, d| Region::new(a, b, c, d).unwrap_err();
        assert!(matches!(refused(f64::NAN, 1.0, 0.0, 1.0), ViewError::NotFinite { name: "XMIN", .. }));
        assert!(matches!(refused(0.0, 1.0, 0.0, f64::INFINITY), ViewError::NotFinite { name: "YMAX", .. }));
        assert!(matches!(refused(1.0, 1.0, 0.0, 1.0), ViewError::Empty { axis: "x", .. }));
        assert!(matches!(refused(0.0, 1.0, 2.0, 1.0), ViewError::Empty { axis: "y", .. }));
        assert!(matches!(refused(-1.7e308, 1.7e308, 0.0, 1.0), ViewError::TooLarge { axis: "x" }));
        assert!(matches!(Raster::new(0, 5), Err(ViewError::NoPoints { .. })));
        assert!(matches!(Raster::new(usize::MAX, 2), Err(ViewError::TooMany { .. })));
        assert!(matches!(Raster::new(1 << 40, 1 << 40), Err(ViewError::TooMany { .. })));
    }
}
