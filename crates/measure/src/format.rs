//! How numbers are displayed: three significant digits and a unit, as IPython's `%timeit` does.
//!
//! One difference: a number is rounded *before* its unit is chosen, so 999.6 µs is `1 ms` and never `1e+03 µs`. Times
//! are displayed by [`Seconds`], ratios with an interval by [`Ratio`](crate::Ratio), all else by this module.

use std::fmt;

use crate::Seconds;

/// A number with three significant digits, without an exponent or trailing zeros: `7.95`, `0.0312`, `12`. From 1000 on
/// it is whole, with a comma between thousands: `12,346`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Figure(pub f64);

/// A number of things, with a comma between thousands: `10,000`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Count(pub u64);

/// An amount of memory, in units of 1024: `512 B`, `1.5 MiB`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Bytes(pub u64);

/// A fraction, in per cent with three significant digits: 0.793 is `79.3 %`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Percent(pub f64);

/// A ratio without an interval, with three significant digits: `12.3×`, `1.00×`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Times(pub f64);

macro_rules! display {
    ($($type:ident: $text:expr),*) => {$(
        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&$text(self.0))
            }
        }
    )*};
}

display! {
    Figure: figure,
    Count: |number: u64| grouped(&number.to_string()),
    Bytes: bytes,
    Percent: |fraction: f64| format!("{} %", figure(fraction * 100.0)),
    Times: |ratio: f64| format!("{}×", fixed(ratio, decimals(ratio)))
}

fn bytes(number: u64) -> String {
    const UNITS: [&str; 6] = ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];
    if number < 1024 {
        return format!("{number} B");
    }
    let mut value = number as f64 / 1024.0;
    let mut unit = 0;
    // 1023.5 would be rounded to 1024.
    while value >= 1023.5 {
        value /= 1024.0;
        unit += 1;
    }
    // Between 1000 and 1023 a thousands comma would be out of place.
    let digits = if value >= 999.5 { format!("{value:.0}") } else { figure(value) };
    format!("{digits} {}", UNITS[unit])
}

/// A noun after a number: `loop` after 1, `loops` after any other.
pub fn plural(n: u64, noun: &str) -> String {
    if n == 1 { noun.to_owned() } else { format!("{noun}s") }
}

/// A time in the words of `%timeit`: `44 µs ± 816 ns per loop (mean ± std. dev. of 7 runs, 10,000 loops each)`.
pub fn per_loop(mean: Seconds, deviation: Seconds, runs: u64, loops: u64) -> String {
    format!(
        "{mean} ± {deviation} per loop (mean ± std. dev. of {runs} {}, {} {} each)",
        plural(runs, "run"),
        Count(loops),
        plural(loops, "loop")
    )
}

pub(crate) fn figure(value: f64) -> String {
    let text = fixed(value, decimals(value));
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// `value` with this many decimals, and a comma between thousands.
pub(crate) fn fixed(value: f64, decimals: usize) -> String {
    let digits = format!("{value:.decimals$}");
    let whole = digits.find('.').unwrap_or(digits.len());
    grouped(&digits[..whole]) + &digits[whole..]
}

/// The decimals that show three significant digits of `value`; none from 100 on, or where it is 0.
pub(crate) fn decimals(value: f64) -> usize {
    // The exponent is that of the rounded number, so that 9.996 counts as 10.0.
    let rounded = format!("{value:.2e}");
    let exponent = rounded.split_once('e').and_then(|(_, exponent)| exponent.parse::<i32>().ok());
    usize::try_from(2 - exponent.unwrap_or(2)).unwrap_or(0)
}

/// Whether `value`, rounded to three significant digits, is 1 or more.
pub(crate) fn reaches_one(value: f64) -> bool {
    value >= 1.0 || format!("{value:.2e}") == "1.00e0"
}

/// `digits`, an integer with or without a sign, with a comma between thousands.
fn grouped(digits: &str) -> String {
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.char_indices() {
        let follows_a_digit = text.ends_with(|before: char| before.is_ascii_digit());
        if follows_a_digit && digit.is_ascii_digit() && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check<T: Copy, D: fmt::Display>(format: impl Fn(T) -> D, table: &[(T, &str)]) {
        for &(value, text) in table {
            assert_eq!(format(value).to_string(), text);
        }
    }

    #[test]
    fn three_significant_digits_are_displayed() {
        let table = [
            (0.0, "0"),
            (7.954, "7.95"),
            (12.0, "12"),
            (12.04, "12"),
            (9.996, "10"),
            (0.031_249, "0.0312"),
            (0.000_123_4, "0.000123"),
            (999.6, "1,000"),
            (1_234_567.0, "1,234,567"),
            (-43.21, "-43.2"),
            (-123_456.0, "-123,456"),
            (f64::INFINITY, "inf"),
            (f64::NAN, "NaN"),
        ];
        check(Figure, &table);
        assert_eq!(format!("[{:>8}]", Figure(7.954)), "[    7.95]", "padded");
        check(Percent, &[(0.7934, "79.3 %"), (1.0, "100 %"), (0.000_51, "0.051 %"), (-0.02, "-2 %")]);
        check(Times, &[(1.0, "1.00×"), (12.345, "12.3×"), (0.0789, "0.0789×"), (99.96, "100×")]);
    }

    #[test]
    fn counts_are_grouped() {
        check(Count, &[(0, "0"), (999, "999"), (1000, "1,000"), (u64::MAX, "18,446,744,073,709,551,615")]);
    }

    #[test]
    fn bytes_change_their_unit_at_1024_after_rounding() {
        let table = [
            (0, "0 B"),
            (1023, "1023 B"),
            (1024, "1 KiB"),
            (1536, "1.5 KiB"),
            (1000 * 1024, "1000 KiB"),
            (1023 * 1024 + 511, "1023 KiB"),
            (1023 * 1024 + 512, "1 MiB"),
            (16_000_000, "15.3 MiB"),
            (u64::MAX, "16 EiB"),
        ];
        check(Bytes, &table);
    }

    #[test]
    fn a_line_is_worded_as_ipython_words_it() {
        let line = |(mean, deviation, runs, loops)| {
            per_loop(Seconds::new(mean).unwrap(), Seconds::new(deviation).unwrap(), runs, loops)
        };
        let table = [
            ((44e-6, 816e-9, 3, 10_000), "44 µs ± 816 ns per loop (mean ± std. dev. of 3 runs, 10,000 loops each)"),
            ((83.4, 0.0, 1, 1), "1min 23s ± 0 ns per loop (mean ± std. dev. of 1 run, 1 loop each)"),
        ];
        check(line, &table);
    }
}
