//! The limit: how many steps of an orbit are computed.

use std::fmt;
use std::num::NonZeroU32;

/// The number of steps after which a point that is still bounded counts as a member: 1 ..= `u32::MAX`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Limit(NonZeroU32);

/// A number of steps that is not a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("limit {0} is out of range: it must be a whole number of steps from 1 to {max}", max = u32::MAX)]
pub struct LimitError(pub u64);

impl Limit {
    /// A limit of this many steps.
    ///
    /// # Errors
    /// Where the number is 0 or beyond `u32`.
    pub fn new(steps: u64) -> Result<Self, LimitError> {
        let limit = u32::try_from(steps).ok().and_then(NonZeroU32::new);
        limit.map(Self).ok_or(LimitError(steps))
    }

    /// The number of steps.
    #[inline]
    pub const fn get(self) -> u32 {
        self.0.get()
    }

    /// The steps of a point of which `z_1` to `z_bounded` are bounded: the number of the next step, or 0 at the limit.
    #[inline]
    pub const fn steps_after(self, bounded: u32) -> u32 {
        if bounded >= self.get() { 0 } else { bounded + 1 }
    }

    /// The course's countdown of a point: `limit - steps`, or 0 where it never escaped.
    #[inline]
    pub const fn countdown(self, steps: u32) -> u32 {
        if steps == 0 { 0 } else { self.get().saturating_sub(steps) }
    }

    /// The needed iterations of a point: its steps, or the limit where it never escaped.
    #[inline]
    pub const fn iterations(self, steps: u32) -> u32 {
        if steps == 0 { self.get() } else { steps }
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_from_one_to_the_largest_u32() {
        assert_eq!(Limit::new(0), Err(LimitError(0)));
        assert_eq!(Limit::new(1 << 32), Err(LimitError(1 << 32)));
        assert_eq!(Limit::new(u64::from(u32::MAX)).map(Limit::get), Ok(u32::MAX));
    }

    #[test]
    fn a_point_that_escapes_in_the_last_step_has_countdown_zero_but_is_not_a_member() {
        let limit = Limit::new(50).unwrap();
        assert_eq!((limit.steps_after(49), limit.steps_after(50)), (50, 0));
        assert_eq!((limit.countdown(50), limit.countdown(0), limit.countdown(1)), (0, 0, 49));
        assert_eq!((limit.iterations(50), limit.iterations(0), limit.iterations(1)), (50, 50, 1));
    }
}
