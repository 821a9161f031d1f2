//! Steps as text: integers separated by commas, a line a row, row 0 at `y_min`, no header.

use lanelab_grid::Steps;
use std::io::{self, Write};

pub(super) fn write(steps: &Steps, out: &mut dyn Write) -> io::Result<()> {
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
