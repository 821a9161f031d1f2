//! `lanelab profile`: where a rung spends its time, by function and by line.

use crate::chosen::{Chosen, answer_bytes, kernel, refuse_beyond_memory};
use crate::cli::ProfileArgs;
use crate::failure::Found;
use crate::machine::banner;
use crate::output::folder;
use crate::report::table;
use lanelab_escape::{Rung, Ladder, Threads, verify};
use lanelab_grid::{Rounding, WRAPPERS};
use lineprof::{Config, Profile, profile};
use std::io::Write;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// Tables of lines that are shown; the files have all.
const SHOWN_TABLES: usize = 3;

/// Hottest lines that are shown.
const SHOWN_LINES: usize = 10;

/// Verifies a rung, then profiles it.
pub(crate) fn run(args: &ProfileArgs, out: &mut dyn Write) -> anyhow::Result<()> {
    let chosen = Chosen::of(&args.view);
    let ladder = chosen.map.ladder();
    let (name, rounding) = (&args.side.rung, args.side.rounding);
    let kernel = kernel(&ladder, name, rounding, &args.side.to_string())?;
    let bytes = kernel.bytes_for(chosen.view.raster().points()).saturating_add(answer_bytes(&chosen.view));
    refuse_beyond_memory(kernel.name, &chosen.view, bytes, args.threads)?;
    let threads = Threads::new(args.threads)?;
    let folder = target(args, &chosen)?;
    banner(&[rounding]);

    write!(out, "{}", chosen.text(&format!(", {}, threads {}", args.side, args.threads)))?;
    verified(&ladder, kernel, rounding, &chosen, &threads)?;
    writeln!(out, "Verified: equal to the oracle, pixel by pixel.\n")?;
    out.flush()?;
    let profile = taken(args, kernel, rounding, &chosen, &threads)?;
    let files = profile.write_files(&folder)?;
    told(&profile, args.threads, out)?;
    let names: Vec<_> = files.iter().filter_map(|file| file.file_name()).map(|name| name.to_string_lossy()).collect();
    let text = format!("In {}: {}.", folder.display(), names.join(", "));
    Ok(write!(out, "\n{}", table::wrapped(&text, ""))?)
}

/// Where the files go, made where it is not there.
fn target(args: &ProfileArgs, chosen: &Chosen) -> anyhow::Result<PathBuf> {
    match &args.out {
        Some(path) => folder::named(path),
        None => {
            let name = format!("profile/{}-{}-{}", args.side.rung, args.side.rounding, chosen.name);
            folder::standard(&name)
        }
    }
}

/// Nothing is profiled before it is right.
fn verified(
    ladder: &Ladder,
    kernel: &Rung,
    rounding: Rounding,
    chosen: &Chosen,
    threads: &Threads,
) -> anyhow::Result<()> {
    let expected = ladder.oracle_steps(kernel.numerics(rounding), &chosen.view, chosen.limit);
    verify(ladder, kernel, rounding, &chosen.view, threads, &expected).map_err(|error| Found(error.to_string()))?;
    Ok(())
}

/// Fills the view again and again for the time that is asked for, sampled.
fn taken(
    args: &ProfileArgs,
    kernel: &Rung,
    rounding: Rounding,
    chosen: &Chosen,
    threads: &Threads,
) -> anyhow::Result<Profile> {
    let mut steps = chosen.blank()?;
    let config = Config { hz: args.hz, transparent: WRAPPERS.map(str::to_owned).to_vec(), ..Config::default() };
    let long = Duration::from_secs_f64(args.seconds);
    let begin = Instant::now();
    let ((), profile) = profile(&config, || {
        while begin.elapsed() < long {
            threads.fill(kernel, rounding, &chosen.view, chosen.limit, steps.view_mut(), &|_| ());
        }
    })?;
    Ok(profile)
}

fn told(profile: &Profile, threads: usize, out: &mut dyn Write) -> anyhow::Result<()> {
    writeln!(out, "{}", profile.quality())?;
    if threads > 1 {
        writeln!(out, "{}", profile.threads())?;
    }
    let mut lines = profile.lines();
    lines.hot.truncate(SHOWN_LINES);
    lines.tables.truncate(SHOWN_TABLES);
    Ok(write!(out, "{lines}")?)
}
