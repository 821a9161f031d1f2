//! Rectangles of the plane, and the rasters that are laid over them.

use num_complex::Complex;
use std::fmt;

/// A rectangle of the complex plane, not empty and of finite extent.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Region {
    /// Least real part.
    pub x_min: f64,
    /// Largest real part; no point lies on it.
    pub x_max: f64,
    /// Least imaginary part.
    pub y_min: f64,
    /// Largest imaginary part; no point lies on it.
    pub y_max: f64,
}

/// An invalid rectangle or raster.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum ViewError {
    /// The bound of this name is NaN or infinite.
    #[error("region bound {0} is {1}: bounds must be finite numbers")]
    NotFinite(&'static str, f64),
    /// Along an axis, `x` or `y`, the minimum is not below the maximum; they are given in this order.
    #[error(
        "region is empty: {0}max {2} must be greater than {0}min {1}; are the bounds in the order XMIN,XMAX,YMIN,YMAX?"
    )]
    Empty(&'static str, f64, f64),
    /// Along an axis, `x` or `y`, `max - min` overflows.
    #[error("region is too large: {0}max - {0}min overflows; bring the bounds below 8e307")]
    TooLarge(&'static str),
    /// Width or height is 0.
    #[error("size {0}x{1} has no points: width and height must be at least 1")]
    NoPoints(usize, usize),
    /// Width times height exceeds [`Raster::MOST`].
    #[error("size {0}x{1} overflows: width * height must stay below {most}", most = Raster::MOST)]
    TooMany(usize, usize),
}

impl Region {
    /// The rectangle `x_min..x_max × y_min..y_max`.
    ///
    /// # Errors
    /// Where a bound is not finite, a side is empty, or `max - min` overflows.
    pub fn new(x_min: f64, x_max: f64, y_min: f64, y_max: f64) -> Result<Self, ViewError> {
        for (name, value) in [("XMIN", x_min), ("XMAX", x_max), ("YMIN", y_min), ("YMAX", y_max)] {
            if !value.is_finite() {
                return Err(ViewError::NotFinite(name, value));
            }
        }
        for (axis, min, max) in [("x", x_min, x_max), ("y", y_min, y_max)] {
            if min >= max {
                return Err(ViewError::Empty(axis, min, max));
            }
            if !(max - min).is_finite() {
                return Err(ViewError::TooLarge(axis));
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
    pub const fn bounds(&self) -> [f64; 4] {
        [self.x_min, self.x_max, self.y_min, self.y_max]
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [x_min, x_max, y_min, y_max] = self.bounds().map(decimal);
        write!(f, "{x_min}..{x_max} × {y_min}..{y_max}")
    }
}

/// A number as on the command line, with an exponent where there would be rows of zeros: `0.5`, `-2`, `1e-320`.
pub fn decimal(value: f64) -> String {
    let text = format!("{value:?}");
    text.strip_suffix(".0").unwrap_or(&text).to_owned()
}

/// The numbers of points in a row and of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Raster {
    /// Points per row.
    pub width: usize,
    /// Rows.
    pub height: usize,
}

impl Raster {
    /// The most points of a raster: an array of them takes at most an eighth of the address space, so no size
    /// overflows.
    pub const MOST: usize = isize::MAX as usize / 64;

    /// `width` points per row, `height` rows.
    ///
    /// # Errors
    /// Where a side is zero or the product exceeds [`Raster::MOST`].
    pub fn new(width: usize, height: usize) -> Result<Self, ViewError> {
        if width == 0 || height == 0 {
            return Err(ViewError::NoPoints(width, height));
        }
        match width.checked_mul(height) {
            Some(points) if points <= Self::MOST => Ok(Self { width, height }),
            _ => Err(ViewError::TooMany(width, height)),
        }
    }

    /// `width * height`.
    pub const fn points(self) -> usize {
        self.width * self.height
    }
}

impl fmt::Display for Raster {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}x{}", self.width, self.height)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bad_regions_and_rasters_are_refused() {
        let refused = |a, b, c, d| Region::new(a, b, c, d).unwrap_err();
        assert!(matches!(refused(f64::NAN, 1.0, 0.0, 1.0), ViewError::NotFinite("XMIN", _)));
        assert!(matches!(refused(0.0, 1.0, 0.0, f64::INFINITY), ViewError::NotFinite("YMAX", _)));
        assert!(matches!(refused(1.0, 1.0, 0.0, 1.0), ViewError::Empty("x", ..)));
        assert!(matches!(refused(0.0, 1.0, 2.0, 1.0), ViewError::Empty("y", ..)));
        assert!(matches!(refused(-1.7e308, 1.7e308, 0.0, 1.0), ViewError::TooLarge("x")));
        assert!(matches!(Raster::new(0, 5), Err(ViewError::NoPoints(..))));
        assert!(matches!(Raster::new(usize::MAX, 2), Err(ViewError::TooMany(..))));
        assert!(matches!(Raster::new(1 << 40, 1 << 40), Err(ViewError::TooMany(..))));
    }
}
