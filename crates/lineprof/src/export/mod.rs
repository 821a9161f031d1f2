//! Files for other programs. Each is a function of [`Profile`](crate::Profile).

mod diff;
mod files;
mod flamegraph;
mod folded;
mod frames;
mod json;
mod pprof;
mod speedscope;
mod types;

#[cfg(test)]
#[path = "../../tests/made/mod.rs"]
mod made;

pub use diff::{changes, write_diff};
pub use flamegraph::Shape;
pub use frames::Labels;
#[cfg(target_os = "linux")]
pub(crate) use json::write_recording;
