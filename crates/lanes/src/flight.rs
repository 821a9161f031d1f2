//! K vectors in flight: the steps and tests that all kernels here use.

use crate::forms::is_fma_turn;
use crate::step::Step;
use lanelab_grid::{Lanes, Mask};
use num_complex::Complex;
use std::borrow::Borrow;
use std::sync::atomic::{Ordering, compiler_fence};

/// The values and constants of `K` vectors, part by part, so that each can stay in its own register.
///
/// Everything here is inlined into the loops of a kernel and unrolled over the vectors. An index that is unknown at
/// compile time would put all of them into memory. `C` is the constants themselves, or a reference to them.
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
    /// Takes every vector through step `k` (only its value modulo 3 matters), in the form chosen by [`is_fma_turn`].
    ///
    /// Where `k` is a literal the form is chosen at compile time.
    #[inline(always)]
    pub(crate) fn step(&mut self, map: impl Step, k: u32) {
        for i in 0..K {
            self.step_one(map, i, k);
        }
    }

    /// Takes vector `i` through step `k`.
    #[inline(always)]
    pub(crate) fn step_one(&mut self, map: impl Step, i: usize, k: u32) {
        let (z, c) = (self.z(i), self.c(i));
        let z = if is_fma_turn::<K>(i, k) { map.step_by_fma(z, c, k) } else { map.step(z, c, k) };
        (self.re[i], self.im[i]) = (z.re, z.im);
    }

    /// Takes every vector through the six steps after step `made` (only its value modulo 3 matters).
    ///
    /// All forms of a step repeat after three steps; six in a row have fewer jumps.
    #[inline(always)]
    fn six_steps(&mut self, map: impl Step, made: u32) {
        self.step(map, made + 1);
        self.step(map, made + 2);
        self.step(map, made + 3);
        self.step(map, made + 4);
        self.step(map, made + 5);
        self.step(map, made + 6);
    }

    /// Takes every vector through this many steps, the first of which is 2 modulo 3, without a test.
    #[inline(always)]
    pub(crate) fn untested(&mut self, map: impl Step, steps: u32) {
        for _ in 0..steps / 6 {
            self.six_steps(map, 1);
        }
        // Each step is a literal, so that its form is chosen at compile time.
        let rest = steps % 6;
        if rest > 0 {
            self.step(map, 2);
            if rest > 1 {
                self.step(map, 3);
                if rest > 2 {
                    self.step(map, 4);
                    if rest > 3 {
                        self.step(map, 5);
                        if rest > 4 {
                            self.step(map, 6);
                        }
                    }
                }
            }
        }
    }

    /// Takes every vector through this many times six steps, by [`Flight::six_steps`] or by the second form alone.
    #[inline(always)]
    pub(crate) fn sixes<S: Step>(&mut self, map: S, sixes: u32) {
        if S::FMA_FORM_ONLY {
            self.steps_by_fma(map, 6 * sixes);
        } else {
            for _ in 0..sixes {
                self.six_steps(map, 0);
            }
        }
    }

    /// Takes every vector through this many steps by the second form alone.
    ///
    /// With 16 registers the loop is fast only if nothing but the constants is in memory. Three things ensure that:
    ///
    /// * The constants are read from memory that outlives the loop.
    /// * Steps of different vectors are not mixed: no read of a constant is moved across a fence. The fences cost no
    ///   instruction.
    /// * The loop has a single entry, and a single exit at its end.
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

    /// Takes every vector through a few steps, in a loop that is not unrolled over the steps.
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
    pub(crate) fn z(&self, i: usize) -> Complex<V> {
        Complex::new(self.re[i], self.im[i])
    }

    #[inline(always)]
    fn c(&self, i: usize) -> Complex<V> {
        Complex::new(self.c_re.borrow()[i], self.c_im.borrow()[i])
    }
}

/// Which lanes of K vectors still run, and how many tests each lane passed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Counted<V: Lanes, const K: usize> {
    running: [V::Mask; K],
    counts: [V::Counts; K],
}

