//! Times, from nanoseconds to days.

use super::figure::{figure, reaches_one};
use crate::Seconds;

/// Units below a minute, and how many of each a second has.
const FINE: [(&str, f64); 4] = [("s", 1.0), ("ms", 1e3), ("µs", 1e6), ("ns", 1e9)];

/// Units from a second on, and how many seconds each has.
const COARSE: [(&str, u64); 4] = [("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1)];

/// `time` with three significant digits and the largest unit of which it has one: `43.9 µs`. From a minute
/// on it is in whole seconds: `1min 23s`. Times below a nanosecond are in nanoseconds: `0.312 ns`.
pub(crate) fn time(time: Seconds) -> String {
    let seconds = time.get();
    // From here on three digits give 60 s.
    if seconds >= 59.95 {
        return split(seconds);
    }
    let (unit, per_second) =
        FINE.into_iter().find(|(_, per_second)| reaches_one(seconds * per_second)).unwrap_or(("ns", 1e9));
    format!("{} {unit}", figure(seconds * per_second))
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a time; 585 billion years saturate")]
fn split(seconds: f64) -> String {
    let mut left = seconds.round() as u64;
    let mut parts = Vec::new();
    for (unit, length) in COARSE {
        if left >= length {
            parts.push(format!("{}{unit}", left / length));
            left %= length;
        }
    }
    parts.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_time_has_three_digits_and_the_right_unit() {
        let table = [
            (0.0, "0 ns"),
            (3.12e-10, "0.312 ns"),
            (9.996e-10, "1 ns"),
            (755e-9, "755 ns"),
            (43.9e-6, "43.9 µs"),
            (999.4e-6, "999 µs"),
            (999.6e-6, "1 ms"),
            (1.0e-3, "1 ms"),
            (32.7e-3, "32.7 ms"),
            (0.676, "676 ms"),
            (0.999_4, "999 ms"),
            (0.999_5, "1 s"),
            (1.25, "1.25 s"),
            (59.94, "59.9 s"),
            (59.95, "1min"),
            (60.0, "1min"),
            (83.4, "1min 23s"),
            (119.6, "2min"),
            (3_605.0, "1h 5s"),
            (90_061.0, "1d 1h 1min 1s"),
        ];
        for (seconds, text) in table {
            assert_eq!(Seconds::new(seconds).unwrap().to_string(), text, "{seconds} s");
        }
    }
}
