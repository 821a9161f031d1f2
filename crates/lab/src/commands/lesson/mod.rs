//! `lanelab lesson`: the course, step by step; values are checked and times are taken on this machine.

mod numpy;
mod predict;
mod print;
mod profile_step;

use crate::cli::parse::{seconds, step};
use crate::machine::banner;
use clap::Args;
use lanelab_grid::Rounding;
use lanelab_ladder::program::console::progress_bar;
use lanelab_ladder::program::text;
use lanelab_lesson::{Budget, Inputs, Measurements, STEPS, Step};
use lanelab_measure::Timeit;
use numpy::Python;
use predict::Answer;
use std::io::Write;

#[derive(Debug, Args)]
#[command(after_help = "The environment variable LANELAB_PYTHON names the Python that --numpy runs.")]
pub(crate) struct LessonArgs {
    /// One step, by its number or its name [default: all steps]
    #[arg(long, value_name = "N|NAME", value_parser = step, allow_hyphen_values = true)]
    step: Option<&'static Step>,
    /// Ask for a prediction on standard input before each comparison is measured
    #[arg(long)]
    predict: bool,
    /// Time each step in NumPy too, if a Python with NumPy is installed
    #[arg(long)]
    numpy: bool,
    /// Seconds for a step's time and for each of its comparisons, instead of the rule of %timeit
    #[arg(long, value_name = "S", value_parser = seconds, allow_hyphen_values = true)]
    seconds: Option<f64>,
}

/// Runs one step or all of them.
pub(crate) fn run(args: &LessonArgs, out: &mut dyn Write) -> anyhow::Result<()> {
    banner(&[Rounding::Separate]);
    let python = args.numpy.then(Python::find);
    if let Some(python) = &python {
        print::python(python, out)?;
    }
    let inputs = Inputs::new()?;
    let steps: Vec<&'static Step> = args.step.map_or_else(|| STEPS.iter().collect(), |step| vec![step]);
    let bar = progress_bar(steps.len());
    for step in steps {
        bar.set_message(step.title);
        if !bar.suspend(|| run_step(args, step, &inputs, python.as_ref(), out))? {
            let text = "Stopped, since standard input has ended. Without --predict the lesson needs none.";
            write!(out, "{}", text::wrap(text, ""))?;
            break;
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(())
}

/// Whether the lesson goes on: not where a prediction was asked for and the input has ended.
fn run_step(
    args: &LessonArgs,
    step: &'static Step,
    inputs: &Inputs,
    python: Option<&Result<Python, String>>,
    out: &mut dyn Write,
) -> anyhow::Result<bool> {
    let outcome = step.run(inputs)?;
    print::before(step, &outcome, out)?;
    let answer = if args.predict { predict::ask(&outcome, out)? } else { Answer::NotAsked };
    if matches!(answer, Answer::Ended) {
        return Ok(false);
    }
    out.flush()?;
    let timings =
        outcome.measure(args.seconds.map_or(Budget::of(step), Budget::Brief)).map_err(anyhow::Error::from_boxed)?;
    let profile = profile_step::run(step, &outcome, args.seconds, out)?;
    let measured = Measurements { timings, profile };
    print::times(step, &measured, out)?;
    if let Answer::Given(prediction) = answer {
        predict::print(&prediction, &measured, out)?;
    }
    if let (Some(Ok(python)), Some(twin)) = (python, step.python) {
        let timeit = args.seconds.map_or(Ok(Timeit::ipython()), Timeit::brief)?;
        print::beside(&python.time(&twin, timeit), &measured, out)?;
    }
    print::after(&outcome, &measured, out)?;
    out.flush()?;
    Ok(true)
}
