//! The report of measuring sessions.

use super::{Machine, Peak, Report, Rung, SCHEMA, Scene};
use crate::machine::cores;
use crate::session::{Line, Rates, Session};
use lanelab_escape::checksum;
use lanelab_grid::Rounding;
use lanelab_measure::Seconds;

impl Report {
    /// What these sessions measured on this machine.
    pub(crate) fn of(machine: Machine, sessions: &[Session]) -> Self {
        Self {
            schema: SCHEMA.to_owned(),
            machine,
            peak: Peak::of(sessions),
            scenes: sessions.iter().map(scene).collect(),
        }
    }
}

impl Peak {
    fn of(sessions: &[Session]) -> Option<Self> {
        let best = |rounding| {
            let rates = sessions.iter().filter_map(|session| session.peaks.get(&rounding));
            rates.map(|peak| peak.per_second / 1e9).reduce(f64::max)
        };
        Some(Self {
            separate_giter_per_s: best(Rounding::Separate)?,
            fused_giter_per_s: best(Rounding::Fused)?,
            contracted_giter_per_s: best(Rounding::Contracted)?,
        })
    }
}

fn scene(session: &Session) -> Scene {
    let selection = &session.selection;
    let base = &session.lines[session.base];
    Scene {
        name: selection.name.to_owned(),
        region: selection.view.region().bounds(),
        width: selection.view.raster().width,
        height: selection.view.raster().height,
        limit: selection.limit.get(),
        map: selection.map.to_string(),
        iterations: u64::try_from(session.iterations(base)).unwrap_or(u64::MAX),
        clock_ghz: session.clock.ghz(),
        floor: session.floor.fraction(),
        base: base.rung.to_owned(),
        rungs: session.lines.iter().map(|line| rung(session, line)).collect(),
    }
}

fn rung(session: &Session, line: &Line) -> Rung {
    let samples = &line.timing.samples;
    let rates = Rates::of(session, line);
    let usage = samples.usage();
    let nanoseconds = |seconds| Seconds::new(seconds).ok().map(Seconds::nanoseconds);
    Rung {
        name: line.rung.to_owned(),
        precision: line.numerics.precision.name().to_owned(),
        lanes: Some(line.lanes),
        rounding: line.numerics.rounding.name().to_owned(),
        threads: line.threads,
        oversubscribed: line.threads > cores(),
        samples: samples.n(),
        calls_a_sample: line.timing.calls,
        median_ns: samples.median().nanoseconds(),
        mad_ns: samples.mad().nanoseconds(),
        min_ns: samples.min().nanoseconds(),
        max_ns: samples.max().nanoseconds(),
        mean_ns: samples.mean().nanoseconds(),
        stddev_ns: samples.stddev().nanoseconds(),
        giter_per_s: rates.giter_per_s,
        iter_per_cycle: rates.iter_per_cycle,
        of_peak: rates.of_peak,
        effective: line.effective,
        verified: true, // a session with a wrong answer ends without a report
        checksum: session.answers.get(&line.numerics).map(|steps| format!("{:08x}", checksum(steps))),
        speed_up: line.speed_up.into(),
        of_copies: line.of_copies.map(Into::into),
        occupancy: line.occupancy,
        user_ns: usage.and_then(|usage| nanoseconds(usage.user)),
        system_ns: usage.and_then(|usage| nanoseconds(usage.system)),
        minor_faults: usage.map(|usage| usage.minor_faults),
        major_faults: usage.map(|usage| usage.major_faults),
    }
}
