//! Arrays as NumPy's `print` writes them.
//!
//! After `numpy/_core/arrayprint.py` with its default options: eight digits, lines of 75 characters, and of more than a
//! thousand elements the first and last three along each axis.

use ndarray::{ArrayRef, ArrayViewD, Axis, Dimension, Slice};
use num_complex::Complex;

const DIGITS: usize = 8;
const WIDTH: usize = 75;
const SUMMARISED_FROM: usize = 1000;
const EDGE: usize = 3;

/// Replaces elements that are not printed.
const OMITTED: &str = "...";

/// Elements that NumPy prints in one form.
pub trait Printable: Copy {
    /// Their texts, all of one width where NumPy makes them so.
    fn texts(elements: &[Self]) -> Vec<String>;
}

macro_rules! flush_right {
    ($($type:ty: $text:expr),*) => {$(
        impl Printable for $type {
            fn texts(elements: &[Self]) -> Vec<String> {
                flush_right(elements.iter().map($text).collect())
            }
        }
    )*};
}

flush_right! {
    i64: ToString::to_string,
    i32: ToString::to_string,
    bool: |&truth| if truth { "True" } else { "False" }.to_owned()
}

impl Printable for f64 {
    fn texts(elements: &[Self]) -> Vec<String> {
        numbers(elements, false)
    }
}

impl Printable for Complex<f64> {
    fn texts(elements: &[Self]) -> Vec<String> {
        let part = |part: fn(&Self) -> f64| -> Vec<f64> { elements.iter().map(part).collect() };
        let re = numbers(&part(|z| z.re), false);
        let im = numbers(&part(|z| z.im), true);
        let joined = |(re, im): (String, String)| {
            let digits = im.trim_end();
            format!("{re}{digits}j{}", " ".repeat(im.len() - digits.len()))
        };
        re.into_iter().zip(im).map(joined).collect()
    }
}

fn flush_right(texts: Vec<String>) -> Vec<String> {
    let width = texts.iter().map(String::len).max().unwrap_or(0);
    texts.iter().map(|text| format!("{text:>width$}")).collect()
}

/// Numbers with their points in one column; with exponents where their sizes are far apart.
fn numbers(elements: &[f64], signed: bool) -> Vec<String> {
    let sizes = elements.iter().map(|x| x.abs()).filter(|&x| x != 0.0 && x.is_finite());
    let (least, most) = sizes.fold((f64::INFINITY, 0.0_f64), |(low, high), x| (low.min(x), high.max(x)));
    let far = most >= 1e8 || (most > 0.0 && (least < 1e-4 || most / least > 1000.0));
    let text = if far { scientific } else { positional };
    let parts: Vec<Option<(String, String)>> =
        elements.iter().map(|&x| x.is_finite().then(|| text(x, signed))).collect();
    let width = |part: fn(&(String, String)) -> usize| parts.iter().flatten().map(part).max().unwrap_or(0);
    let (left, right) = (width(|p| p.0.len()), width(|p| p.1.len()));
    let left = left.max(special_width(elements, signed).saturating_sub(right + 1));
    let joined = |(whole, rest): &(String, String)| match far {
        false => format!("{whole:>left$}.{rest:<right$}"),
        true => {
            let (digits, power) = rest.split_once('e').unwrap_or((rest, ""));
            let digits_wide = right - power.len() - 1;
            format!("{whole:>left$}.{digits:0<digits_wide$}e{power}")
        }
    };
    let all = left + 1 + right;
    let text = |(&x, parts): (&f64, &Option<_>)| match parts {
        Some(parts) => joined(parts),
        None => format!("{:>all$}", special(x, signed)),
    };
    elements.iter().zip(&parts).map(text).collect()
}

/// The width of infinities and NaN, if there are any.
fn special_width(elements: &[f64], signed: bool) -> usize {
    let has_sign = signed || elements.contains(&f64::NEG_INFINITY);
    if elements.iter().all(|x| x.is_finite()) { 0 } else { "nan".len() + usize::from(has_sign) }
}

/// An infinity or NaN.
pub(crate) fn special(x: f64, signed: bool) -> String {
    match x.is_nan() {
        true => if signed { "+nan" } else { "nan" }.to_owned(),
        false => format!("{}inf", sign(x, signed)),
    }
}

fn sign(x: f64, signed: bool) -> &'static str {
    match (x.is_sign_negative(), signed) {
        (true, _) => "-",
        (false, true) => "+",
        (false, false) => "",
    }
}

/// The text before the point and behind it.
fn positional(x: f64, signed: bool) -> (String, String) {
    let mut text = x.abs().to_string();
    let digits = text.split_once('.').map_or(0, |(_, rest)| rest.len());
    if digits > DIGITS {
        text = format!("{:.DIGITS$}", x.abs());
    }
    let (whole, rest) = text.split_once('.').unwrap_or((&text, ""));
    let rest = rest.trim_end_matches('0');
    (format!("{}{whole}", sign(x, signed)), rest.to_owned())
}

/// The same with an exponent of two digits behind the digits.
fn scientific(x: f64, signed: bool) -> (String, String) {
    let mut text = format!("{:e}", x.abs());
    if text.split('e').next().unwrap_or("").len() > DIGITS + 2 {
        text = format!("{:.DIGITS$e}", x.abs());
    }
    let (digits, power) = text.split_once('e').unwrap_or((&text, "0"));
    let (whole, rest) = digits.split_once('.').unwrap_or((digits, ""));
    let rest = rest.trim_end_matches('0');
    let power: i32 = power.parse().unwrap_or(0);
    let side = if power < 0 { '-' } else { '+' };
    let power = format!("{side}{:02}", power.abs());
    (format!("{}{whole}", sign(x, signed)), format!("{rest}e{power}"))
}

