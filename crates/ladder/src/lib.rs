#![doc = include_str!("../README.md")]
#![deny(unsafe_code)] // not forbidden, for the one attribute of `program/closed.rs`

mod agreement;
mod commands;
mod compiled;
mod engine;
mod ladder;
pub mod machine;
mod measuring;
pub mod output;
#[cfg(feature = "page")]
pub mod page;
pub mod program;
pub mod report;
pub mod tables;

pub use agreement::{Agreement, Answer, Disagreement, Number};
pub use compiled::Sampling;
pub use engine::Entry;
pub use ladder::{Ladder, Named, WithInput, Work};
pub use measuring::{Measuring, plan};
