//! `lanelab run --gate`: ratios that must hold, whatever the machine's mood.
//!
//! Both sides of a row are measured in turn, round by round, so a slow minute slows both. A row holds where the lower
//! end of the 99 % interval of its ratio reaches what it asks; it is broken where not even the upper end does. Between the two
//! it is measured again, for longer.

use crate::chosen::{Chosen, kernel};
use crate::cli::Side;
use crate::failure::{Found, usage};
use crate::machine::{banner, isa};
use crate::report::table;
use crate::session::{self, Entry};
use crate::verbs::run::plan;
use anyhow::Context;
use lanelab_grid::Rounding;
use lanelab_ladder::{Form, Scene};
use lanelab_measure::Ratio;
use lanelab_measure::format::Times;
use serde::Deserialize;
use std::fs;
use std::io::{self, Write};
use std::path::Path;

/// How often a row is measured that neither holds nor is broken, each time for twice as long.
const ATTEMPTS: u32 = 4;

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
struct Row {
    chosen: Chosen,
    a: Side,
    b: Option<Side>,
    threads: usize,
    min_ratio: f64,
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
        let most = lanelab_ladder::Threads::MOST;
        if gate.threads == 0 || gate.threads > most || (b.is_none() && gate.threads < 2) {
            let rule = format!("a whole number from 1 to {most}, and from 2 where b is \"{COPIES}\"");
            return Err(usage(format!("threads {}: give {rule}", gate.threads)));
        }
        let (a, isa) = (side(&gate.a)?, gate.isa.clone());
        Ok(Self {
            chosen: Chosen::scene(scene, form),
            a,
            b,
            threads: gate.threads,
            min_ratio: gate.min_ratio,
            isa,
        })
    }

    /// How many times as fast as `b` its `a` is.
    fn ratio(&self, seconds: f64) -> anyhow::Result<Ratio> {
        let ladder = self.chosen.map.ladder();
        let entry = |side: &Side| {
            let kernel = kernel(&ladder, &side.rung, side.rounding, &side.to_string())?;
            anyhow::Ok(Entry { kernel, rounding: side.rounding, threads: self.threads })
        };
        let mut entries = vec![entry(&self.a)?];
        entries.extend(self.b.as_ref().map(entry).transpose()?);
        let base = entries.len() - 1;
        let session = session::hold(&ladder, &self.chosen, &entries, base, &plan(seconds)?)?;
        let line = &session.lines[0];
        if self.b.is_some() {
            return Ok(line.speed_up);
        }
        line.of_copies.context("several threads are compared with copies")
    }

    /// Why it is not measured here, if it is not.
    fn skipped(&self) -> Option<String> {
        let cores = crate::machine::cores();
        match &self.isa {
            Some(name) if name != isa::NAME => {
                Some(format!("it is for {name}, this build uses {}", isa::NAME))
            }
            _ if self.threads > cores => {
                Some(format!("it is for {} threads, here are {cores} cores", self.threads))
            }
            _ => None,
        }
    }

    fn a(&self) -> String {
        short(&self.a)
    }

    fn b(&self) -> String {
        self.b.as_ref().map_or_else(|| COPIES.to_owned(), short)
    }

    fn text(&self) -> String {
        format!("{} {} against {} on {}", self.chosen.name, self.a(), self.b(), self.threads)
    }
}

/// A side as it may be asked for: the usual rounding goes without saying.
fn short(side: &Side) -> String {
    if side.rounding == Rounding::Separate { side.rung.clone() } else { side.to_string() }
}

/// What may be said of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Holds,
    Broken,
    Undecided,
}

impl State {
    fn of(ratio: Ratio, min_ratio: f64) -> Self {
        if ratio.pairs() < Ratio::PAIRS_FOR_A_VERDICT {
            Self::Undecided
        } else if ratio.low() >= min_ratio {
            Self::Holds
        } else if ratio.high() < min_ratio {
            Self::Broken
        } else {
            Self::Undecided
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::Broken => "broken",
            Self::Undecided => "undecided",
        }
    }
}

