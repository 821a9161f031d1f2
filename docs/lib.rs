//! The book's code as tests: each chapter is the documentation of a module that only `cargo test` sees, so every block of
//! Rust in it is compiled and run. Code that stands elsewhere in the workspace is spliced in by [`code_block`].
//!
//! The text is in `docs/src`, in the order of `docs/src/SUMMARY.md`; read it there, or build it with `mdbook build docs`.
#![forbid(unsafe_code)]

use std::path::Path;
use std::{fs, io};

/// What a chapter has between `<!-- code: PATH#NAME -->` and `<!-- code: end -->`: the lines of a file of the workspace
/// between the comments `// ---- NAME ----` and `// ---- end ----`, as a block that is not tested a second time.
///
/// # Errors
/// Where the file cannot be read, or has no such lines.
pub fn code_block(workspace: &Path, reference: &str) -> io::Result<String> {
    let error = |why: &str| io::Error::other(format!("<!-- code: {reference} -->: {why}"));
    let (path, name) = reference.split_once('#').ok_or_else(|| error("write it as PATH#NAME"))?;
    let text = fs::read_to_string(workspace.join(path)).map_err(|unreadable| error(&unreadable.to_string()))?;
    let (_, rest) = text
        .split_once(&format!("// ---- {name} ----\n"))
        .ok_or_else(|| error("the file has no such section; begin it with // ---- NAME ----"))?;
    let (code, _) =
        rest.split_once("// ---- end ----").ok_or_else(|| error("the section has no end; add // ---- end ----"))?;
    Ok(format!("```rs\n{}\n```\n", code.trim_matches('\n')))
}

macro_rules! chapters {
    ($($name:ident $path:literal)*) => {
        $(
            #[cfg(doctest)]
            #[doc = include_str!($path)]
            mod $name {}
        )*
    };
}

chapters! {
    introduction "src/introduction.md"
    arrays "src/arrays.md"
    grids "src/grids.md"
    by_hand "src/by-hand.md"
    explode "src/explode.md"
    masks "src/masks.md"
    counting "src/counting.md"
    testing "src/testing.md"
    less_work "src/less-work.md"
    indexing "src/indexing.md"
    compaction "src/compaction.md"
    profiling "src/profiling.md"
    lanes "src/lanes.md"
    kernels "src/kernels.md"
    backends "src/backends.md"
    python "src/python.md"
    ladder "src/ladder.md"
    worksheet "src/worksheet.md"
}
