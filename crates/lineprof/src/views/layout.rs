//! Texts cut to the width of a table. Views are as wide as they need, unless they are formatted with a width, as `{:80}`.

use std::fmt;

const MARK: char = '…';

/// The start of a text that has room.
pub(crate) fn fit(text: &str, room: Option<usize>) -> String {
    match room {
        Some(room) if text.chars().count() > room => {
            text.chars().take(room.saturating_sub(1)).chain([MARK]).take(room).collect()
        }
        _ => text.to_owned(),
    }
}

/// The end of a path that has room.
pub(crate) fn fit_path(path: &str, room: Option<usize>) -> String {
    let length = path.chars().count();
    match room {
        Some(room) if length > room => {
            [MARK].into_iter().chain(path.chars().skip(length + 1 - room.max(1))).take(room).collect()
        }
        _ => path.to_owned(),
    }
}

/// A name of a function that has room: without its longest arguments, then without its middle.
pub(crate) fn fit_name(name: &str, room: Option<usize>) -> String {
    let Some(room) = room else { return name.to_owned() };
    let mut name = name.to_owned();
    while name.chars().count() > room {
        let longest = arguments(&name).into_iter().max_by_key(|range| range.len());
        match longest.filter(|range| range.len() > MARK.len_utf8()) {
            Some(range) => name.replace_range(range, &MARK.to_string()),
            None => break,
        }
    }
    let length = name.chars().count();
    if length <= room {
        return name;
    }
    let tail = room.saturating_sub(1) * 2 / 3;
    let head = room.saturating_sub(1 + tail);
    let shortened = name.chars().take(head).chain([MARK]).chain(name.chars().skip(length - tail));
    shortened.take(room).collect()
}

/// Longer lines of prose are hard to read.
const PROSE: usize = 80;

/// A paragraph of prose, in lines that fit.
#[derive(Debug)]
pub(crate) struct Paragraph(pub(super) &'static str);

impl fmt::Display for Paragraph {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_wrapped(self.0, f)
    }
}

/// Writes a paragraph in lines, all but the first indented.
pub(super) fn write_wrapped(paragraph: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let width = f.width().unwrap_or(PROSE).min(PROSE);
    let mut line = String::new();
    for word in paragraph.trim_end().split(' ') {
        if !line.trim().is_empty() && line.chars().count() + 1 + word.chars().count() > width {
            writeln!(f, "{line}")?;
            line = "   ".to_owned();
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line += &fit_path(word, f.width().map(|width| width.saturating_sub(4)));
    }
    writeln!(f, "{line}")
}

/// The contents of the innermost brackets that do not begin a path.
fn arguments(name: &str) -> Vec<std::ops::Range<usize>> {
    let (mut start, mut found) = (None, Vec::new());
    for (at, character) in name.char_indices() {
        match character {
            '<' => {
                let begins_path = at == 0 || name[..at].ends_with(['<', ' ', '(', '&']);
                start = (!begins_path).then_some(at + 1);
            }
            '>' if !name[..at].ends_with('-') => found.extend(start.take().map(|start| start..at)),
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lose_arguments_first_and_then_their_middle() {
        let name = "<grep::Core<Sink<W>> as Search>::find_by_line::<Matcher>";
        for (room, expected) in [(99, name), (50, "<grep::Core<Sink<W>> as Search>::find_by_line::<…>")] {
            assert_eq!(fit_name(name, Some(room)), expected);
        }
        for room in 0..60 {
            let found = fit_name(name, Some(room));
            assert!(found.chars().count() <= room, "{room}: {found}");
        }
        assert_eq!(fit_name("run::<fn(T) -> U>::call", Some(15)), "run::<…>::call");
        assert_eq!(fit_name("abcdefghij", Some(7)), "ab…ghij");
        assert_eq!(fit_name(name, None), name);
    }

    #[test]
    fn texts_keep_their_start_and_paths_their_end() {
        assert_eq!([fit("let x", Some(4)), fit("let x", Some(5)), fit("let x", Some(0))], ["let…", "let x", ""]);
        assert_eq!([fit_path("src/a.rs:7", Some(6)), fit_path("a.rs:7", Some(6))], ["….rs:7", "a.rs:7"]);
    }
}
