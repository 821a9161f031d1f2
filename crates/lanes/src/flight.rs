//! K vectors in flight: what every kernel here steps and tests.

use crate::alternate::{Alternate, is_others_turn};
use lanelab_grid::{Arithmetic, Lanes, Mask, Recurrence};
use num_complex::Complex;
use std::borrow::Borrow;
use std::sync::atomic::{Ordering, compiler_fence};

/// The values and constants of `K` vectors, part by part, so that each can stay in a register of its own.
///
/// Everything here is inlined into the loops of a kernel and unrolled over the vectors; an index that is not known
/// then would put all of it into memory. The constants are the flight's own, or stay where they are.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Flight<V, const K: usize, C = [V; K]> {
    pub(crate) re: [V; K],
    pub(crate) im: [V; K],
    pub(crate) c_re: C,
    pub(crate) c_im: C,
}

impl<V: Lanes, const K: usize> Flight<V, K> {
    /// `z_0` and c of the pixels with these coordinates.
    #[inline(always)]
    pub(crate) fn start<R: Recurrence>(recurrence: &R, x: [V; K], y: [V; K]) -> Self {
        let mut flight = Self { re: x, im: y, c_re: x, c_im: y };
        for i in 0..K {
            let (z, c) = recurrence.start(Complex::new(x[i], y[i]));
            (flight.re[i], flight.im[i]) = (z.re, z.im);
            (flight.c_re[i], flight.c_im[i]) = (c.re, c.im);
        }
        flight
    }
}

impl<V: Lanes, const K: usize, C: Borrow<[V; K]>> Flight<V, K, C> {
    /// Step `k`, right modulo 3, of every vector, in the form whose turn it is.
    ///
    /// Where `k` is a literal the choice of the form is made when the kernel is built.
    #[inline(always)]
    pub(crate) fn step<R: Recurrence, A: Alternate>(&mut self, recurrence: &R, k: u32) {
        for i in 0..K {
            let (z, c) = (self.z(i), self.c(i));
            let z = if is_others_turn(i, k) {
                recurrence.step::<A::Other, V>(z, c, k)
            } else {
                recurrence.step::<A, V>(z, c, k)
            };
            (self.re[i], self.im[i]) = (z.re, z.im);
        }
    }

    /// Six steps of every vector, the first one right modulo 3 after a multiple of 3.
    ///
    /// After three both turns begin anew, of the two forms and of the forms of a contraction; twice three have fewer
    /// jumps.
    #[inline(always)]
    pub(crate) fn six_steps<R: Recurrence, A: Alternate>(&mut self, recurrence: &R) {
        self.step::<R, A>(recurrence, 1);
        self.step::<R, A>(recurrence, 2);
        self.step::<R, A>(recurrence, 3);
        self.step::<R, A>(recurrence, 4);
        self.step::<R, A>(recurrence, 5);
        self.step::<R, A>(recurrence, 6);
    }

    /// So many sixes of steps, as [`Flight::six_steps`] takes them or by the second form alone.
    #[inline(always)]
    pub(crate) fn sixes<R: Recurrence, A: Alternate>(&mut self, recurrence: &R, sixes: u32) {
        if A::ALONE {
            self.steps_alone::<R, A>(recurrence, 6 * sixes);
        } else {
            for _ in 0..sixes {
                self.six_steps::<R, A>(recurrence);
            }
        }
    }

    /// So many steps, whatever their numbers, by the second form alone.
    ///
    /// With 16 registers all depends on that the loop has no value in memory but the constants. It has not where these
    /// are read from memory that outlives it; where one vector's step is not mixed with the next one's, which the
    /// fences see to: they cost no instruction, and no read of a constant crosses them; and where the loop has one way
    /// in and one way out, so that it is left at its end and nowhere else.
    #[inline(always)]
    fn steps_alone<R: Recurrence, A: Alternate>(&mut self, recurrence: &R, mut steps: u32) {
        if steps == 0 {
            return;
        }
        loop {
            for i in 0..K {
                let z = recurrence.step::<A::Other, V>(self.z(i), self.c(i), 1);
                (self.re[i], self.im[i]) = (z.re, z.im);
                compiler_fence(Ordering::SeqCst);
            }
            steps -= 1;
            if steps == 0 {
                return;
            }
        }
    }

    /// So many steps, at most a few, in a loop that is not unrolled over the steps.
    #[inline(always)]
    pub(crate) fn few_steps<R: Recurrence, A: Alternate>(&mut self, recurrence: &R, steps: u32) {
        for k in 1..=steps {
            for i in 0..K {
                let z = recurrence.step::<A, V>(self.z(i), self.c(i), k);
                (self.re[i], self.im[i]) = (z.re, z.im);
            }
        }
    }

    /// Which lanes of vector `i` are bounded.
    #[inline(always)]
    pub(crate) fn bounded<A: Arithmetic>(&self, i: usize) -> V::Mask {
        bounded::<A, V>(self.re[i], self.im[i])
    }

