//! The command line, and what its words mean.

mod building;
mod explaining;
mod teaching;

pub(crate) use building::{BuildsArgs, ServeArgs};
pub(crate) use explaining::{BalanceArgs, HistoryArgs, OccupancyArgs, ProfileArgs};
pub(crate) use teaching::LessonArgs;

use crate::output::Format;
use clap::{Args, Parser, Subcommand};
use lanelab_escape::{Map, Scene, Threads};
use lanelab_grid::{Limit, Raster, Region, Rounding};
use std::path::PathBuf;
use std::str::FromStr;

/// One escape-time computation, written many ways: verified, timed, explained.
///
/// Called bare it does the main job: it looks at the machine, verifies every rung, measures the ladder on three
/// small scenes, and writes pictures to target/lanelab. Measure, don't guess.
#[derive(Debug, Parser)]
#[command(name = "lanelab", version, max_term_width = 100)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) verb: Option<Verb>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// List rungs with their roundings and lanes, maps, and scenes
    List,
    /// Go through the lesson "NumPy for Performance", step by step, measured here
    Lesson(LessonArgs),
    /// Compare every rung, rounding and scene with the oracle and with NumPy
    Verify(VerifyArgs),
    /// Measure the ladder: rungs interleaved, ratios with intervals
    Run(RunArgs),
    /// Compute the steps of one view
    Counts(CountsArgs),
    /// Compare two rungs, or two roundings: answers and times
    Compare(CompareArgs),
    /// Compare one rung in two builds of lanelab: times, after answers
    Builds(BuildsArgs),
    /// Fill a view whenever a line on standard input asks for it; what lanelab builds talks to
    #[command(hide = true)]
    Serve(ServeArgs),
    /// Count what the lanes of a rung carry, and draw where they carry nothing that is needed
    Occupancy(OccupancyArgs),
    /// Trace which thread fills which tile, and compare with what was to be expected
    Balance(BalanceArgs),
    /// Measure what this core can do at best, and each inner loop against it
    Peak(PeakArgs),
    /// Show what records hold of a rung, and which changes are beyond noise
    History(HistoryArgs),
    /// Profile a rung: time by function and by source line, flamegraphs, exports
    Profile(ProfileArgs),
}

#[derive(Debug, Args)]
#[command(after_help = "LANELAB_GOLDENS, in the environment, names another folder of NumPy's goldens.")]
pub(crate) struct VerifyArgs {
    /// The full scenes too, not only their small forms
    #[arg(long)]
    pub(crate) full: bool,
}

/// What to look at: a scene's defaults, and what overrides them.
#[derive(Debug, Clone, Args)]
pub(crate) struct ViewArgs {
    /// Scene that gives the defaults: lesson, overview or seahorse
    #[arg(long, value_name = "NAME", default_value = "lesson", value_parser = scene)]
    pub(crate) scene: &'static Scene,
    /// The scene's small form instead of its full one
    #[arg(long)]
    pub(crate) small: bool,
    /// Bounds of the view
    #[arg(long, value_name = "XMIN,XMAX,YMIN,YMAX", value_parser = region, allow_hyphen_values = true)]
    pub(crate) region: Option<Region>,
    /// Points a row, and rows
    #[arg(long, value_name = "WIDTHxHEIGHT", value_parser = raster, allow_hyphen_values = true)]
    pub(crate) size: Option<Raster>,
    /// Steps after which a point counts as a member, 1 to 4294967295
    #[arg(long, value_name = "N", value_parser = limit, allow_hyphen_values = true)]
    pub(crate) limit: Option<Limit>,
    /// Map: mandelbrot, julia:RE,IM, burning-ship or multibrot3
    #[arg(long, value_name = "MAP", default_value = "mandelbrot", value_parser = parsed::<Map>)]
    pub(crate) map: Map,
}

#[derive(Debug, Args)]
pub(crate) struct RunArgs {
    #[command(flatten)]
    pub(crate) view: ViewArgs,
    /// Hold ratios to what a file asks: TOML tables gate of scene, a, b, threads and `min_ratio`
    #[arg(long, value_name = "FILE", conflicts_with_all = ["rungs", "threads", "rounding", "json", "scene", "small",
          "region", "size", "limit", "map"])]
    pub(crate) gate: Option<PathBuf>,
    /// Rung to measure, of those that lanelab list names; may be given again. All of them where none is given
    #[arg(long = "rung", value_name = "RUNG", value_parser = rung)]
    pub(crate) rungs: Vec<String>,
    /// Numbers of threads, 1 to 1024 each
    #[arg(long, value_name = "N[,M…]", default_value = "1", value_delimiter = ',', value_parser = threads,
          allow_hyphen_values = true)]
    pub(crate) threads: Vec<usize>,
    /// Rounding: separate, fused or contracted
    #[arg(long, value_name = "ROUNDING", default_value = "separate", value_parser = parsed::<Rounding>)]
    pub(crate) rounding: Rounding,
    /// Seconds of timed work a rung
    #[arg(long, value_name = "S", default_value = "2", value_parser = seconds, allow_hyphen_values = true)]
    pub(crate) seconds: f64,
    /// Write the results as JSON too; - is standard output, in place of the table
    #[arg(long, value_name = "FILE|-", allow_hyphen_values = true)]
    pub(crate) json: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct CountsArgs {
    #[command(flatten)]
    pub(crate) view: ViewArgs,
    /// Rung that computes; lanelab list names them
    #[arg(long, value_name = "RUNG", value_parser = rung)]
    pub(crate) rung: String,
    /// Threads, 1 to 1024; all cores where not given
    #[arg(long, value_name = "N", value_parser = threads, allow_hyphen_values = true)]
    pub(crate) threads: Option<usize>,
    /// Rounding: separate, fused or contracted
    #[arg(long, value_name = "ROUNDING", default_value = "separate", value_parser = parsed::<Rounding>)]
    pub(crate) rounding: Rounding,
    /// File for the steps; its ending gives the format; - is standard output and needs --format
    #[arg(long, value_name = "FILE", allow_hyphen_values = true)]
    pub(crate) out: Option<PathBuf>,
    /// Format of the file, whatever its ending
    #[arg(long, value_name = "F", requires = "out")]
    pub(crate) format: Option<Format>,
}

