//! Rectangles of the plane and the points in them. [`Axis::at`] is the only coordinate formula of the workspace.

use crate::{Raster, Region};
use num_complex::Complex;
use std::ops::Range;

/// Equally spaced coordinates.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Axis {
    /// The coordinate of index 0.
    pub start: f64,
    /// `(max - min) / n`.
    pub step: f64,
}

impl Axis {
    /// `i * step + start` in two roundings: the element formula of NumPy's `mgrid`.
    #[inline]
    pub fn at(&self, i: usize) -> f64 {
        real(i) * self.step + self.start
    }
}

/// An index or a number of points as `f64`.
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
    pub fn new(region: Region, raster: Raster) -> Self {
        let axis = |min, max, n| Axis { start: min, step: (max - min) / real(n) };
        let x = axis(region.x_min, region.x_max, raster.width);
        let y = axis(region.y_min, region.y_max, raster.height);
        Self { region, raster, x, y }
    }

    /// Its rectangle.
    pub const fn region(&self) -> Region {
        self.region
    }

    /// Its numbers of points in a row and of rows.
    pub const fn raster(&self) -> Raster {
        self.raster
    }

    /// `(rows, columns)`, the shape of its arrays.
    pub const fn dim(&self) -> (usize, usize) {
        (self.raster.height, self.raster.width)
    }

    /// The point at a row and column.
    pub fn point(&self, row: usize, column: usize) -> Complex<f64> {
        Complex::new(self.x.at(column), self.y.at(row))
    }

    /// The whole view as one tile.
    pub const fn whole(&self) -> Tile {
        Tile { view: *self, row: 0, column: 0, rows: self.raster.height, columns: self.raster.width }
    }
}

/// A rectangle of a view's pixels. Its points are those of the view, however the view is cut.
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
    pub const fn dim(&self) -> (usize, usize) {
        (self.rows, self.columns)
    }

    /// A part of the tile, by rows and columns of the tile.
    ///
    /// # Panics
    /// Where the ranges do not lie in the tile.
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
    pub const fn origin(&self) -> (usize, usize) {
        (self.row, self.column)
    }

    /// The real part of the points in a column of the tile.
    #[inline]
    pub fn x(&self, column: usize) -> f64 {
        self.view.x.at(self.column + column)
    }

    /// The imaginary part of the points in a row of the tile.
    #[inline]
    pub fn y(&self, row: usize) -> f64 {
        self.view.y.at(self.row + row)
    }

    /// The point at a row and column of the tile.
    #[inline]
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
    fn coordinates_are_rounded_twice() {
        let view = lesson();
        let step = 2.0 / 300.0;
        assert_eq!(view.point(0, 0), Complex::new(-1.5, -1.0));
        assert_eq!(view.point(299, 298), Complex::new(298.0 * step - 1.5, 299.0 * step - 1.0));
    }

    #[test]
    fn a_tile_keeps_the_points_of_its_view() {
        let view = lesson();
        let tile = view.whole().part(7..50, 13..17);
        assert_eq!((tile.origin(), tile.dim()), ((7, 13), (43, 4)));
        assert_eq!(tile.point(2, 3), view.point(9, 16));
        let part = tile.part(1..3, 2..4);
        assert_eq!((part.dim(), part.point(1, 1)), ((2, 2), view.point(9, 16)));
    }
}