    /// Whether every lane of every vector is bounded.
    #[inline(always)]
    pub(crate) fn all_bounded<A: Arithmetic>(&self) -> bool {
        let mut all = V::Mask::first(V::LANES);
        for i in 0..K {
            all = all & self.bounded::<A>(i);
        }
        all.all()
    }

    #[inline(always)]
    fn z(&self, i: usize) -> Complex<V> {
        Complex::new(self.re[i], self.im[i])
    }

    #[inline(always)]
    fn c(&self, i: usize) -> Complex<V> {
        Complex::new(self.c_re.borrow()[i], self.c_im.borrow()[i])
    }
}

/// Which lanes are bounded: `|z|² <= 4`.
#[inline(always)]
pub(crate) fn bounded<A: Arithmetic, V: Lanes>(re: V, im: V) -> V::Mask {
    A::norm_sqr(Complex::new(re, im)).le(V::splat(4.0))
}

/// Which lanes of K vectors still run, and how many tests each was found bounded in.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Counted<V: Lanes, const K: usize> {
    running: [V::Mask; K],
    counts: [V::Counts; K],
}

impl<V: Lanes, const K: usize> Counted<V, K> {
    /// All lanes run, and none was tested.
    #[inline(always)]
    pub(crate) fn new() -> Self {
        Self { running: [V::Mask::first(V::LANES); K], counts: [V::zero_counts(); K] }
    }

    /// Tests every lane. With `STICKY` a lane that was out once never runs again; without, the map must promise it.
    #[inline(always)]
    pub(crate) fn test<A: Arithmetic, const STICKY: bool>(&mut self, flight: &Flight<V, K>) {
        for i in 0..K {
            let bounded = flight.bounded::<A>(i);
            self.running[i] = if STICKY { self.running[i] & bounded } else { bounded };
            self.counts[i] = V::count(self.counts[i], self.running[i]);
        }
    }

    /// Whether any lane was bounded in the last test.
    #[inline(always)]
    pub(crate) fn any(&self) -> bool {
        let mut any = self.running[0];
        for i in 1..K {
            any = any | self.running[i];
        }
        any.any()
    }

    /// Which lanes of vector `i` were bounded in the last test.
    #[inline(always)]
    pub(crate) fn running(&self, i: usize) -> V::Mask {
        self.running[i]
    }

    /// How many tests each lane of vector `i` passed.
    #[inline(always)]
    pub(crate) fn counts(&self, i: usize) -> V::Counts {
        self.counts[i]
    }
}

/// Takes every vector through six steps, with a test after each; where no lane is bounded after three, through these.
#[inline(always)]
pub(crate) fn six_tested<R: Recurrence, A: Alternate, V: Lanes, const K: usize>(
    recurrence: &R,
    flight: &mut Flight<V, K>,
    counted: &mut Counted<V, K>,
) {
    three_tested::<R, A, V, K>(recurrence, flight, counted);
    if counted.any() {
        flight.step::<R, A>(recurrence, 4);
        counted.test::<A, false>(flight);
        flight.step::<R, A>(recurrence, 5);
        counted.test::<A, false>(flight);
        flight.step::<R, A>(recurrence, 6);
        counted.test::<A, false>(flight);
    }
}

/// Takes every vector through five steps, with a test after each.
#[inline(always)]
pub(crate) fn five_tested<R: Recurrence, A: Alternate, V: Lanes, const K: usize>(
    recurrence: &R,
    flight: &mut Flight<V, K>,
    counted: &mut Counted<V, K>,
) {
    three_tested::<R, A, V, K>(recurrence, flight, counted);
    flight.step::<R, A>(recurrence, 4);
    counted.test::<A, false>(flight);
    flight.step::<R, A>(recurrence, 5);
    counted.test::<A, false>(flight);
}

#[inline(always)]
fn three_tested<R: Recurrence, A: Alternate, V: Lanes, const K: usize>(
    recurrence: &R,
    flight: &mut Flight<V, K>,
    counted: &mut Counted<V, K>,
) {
    flight.step::<R, A>(recurrence, 1);
    counted.test::<A, false>(flight);
    flight.step::<R, A>(recurrence, 2);
    counted.test::<A, false>(flight);
    flight.step::<R, A>(recurrence, 3);
    counted.test::<A, false>(flight);
}

/// Takes every vector through at most a few steps, with a test after each.
#[inline(always)]
pub(crate) fn few_tested<R: Recurrence, A: Alternate, V: Lanes, const K: usize>(
    recurrence: &R,
    flight: &mut Flight<V, K>,
    counted: &mut Counted<V, K>,
    steps: u32,
) {
    for k in 1..=steps {
        for i in 0..K {
            let (z, c) = (flight.z(i), Complex::new(flight.c_re[i], flight.c_im[i]));
            let z = recurrence.step::<A, V>(z, c, k);
            (flight.re[i], flight.im[i]) = (z.re, z.im);
        }
        counted.test::<A, false>(flight);
    }
}
