//! Files for other programs. Each is a function of [`Profile`](crate::Profile).

mod diff;
mod files;
mod flamegraph;
mod folded;
mod frames;
mod json;
mod pprof;
mod report;
mod runtimes;
mod speedscope;
mod types;

#[cfg(test)]
#[path = "../../tests/made/mod.rs"]
pub(crate) mod made;

pub(crate) use diff::bare_counts;
pub use diff::write_diff;
#[cfg(feature = "cli")]
pub(crate) use files::FILES;
#[cfg(all(feature = "asm", feature = "html"))]
pub(crate) use files::to_file;
pub use flamegraph::Shape;
#[cfg(all(feature = "asm", feature = "html"))]
pub(crate) use folded::ranked;
pub use frames::Labels;
pub(crate) use frames::Step;
#[cfg(target_os = "linux")]
pub(crate) use json::write_recording;
pub use report::{changes_json, report_json};
#[cfg(all(feature = "asm", feature = "html"))]
pub(crate) use runtimes::crate_in;
pub(crate) use types::{bare as bare_name, source_name};
