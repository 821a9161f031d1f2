//! `lanelab profile`: the time of a rung by function and by source line.

use crate::cli::parse::{hertz, seconds, threads};
use crate::cli::view::{Side, ViewArgs};
use crate::machine::banner;
use crate::session::selection::{Selection, answer_bytes, find_rung, refuse_beyond_memory};
use crate::session::{Entry, Session};
use clap::Args;
use lanelab_escape::WRAPPERS;
use lanelab_ladder::Sampling;
use lanelab_ladder::output::page_target;
use lanelab_ladder::program::failure::Reported;
use lanelab_ladder::program::folder;
use lineprof::Config;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

#[derive(Debug, Args)]
pub(crate) struct ProfileArgs {
    /// Rung to profile, with its rounding unless that is separate, as in best or best:fused
    #[arg(value_name = "RUNG[:ROUNDING]")]
    side: Side,
    #[command(flatten)]
    view: ViewArgs,
    /// Threads, 1 to 1024
    #[arg(long, value_name = "N", default_value = "1", value_parser = threads, allow_hyphen_values = true)]
    threads: usize,
    /// Samples per second of CPU time, 1 to 20000
    #[arg(long, value_name = "N", default_value = "997", value_parser = hertz, allow_hyphen_values = true)]
    hz: u32,
    /// Seconds of work
    #[arg(long, value_name = "S", default_value = "2", value_parser = seconds, allow_hyphen_values = true)]
    seconds: f64,
    /// Folder for tables, flamegraphs and exports; created if needed [default: profile/RUNG-ROUNDING-SCENE in
    /// target/lanelab of the Cargo workspace around the current folder, or else in lanelab-out]
    #[arg(long, value_name = "DIR", allow_hyphen_values = true)]
    out: Option<PathBuf>,
    /// Also write the profile as an HTML page
    #[arg(long, value_name = "FILE", allow_hyphen_values = true)]
    html: Option<PathBuf>,
}

/// What is sampled of escape time: lines of this workspace, as the program may be a library of Python's interpreter. The
/// time of thin wrappers is that of their users.
pub(crate) fn sampled() -> Config {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2);
    let sources = workspace.map(Path::to_owned).into_iter().collect();
    Config { sources, transparent: WRAPPERS.map(str::to_owned).to_vec(), ..Config::default() }
}

/// Verifies a rung, then profiles it.
pub(crate) fn run(args: &ProfileArgs, out: &mut dyn Write) -> anyhow::Result<()> {
    let selection = Selection::of(&args.view);
    let ladder = Arc::new(selection.map.ladder());
    let (name, rounding) = (&args.side.rung, args.side.rounding);
    let rung = find_rung(&ladder, name, rounding, &args.side.to_string())?;
    let bytes = rung.bytes_for(selection.view.raster().points()).saturating_add(answer_bytes(&selection.view));
    refuse_beyond_memory(rung.name, &selection.view, bytes, args.threads)?;
    let standard = format!("profile/{name}-{rounding}-{}", selection.name);
    let folder = folder::of_argument(args.out.as_deref(), &standard)?;
    let page = args.html.as_deref().map(page_target).transpose()?;
    banner(&[rounding]);

    write!(out, "{}", selection.describe(&format!(", {}, threads {}", args.side, args.threads)))?;
    out.flush()?;
    let entries = [Entry { rung, rounding, threads: args.threads }];
    let session = Session::new(&ladder, &selection, &entries)?;
    let config = Config { hz: args.hz, ..sampled() };
    let sampling = Sampling { long: Duration::from_secs_f64(args.seconds), config };
    match session.ladder.profile(session.of_ladder[0], 0, &sampling, (&folder, page), out)? {
        true => Ok(()),
        false => Err(Reported.into()),
    }
}
