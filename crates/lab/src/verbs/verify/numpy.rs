//! Every rung against the steps that NumPy itself counted in its precision.

use super::{Tally, mark};
use crate::report::table;
use lanelab_escape::{Map, Threads, verify_steps};
use lanelab_grid::{Rounding, Steps};
use lanelab_numpy::goldens::{self, Golden, GoldenError, Goldens, StepsCase, Subject};
use std::ffi::OsString;
use std::io::{self, Write};
use std::path::Path;

/// Where this variable names a folder, the goldens are read there.
pub(crate) const FOLDER: &str = "LANELAB_GOLDENS";

/// Goldens of steps, each read whole and its digest checked.
pub(super) struct Counted {
    origin: String,
    cases: Vec<Case>,
}

struct Case {
    /// What was computed, without the rounding.
    name: String,
    asked: StepsCase,
    expected: Steps,
}

impl Counted {
    /// All goldens of steps. `None` where there are no goldens at all, which is said on standard error.
    pub(super) fn read() -> anyhow::Result<Option<Self>> {
        let folder = std::env::var_os(FOLDER).unwrap_or_else(|| OsString::from(goldens::FOLDER));
        let goldens = match Goldens::open(Path::new(&folder)) {
            Ok(goldens) => goldens,
            Err(missing @ GoldenError::NotFound { .. }) => {
                // Where standard error is gone too, nobody is there to be told.
                drop(writeln!(io::stderr(), "skipped: {missing} in {FOLDER}"));
                return Ok(None);
            }
            Err(error) => return Err(error.into()),
        };
        let steps = goldens.entries().iter().filter_map(|golden| match &golden.subject {
            Subject::Steps(asked) => Some(Case::read(&goldens, golden, asked)),
            _ => None,
        });
        Ok(Some(Self { origin: goldens.origin(), cases: steps.collect::<anyhow::Result<_>>()? }))
    }

    /// Compares every rung with every golden, and says how many agree: a line a view, a column a rounding.
    pub(super) fn compare(&self, threads: &Threads, tally: &mut Tally, out: &mut dyn Write) -> anyhow::Result<()> {
        let mut rows: Vec<Vec<String>> = Vec::new();
        for case in &self.cases {
            let column = 3 + usize::from(case.asked.rounding != Rounding::Separate);
            let cell = case.compare(threads, tally)?;
            match rows.iter_mut().find(|row| row[0] == case.name && row[column].is_empty()) {
                Some(row) => row[column] = cell,
                None => rows.push(case.row(column, cell)?),
            }
        }
        writeln!(out, "Against {}, pixel by pixel\n", self.origin)?;
        let heading = ["golden", "view", "limit", "separate", "fused"];
        writeln!(out, "{}", table::plain(&heading, &[2], rows))?;
        Ok(())
    }
}

impl Case {
    fn read(goldens: &Goldens, golden: &Golden, asked: &StepsCase) -> anyhow::Result<Self> {
        let name = golden.name.trim_start_matches("steps/").trim_end_matches(asked.rounding.name());
        let expected = Steps::from_counts(goldens.read(golden)?, asked.limit()?);
        let (found, shape) = (expected.view().dim(), asked.view()?.dim());
        anyhow::ensure!(
            found == shape,
            "golden {} has shape {found:?}, its width and height say {shape:?}; make it again with \
             crates/numpy/reference/numpy_reference.py",
            golden.name
        );
        Ok(Self { name: name.trim_end_matches('/').to_owned(), asked: asked.clone(), expected })
    }

    /// How many rungs were compared with the golden, and whether all agree.
    fn compare(&self, threads: &Threads, tally: &mut Tally) -> anyhow::Result<String> {
        let Self { asked, expected, .. } = self;
        let (ladder, view) = (asked.map.parse::<Map>()?.ladder(), asked.view()?);
        let kernels: Vec<_> = ladder.rungs.iter().filter(|kernel| kernel.claims(asked.numerics())).collect();
        let mut all = true;
        for kernel in &kernels {
            let found = threads.steps(kernel, asked.rounding, &view, expected.limit());
            let verified = verify_steps(&ladder, kernel, asked.rounding, &view, expected, &found);
            all &= tally.note(view.raster().points(), verified.err().map(|wrong| wrong.to_string()));
        }
        let count = kernels.len();
        Ok(format!("{} {count} rung{}", mark(all), if count == 1 { "" } else { "s" }))
    }

    fn row(&self, column: usize, cell: String) -> anyhow::Result<Vec<String>> {
        let view = format!("{} {}", self.asked.map, self.asked.view()?.raster());
        let mut row = vec![self.name.clone(), view, self.asked.limit.to_string(), String::new(), String::new()];
        row[column] = cell;
        Ok(row)
    }
}