impl<V: Lanes, const K: usize> Counted<V, K> {
    /// All lanes run; no test has been made.
    #[inline(always)]
    pub(crate) fn new() -> Self {
        Self { running: [V::Mask::first(V::LANES); K], counts: [V::zero_counts(); K] }
    }

    /// Tests every lane. With `STICKY` an escaped lane never runs again; without it, escape must be permanent.
    #[inline(always)]
    pub(crate) fn test<const STICKY: bool>(&mut self, map: impl Step, flight: &Flight<V, K>) {
        for i in 0..K {
            let bounded = flight.bounded(map, i);
            self.running[i] = if STICKY { self.running[i] & bounded } else { bounded };
            self.counts[i] = V::count(self.counts[i], self.running[i]);
        }
    }

    /// Tests every lane once after a batch of steps, and counts that as a test of each; escape must be permanent.
    #[inline(always)]
    pub(crate) fn test_batch(&mut self, map: impl Step, flight: &Flight<V, K>, steps: u32) {
        for i in 0..K {
            self.running[i] = flight.bounded(map, i);
            self.counts[i] = V::count_many(self.counts[i], self.running[i], steps);
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

    /// Whether all lanes were bounded in the last test.
    #[inline(always)]
    pub(crate) fn all(&self) -> bool {
        let mut all = self.running[0];
        for i in 1..K {
            all = all & self.running[i];
        }
        all.all()
    }

    /// How many tests each lane passed.
    #[inline(always)]
    pub(crate) fn counts(&self) -> [V::Counts; K] {
        self.counts
    }
}

impl<V: Lanes, const K: usize> Flight<V, K> {
    /// `P` of the vectors, from the vector `first` on.
    #[inline(always)]
    pub(crate) fn part<const P: usize>(&self, first: usize) -> Flight<V, P> {
        let part = |array: &[V; K]| *array[first..].first_chunk().expect("vectors of the flight");
        Flight { re: part(&self.re), im: part(&self.im), c_re: part(&self.c_re), c_im: part(&self.c_im) }
    }

    /// Takes every vector through this many steps, the first of which is 1 modulo 3, with a test after each. Returns how
    /// many tests each lane passed, and how many steps are left: it stops where no lane is bounded.
    #[inline(always)]
    pub(crate) fn count_steps(&mut self, map: impl Step, steps: u32) -> ([V::Counts; K], u32) {
        let mut counted = Counted::new();
        if steps == 0 {
            return (counted.counts(), 0);
        }
        self.step(map, 1);
        let (made, _) = self.tested::<false>(map, &mut counted, steps);
        (counted.counts(), steps - made)
    }

    /// Tests every vector at most `tests` times, with a step after each test but the last, and returns how many tests
    /// it made; it stops after every third test at which no lane is bounded.
    ///
    /// The values must be those after a step that is 1 modulo 3. Also returns whether any lane was bounded in the last
    /// test.
    #[inline(always)]
    pub(crate) fn tested<const STICKY: bool>(
        &mut self,
        map: impl Step,
        counted: &mut Counted<V, K>,
        tests: u32,
    ) -> (u32, bool) {
        let mut left = tests;
        while left >= 3 {
            counted.test::<STICKY>(map, self);
            self.step(map, 2);
            counted.test::<STICKY>(map, self);
            self.step(map, 3);
            counted.test::<STICKY>(map, self);
            left -= 3;
            let any = counted.any();
            if !any || left == 0 {
                return (tests - left, any);
            }
            self.step(map, 4);
        }
        if left > 0 {
            counted.test::<STICKY>(map, self);
            if left > 1 {
                self.step(map, 2);
                counted.test::<STICKY>(map, self);
            }
        }
        (tests, counted.any())
    }

    /// Takes over the values of another flight in lanes that were bounded in the last test.
    #[inline(always)]
    pub(crate) fn replace(&mut self, counted: &Counted<V, K>, other: &Self) {
        for i in 0..K {
            self.re[i] = V::select(counted.running[i], other.re[i], self.re[i]);
            self.im[i] = V::select(counted.running[i], other.im[i], self.im[i]);
        }
    }
}
