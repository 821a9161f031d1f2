//! Where results go: the console, files, and the formats of files.

pub(crate) mod console;
mod csv;
pub mod file;
pub(crate) mod folder;
pub(crate) mod json;
mod npy;
pub(crate) mod png;
pub mod temporary;

use crate::picture;
use lanelab_grid::{Steps, View};
use std::io::{self, Write};
use std::path::Path;

/// A format in which steps are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    /// NumPy array of little-endian uint32, shape (height, width), row 0 at the lowest y
    Npy,
    /// Integers separated by commas, no header, row 0 at the lowest y
    Csv,
    /// Viridis over the lesson's countdown, top row at the highest y
    Png,
}

impl Format {
    /// The format that a file's ending names.
    pub(crate) fn of(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "npy" => Some(Self::Npy),
            "csv" => Some(Self::Csv),
            "png" => Some(Self::Png),
            _ => None,
        }
    }

    /// Bytes that writing takes, beside the steps themselves: a PNG needs some rows at a time.
    pub(crate) const fn bytes_for(self, view: &View) -> usize {
        match self {
            Self::Npy | Self::Csv => 0,
            Self::Png => png::bytes_a_pixel_of_a_row().saturating_mul(view.raster().width),
        }
    }

    /// Writes steps in this format.
    pub(crate) fn write(self, steps: &Steps, out: &mut dyn Write) -> io::Result<()> {
        match self {
            Self::Npy => npy::write(steps, out),
            Self::Csv => csv::write(steps, out),
            Self::Png => png::write(&picture::countdown::Countdown::of(steps), out),
        }
    }
}
