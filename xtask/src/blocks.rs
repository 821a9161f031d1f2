//! The generated blocks of documents: what stands between a line `<!-- KIND: NAME -->`, which may have a note as in
//! `<!-- KIND: NAME; by whom -->`, and the line `<!-- KIND: end -->`.

use anyhow::ensure;

/// The text with all its blocks of a kind rewritten; `fresh` makes the text of a block from its name.
pub(crate) fn rewrite(
    text: &str,
    kind: &str,
    mut fresh: impl FnMut(&str) -> anyhow::Result<String>,
) -> anyhow::Result<String> {
    let (begin, end) = (format!("<!-- {kind}: "), format!("<!-- {kind}: end -->"));
    let mut rewritten = String::new();
    let mut is_inside = false;
    for line in text.split_inclusive('\n') {
        let mark = line.trim_end();
        if mark == end {
            ensure!(is_inside, "a line {end} ends no block: add the line that begins it, or remove this one");
            is_inside = false;
        }
        if !is_inside {
            rewritten += line;
        }
        let begun = mark.strip_prefix(&begin).filter(|_| mark != end).and_then(|rest| rest.strip_suffix(" -->"));
        if let Some(name) = begun {
            ensure!(!is_inside, "{mark} stands within another block: end that one with a line {end}");
            is_inside = true;
            rewritten += &fresh(name.split(';').next().unwrap_or(name))?;
        }
    }
    ensure!(!is_inside, "a block does not end: add a line {end}");
    Ok(rewritten)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_block_of_the_kind_is_rewritten_and_nothing_else() {
        let block = |inside: &str| format!("<!-- a: one; by hand -->\n{inside}<!-- a: end -->\nbetween\n");
        let text = block("old\n") + &block("") + "<!-- b: one -->\nkept\n<!-- b: end -->\n";
        let rewritten = rewrite(&text, "a", |name| Ok(format!("new {name}\n"))).unwrap();
        assert_eq!(rewritten, text.replace("old\n", "").replace("by hand -->\n", "by hand -->\nnew one\n"));
    }

    #[test]
    fn marks_that_do_not_match_are_refused_with_a_remedy() {
        for (text, part) in [
            ("<!-- a: end -->\n", "ends no block"),
            ("<!-- a: x -->\n", "add a line <!-- a: end -->"),
            ("<!-- a: x -->\n<!-- a: y -->\n<!-- a: end -->\n", "within another"),
        ] {
            let error = rewrite(text, "a", |_| Ok(String::new())).unwrap_err().to_string();
            assert!(error.contains(part), "{error}");
        }
    }
}
