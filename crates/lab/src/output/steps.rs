//! Steps in the formats of files.

use super::png;
use crate::picture;
use crate::session::selection::Selection;
use lanelab_grid::{Steps, View};
use ndarray_npy::{WriteNpyError, WriteNpyExt};
use std::io::{self, Write};
use std::path::Path;

/// A format in which steps are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    /// NumPy array of little-endian uint32, shape (height, width), row 0 at the lowest y
    Npy,
    /// Integers separated by commas, no header, row 0 at the lowest y
    Csv,
    /// Viridis over limit - steps (0 for members), one pixel per point, top row at the highest y
    Png,
    /// PNG with a title, axes and a colour scale
    Figure,
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

    /// Bytes that writing takes, beside the steps themselves.
    pub(crate) const fn bytes_for(self, view: &View) -> usize {
        match self {
            Self::Npy | Self::Csv => 0,
            Self::Png | Self::Figure => png::BYTES_PER_COLUMN.saturating_mul(view.raster().width),
        }
    }

    /// Writes steps in this format.
    pub(crate) fn write(self, steps: &Steps, selection: &Selection, out: &mut dyn Write) -> io::Result<()> {
        match self {
            Self::Npy => steps.view().write_npy(out).map_err(|error| match error {
                WriteNpyError::Io(error) => error,
                other => io::Error::other(other),
            }),
            Self::Csv => csv(steps, out),
            Self::Png => png::write(&picture::countdown(steps), out),
            Self::Figure => png::write(&picture::figure(picture::countdown(steps), selection, "Steps"), out),
        }
    }
}

fn csv(steps: &Steps, out: &mut dyn Write) -> io::Result<()> {
    for row in steps.view().rows() {
        let mut separator = "";
        for steps in row {
            write!(out, "{separator}{steps}")?;
            separator = ",";
        }
        writeln!(out)?;
    }
    Ok(())
}
