//! `lanelab balance`: which thread fills which tile, and what was to be expected.

mod rounds;

use crate::chosen::{Chosen, answer_bytes, kernel, refuse_beyond_memory};
use crate::cli::BalanceArgs;
use crate::failure::usage;
use crate::machine::{banner, cores};
use crate::output::file::{self, FileError};
use crate::output::{folder, png};
use crate::picture::balance::Balance;
use crate::report::table;
use lanelab_escape::{Rung, Threads, Trace, schedule};
use lanelab_grid::Tile;
use lanelab_measure::Seconds;
use lanelab_measure::format::{Count, Percent, Times};
use rounds::Rounds;
use std::io::Write;
use std::path::PathBuf;
use std::time::Duration;

/// Traces a rung on several threads and on one.
pub(crate) fn run(args: &BalanceArgs, out: &mut dyn Write) -> anyhow::Result<()> {
    let chosen = Chosen::of(&args.view);
    let ladder = chosen.map.ladder();
    let kernel = kernel(&ladder, &args.rung, args.rounding, &format!("--rounding {}", args.rounding))?;
    let count = args.threads.unwrap_or_else(|| cores().clamp(2, Threads::MOST));
    fits(kernel, &chosen, count)?;
    let path = target(args, &chosen)?;
    let threads = [Threads::new(1)?, Threads::new(count)?];
    banner(&[args.rounding]);

    write!(out, "{}", chosen.text(&format!(", rounding {}, {}", args.rounding, kernel.name)))?;
    out.flush()?;
    let rounds = Rounds::measure(&ladder, &chosen, kernel, args.rounding, &threads)?;
    let found = Found { count, tiles: &rounds.tiles, costs: &rounds.costs, trace: rounds.typical() };
    writeln!(out, "{}\n{}", found.tiling(rounds.number()), found.lines())?;
    writeln!(out, "{}", found.predictions(rounds.speed_up()?.to_string()))?;
    write!(out, "{}", table::wrapped(&found.account(), ""))?;
    file::write(&path, |file| png::write(&Balance::of(found.tiles, found.costs, found.trace, count), file))
        .map_err(named)?;
    write!(out, "{}", table::wrapped(&found.legend(&path.display().to_string()), ""))?;
    Ok(())
}

/// Refuses what needs more memory than there is: the oracle's answer, the rung's, and its arrays.
fn fits(kernel: &Rung, chosen: &Chosen, threads: usize) -> anyhow::Result<()> {
    let bytes = kernel.bytes_for(chosen.view.raster().points()).saturating_add(answer_bytes(&chosen.view));
    refuse_beyond_memory(kernel.name, &chosen.view, bytes, threads.saturating_add(cores()))
}

fn named(error: FileError) -> anyhow::Error {
    anyhow::anyhow!("--out {error}")
}

/// Where the picture goes, if it can be written there.
fn target(args: &BalanceArgs, chosen: &Chosen) -> anyhow::Result<PathBuf> {
    let path = match &args.out {
        Some(path) => path.clone(),
        None => folder::standard("")?.join(format!("balance-{}.png", chosen.name)),
    };
    if !path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("png")) {
        let path = path.display();
        return Err(usage(format!("--out {path}: the picture is a PNG; end the name of its file in .png")));
    }
    file::probe(&path).map_err(named)?;
    Ok(path)
}

/// What was found, to be told.
struct Found<'a> {
    count: usize,
    tiles: &'a [Tile],
    /// What each tile takes on one thread.
    costs: &'a [Duration],
    /// The round on all threads that stands for the others.
    trace: &'a Trace,
}

impl Found<'_> {
    fn tiling(&self, rounds: usize) -> String {
        let (rows, columns) = self.tiles[0].dim();
        let text = format!(
            "{} tiles of {rows} rows and {columns} columns or less; {rounds} rounds, each on 1 thread and on {}, \
             answers verified; shown is the round of median time on {}",
            Count(self.tiles.len() as u64),
            self.count,
            self.count
        );
        table::hanging(&text, "    ")
    }

    /// A line for each thread.
    fn lines(&self) -> String {
        let took = self.trace.took;
        let line = |thread: usize| {
            let (tiles, busy) = self.trace.busy(thread);
            let idle = took.saturating_sub(busy);
            let share = Percent(ratio(idle, took));
            vec![(thread + 1).to_string(), Count(tiles as u64).to_string(), time(busy), time(idle), share.to_string()]
        };
        let rows = (0..self.count).map(line).collect();
        table::plain(&["thread", "tiles", "busy", "idle", "of its time"], &[0, 1, 2, 3, 4], rows)
    }

    /// The measured speed-up beside what tiles of these costs allow.
    fn predictions(&self, measured: String) -> String {
        let (count, work) = (self.count, self.costs.iter().sum::<Duration>());
        let of = |makespan| Times(ratio(work, makespan)).to_string();
        let perfect = Times(f64::from(u32::try_from(count).unwrap_or(u32::MAX))).to_string();
        let list = of(schedule::list(self.costs, count));
        let bands = of(schedule::bands(self.tiles, self.costs, count));
        let rows = [
            ("measured", measured, format!("time on 1 thread over time on {count}, round by round")),
            ("perfect", perfect, "no thread ever waits".to_owned()),
            ("list", list, "each tile in this order to the thread that is free first".to_owned()),
            ("bands", bands, format!("{count} bands of equal height, one a thread")),
        ];
        let rows = rows.map(|(name, speed_up, what)| vec![name.to_owned(), speed_up, what]);
        table::plain(&["division", "speed-up", "what it is"], &[1], rows.to_vec())
    }

    /// Where the speed-up that is missing went, from the numbers.
    fn account(&self) -> String {
        let all = self.trace.took * u32::try_from(self.count).unwrap_or(u32::MAX);
        let idle = Percent(ratio(all.saturating_sub(self.trace.work()), all));
        let slower = Times(ratio(self.trace.work(), self.costs.iter().sum()));
        let longest = self.costs.iter().copied().max().unwrap_or_default();
        format!(
            "Threads are idle for {idle} of their time, and tiles take {slower} as long on {} threads as on one. The \
             dearest tile takes {}, {} of the time on {} threads.",
            self.count,
            time(longest),
            Percent(ratio(longest, self.trace.took)),
            self.count
        )
    }

    fn legend(&self, path: &str) -> String {
        let longest = self.costs.iter().copied().max().unwrap_or_default();
        format!(
            "{path}: above, a line a thread, time to the right over {}, grey where it is idle; below, the view with its \
             tiles, y upwards. Colours in both say what a tile takes on one thread, from violet, nothing, to yellow, {}.",
            time(self.trace.took),
            time(longest)
        )
    }
}

fn time(duration: Duration) -> String {
    Seconds::from(duration).to_string()
}

/// One time over another; 1 where both are nothing.
fn ratio(this: Duration, that: Duration) -> f64 {
    if this == that { 1.0 } else { this.as_secs_f64() / that.as_secs_f64() }
}
