//! Every rung against steps that NumPy counted, in its precision.

use super::{Tally, mark};
use lanelab_escape::{Map, Threads, verify};
use lanelab_grid::{Job, Rounding, Steps};
use lanelab_ladder::program::text;
use lanelab_measure::format::plural;
use lanelab_numpy::goldens::{self, Golden, GoldenError, Goldens, StepsCase, Subject};
use std::ffi::{OsStr, OsString};
use std::io::{self, Write};
use std::path::Path;

/// The environment variable that names another folder of goldens.
const FOLDER: &str = "LANELAB_GOLDENS";

/// Goldens of steps, with checked digests.
pub(super) struct StepsGoldens {
    origin: String,
    cases: Vec<Case>,
}

struct Case {
    /// The name of the golden, without the rounding.
    name: String,
    case: StepsCase,
    expected: Steps,
}

impl StepsGoldens {
    /// All goldens of steps. `None`, with a message on standard error, where the sources of this build are gone; a folder
    /// that the user names must have goldens.
    pub(super) fn read() -> anyhow::Result<Option<Self>> {
        let named = std::env::var_os(FOLDER).filter(|name| !name.is_empty());
        let folder = named.clone().unwrap_or_else(|| OsString::from(goldens::FOLDER));
        let goldens = match Goldens::open(Path::new(&folder)) {
            Ok(goldens) => goldens,
            Err(missing @ GoldenError::NotFound(_)) if named.is_some() || sources_exist(&folder) => {
                anyhow::bail!("{missing} in {FOLDER}")
            }
            Err(missing @ GoldenError::NotFound(_)) => {
                drop(writeln!(io::stderr(), "skipped: {missing} in {FOLDER}"));
                return Ok(None);
            }
            Err(error) => return Err(error.into()),
        };
        let steps = goldens.entries().iter().filter_map(|golden| match &golden.subject {
            Subject::Steps(case) => Some(Case::read(&goldens, golden, case)),
            _ => None,
        });
        Ok(Some(Self { origin: goldens.origin(), cases: steps.collect::<anyhow::Result<_>>()? }))
    }

    /// Compares every rung with every golden, and prints how many agree: a line per view, a column per rounding.
    pub(super) fn compare(&self, threads: &Threads, tally: &mut Tally, out: &mut dyn Write) -> anyhow::Result<()> {
        let mut rows: Vec<Vec<String>> = Vec::new();
        for case in &self.cases {
            let column = 3 + usize::from(case.case.rounding != Rounding::Separate);
            let cell = case.compare(threads, tally)?;
            match rows.iter_mut().find(|row| row[0] == case.name && row[column].is_empty()) {
                Some(row) => row[column] = cell,
                None => {
                    let view = format!("{} {}", case.case.map, case.case.view()?.raster());
                    let limit = case.case.limit.to_string();
                    let mut row = vec![case.name.clone(), view, limit, String::new(), String::new()];
                    row[column] = cell;
                    rows.push(row);
                }
            }
        }
        writeln!(out, "{}", text::wrap(&format!("Rungs against {}, pixel by pixel", self.origin), ""))?;
        let heading = ["golden", "view", "limit", "separate", "fused"];
        writeln!(out, "{}", text::table(&heading, 2..=2, rows))?;
        Ok(())
    }
}

/// Whether the crate that should have these goldens is there.
fn sources_exist(folder: &OsStr) -> bool {
    Path::new(folder).ancestors().nth(2).is_some_and(Path::is_dir)
}

impl Case {
    fn read(goldens: &Goldens, golden: &Golden, case: &StepsCase) -> anyhow::Result<Self> {
        let name = golden.name.trim_start_matches("steps/").trim_end_matches(case.rounding.name());
        let expected = Steps::from_counts(goldens.read(golden)?, case.limit()?);
        let (found, shape) = (expected.view().dim(), case.view()?.dim());
        anyhow::ensure!(
            found == shape,
            "golden {} has shape {found:?}, its width and height say {shape:?}; make it again with \
             crates/numpy/reference/numpy_reference.py",
            golden.name
        );
        Ok(Self { name: name.trim_end_matches('/').to_owned(), case: case.clone(), expected })
    }

    /// The number of rungs compared with the golden, and whether all agree.
    fn compare(&self, threads: &Threads, tally: &mut Tally) -> anyhow::Result<String> {
        let Self { case, expected, .. } = self;
        let (ladder, view) = (case.map.parse::<Map>()?.ladder(), case.view()?);
        let rungs: Vec<_> = ladder.rungs.iter().filter(|rung| rung.claims(case.numerics())).collect();
        let job = Job::whole(&view, expected.limit(), case.rounding);
        let mut all = true;
        for rung in &rungs {
            let verified = verify(&ladder, rung, &job, threads, expected);
            all &= tally.note(view.raster().points(), verified.err().map(|wrong| wrong.to_string()));
        }
        let count = rungs.len();
        Ok(format!("{} {count} {}", mark(all), plural(count as u64, "rung")))
    }
}
