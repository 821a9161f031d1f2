//! The rows of a file of gates.

use crate::chosen::{Chosen, kernel};
use crate::cli::Side;
use crate::failure::usage;
use crate::machine::isa;
use crate::session::{self, Entry};
use crate::verbs::run::plan;
use anyhow::Context;
use lanelab_escape::{Form, Ladder, Scene};
use lanelab_grid::Rounding;
use lanelab_measure::Ratio;
use serde::Deserialize;
use std::path::Path;
use std::{fmt, fs};

/// A file of rows.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Gates {
    gate: Vec<Gate>,
}

/// One row: `a` must be at least `min_ratio` times as fast as `b`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Gate {
    scene: String,
    /// RUNG or RUNG:ROUNDING.
    a: String,
    /// The same, or `copies`: as many single-thread copies of `a` as it has threads, started together.
    b: String,
    #[serde(default = "one")]
    threads: usize,
    min_ratio: f64,
    /// `small` or `full`; small where not given.
    #[serde(default)]
    form: GateForm,
    /// The instruction set that the row is for; any where not given.
    isa: Option<String>,
}

impl fmt::Display for Gate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} against {}", self.scene, self.a, self.b)
    }
}

const fn one() -> usize {
    1
}

#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum GateForm {
    #[default]
    Small,
    Full,
}

/// What `b` may be besides a rung.
const COPIES: &str = "copies";

/// A row that can be measured.
pub(super) struct Row {
    pub(super) chosen: Chosen,
    a: Side,
    b: Option<Side>,
    pub(super) threads: usize,
    pub(super) min_ratio: f64,
    isa: Option<String>,
}

impl Row {
    fn of(gate: &Gate) -> anyhow::Result<Self> {
        let scene = Scene::named(&gate.scene).map_err(usage)?;
        let form = match gate.form {
            GateForm::Small => Form::Small,
            GateForm::Full => Form::Full,
        };
        let side = |text: &str| text.parse::<Side>().map_err(usage);
        let b = if gate.b == COPIES { None } else { Some(side(&gate.b)?) };
        if !(gate.min_ratio.is_finite() && gate.min_ratio > 0.0) {
            return Err(usage(format!("min_ratio {}: a ratio is above 0, as in 1.5", gate.min_ratio)));
        }
        let most = lanelab_escape::Threads::MOST;
        if gate.threads == 0 || gate.threads > most || (b.is_none() && gate.threads < 2) {
            let rule = format!("a whole number from 1 to {most}, and from 2 where b is \"{COPIES}\"");
            return Err(usage(format!("threads {}: give {rule}", gate.threads)));
        }
        let row = Self {
            chosen: Chosen::scene(scene, form),
            a: side(&gate.a)?,
            b,
            threads: gate.threads,
            min_ratio: gate.min_ratio,
            isa: gate.isa.clone(),
        };
        // A rung that does not give the rounding is found here, and not when all rows before it have been measured.
        row.entries(&row.chosen.map.ladder())?;
        Ok(row)
    }

    /// Its `a`, and then its `b` where that is a rung.
    fn entries<'a>(&self, ladder: &'a Ladder) -> anyhow::Result<Vec<Entry<'a>>> {
        let entry = |side: &Side| {
            let kernel = kernel(ladder, &side.rung, side.rounding, &side.to_string())?;
            Ok(Entry { kernel, rounding: side.rounding, threads: self.threads })
        };
        [&self.a].into_iter().chain(&self.b).map(entry).collect()
    }

    /// How many times as fast as `b` its `a` is.
    pub(super) fn ratio(&self, seconds: f64) -> anyhow::Result<Ratio> {
        let ladder = self.chosen.map.ladder();
        let entries = self.entries(&ladder)?;
        let base = entries.len() - 1;
        let session = session::hold(&ladder, &self.chosen, &entries, base, &plan(seconds)?)?;
        let line = &session.lines[0];
        if self.b.is_some() {
            return Ok(line.speed_up);
        }
        line.of_copies.context("several threads are compared with copies")
    }

    /// Why it is not measured here, if it is not.
    pub(super) fn skipped(&self) -> Option<String> {
        let cores = crate::machine::cores();
        match &self.isa {
            Some(name) if name != isa::NAME => Some(format!("it is for {name}, this build uses {}", isa::NAME)),
            _ if self.threads > cores => Some(format!("it is for {} threads, here are {cores} cores", self.threads)),
            _ => None,
        }
    }

    pub(super) fn a(&self) -> String {
        short(&self.a)
    }

    pub(super) fn b(&self) -> String {
        self.b.as_ref().map_or_else(|| COPIES.to_owned(), short)
    }

    pub(super) fn text(&self) -> String {
        format!("{} {} against {} on {}", self.chosen.name, self.a(), self.b(), self.threads)
    }
}

/// A side as it may be asked for: the usual rounding goes without saying.
fn short(side: &Side) -> String {
    if side.rounding == Rounding::Separate { side.rung.clone() } else { side.to_string() }
}

/// The rows of a file, each of which can be measured.
pub(super) fn read(path: &Path) -> anyhow::Result<Vec<Row>> {
    let shown = path.display();
    let text = fs::read_to_string(path)
        .map_err(|error| usage(format!("--gate {shown}: {error}; name a file of [[gate]] tables")))?;
    let gates: Gates = toml::from_str(&text).map_err(|error| usage(format!("--gate {shown}: {error}")))?;
    if gates.gate.is_empty() {
        return Err(usage(format!("--gate {shown}: it has no rows; give it a [[gate]] table for each")));
    }
    let row = |(i, gate): (usize, &Gate)| {
        let named = |error: anyhow::Error| usage(format!("--gate {shown}, row {} ({gate}): {error}", i + 1));
        Row::of(gate).map_err(named)
    };
    gates.gate.iter().enumerate().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_that_cannot_be_measured_says_what_is_wrong_with_it() {
        let refused = |row: &str| {
            let gates: Gates = toml::from_str(&format!("[[gate]]\n{row}")).unwrap();
            Row::of(&gates.gate[0]).err().map(|error| error.to_string()).unwrap_or_default()
        };
        let good = "scene = 'lesson'\na = 'best:contracted'\nb = 'textbook'\nmin_ratio = 2.0\n";
        assert_eq!(refused(good), "");
        assert!(refused(&good.replace("lesson", "lessen")).contains("lessen"));
        assert!(refused(&good.replace("best", "bets")).contains("bets"));
        let other = refused(&good.replace("textbook", "period:contracted"));
        assert!(other.contains("period does not give rounding contracted"), "{other}");
        assert!(refused(&good.replace("2.0", "-2.0")).contains("above 0"));
        assert!(refused(&good.replace("textbook", "copies")).contains("from 2 where b"));
        assert!(toml::from_str::<Gates>(&format!("[[gate]]\n{good}minratio = 1.0")).is_err(), "a slip of the pen");
    }
}
