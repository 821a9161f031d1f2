//! The verbs that explain a time: by its lanes, by its threads.

use super::{Side, ViewArgs, parsed, rung, scene, seconds, threads};
use clap::Args;
use lanelab_escape::{Scene, Threads};
use lanelab_grid::Rounding;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(crate) struct OccupancyArgs {
    #[command(flatten)]
    pub(crate) view: ViewArgs,
    /// Rung to count, one with lanes; may be given again. All of them where none is given
    #[arg(long = "rung", value_name = "RUNG", value_parser = rung)]
    pub(crate) rungs: Vec<String>,
    /// Rounding: separate, fused or contracted
    #[arg(long, value_name = "ROUNDING", default_value = "separate", value_parser = parsed::<Rounding>)]
    pub(crate) rounding: Rounding,
    /// Folder for the pictures, made where it is not there; target/lanelab/occupancy where not given
    #[arg(long, value_name = "DIR", allow_hyphen_values = true)]
    pub(crate) out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct BalanceArgs {
    #[command(flatten)]
    pub(crate) view: ViewArgs,
    /// Rung that computes; lanelab list names them
    #[arg(long, value_name = "RUNG", default_value = "lanes-interleaved", value_parser = rung)]
    pub(crate) rung: String,
    /// Threads, 2 to 1024; all cores where not given
    #[arg(long, value_name = "N", value_parser = several_threads, allow_hyphen_values = true)]
    pub(crate) threads: Option<usize>,
    /// Rounding: separate, fused or contracted
    #[arg(long, value_name = "ROUNDING", default_value = "separate", value_parser = parsed::<Rounding>)]
    pub(crate) rounding: Rounding,
    /// Picture to write; target/lanelab/balance-SCENE.png where not given
    #[arg(long, value_name = "FILE.png", allow_hyphen_values = true)]
    pub(crate) out: Option<PathBuf>,
}

fn several_threads(text: &str) -> Result<usize, String> {
    let rule = || format!("a balance is between threads: choose a whole number from 2 to {}", Threads::MOST);
    threads(text).ok().filter(|&count| count >= 2).ok_or_else(rule)
}

#[derive(Debug, Args)]
pub(crate) struct HistoryArgs {
    /// Rung to follow: RUNG or RUNG:ROUNDING
    #[arg(value_name = "RUNG", default_value = "best", value_parser = parsed::<Side>)]
    pub(crate) side: Side,
    /// Scene that it was measured on: lesson, overview or seahorse
    #[arg(long, value_name = "NAME", default_value = "overview", value_parser = scene)]
    pub(crate) scene: &'static Scene,
    /// Threads that it was measured on, 1 to 1024
    #[arg(long, value_name = "N", default_value = "1", value_parser = threads, allow_hyphen_values = true)]
    pub(crate) threads: usize,
    /// One machine's records; those of every machine where not given
    #[arg(long, value_name = "NAME")]
    pub(crate) machine: Option<String>,
    /// Where records lie
    #[arg(long, value_name = "DIR", default_value = "profiles/record")]
    pub(crate) folder: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct ProfileArgs {
    /// What to profile: RUNG or RUNG:ROUNDING
    #[arg(value_name = "RUNG[:ROUNDING]", value_parser = parsed::<Side>)]
    pub(crate) side: Side,
    #[command(flatten)]
    pub(crate) view: ViewArgs,
    /// Threads, 1 to 1024
    #[arg(long, value_name = "N", default_value = "1", value_parser = threads, allow_hyphen_values = true)]
    pub(crate) threads: usize,
    /// Samples per second of CPU time, 1 to 20000
    #[arg(long, value_name = "N", default_value = "997", value_parser = hertz, allow_hyphen_values = true)]
    pub(crate) hz: u32,
    /// Seconds of work
    #[arg(long, value_name = "S", default_value = "2", value_parser = seconds, allow_hyphen_values = true)]
    pub(crate) seconds: f64,
    /// Folder for tables, flamegraphs and exports, made where it is not there; target/lanelab/profile/… where not given
    #[arg(long, value_name = "DIR", allow_hyphen_values = true)]
    pub(crate) out: Option<PathBuf>,
}

fn hertz(text: &str) -> Result<u32, String> {
    let rule = || "a rate is a whole number of samples a second from 1 to 20000".to_owned();
    text.parse().ok().filter(|hz| (1..=20_000).contains(hz)).ok_or_else(rule)
}