/// An array as NumPy's `print` writes it.
pub fn format_array<T: Printable, D: Dimension>(array: &ArrayRef<T, D>) -> String {
    let is_long = array.len() > SUMMARISED_FROM;
    let edges = |&length: &usize| is_long && length > 2 * EDGE;
    let axes: Vec<bool> = array.shape().iter().map(edges).collect();
    let (shape, elements) = printed_part(array.view().into_dyn(), &axes);
    let texts = T::texts(&elements);
    Layout { axes: &axes, shape: &shape, texts: &texts }.block(0, &mut 0, 1, WIDTH)
}

/// Shape and elements of the part that is printed, row by row.
fn printed_part<T: Printable>(array: ArrayViewD<'_, T>, axes: &[bool]) -> (Vec<usize>, Vec<T>) {
    let mut all = array.to_owned();
    for (axis, &edges) in axes.iter().enumerate() {
        if edges {
            let axis = Axis(axis);
            let end = all.len_of(axis);
            let first = all.slice_axis(axis, Slice::from(..EDGE));
            let last = all.slice_axis(axis, Slice::from(end - EDGE..end));
            if let Ok(joined) = ndarray::concatenate(axis, &[first, last]) {
                all = joined;
            }
        }
    }
    (all.shape().to_vec(), all.iter().copied().collect())
}

struct Layout<'a> {
    /// Axes of which only the edges are printed.
    axes: &'a [bool],
    shape: &'a [usize],
    texts: &'a [String],
}

impl Layout<'_> {
    /// The text of the block that begins at element `next`, in brackets.
    fn block(&self, axis: usize, next: &mut usize, indent: usize, width: usize) -> String {
        let Some(&length) = self.shape.get(axis) else {
            let text = self.texts.get(*next).cloned().unwrap_or_default();
            *next += 1;
            return text;
        };
        let below = self.shape.len() - axis;
        let mut parts = Vec::with_capacity(length + 1);
        for index in 0..length {
            if self.axes[axis] && index == EDGE {
                parts.push(OMITTED.to_owned());
            }
            parts.push(self.block(axis + 1, next, indent + 1, width - 1));
        }
        let blank = " ".repeat(indent);
        let text = if below == 1 {
            filled(&parts, &blank, width - 1)
        } else {
            let end = "\n".repeat(below - 1);
            parts.join(&format!("{end}{blank}"))
        };
        format!("[{text}]")
    }
}

/// Words in lines that begin with an indent, which the first lacks.
fn filled(words: &[String], blank: &str, width: usize) -> String {
    let (mut done, mut line) = (String::new(), blank.to_owned());
    for (index, word) in words.iter().enumerate() {
        if line.len() + word.len() > width && line.len() > blank.len() {
            done += line.trim_end();
            done.push('\n');
            line = blank.to_owned();
        }
        line += word;
        if index + 1 < words.len() {
            line.push(' ');
        }
    }
    (done + &line)[blank.len()..].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{Array1, Array3, array};

    #[test]
    fn numbers_are_printed_in_columns() {
        assert_eq!(format_array(&array![0.0, 0.5, 10.0]), "[ 0.   0.5 10. ]");
        assert_eq!(format_array(&array![[0.0], [2.0]]), "[[0.]\n [2.]]");
        assert_eq!(format_array(&array![1_i64, -500]), "[   1 -500]");
        assert_eq!(format_array(&array![true, false]), "[ True False]");
        let close = array![1e-5, 1e-3, 1e-1];
        assert_eq!(format_array(&close), "[1.e-05 1.e-03 1.e-01]");
        let close = array![1.000_000_041_37e-5, 1e-3, 1e-1];
        let text = "[1.00000004e-05 1.00000000e-03 1.00000000e-01]";
        assert_eq!(format_array(&close), text);
        let z = array![Complex::new(-1.5, -1.0), Complex::new(0.25, 10.5)];
        assert_eq!(format_array(&z), "[-1.5  -1.j   0.25+10.5j]");
    }

    #[test]
    fn infinities_and_nan_are_flush_right() {
        let (nan, inf) = (f64::NAN, f64::INFINITY);
        let table = [
            (vec![1.0, nan], "[ 1. nan]"),
            (vec![nan, -inf, 0.5], "[ nan -inf  0.5]"),
            (vec![inf, 12.25], "[  inf 12.25]"),
            (vec![nan, inf], "[nan inf]"),
            (vec![-nan, -inf], "[ nan -inf]"),
            (vec![1e-10, nan], "[1.e-10    nan]"),
        ];
        for (numbers, text) in table {
            assert_eq!(format_array(&Array1::from(numbers)), text);
        }
        let z = array![Complex::new(nan, 1.0), Complex::new(0.5, -inf)];
        assert_eq!(format_array(&z), "[nan +1.j 0.5-infj]");
        let z = array![Complex::new(inf, nan)];
        assert_eq!(format_array(&z), "[inf+nanj]");
    }

    #[test]
    fn blocks_are_separated_by_an_empty_line_per_axis() {
        let z = Array3::from_shape_fn((2, 2, 1), |(i, j, _)| i + 2 * j);
        let z = z.mapv(|x| i64::try_from(x).unwrap());
        assert_eq!(format_array(&z), "[[[0]\n  [2]]\n\n [[1]\n  [3]]]");
    }

    #[test]
    fn long_arrays_are_printed_by_their_edges() {
        let long = Array1::from_iter(0..1001_i64);
        let text = "[   0    1    2 ...  998  999 1000]";
        assert_eq!(format_array(&long), text);
        assert_eq!(format_array(&Array1::from_iter(0..1000_i64)).lines().count(), 56);
    }
}
