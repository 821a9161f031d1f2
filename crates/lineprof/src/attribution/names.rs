//! Names short enough to read.
//!
//! In brackets only the last part of a path is kept, as in `Flight<f64x8, 6>`, and an argument list that is long even
//! then is left out.

/// Argument lists with more characters are left out.
const MOST_ARGUMENTS: usize = 60;

pub(super) fn short(name: &str) -> String {
    let mut out = String::new();
    // Of each open bracket, the start of its contents and the start of the path around it.
    let mut open: Vec<(usize, usize)> = Vec::new();
    let mut path = 0;
    let mut rest = name;
    while let Some(character) = rest.chars().next() {
        let tail = &rest[character.len_utf8()..];
        rest = tail;
        match character {
            '<' => {
                out.push('<');
                open.push((out.len(), path));
                path = out.len();
            }
            '>' if !out.ends_with('-') => {
                let Some((start, around)) = open.pop() else { break };
                if out[start..].chars().count() > MOST_ARGUMENTS {
                    out.replace_range(start.., "…");
                }
                out.push('>');
                path = around;
            }
            '{' => {
                let end = tail.find('}').map_or(tail.len(), |end| end + 1);
                out.push('{');
                out.push_str(&tail[..end]);
                rest = &tail[end..];
            }
            ':' if tail.starts_with(':') => {
                rest = &tail[1..];
                if !open.is_empty() && rest.starts_with(is_part_of_name) {
                    out.truncate(path);
                } else {
                    out.push_str("::");
                }
            }
            _ => {
                out.push(character);
                if !is_part_of_name(character) {
                    path = out.len();
                }
            }
        }
    }
    out
}

fn is_part_of_name(character: char) -> bool {
    character.is_alphanumeric() || character == '_' || character == '#'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_in_brackets_lose_their_modules_and_long_lists_of_arguments_are_left_out() {
        let long = format!("a::f::<{}>", ["Argument"; 20].join(", "));
        for (whole, shortened) in [
            ("kernels::run::<wide::f64x4_::f64x4>", "kernels::run::<f64x4>"),
            ("<lanes::flight::Flight<wide::f64x8_::f64x8, 6>>::step", "<Flight<f64x8, 6>>::step"),
            ("<core::ops::range::Range<u64> as core::iter::Iterator>::fold", "<Range<u64> as Iterator>::fold"),
            ("a::call::<a::b::main::{closure#1}::{closure#0}>", "a::call::<main::{closure#1}::{closure#0}>"),
            ("a::b::<fn(a::T) -> a::U, &[a::V]>", "a::b::<fn(T) -> U, &[V]>"),
            ("a::b::<<f64 as c::Real>::Mask>", "a::b::<Mask>"),
            ("main", "main"),
            ("_ZN3odd>name", "_ZN3odd"),
            (&long, "a::f::<…>"),
        ] {
            assert_eq!(short(whole), shortened);
        }
    }
}