#[derive(Debug, Args)]
pub(crate) struct CompareArgs {
    /// One side: RUNG or RUNG:ROUNDING
    #[arg(value_name = "A", value_parser = parsed::<Side>)]
    pub(crate) a: Side,
    /// The other side: RUNG or RUNG:ROUNDING
    #[arg(value_name = "B", value_parser = parsed::<Side>)]
    pub(crate) b: Side,
    #[command(flatten)]
    pub(crate) view: ViewArgs,
    /// Threads, 1 to 1024
    #[arg(long, value_name = "N", default_value = "1", value_parser = threads, allow_hyphen_values = true)]
    pub(crate) threads: usize,
    /// Seconds of timed work a side
    #[arg(long, value_name = "S", default_value = "2", value_parser = seconds, allow_hyphen_values = true)]
    pub(crate) seconds: f64,
}

#[derive(Debug, Args)]
pub(crate) struct PeakArgs {
    /// Write the results as JSON too; - is standard output, in place of the tables
    #[arg(long, value_name = "FILE|-", allow_hyphen_values = true)]
    pub(crate) json: Option<PathBuf>,
}

/// A rung and the rounding asked of it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Side {
    pub(crate) rung: String,
    pub(crate) rounding: Rounding,
}

impl FromStr for Side {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, rounding) = text.split_once(':').unwrap_or((text, Rounding::Separate.name()));
        Ok(Self { rung: rung(name)?, rounding: parsed(rounding)? })
    }
}

impl std::fmt::Display for Side {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.rung, self.rounding)
    }
}

fn parsed<T: FromStr>(text: &str) -> Result<T, String>
where
    T::Err: ToString,
{
    text.parse().map_err(|error: T::Err| error.to_string())
}

fn scene(name: &str) -> Result<&'static Scene, String> {
    Scene::named(name).map_err(|error| error.to_string())
}

/// The names of rungs are the same for all maps.
fn rung(name: &str) -> Result<String, String> {
    Map::default().ladder().rung(name).map(|kernel| kernel.name.to_owned()).map_err(|error| error.to_string())
}

fn region(text: &str) -> Result<Region, String> {
    let bounds: Vec<_> = text.split(',').map(|bound| bound.trim().parse::<f64>()).collect();
    match bounds.as_slice() {
        [Ok(x_min), Ok(x_max), Ok(y_min), Ok(y_max)] => {
            Region::new(*x_min, *x_max, *y_min, *y_max).map_err(|error| error.to_string())
        }
        _ => Err("a region is four numbers XMIN,XMAX,YMIN,YMAX, as in -2,0.5,-1.25,1.25".to_owned()),
    }
}

fn raster(text: &str) -> Result<Raster, String> {
    let form = "a size is two whole numbers WIDTHxHEIGHT, as in 300x300";
    let (width, height) = text.split_once(['x', 'X', '×']).ok_or(form)?;
    let side = |text: &str| text.trim().parse::<usize>().map_err(|error| format!("{form}; \"{text}\": {error}"));
    Raster::new(side(width)?, side(height)?).map_err(|error| error.to_string())
}

fn limit(text: &str) -> Result<Limit, String> {
    let rule = format!("a limit is a whole number of steps from 1 to {}", u32::MAX);
    let steps = text.trim().parse::<u64>().map_err(|_| rule)?;
    Limit::new(steps).map_err(|error| error.to_string())
}

fn threads(text: &str) -> Result<usize, String> {
    let most = Threads::MOST;
    let count = text.trim().parse::<usize>().ok().filter(|count| (1..=most).contains(count));
    count.ok_or_else(|| format!("threads are a whole number from 1 to {most}"))
}

fn seconds(text: &str) -> Result<f64, String> {
    let rule = "seconds are a number above 0 and at most 86400, as in 0.5";
    text.trim()
        .parse::<f64>()
        .ok()
        .filter(|&seconds| seconds > 0.0 && seconds <= 86_400.0)
        .ok_or_else(|| rule.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_side_is_a_rung_and_perhaps_a_rounding() {
        let side = |text: &str| text.parse::<Side>();
        assert_eq!(side("textbook").unwrap().rounding, Rounding::Separate);
        assert_eq!(side("lanes-masked:fused").unwrap().to_string(), "lanes-masked:fused");
        assert!(side("lanes-masked:fuse").unwrap_err().contains("choose separate, fused or contracted"));
        assert!(side("lane:fused").unwrap_err().contains("choose one of textbook"));
    }
}
