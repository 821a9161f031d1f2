#![doc = include_str!("../README.md")]
#![deny(unsafe_code)] // not forbidden, for the one attribute of `program/closed.rs`

mod agreement;
mod commands;
mod compiled;
mod engine;
mod ladder;
pub mod machine;
#[cfg(feature = "page")]
pub mod page;
pub mod program;
pub mod report;
mod tables;

pub use agreement::{Agreement, Answer, Disagreement, Number};
pub use ladder::{Ladder, Named, WithInput, Work};
