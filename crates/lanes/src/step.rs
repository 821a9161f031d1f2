//! A map under one rounding, as all kernels here use it.

use crate::forms::TWO_FORMS;
use lanelab_grid::{Arithmetic, Lanes, Real, Recurrence};
use num_complex::Complex;
use std::marker::PhantomData;

/// The step and the test of a map under one rounding.
pub(crate) trait Step: Copy {
    /// Whether a loop without a test is one step long and has the second form alone; see [`forms`](crate::forms).
    const FMA_FORM_ONLY: bool;

    /// [`Recurrence::may_skip_tests`].
    fn may_skip_tests(self) -> bool;

    fn start<V: Real>(self, pixel: Complex<V>) -> (Complex<V>, Complex<V>);

    /// `z_k` from `z_{k-1}`; only `k mod 3` matters.
    fn step<V: Real>(self, z: Complex<V>, c: Complex<V>, k: u32) -> Complex<V>;

    /// The same by the second form.
    fn step_by_fma<V: Real>(self, z: Complex<V>, c: Complex<V>, k: u32) -> Complex<V>;

    fn bounded<V: Lanes>(self, re: V, im: V) -> V::Mask;

    /// [`Recurrence::growth`].
    fn growth<V: Real>(self, z: Complex<V>, spread: V) -> Option<V>;

    /// [`Recurrence::real_members`].
    fn real_members(self) -> Option<[f64; 2]>;
}

/// A map (recurrence) in one arithmetic: the only implementation of [`Step`].
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rounded<'a, R, A> {
    recurrence: &'a R,
    arithmetic: PhantomData<A>,
}

impl<'a, R, A> Rounded<'a, R, A> {
    /// This recurrence in the arithmetic `A`.
    pub(crate) const fn new(recurrence: &'a R) -> Self {
        Self { recurrence, arithmetic: PhantomData }
    }
}

impl<R: Recurrence, A: Arithmetic> Step for Rounded<'_, R, A> {
    const FMA_FORM_ONLY: bool = !TWO_FORMS && !A::FORM_DEPENDS_ON_STEP;

    #[inline(always)]
    fn may_skip_tests(self) -> bool {
        self.recurrence.may_skip_tests()
    }

    #[inline(always)]
    fn start<V: Real>(self, pixel: Complex<V>) -> (Complex<V>, Complex<V>) {
        self.recurrence.start(pixel)
    }

    #[inline(always)]
    fn step<V: Real>(self, z: Complex<V>, c: Complex<V>, k: u32) -> Complex<V> {
        self.recurrence.step::<A, V>(z, c, k)
    }

    #[inline(always)]
    fn step_by_fma<V: Real>(self, z: Complex<V>, c: Complex<V>, k: u32) -> Complex<V> {
        self.recurrence.step::<A::FmaForm, V>(z, c, k)
    }

    #[inline(always)]
    fn bounded<V: Lanes>(self, re: V, im: V) -> V::Mask {
        A::bounded(Complex::new(re, im))
    }

    #[inline(always)]
    fn growth<V: Real>(self, z: Complex<V>, spread: V) -> Option<V> {
        self.recurrence.growth(z, spread)
    }

    #[inline(always)]
    fn real_members(self) -> Option<[f64; 2]> {
        self.recurrence.real_members()
    }
}
