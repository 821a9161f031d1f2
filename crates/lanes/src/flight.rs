//! K vectors in flight: what every kernel here steps and tests.

use crate::forms::is_fma_turn;
use crate::step::Step;
use lanelab_grid::{Lanes, Mask};
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
    pub(crate) fn start(map: impl Step, x: [V; K], y: [V; K]) -> Self {
        let mut flight = Self { re: x, im: y, c_re: x, c_im: y };
        for i in 0..K {
            let (z, c) = map.start(Complex::new(x[i], y[i]));
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
    pub(crate) fn step(&mut self, map: impl Step, k: u32) {
        for i in 0..K {
            let (z, c) = (self.z(i), self.c(i));
            let z = if is_fma_turn(i, k) { map.step_by_fma(z, c, k) } else { map.step(z, c, k) };
            (self.re[i], self.im[i]) = (z.re, z.im);
        }
    }

    /// Six steps of every vector, the first one right modulo 3 after a multiple of 3.
    ///
    /// After three both turns begin anew, of the two forms and of the forms of a contraction; twice three have fewer
    /// jumps.
    #[inline(always)]
    pub(crate) fn six_steps(&mut self, map: impl Step) {
        self.step(map, 1);
        self.step(map, 2);
        self.step(map, 3);
        self.step(map, 4);
        self.step(map, 5);
        self.step(map, 6);
    }

    /// So many sixes of steps, as [`Flight::six_steps`] takes them or by the second form alone.
    #[inline(always)]
    pub(crate) fn sixes<S: Step>(&mut self, map: S, sixes: u32) {
        if S::FMA_FORM_ONLY {
            self.steps_by_fma(map, 6 * sixes);
        } else {
            for _ in 0..sixes {
                self.six_steps(map);
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
    fn steps_by_fma(&mut self, map: impl Step, mut steps: u32) {
        if steps == 0 {
            return;
        }
        loop {
            for i in 0..K {
                let z = map.step_by_fma(self.z(i), self.c(i), 1);
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
    pub(crate) fn few_steps(&mut self, map: impl Step, steps: u32) {
        for k in 1..=steps {
            for i in 0..K {
                let z = map.step(self.z(i), self.c(i), k);
                (self.re[i], self.im[i]) = (z.re, z.im);
            }
        }
    }

    /// Which lanes of vector `i` are bounded.
    #[inline(always)]
    pub(crate) fn bounded(&self, map: impl Step, i: usize) -> V::Mask {
        map.bounded(self.re[i], self.im[i])
    }

    /// Whether every lane of every vector is bounded.
    #[inline(always)]
    pub(crate) fn all_bounded(&self, map: impl Step) -> bool {
        let mut all = V::Mask::first(V::LANES);
        for i in 0..K {
            all = all & self.bounded(map, i);
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
    pub(crate) fn test<const STICKY: bool>(&mut self, map: impl Step, flight: &Flight<V, K>) {
        for i in 0..K {
            let bounded = flight.bounded(map, i);
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

impl<V: Lanes, const K: usize> Flight<V, K> {
    /// Takes every vector through step `k`, right modulo 3, and tests it.
    #[inline(always)]
    fn step_tested(&mut self, map: impl Step, counted: &mut Counted<V, K>, k: u32) {
        self.step(map, k);
        counted.test::<false>(map, self);
    }

    #[inline(always)]
    fn three_tested(&mut self, map: impl Step, counted: &mut Counted<V, K>) {
        self.step_tested(map, counted, 1);
        self.step_tested(map, counted, 2);
        self.step_tested(map, counted, 3);
    }

    /// Takes every vector through six steps, with a test after each; where no lane is bounded after three, through these.
    #[inline(always)]
    pub(crate) fn six_tested(&mut self, map: impl Step, counted: &mut Counted<V, K>) {
        self.three_tested(map, counted);
        if counted.any() {
            self.step_tested(map, counted, 4);
            self.step_tested(map, counted, 5);
            self.step_tested(map, counted, 6);
        }
    }

    /// Takes every vector through five steps, with a test after each.
    #[inline(always)]
    pub(crate) fn five_tested(&mut self, map: impl Step, counted: &mut Counted<V, K>) {
        self.three_tested(map, counted);
        self.step_tested(map, counted, 4);
        self.step_tested(map, counted, 5);
    }

    /// Takes every vector through at most a few steps, with a test after each.
    #[inline(always)]
    pub(crate) fn few_tested(&mut self, map: impl Step, counted: &mut Counted<V, K>, steps: u32) {
        for k in 1..=steps {
            for i in 0..K {
                let z = map.step(self.z(i), self.c(i), k);
                (self.re[i], self.im[i]) = (z.re, z.im);
            }
            counted.test::<false>(map, self);
        }
    }
}
