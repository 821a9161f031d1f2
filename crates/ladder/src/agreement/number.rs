//! Numbers that can be compared bit for bit, and by their distance.

use std::fmt::{Debug, Display};

/// A number in a rung's answer.
pub trait Number: Copy + Display + Debug + Send + Sync + 'static {
    /// Its type's name, as `f32`.
    const TYPE: &'static str;

    /// Its value, rounded to the nearest `f64`.
    fn value(self) -> f64;

    /// Its bits, from the lowest.
    fn bits(self) -> u64;

    /// Its place in the order of the numbers of its type: neighbours differ by 1, so the difference of two places is
    /// their distance in units in the last place. The two zeros have places beside each other.
    fn place(self) -> i128;

    /// Another number, far from this one: what a buffer holds where a rung has not written.
    fn spoilt(self) -> Self;

    /// Whether it is not a number.
    fn is_nan(self) -> bool {
        self.value().is_nan()
    }
}

macro_rules! float {
    ($($float:ident),*) => {$(
        impl Number for $float {
            const TYPE: &'static str = stringify!($float);

            fn value(self) -> f64 {
                self.into()
            }

            #[inline]
            fn bits(self) -> u64 {
                self.to_bits().into()
            }

            fn place(self) -> i128 {
                let magnitude = i128::from(self.abs().to_bits());
                if self.is_sign_negative() { -1 - magnitude } else { magnitude }
            }

            #[inline]
            fn spoilt(self) -> Self {
                if self.is_nan() { 0.0 } else { Self::NAN }
            }
        }
    )*};
}

macro_rules! integer {
    ($($integer:ident),*) => {$(
        impl Number for $integer {
            const TYPE: &'static str = stringify!($integer);

            fn value(self) -> f64 {
                self as f64
            }

            #[inline]
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the bits as they are")]
            fn bits(self) -> u64 {
                self as i128 as u64 & (u64::MAX >> (64 - Self::BITS))
            }

            fn place(self) -> i128 {
                self as i128
            }

            #[inline]
            fn spoilt(self) -> Self {
                self ^ (1 << (Self::BITS - 1))
            }
        }
    )*};
}

float!(f32, f64);
integer!(u8, u16, u32, u64, usize, i8, i16, i32, i64, isize);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_are_one_place_apart() {
        assert_eq!(1.0_f32.next_up().place() - 1.0_f32.place(), 1);
        assert_eq!((-1.0_f64).place() - (-1.0_f64).next_down().place(), 1);
        assert_eq!(0.0_f32.place() - (-0.0_f32).place(), 1);
        assert_eq!(f32::MIN_POSITIVE.place() - (-f32::MIN_POSITIVE).place(), 2 * 0x0080_0000 + 1);
        assert_eq!((-3_i8).place(), -3);
    }

    #[test]
    fn what_is_spoilt_is_far_away() {
        assert!(0.5_f64.spoilt().is_nan() && !f32::NAN.spoilt().is_nan());
        assert_eq!([7_u8.spoilt(), 200_u8.spoilt()], [135, 72]);
        assert_eq!((-1_i16).spoilt(), i16::MAX);
        assert_eq!((-1_i8).bits(), 0xff);
    }
}
