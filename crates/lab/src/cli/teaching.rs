//! The verb that teaches.

use super::seconds;
use clap::Args;
use lanelab_lesson::Step;
use std::path::PathBuf;

#[derive(Debug, Args)]
#[command(after_help = "LANELAB_PYTHON, in the environment, names the Python that --numpy asks.")]
pub(crate) struct LessonArgs {
    /// One step, by its number or its name; all of them where not given
    #[arg(long, value_name = "N|NAME", value_parser = step, allow_hyphen_values = true)]
    pub(crate) step: Option<&'static Step>,
    /// Ask on standard input what to expect before each comparison is measured
    #[arg(long)]
    pub(crate) predict: bool,
    /// Run the same step in NumPy beside it, where a Python has it
    #[arg(long)]
    pub(crate) numpy: bool,
    /// Write a worksheet: predict, measure, explain; the answers at its end
    #[arg(long, value_name = "FILE.md", allow_hyphen_values = true)]
    pub(crate) worksheet: Option<PathBuf>,
    /// Seconds a step's time and each of its comparisons may take, in place of the rule of %timeit
    #[arg(long, value_name = "S", value_parser = seconds, allow_hyphen_values = true)]
    pub(crate) seconds: Option<f64>,
}

fn step(text: &str) -> Result<&'static Step, String> {
    Step::named(text.trim()).map_err(|error| error.to_string())
}
