//! The balls around the values of a flight: [the proof](super#why-it-is-exact) says what each number must be.

use crate::flight::Flight;
use crate::packed::block::Values;
use crate::step::Step;
use lanelab_grid::{FUSES, Lanes, Mask, Precision, Real, Scalar};
use num_complex::Complex;
use std::borrow::Borrow;
use std::sync::atomic::{Ordering, compiler_fence};

/// The largest radius of a ball at the beginning.
pub(super) const LARGEST: f64 = 1.0 / 16.0;

/// The smallest.
pub(super) const fn smallest(precision: Precision) -> f64 {
    match precision {
        Precision::Double => 1.0 / (1 << 20) as f64,
        Precision::Single => 1.0 / (1 << 6) as f64,
    }
}

/// The e of the proof: what rounding adds to a spread in a step.
const fn rounding(precision: Precision) -> f64 {
    let apart = 512.0 * precision.unit_roundoff() / smallest(precision);
    16.0 * apart * apart
}

/// The radius that is tried, in distances to the nearest return.
pub(crate) const DISTANCES: f64 = 3.0;

/// How near a lane returns where a proof is tried: farther away most proofs fail.
const NEAR: f64 = 1.0 / 64.0;

/// One ball for each lane of K vectors.
#[derive(Debug)]
pub(crate) struct Balls<V, const K: usize> {
    /// The radius at the beginning; also the ε of the proof.
    pub(crate) radius: [V; K],
    /// What a return's distance and radius may be together: the t of the proof; negative where a point of the ball may
    /// not be bounded.
    pub(crate) target: [V; K],
    /// The squared radius around the present value, over ε.
    pub(crate) spread: [V; K],
}

/// Takes a flight through this many times six steps, and returns an upper bound for each lane's least distance to its
/// centre after one of the sixes.
#[inline(always)]
pub(crate) fn nearest_return<V: Lanes, const K: usize, C: Borrow<[V; K]>>(
    map: impl Step,
    flight: &mut Flight<V, K, C>,
    centres: &Values<V>,
    sixes: u32,
) -> [V; K] {
    let mut nearest = [V::splat(4.0); K];
    for _ in 0..sixes {
        flight.sixes(map, 1);
        for (i, nearest) in nearest.iter_mut().enumerate() {
            let distance = distance(flight.z(i), centres.re[i], centres.im[i]);
            *nearest = V::select(distance.le(*nearest), distance, *nearest);
        }
    }
    nearest
}

/// An upper bound of the distance between two points, 0 only where they are equal.
#[inline(always)]
fn distance<V: Real>(z: Complex<V>, re: V, im: V) -> V {
    (z.re - re).abs() + (z.im - im).abs()
}

/// Whether every point of the ball of this radius around z is bounded; `false` for some that are.
#[inline(always)]
pub(super) fn bounded<V: Lanes>(z: Complex<V>, radius: V) -> V::Mask {
    let farthest = (V::splat(1.0) + radius) * ((z.re * z.re + z.im * z.im) + radius);
    farthest.le(V::splat(4.0 - 1.0 / 16.0))
}

impl<V: Lanes, const K: usize> Balls<V, K> {
    /// Whether enough lanes of a flight return near enough to their centres for a proof to pay; not where the map has
    /// no bound for its growth.
    #[inline(always)]
    pub(crate) fn worth_trying(map: impl Step, nearest: &[V; K]) -> bool {
        let zero = V::splat(0.0);
        let mut near = 0;
        for distance in nearest {
            near += distance.le(V::splat(NEAR)).bits().count_ones() as usize;
        }
        map.growth(Complex::new(zero, zero), zero).is_some() && 4 * near >= K * V::LANES
    }

    /// Balls around these centres, of radii that suit the distances of the nearest returns.
    #[inline(always)]
    pub(crate) fn around(centres: &Values<V>, nearest: &[V; K]) -> Self {
        let (smallest, largest) = (V::splat(smallest(V::Element::PRECISION)), V::splat(LARGEST));
        let mut radius = [largest; K];
        for (radius, &nearest) in radius.iter_mut().zip(nearest) {
            let wanted = V::splat(DISTANCES) * nearest;
            let wanted = V::select(wanted.le(largest), wanted, largest);
            *radius = V::select(smallest.le(wanted), wanted, smallest);
        }
        let one = V::splat(1.0);
        let mut target = [-one; K];
        for i in 0..K {
            let inside = bounded(Complex::new(centres.re[i], centres.im[i]), radius[i]);
            target[i] = V::select(inside, radius[i] - V::splat(1.0 / 8.0) * (radius[i] * radius[i]), -one);
        }
        Self { radius, target, spread: radius }
    }

    /// Takes a flight, which is at the centres, through this many times six steps, and returns the lanes whose ball lay
    /// within its first one after any of the sixes, as bits. It ends early where that is so for all lanes.
    #[inline(always)]
    pub(crate) fn trap<C: Borrow<[V; K]>>(
        mut self,
        map: impl Step,
        flight: &mut Flight<V, K, C>,
        centres: &Values<V>,
        sixes: u32,
    ) -> [u32; K] {
        let mut trapped = [V::Mask::first(0); K];
        for _ in 0..sixes {
            self.six_steps(map, flight);
            let mut all = V::Mask::first(V::LANES);
            for (i, trapped) in trapped.iter_mut().enumerate() {
                let distance = distance(flight.z(i), centres.re[i], centres.im[i]);
                let left = self.target[i] - distance;
                let within = distance.le(self.target[i]) & (self.radius[i] * self.spread[i]).le(left * left);
                *trapped = *trapped | within;
                all = all & *trapped;
            }
            if all.all() {
                break;
            }
        }
        let mut lanes = [0; K];
        for i in 0..K {
            lanes[i] = trapped[i].bits();
        }
        lanes
    }

    /// Takes a flight through six steps with the balls around its values.
    #[inline(always)]
    pub(crate) fn six_steps<C: Borrow<[V; K]>>(&mut self, map: impl Step, flight: &mut Flight<V, K, C>) {
        for i in 0..K {
            self.spread[i] = mul_add(self.spread[i], V::splat(10.0) * self.radius[i], self.spread[i]);
        }
        self.step(map, flight, 1);
        self.step(map, flight, 2);
        self.step(map, flight, 3);
        self.step(map, flight, 4);
        self.step(map, flight, 5);
        self.step(map, flight, 6);
    }

    /// Vector by vector, so that a ball and its step share the squares: the fence costs no instruction, but keeps the
    /// squares of all vectors from being in registers at once.
    #[inline(always)]
    fn step<C: Borrow<[V; K]>>(&mut self, map: impl Step, flight: &mut Flight<V, K, C>, k: u32) {
        let rounding = V::splat(rounding(V::Element::PRECISION));
        for i in 0..K {
            let growth = map.growth(flight.z(i), self.spread[i]).unwrap_or(V::splat(f64::INFINITY));
            self.spread[i] = mul_add(self.spread[i], growth, rounding);
            flight.step_one(map, i, k);
            compiler_fence(Ordering::SeqCst);
        }
    }
}

/// `a * b + c`, rounded once or twice: the proof allows both.
#[inline(always)]
fn mul_add<V: Real>(a: V, b: V, c: V) -> V {
    if FUSES { a.fma(b, c) } else { a * b + c }
}
