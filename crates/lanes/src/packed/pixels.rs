//! Where the pixels of a block lie: in a tile, or at given points.

use lanelab_grid::{Lanes, Scalar, Tile};
use ndarray::ArrayView2;
use num_complex::Complex;
use std::array::from_fn;

/// The coordinates of a block's pixels, in vectors along its rows.
pub(crate) trait Pixels<V: Lanes> {
    /// A function of a vector of columns that returns its x and y in each of `K` rows from `row` on. Lanes behind the last
    /// column have those of a pixel of the block.
    fn vectors<const K: usize>(&self, row: usize) -> impl Fn(usize) -> [[V; K]; 2];

    /// x and y of one pixel.
    fn point(&self, row: usize, column: usize) -> [V::Element; 2];
}

/// Pixels of a tile: a vector of x for the columns, one of y for each row.
#[derive(Debug)]
pub(crate) struct InTile<V> {
    x: Vec<V>,
    y: Vec<V>,
}

impl<V: Lanes> InTile<V> {
    pub(crate) fn new(tile: &Tile) -> Self {
        let (rows, columns) = tile.dim();
        let mut x = vec![V::splat(0.0); columns.div_ceil(V::LANES)];
        for (column, x) in V::elements_mut(&mut x).iter_mut().enumerate() {
            *x = V::Element::from_f64(tile.x(column.min(columns - 1)));
        }
        Self { x, y: (0..rows).map(|row| V::splat(tile.y(row))).collect() }
    }
}

impl<V: Lanes> Pixels<V> for InTile<V> {
    #[inline(always)]
    fn vectors<const K: usize>(&self, row: usize) -> impl Fn(usize) -> [[V; K]; 2] {
        let y = *self.y[row..].first_chunk().expect("as many rows");
        move |vector| [[self.x[vector]; K], y]
    }

    fn point(&self, row: usize, column: usize) -> [V::Element; 2] {
        [V::elements(&self.x)[column], V::elements(&self.y)[row * V::LANES]]
    }
}

/// Pixels at given points: a vector of x and one of y for every few columns of each row.
#[derive(Debug)]
pub(crate) struct AtPoints<V> {
    x: Vec<V>,
    y: Vec<V>,
    /// Vectors a row.
    width: usize,
}

impl<V> Default for AtPoints<V> {
    fn default() -> Self {
        Self { x: Vec::new(), y: Vec::new(), width: 0 }
    }
}

impl<V: Lanes> AtPoints<V> {
    /// Takes over the points of another block; the memory is kept.
    pub(crate) fn set(&mut self, points: &ArrayView2<'_, Complex<f64>>) {
        self.width = points.ncols().div_ceil(V::LANES);
        for vectors in [&mut self.x, &mut self.y] {
            vectors.resize(points.nrows() * self.width, V::splat(0.0));
        }
        let lanes = self.width * V::LANES;
        let xs = V::elements_mut(&mut self.x).chunks_exact_mut(lanes);
        let ys = V::elements_mut(&mut self.y).chunks_exact_mut(lanes);
        for ((points, xs), ys) in points.rows().into_iter().zip(xs).zip(ys) {
            for ((x, y), point) in xs.iter_mut().zip(ys.iter_mut()).zip(points) {
                (*x, *y) = (V::Element::from_f64(point.re), V::Element::from_f64(point.im));
            }
            let last = points.len() - 1;
            let (x, y) = (xs[last], ys[last]);
            xs[last..].fill(x);
            ys[last..].fill(y);
        }
    }
}

impl<V: Lanes> Pixels<V> for AtPoints<V> {
    #[inline(always)]
    fn vectors<const K: usize>(&self, row: usize) -> impl Fn(usize) -> [[V; K]; 2] {
        move |vector| {
            let at = |i| (row + i) * self.width + vector;
            [from_fn(|i| self.x[at(i)]), from_fn(|i| self.y[at(i)])]
        }
    }

    fn point(&self, row: usize, column: usize) -> [V::Element; 2] {
        let at = row * self.width * V::LANES + column;
        [V::elements(&self.x)[at], V::elements(&self.y)[at]]
    }
}
