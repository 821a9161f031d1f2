//! A plain number with three significant digits.

use std::fmt;

/// A number, written with three significant digits, without an exponent and without trailing zeros: `7.95`,
/// `0.0312`, `12`. From 1000 on it is whole, with a comma between thousands: `12,346`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Figure(
    /// The number.
    pub f64,
);

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&figure(self.0))
    }
}

/// `value` as [`Figure`] writes it.
pub(super) fn figure(value: f64) -> String {
    trimmed(fixed(value, decimals(value)))
}

/// `value` with so many decimals, and a comma between thousands.
pub(super) fn fixed(value: f64, decimals: usize) -> String {
    let digits = format!("{value:.decimals$}");
    let whole = digits.find('.').unwrap_or(digits.len());
    grouped(&digits[..whole]) + &digits[whole..]
}

/// The decimals that show three significant digits of `value`; none from 100 on, or where it is 0.
pub(super) fn decimals(value: f64) -> usize {
    // The exponent is read from the rounded form, so that 9.996 counts as 10.0.
    let rounded = format!("{value:.2e}");
    let exponent = rounded.split_once('e').and_then(|(_, exponent)| exponent.parse::<i32>().ok());
    usize::try_from(2 - exponent.unwrap_or(2)).unwrap_or(0)
}

/// Whether `value`, rounded to three significant digits, is 1 or more.
pub(super) fn reaches_one(value: f64) -> bool {
    value >= 1.0 || format!("{value:.2e}") == "1.00e0"
}

/// `digits`, an integer with or without a sign, with a comma between thousands.
pub(super) fn grouped(digits: &str) -> String {
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

fn trimmed(text: String) -> String {
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_digits_count_and_no_more() {
        let table = [
            (0.0, "0"),
            (7.954, "7.95"),
            (12.0, "12"),
            (12.04, "12"),
            (99.96, "100"),
            (9.996, "10"),
            (0.031_249, "0.0312"),
            (0.000_123_4, "0.000123"),
            (999.4, "999"),
            (999.6, "1,000"),
            (12_345.6, "12,346"),
            (1_234_567.0, "1,234,567"),
            (-43.21, "-43.2"),
            (-4321.0, "-4,321"),
            (-123_456.0, "-123,456"),
            (f64::INFINITY, "inf"),
            (f64::NAN, "NaN"),
        ];
        for (value, text) in table {
            assert_eq!(Figure(value).to_string(), text, "{value}");
        }
    }

    #[test]
    fn figures_line_up() {
        assert_eq!(format!("[{:>8}]", Figure(7.954)), "[    7.95]", "to the right");
    }
}
