#![doc = include_str!("../README.md")]
#![deny(unsafe_code)] // not forbidden, for the one attribute of `program/closed.rs`

mod agreement;
mod commands;
mod compiled;
mod engine;
mod ladder;
#[doc(hidden)]
pub mod machine;
mod measuring;
#[doc(hidden)]
pub mod output;
#[cfg(feature = "page")]
#[doc(hidden)]
pub mod page;
#[doc(hidden)]
pub mod program;
pub mod report;
#[doc(hidden)]
pub mod tables;

pub use agreement::{Agreement, Answer, Disagreement, Number};
pub use ladder::{Ladder, Named, WithInput, Work};
#[doc(hidden)]
pub use {
    compiled::Sampling,
    engine::Entry,
    measuring::{Measuring, plan},
};
