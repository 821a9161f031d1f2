//! Names of functions without the types they were compiled for, so that instances of a generic function are alike.

/// Whether all brackets in a text are closed; the arrow of a function's type is not a bracket.
fn is_balanced(text: &str) -> bool {
    let count = |pattern: &str| text.matches(pattern).count();
    count("<") + count("->") == count(">")
}

/// The index of the bracket that closes the one at the start of `text`.
fn closing(text: &str) -> Option<usize> {
    text.match_indices('>').map(|(at, _)| at).find(|&at| is_balanced(&text[..=at]))
}

/// The text before and after a word outside of all brackets.
fn split<'a>(text: &'a str, word: &str) -> Option<(&'a str, &'a str)> {
    let mut parts = text.match_indices(word).map(|(at, _)| (&text[..at], &text[at + word.len()..]));
    parts.find(|(before, _)| is_balanced(before))
}

/// The contents of a bracket, made alike; `starts` where a path starts with the bracket. The type that implements a
/// trait is made alike by `implementing`.
fn inside(contents: &str, starts: bool, implementing: &dyn Fn(&str) -> String) -> String {
    let alike = |name: &str| without_types(name, implementing);
    if let Some((of, by)) = contents.strip_prefix("impl ").and_then(|rest| split(rest, " for ")) {
        format!("impl {} for {}", alike(of), implementing(by))
    } else if let Some((by, of)) = split(contents, " as ") {
        format!("{} as {}", implementing(by), alike(of))
    } else if starts || contents.starts_with("impl ") {
        alike(contents)
    } else {
        "_".to_owned()
    }
}

/// A name with `_` for each list of type parameters and for each type that implements a trait: `step::<f64>` is
/// `step::<_>`, `<f64 as Real>::add` is `<_ as Real>::add`. The type of `<Vec<f64>>::push` stays, as `<Vec<_>>::push`.
pub(super) fn alike(name: &str) -> String {
    without_types(name, &|_| "_".to_owned())
}

/// A name as its source has it, for all instances of a generic function: `step::<f64>` is `step::<_>`, but
/// `<f64 as Real>::add` is itself, as each implementation is written by itself.
pub(crate) fn source_name(name: &str) -> String {
    without_types(name, &source_name)
}

fn without_types(name: &str, implementing: &dyn Fn(&str) -> String) -> String {
    let mut out = String::with_capacity(name.len());
    let mut rest = name;
    while let Some(open) = rest.find('<') {
        out.push_str(&rest[..open]);
        // The bracket of a C++ operator does not close.
        let Some(close) = closing(&rest[open..]).filter(|_| !out.ends_with("operator")) else {
            rest = &rest[open..];
            break;
        };
        let starts = out.is_empty() || out.ends_with([' ', '(', '&', ',', '[']);
        out.push('<');
        out.push_str(&inside(&rest[open + 1..open + close], starts, implementing));
        out.push('>');
        rest = &rest[open + close + 1..];
    }
    out + rest
}

/// A name without type parameters: `step::<f64>` is `step`, `<f64 as Real>::add` is `Real::add`.
pub(crate) fn bare(name: &str) -> String {
    let name = alike(name);
    let name = name.replace("::<_>", "").replace("<_>", "").replace("<_ as ", "<");
    match closing(&name).filter(|_| name.starts_with('<')) {
        Some(close) => format!("{}{}", &name[1..close], &name[close + 1..]),
        None => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instances_of_a_function_are_alike_and_bare_names_have_no_types() {
        for (name, expected, bared) in [
            ("step::<f64>", "step::<_>", "step"),
            ("step::<wide::f64x4_::f64x4>", "step::<_>", "step"),
            ("<f64 as number::Real>::add", "<_ as number::Real>::add", "number::Real::add"),
            (
                "<wide::f64x8 as core::ops::Add<wide::f64x8>>::add",
                "<_ as core::ops::Add<_>>::add",
                "core::ops::Add::add",
            ),
            ("<alloc::vec::Vec<f64>>::push", "<alloc::vec::Vec<_>>::push", "alloc::vec::Vec::push"),
            ("run::<fn(f64) -> f64, 4>::{closure#0}", "run::<_>::{closure#0}", "run::{closure#0}"),
            ("run::<<f64 as Real>::Mask>", "run::<_>", "run"),
            ("<<f64 as Real>::Mask as Select<f64>>::select::<f64>", "<_ as Select<_>>::select::<_>", "Select::select"),
            ("n::<impl Real for f64>::add", "n::<impl Real for _>::add", "n::<impl Real for _>::add"),
            ("std::vector<int, std::allocator<int>>::push", "std::vector<_>::push", "std::vector::push"),
            ("core::operator<", "core::operator<", "core::operator<"),
            ("operator<< <int>", "operator<< <int>", "operator<< <int>"),
            ("main", "main", "main"),
        ] {
            assert_eq!((alike(name), bare(name)), (expected.to_owned(), bared.to_owned()));
        }
    }

    #[test]
    fn each_implementation_of_a_trait_is_written_by_itself() {
        for (name, expected) in [
            ("kernels::step::<f64>", "kernels::step::<_>"),
            ("<f64 as Real>::add", "<f64 as Real>::add"),
            ("<Vec<f64> as Extend<f64>>::extend::<Iter<f64>>", "<Vec<_> as Extend<_>>::extend::<_>"),
            ("<Flight<f64x8, 6>>::step", "<Flight<_>>::step"),
            ("n::<impl Real for f64>::add", "n::<impl Real for f64>::add"),
            ("run::<main::{closure#0}>::{closure#1}", "run::<_>::{closure#1}"),
        ] {
            assert_eq!(source_name(name), expected);
        }
    }
}
