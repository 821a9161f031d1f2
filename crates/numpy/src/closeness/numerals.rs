//! Numbers written as Python and `NumPy` write them in their reports.

use crate::print::{format_array, special};
use ndarray::array;

/// A number by C's `%.{digits}g`: `1e-07`, `0`, `33.3`.
pub(super) fn general(value: f64, digits: usize) -> String {
    if value == 0.0 {
        return value.to_string();
    }
    if !value.is_finite() {
        return special(value, false);
    }
    let scientific = format!("{value:.*e}", digits.saturating_sub(1));
    let (mantissa, exponent) = parts(&scientific);
    let places = isize::try_from(digits).map_or(isize::MAX, |digits| digits - 1) - exponent;
    match usize::try_from(places) {
        Ok(places) if exponent >= -4 => trimmed(&format!("{value:.places$}")).trim_end_matches('.').into(),
        _ => with_exponent(trimmed(mantissa).trim_end_matches('.'), exponent),
    }
}

/// A number by `str` of a `np.float64`: the shortest that reads back the same.
pub(super) fn shortest(value: f64) -> String {
    if !value.is_finite() {
        return special(value, false);
    }
    if value == 0.0 || (1e-4..1e16).contains(&value.abs()) {
        return format!("{value:?}");
    }
    let scientific = format!("{value:e}");
    let (mantissa, exponent) = parts(&scientific);
    with_exponent(mantissa, exponent)
}

/// A number by `np.array2string`: at most eight decimals, and a point in any case.
pub(super) fn eight_decimals(value: f64) -> String {
    format_array(&array![value]).trim_matches(['[', ']']).to_owned()
}

/// Mantissa and exponent of a number that Rust wrote with an exponent.
fn parts(scientific: &str) -> (&str, isize) {
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((scientific, "0"));
    (mantissa, exponent.parse().unwrap_or(0))
}

fn with_exponent(mantissa: &str, exponent: isize) -> String {
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{mantissa}e{sign}{:02}", exponent.unsigned_abs())
}

/// Without zeros at the end of decimals.
fn trimmed(number: &str) -> &str {
    if number.contains('.') { number.trim_end_matches('0') } else { number }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_python_writes_them() {
        let table = [
            (0.0, "0", "0.0", "0."),
            (1.0, "1", "1.0", "1."),
            (-2.5, "-2.5", "-2.5", "-2.5"),
            (100.0 / 3.0, "33.3333", "33.333333333333336", "33.33333333"),
            (1e-7, "1e-07", "1e-07", "1.e-07"),
            (1.234_567_891_23e-5, "1.23457e-05", "1.23456789123e-05", "1.23456789e-05"),
            (1e-4, "0.0001", "0.0001", "0.0001"),
            (999_999.5, "1e+06", "999999.5", "999999.5"),
            (1e8, "1e+08", "100000000.0", "1.e+08"),
            (1e16, "1e+16", "1e+16", "1.e+16"),
            (1e300, "1e+300", "1e+300", "1.e+300"),
            (f64::INFINITY, "inf", "inf", "inf"),
            (f64::NEG_INFINITY, "-inf", "-inf", "-inf"),
            (f64::NAN, "nan", "nan", "nan"),
        ];
        for (value, by_g, by_str, by_array) in table {
            let written = [general(value, 6), shortest(value), eight_decimals(value)];
            assert_eq!(written, [by_g, by_str, by_array], "{value:e}");
        }
        assert_eq!(general(200.0 / 3.0, 3), "66.7", "three digits");
    }
}
