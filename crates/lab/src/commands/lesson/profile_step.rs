//! The profile of a step: its own work, repeated, by function or by line.

use lanelab_escape::WRAPPERS;
use lanelab_ladder::program::text;
use lanelab_lesson::{Outcome, Profiling, Step, StepProfile};
use lineprof::views::HotLine;
use lineprof::{Config, Profile, profile};
use std::io::Write;
use std::time::{Duration, Instant};

/// How long the work is sampled, in seconds.
const SECONDS: f64 = 3.0;

/// Rows of a table that are printed.
const SHOWN: usize = 12;

/// Files whose lines are charged to those that use them.
const HELPERS: [&str; 3] =
    ["crates/numpy/src/routines/*.rs", "crates/numpy/src/course/arithmetic.rs", "crates/lesson/src/outcome.rs"];

/// Profiles the step and prints the table; does nothing where the step has no profile.
pub(super) fn run(
    step: &Step,
    outcome: &Outcome<'_>,
    seconds: Option<f64>,
    out: &mut dyn Write,
) -> anyhow::Result<Option<StepProfile>> {
    let (false, Some(work)) = (step.profiling == Profiling::None, outcome.workloads.first()) else { return Ok(None) };
    let transparent = WRAPPERS.iter().chain(&HELPERS).map(|&glob| glob.to_owned()).collect();
    let by_line = matches!(step.profiling, Profiling::ByLine(_));
    let config = Config { transparent: if by_line { transparent } else { Vec::new() }, ..Config::default() };
    let long = Duration::from_secs_f64(seconds.unwrap_or(SECONDS));
    let begin = Instant::now();
    let taken = profile(&config, || {
        work.run();
        while begin.elapsed() < long {
            work.run();
        }
    });
    let (found, texts) = match taken {
        Err(error) => (StepProfile::Unavailable(error.to_string()), Vec::new()),
        Ok(((), profile)) if by_line => (lines(&profile), texts(step, &profile)),
        Ok(((), profile)) => (functions(&profile), Vec::new()),
    };
    print(&found, &texts, out)?;
    Ok(Some(found))
}

fn functions(profile: &Profile) -> StepProfile {
    let rows = profile.functions().rows.into_iter().filter(|row| row.own.samples > 0);
    let rows: Vec<_> = rows.map(|row| (row.name, row.own.value())).collect();
    if rows.is_empty() { nothing() } else { StepProfile::Functions(rows) }
}

fn lines(profile: &Profile) -> StepProfile {
    let hot = profile.lines().hot.into_iter();
    let lines: Vec<_> = hot.map(|line| (line.place, line.line, line.own.value())).collect();
    if lines.iter().all(|(_, line, _)| line.is_none()) { nothing() } else { StepProfile::Lines(lines) }
}

/// The source text of the hottest lines: of the steps as they were compiled, of others as their files are now.
fn texts(step: &Step, profile: &Profile) -> Vec<String> {
    let text = |line: HotLine| {
        let shown = line.line.and_then(|number| step.profiled_line(&line.place, number));
        shown.map_or(line.contents, |text| text.trim().to_owned())
    };
    profile.lines().hot.into_iter().map(text).collect()
}

fn nothing() -> StepProfile {
    StepProfile::Unavailable("no samples were taken; give more --seconds".to_owned())
}

fn print(found: &StepProfile, texts: &[String], out: &mut dyn Write) -> anyhow::Result<()> {
    let room = usize::from(text::width()).clamp(20, 100) - 9;
    let row = |share: f64, text: &str| {
        let text: String = text.chars().take(room).collect();
        format!("{:>6.1}  {text}", 100.0 * share).trim_end().to_owned()
    };
    match found {
        StepProfile::Functions(rows) => {
            writeln!(out, "\nSelf %  Function")?;
            rows.iter().take(SHOWN).try_for_each(|(name, share)| writeln!(out, "{}", row(*share, name)))?;
        }
        StepProfile::Lines(rows) => {
            writeln!(out, "\nSelf %  Line")?;
            for ((place, line, share), text) in rows.iter().zip(texts).take(SHOWN) {
                let number = line.map_or_else(String::new, |line| format!(":{line}"));
                let file = place.rsplit('/').next().unwrap_or(place);
                writeln!(out, "{}", row(*share, &format!("{file}{number}  {text}")))?;
            }
        }
        StepProfile::Unavailable(why) => {
            let text = format!("Not profiled: {why}");
            write!(out, "\n{}", text::wrap(&text, ""))?;
        }
    }
    Ok(writeln!(out)?)
}
