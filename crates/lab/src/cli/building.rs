//! The verbs that compare builds.

use super::{Side, ViewArgs, parsed, seconds, threads};
use clap::Args;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(crate) struct BuildsArgs {
    /// One build of lanelab
    #[arg(value_name = "A")]
    pub(crate) a: PathBuf,
    /// The other build
    #[arg(value_name = "B")]
    pub(crate) b: PathBuf,
    /// Rung to compare: RUNG or RUNG:ROUNDING
    #[arg(value_name = "RUNG", default_value = "best", value_parser = parsed::<Side>)]
    pub(crate) side: Side,
    #[command(flatten)]
    pub(crate) view: ViewArgs,
    /// Threads, 1 to 1024
    #[arg(long, value_name = "N", default_value = "1", value_parser = threads, allow_hyphen_values = true)]
    pub(crate) threads: usize,
    /// Seconds of timed work a build
    #[arg(long, value_name = "S", default_value = "2", value_parser = seconds, allow_hyphen_values = true)]
    pub(crate) seconds: f64,
    /// Slow B down by so many per cent, to see whether that is found
    #[arg(long, value_name = "PERCENT", default_value = "0", value_parser = percent, allow_hyphen_values = true)]
    pub(crate) delay: f64,
}

impl BuildsArgs {
    /// What each build is asked to serve.
    pub(crate) fn asked(&self) -> Vec<String> {
        let ViewArgs { scene, small, region, size, limit, map } = &self.view;
        let mut words = vec![self.side.to_string(), format!("--scene={}", scene.name)];
        words.extend(small.then(|| "--small".to_owned()));
        words.extend(region.map(|region| {
            let [x_min, x_max, y_min, y_max] = region.bounds();
            format!("--region={x_min:?},{x_max:?},{y_min:?},{y_max:?}")
        }));
        words.extend(size.map(|size| format!("--size={}x{}", size.width, size.height)));
        words.extend(limit.map(|limit| format!("--limit={}", limit.get())));
        words.extend([format!("--map={map}"), format!("--threads={}", self.threads)]);
        words
    }
}

#[derive(Debug, Args)]
pub(crate) struct ServeArgs {
    /// Rung that computes: RUNG or RUNG:ROUNDING
    #[arg(value_name = "RUNG", value_parser = parsed::<Side>)]
    pub(crate) side: Side,
    #[command(flatten)]
    pub(crate) view: ViewArgs,
    /// Threads, 1 to 1024
    #[arg(long, value_name = "N", default_value = "1", value_parser = threads, allow_hyphen_values = true)]
    pub(crate) threads: usize,
    /// Idle for so many per cent of each call's time after it
    #[arg(long, value_name = "PERCENT", default_value = "0", value_parser = percent, allow_hyphen_values = true)]
    pub(crate) delay: f64,
}

fn percent(text: &str) -> Result<f64, String> {
    let rule = "a delay is a number of per cent from 0 to 1000, as in 5";
    text.trim().parse::<f64>().ok().filter(|share| (0.0..=1000.0).contains(share)).ok_or_else(|| rule.to_owned())
}
