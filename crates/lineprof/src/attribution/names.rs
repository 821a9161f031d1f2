//! Names short enough to read.
//!
//! In brackets only the last part of a path is kept, as in `Flight<f64x8, 6>`, and an argument list that is long even
//! then is left out.

/// More letters of arguments are left out.
const MOST_ARGUMENTS: usize = 60;

/// A demangled name, shortened.
pub(super) fn short(name: &str) -> String {
    Shortener { rest: name }.text(false)
}

struct Shortener<'a> {
    rest: &'a str,
}

impl Shortener<'_> {
    fn next(&mut self) -> Option<char> {
        let character = self.rest.chars().next()?;
        self.rest = &self.rest[character.len_utf8()..];
        Some(character)
    }

    /// All up to the bracket that closes what is being read, or to the end.
    fn text(&mut self, inside: bool) -> String {
        let mut out = String::new();
        let mut path: Vec<String> = vec![String::new()];
        while let Some(character) = self.next() {
            let segment = path.last_mut().expect("a path has a last segment");
            match character {
                '>' if out.ends_with('-') && segment.is_empty() => out.push('>'),
                '>' => break,
                '<' => *segment += &self.brackets(),
                '{' => *segment += &self.braces(),
                ':' if self.rest.starts_with(':') => {
                    self.next();
                    path.push(String::new());
                }
                _ if character.is_alphanumeric() || character == '_' || character == '#' => {
                    segment.push(character);
                }
                other => {
                    out += &joined(&path, inside);
                    path = vec![String::new()];
                    out.push(other);
                }
            }
        }
        out + &joined(&path, inside)
    }

    fn brackets(&mut self) -> String {
        let inner = self.text(true);
        if inner.chars().count() > MOST_ARGUMENTS { "<…>".to_owned() } else { format!("<{inner}>") }
    }

    fn braces(&mut self) -> String {
        let mut inner = String::from("{");
        while let Some(character) = self.next() {
            inner.push(character);
            if character == '}' {
                break;
            }
        }
        inner
    }
}

/// A path; inside brackets its last part, and what closures there are in that.
fn joined(path: &[String], inside: bool) -> String {
    let is_part = |segment: &String| segment.starts_with(['{', '<']);
    let first = if inside { path.iter().rposition(|segment| !is_part(segment)).unwrap_or(0) } else { 0 };
    path[first..].join("::")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_in_brackets_lose_their_modules() {
        for (whole, shortened) in [
            ("kernels::run::<wide::f64x4_::f64x4>", "kernels::run::<f64x4>"),
            ("<lanes::flight::Flight<wide::f64x8_::f64x8, 6>>::step", "<Flight<f64x8, 6>>::step"),
            ("<core::ops::range::Range<u64> as core::iter::Iterator>::fold", "<Range<u64> as Iterator>::fold"),
            ("a::call::<a::b::main::{closure#1}::{closure#0}>", "a::call::<main::{closure#1}::{closure#0}>"),
            ("a::b::<fn(a::T) -> a::U, &[a::V]>", "a::b::<fn(T) -> U, &[V]>"),
            ("main", "main"),
            ("_ZN3odd>name", "_ZN3odd"),
        ] {
            assert_eq!(short(whole), shortened);
        }
    }

    #[test]
    fn long_lists_of_arguments_are_left_out() {
        let name = format!("a::f::<{}>", ["Argument"; 20].join(", "));
        assert_eq!(short(&name), "a::f::<…>");
    }
}