/// Measures every row of a file, and fails where one does not hold.
pub(crate) fn run(path: &Path, seconds: f64, out: &mut dyn Write) -> anyhow::Result<()> {
    let rows = read(path)?;
    banner(&[Rounding::Separate]);
    let (mut table, mut failed) = (Vec::new(), 0);
    for row in &rows {
        if let Some(why) = row.skipped() {
            writeln!(io::stderr(), "skipped: {}: {why}", row.text())?;
            continue;
        }
        let (ratio, state) = measured(row, seconds)?;
        failed += usize::from(state != State::Holds);
        table.push(cells(row, ratio, state));
    }
    let heading = ["scene", "a", "b", "threads", "at least", "measured [99 %]", "pairs", ""];
    write!(out, "How many times as fast as b is a:\n\n{}", table::plain(&heading, &[3, 4, 5, 6], table))?;
    out.flush()?;
    if failed > 0 {
        let shown = path.display();
        return Err(Found(format!(
            "{shown}: {failed} of {} rows do not hold; lanelab compare A B measures one for longer",
            rows.len()
        ))
        .into());
    }
    Ok(())
}

fn read(path: &Path) -> anyhow::Result<Vec<Row>> {
    let shown = path.display();
    let text = fs::read_to_string(path)
        .map_err(|error| usage(format!("--gate {shown}: {error}; name a file of [[gate]] tables")))?;
    let gates: Gates = toml::from_str(&text).map_err(|error| usage(format!("--gate {shown}: {error}")))?;
    gates
        .gate
        .iter()
        .map(|gate| Row::of(gate).map_err(|error| usage(format!("--gate {shown}: {error}"))))
        .collect()
}

fn measured(row: &Row, seconds: f64) -> anyhow::Result<(Ratio, State)> {
    let mut seconds = seconds;
    let mut attempt = 1;
    loop {
        let ratio = row.ratio(seconds)?;
        let state = State::of(ratio, row.min_ratio);
        if state != State::Undecided || attempt == ATTEMPTS {
            return Ok((ratio, state));
        }
        attempt += 1;
        seconds *= 2.0;
    }
}

fn cells(row: &Row, ratio: Ratio, state: State) -> Vec<String> {
    vec![
        row.chosen.name.to_owned(),
        row.a(),
        row.b(),
        row.threads.to_string(),
        Times(row.min_ratio).to_string(),
        ratio.to_string(),
        ratio.pairs().to_string(),
        state.name().to_owned(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use lanelab_measure::{Samples, Seconds};

    /// How many times as fast a subject is that takes these times, against 1 s.
    fn ratio(times: &[f64]) -> Ratio {
        let samples = |times: &[f64]| {
            Samples::of_rounds(times.iter().map(|&time| Seconds::new(time).unwrap())).unwrap()
        };
        Ratio::paired(&samples(&vec![1.0; times.len()]), &samples(times)).unwrap()
    }

    #[test]
    fn a_row_holds_by_the_lower_end_of_its_interval() {
        let sure = ratio(&[0.5; 9]);
        assert_eq!(State::of(sure, 2.0), State::Holds);
        assert_eq!(State::of(sure, 2.001), State::Broken);
        let wide = ratio(&[0.4, 0.45, 0.5, 0.5, 0.5, 0.5, 0.5, 0.55, 0.6]);
        assert!(wide.low() < 2.0 && wide.high() > 2.0, "{wide}");
        assert_eq!(State::of(wide, 2.0), State::Undecided, "the median is not enough");
        assert_eq!(State::of(ratio(&[0.5; 7]), 1.0), State::Undecided, "too few pairs");
    }

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
        assert!(refused(&good.replace("2.0", "-2.0")).contains("above 0"));
        assert!(refused(&good.replace("textbook", "copies")).contains("from 2 where b"));
        assert!(
            toml::from_str::<Gates>(&format!("[[gate]]\n{good}minratio = 1.0")).is_err(),
            "a slip of the pen"
        );
    }
}
