//! Steps as a NumPy file: version 1, C order, little-endian `uint32` on every machine.

use lanelab_grid::Steps;
use ndarray_npy::{WriteNpyError, WriteNpyExt};
use std::io::{self, Write};

pub(super) fn write(steps: &Steps, out: &mut dyn Write) -> io::Result<()> {
    steps.view().write_npy(out).map_err(|error| match error {
        WriteNpyError::Io(error) => error,
        other => io::Error::other(other),
    })
}
