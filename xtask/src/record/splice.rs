//! What stands between two marks of a text, written anew.

use anyhow::Context;

/// The text with `fresh` between its first lines `begin` and `end`.
pub(crate) fn between(text: &str, begin: &str, end: &str, fresh: &str) -> anyhow::Result<String> {
    let (before, rest) = text.split_once(begin).with_context(|| format!("no line {begin}"))?;
    let (_, after) = rest.split_once(end).with_context(|| format!("no line {end}"))?;
    Ok(format!("{before}{begin}\n{fresh}{end}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_between_the_marks_is_replaced_and_a_mark_that_lacks_is_named() {
        let spliced = |text| between(text, "(", ")", "new\n");
        assert_eq!(spliced("a (old) b (c)").unwrap(), "a (\nnew\n) b (c)");
        assert!(spliced("old)").unwrap_err().to_string().contains("no line ("));
        assert!(spliced(") (old").unwrap_err().to_string().contains("no line )"));
    }
}
