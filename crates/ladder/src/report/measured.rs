//! The report of measuring sessions.

use super::{Amount, Bandwidth, Code, LimitShare, Limits, Machine, Nothing, Rate, Report, Rung, SCHEMA, Scene};
use crate::engine::{Ceilings, Line, Session};
use crate::machine::{commit, cores};
use crate::{Ladder, Work};
use lanelab_measure::Seconds;

impl Report {
    /// What these sessions of a ladder measured on this machine.
    pub(crate) fn of<I, O>(ladder: &Ladder<I, O>, ceilings: Option<&Ceilings>, sessions: &[Session]) -> Self {
        let single = sessions.iter().flat_map(|session| &session.lines).find_map(|line| line.work?.single);
        Self {
            schema: SCHEMA.to_owned(),
            ladder: ladder.name.clone(),
            precision: if single.unwrap_or(ladder.single) { "f32" } else { "f64" }.to_owned(),
            machine: Machine::inspect(commit()),
            limits: ceilings.map(limits),
            verification: None,
            scenes: sessions.iter().map(|session| scene(ladder, ceilings, session)).collect(),
            profiles: None,
            more: Nothing {},
        }
    }
}

fn limits(ceilings: &Ceilings) -> Limits {
    let bandwidth = |found: &lanelab_measure::memory::Bandwidth| Bandwidth {
        level: found.level.name.clone(),
        level_bytes: found.level.bytes,
        access: found.access.name().to_owned(),
        threads: found.threads,
        bytes_per_s: found.bytes_per_second,
    };
    Limits {
        f32_flops_per_s: ceilings.peak.f32,
        f64_flops_per_s: ceilings.peak.f64,
        clock_ghz: ceilings.peak.clock_ghz,
        bandwidths: ceilings.bandwidths.iter().map(bandwidth).collect(),
    }
}

fn scene<I, O>(ladder: &Ladder<I, O>, ceilings: Option<&Ceilings>, session: &Session) -> Scene {
    let base = &session.lines[session.base];
    Scene {
        name: session.input.clone(),
        work: base.work.map(amount),
        clock_ghz: session.clock.ghz(),
        floor: session.floor.fraction(),
        base: ladder.rungs[base.entry.rung].name.clone(),
        rungs: session.lines.iter().map(|line| rung(ladder, ceilings, session, line)).collect(),
        more: Nothing {},
    }
}

fn amount(work: Work) -> Amount {
    let Work { amount, unit, flops, reads, writes, .. } = work;
    Amount { amount, unit: unit.to_owned(), flops, reads_bytes: reads, writes_bytes: writes }
}

fn rung<I, O>(ladder: &Ladder<I, O>, ceilings: Option<&Ceilings>, session: &Session, line: &Line) -> Rung {
    let samples = &line.timing.samples;
    let usage = samples.usage();
    let nanoseconds = |seconds| Seconds::new(seconds).ok().map(Seconds::nanoseconds);
    Rung {
        name: ladder.rungs[line.entry.rung].name.clone(),
        about: ladder.rungs[line.entry.rung].about.clone(),
        threads: line.entry.threads,
        oversubscribed: line.entry.threads > cores(),
        samples: samples.n(),
        calls_a_sample: line.timing.calls,
        median_s: samples.median().get(),
        median_ns: samples.median().nanoseconds(),
        mad_ns: samples.mad().nanoseconds(),
        min_ns: samples.min().nanoseconds(),
        max_ns: samples.max().nanoseconds(),
        mean_ns: samples.mean().nanoseconds(),
        stddev_ns: samples.stddev().nanoseconds(),
        verified: true, // what does not agree is not measured
        speed_up: line.speed_up.into(),
        verdict: verdict(ladder, session, line).to_owned(),
        of_copies: line.efficiency.map(Into::into),
        rate: rate(session, line),
        limit: ceilings.and_then(|ceilings| share(ladder.single, ceilings, line)),
        code: line.code.clone(),
        user_ns: usage.and_then(|usage| nanoseconds(usage.user)),
        system_ns: usage.and_then(|usage| nanoseconds(usage.system)),
        minor_faults: usage.map(|usage| usage.minor_faults),
        major_faults: usage.map(|usage| usage.major_faults),
        more: Nothing {},
    }
}

/// On the times, where the ladder does not ask for an equal width, or the widths are equal.
fn verdict<I, O>(ladder: &Ladder<I, O>, session: &Session, line: &Line) -> &'static str {
    let base = &session.lines[session.base];
    let of_widths = ladder.equal_width.then(|| Code::compare(base.code.as_ref(), line.code.as_ref())).flatten();
    of_widths.unwrap_or_else(|| line.speed_up.inverse().verdict(session.floor).name())
}

fn rate(session: &Session, line: &Line) -> Option<Rate> {
    let work = line.work?;
    let per_s = work.amount / line.timing.samples.median().get();
    let per_cycle = per_s / session.clock.hertz() / line.entry.threads as f64;
    Some(Rate { unit: work.unit.to_owned(), per_s, per_cycle })
}

fn share(single: bool, ceilings: &Ceilings, line: &Line) -> Option<LimitShare> {
    let work = line.work?;
    // In place, what is written is what was read.
    let in_place = |copies| work.reads.max(work.writes) * f64::from(copies);
    let held = line.copies.map_or(work.reads + work.writes, in_place);
    let limit = ceilings.limit(&work, work.single.unwrap_or(single), line.entry.threads, held)?;
    Some(LimitShare { share: limit.seconds / line.timing.samples.median().get(), name: limit.name })
}
