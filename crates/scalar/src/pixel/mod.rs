//! Rungs that follow one pixel at a time.

pub mod components;
pub mod textbook;
