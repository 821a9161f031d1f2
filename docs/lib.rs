//! The book's code as tests: each chapter is the documentation of a module that only `cargo test` sees, so every block
//! of Rust in it is compiled and run.
//!
//! The text is in `docs/src`, in the order of `docs/src/SUMMARY.md`; read it there, or build it with `mdbook build docs`.
#![forbid(unsafe_code)]

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
    ladder "src/ladder.md"
    worksheet "src/worksheet.md"
}
