//! What this machine can do at most, and which of its limits binds a kernel.

use crate::Work;
use crate::machine::cores;
use lanelab_measure::memory::{Access, Bandwidth, Level, bandwidths, levels};
use lanelab_measure::peak::{Chains, Kind, chains};
use lanelab_measure::{Burst, Clock, NotStarted, ceilings};
use std::collections::BTreeSet;

/// The measured limits of the machine.
#[derive(Debug, Clone)]
pub(crate) struct Ceilings {
    levels: Vec<Level>,
    pub(crate) bandwidths: Vec<Bandwidth>,
    /// The most floating-point operations per second of one core.
    pub(crate) peak: Peak,
}

/// The most floating-point operations per second of one core.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peak {
    pub(crate) f32: f64,
    pub(crate) f64: f64,
    /// The core's clock meanwhile, in GHz.
    pub(crate) clock_ghz: f64,
}

/// The limit that binds, and the least time that it allows.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Limit {
    /// `peak`, or a level and an access, as `L2 read`.
    pub(crate) name: String,
    pub(crate) seconds: f64,
}

/// Seconds for each measurement: the best of many short runs is found quickly. Without optimisation no time means much.
const SECONDS: f64 = if cfg!(debug_assertions) { 0.0 } else { 0.03 };

impl Ceilings {
    /// Measures the limits of one thread and of each of these numbers of threads.
    ///
    /// # Errors
    /// Where the system refuses the threads.
    pub(crate) fn measure(threads: impl IntoIterator<Item = usize>) -> Result<Self, NotStarted> {
        let levels = levels();
        let threads: BTreeSet<usize> = threads.into_iter().map(|threads| threads.min(cores())).chain([1]).collect();
        let found = threads.into_iter().map(|threads| bandwidths(&levels, threads, SECONDS));
        let bandwidths = found.collect::<Result<Vec<_>, _>>()?.concat();
        Ok(Self { levels, bandwidths, peak: peak() })
    }

    /// The better of two measurements of each limit: a disturbance makes one lower and never higher.
    pub(crate) fn best(mut self, other: &Self) -> Self {
        for (bandwidth, again) in self.bandwidths.iter_mut().zip(&other.bandwidths) {
            bandwidth.bytes_per_second = bandwidth.bytes_per_second.max(again.bytes_per_second);
        }
        let Peak { f32, f64, clock_ghz } = other.peak;
        let peak = self.peak;
        self.peak = Peak { f32: peak.f32.max(f32), f64: peak.f64.max(f64), clock_ghz: peak.clock_ghz.max(clock_ghz) };
        self
    }

    /// The limit that binds work on so many threads, where a sample goes through so many bytes of data; none where it is unknown what the work asks of the machine.
    pub(crate) fn limit(&self, work: &Work, single: bool, threads: usize, held: f64) -> Option<Limit> {
        let threads = threads.min(cores());
        let peak = if single { self.peak.f32 } else { self.peak.f64 } * threads as f64;
        let compute = work.flops.map(|flops| Limit { name: "peak".to_owned(), seconds: flops / peak });
        let traffic = self.traffic(work, threads, held);
        compute.into_iter().chain(traffic).max_by(|a, b| a.seconds.total_cmp(&b.seconds))
    }

    /// The least time of the bytes. The last cache may keep a part of data that are larger: up to the size over which
    /// memory was measured, their time is interpolated.
    fn traffic(&self, work: &Work, threads: usize, held: f64) -> Option<Limit> {
        let bytes = work.reads + work.writes;
        let index = self.level(held, threads)?;
        let level = &self.levels[index];
        let mut seconds = self.seconds_at(level, work, threads)?;
        if let Some(cache) = index.checked_sub(1).filter(|_| index + 1 == self.levels.len()) {
            let cache = &self.levels[cache];
            let (small, large) = (cache.bytes as f64, (level.bytes as f64).max(held));
            let [of_small, of_large] =
                [self.seconds_at(cache, work, threads)? * small, seconds * large].map(|t| t / bytes);
            seconds = (of_small + (held - small) * (of_large - of_small) / (large - small)) * bytes / held;
        }
        let access = match () {
            () if work.reads.min(work.writes) > 0.0 => Access::Copy,
            () if work.reads < work.writes => Access::Write,
            () => Access::Read,
        };
        (bytes > 0.0).then(|| Limit { name: format!("{} {}", level.name, access.name()), seconds })
    }

    /// The time of all bytes in one level: what is both read and written at the rate of copies, the rest at its own.
    fn seconds_at(&self, level: &Level, work: &Work, threads: usize) -> Option<f64> {
        let rate = |access| self.bandwidth(level, access, threads);
        let copied = 2.0 * work.reads.min(work.writes);
        let access = if work.reads < work.writes { Access::Write } else { Access::Read };
        Some(copied / rate(Access::Copy)? + (work.reads + work.writes - copied) / rate(access)?)
    }

    /// The index of the first level that holds so many bytes. Each thread has caches of its own but for the last.
    fn level(&self, bytes: f64, threads: usize) -> Option<usize> {
        let holds = |index: &usize| {
            let copies = if index + 2 < self.levels.len() { threads } else { 1 };
            bytes <= (self.levels[*index].bytes * copies) as f64
        };
        (0..self.levels.len()).find(holds).or(self.levels.len().checked_sub(1))
    }

    fn bandwidth(&self, level: &Level, access: Access, threads: usize) -> Option<f64> {
        let is = |found: &&Bandwidth| found.level == *level && found.access == access && found.threads == threads;
        self.bandwidths.iter().find(is).map(|found| found.bytes_per_second)
    }
}

/// The best rate over the widths, counting a fused multiply-add as two operations. Without that instruction,
/// multiplications and additions at once, which is at most what the ports allow.
fn peak() -> Peak {
    let chains = chains();
    let kinds = [Kind::Multiply, Kind::Add, Kind::Fma, Kind::FmaAndAdd];
    let burst = |chains: Chains, kind: Kind| -> Burst<'static> { Box::new(move |amount| (chains.run)(kind, amount)) };
    let mut bursts: Vec<_> = chains.iter().flat_map(|&chains| kinds.map(|kind| burst(chains, kind))).collect();
    let found = ceilings(&mut bursts, SECONDS);
    let flops = |type_name: &str| {
        let of_type =
            chains.iter().zip(found.chunks(kinds.len())).filter(|(chains, _)| chains.width.starts_with(type_name));
        let rates = of_type.map(|(chains, rates)| {
            let lanes: f64 = chains.width.rsplit('x').next().and_then(|lanes| lanes.parse().ok()).unwrap_or(1.0);
            let [multiply, add, fma, both] = [0, 1, 2, 3].map(|kind: usize| rates[kind].per_second);
            lanes * if cfg!(target_feature = "fma") { (2.0 * fma).max(1.5 * both) } else { multiply + add }
        });
        rates.fold(0.0, f64::max)
    };
    Peak { f32: flops("f32"), f64: flops("f64"), clock_ghz: Clock::BRIEF.read().ghz() }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A machine whose levels read 100, 50 and 10, write 60, 40, 5, and copy 80, 45, 8 bytes a second.
    fn machine() -> Ceilings {
        let levels: Vec<_> = [("L1", 1000), ("L2", 4000), ("memory", 100_000)]
            .map(|(name, bytes)| Level { name: name.to_owned(), bytes })
            .to_vec();
        let rates = [[100.0, 60.0, 80.0], [50.0, 40.0, 45.0], [10.0, 5.0, 8.0]];
        let rows = levels.iter().zip(rates);
        let bandwidths = rows.flat_map(|(level, rates)| {
            let one =
                |(access, bytes_per_second)| Bandwidth { level: level.clone(), access, threads: 1, bytes_per_second };
            Access::ALL.into_iter().zip(rates).map(one).collect::<Vec<_>>()
        });
        let bandwidths = bandwidths.collect();
        Ceilings { levels, bandwidths, peak: Peak { f32: 200.0, f64: 100.0, clock_ghz: 1.0 } }
    }

    #[test]
    fn the_better_of_two_measurements_is_the_limit() {
        let (mut first, mut second) = (machine(), machine());
        first.bandwidths[0].bytes_per_second = 70.0;
        second.bandwidths[3].bytes_per_second = 30.0;
        second.peak = Peak { f32: 250.0, f64: 90.0, clock_ghz: 2.0 };
        let best = first.best(&second);
        let rates: Vec<_> = best.bandwidths.iter().map(|found| found.bytes_per_second).take(4).collect();
        assert_eq!(rates, [100.0, 60.0, 80.0, 50.0]);
        assert_eq!([best.peak.f32, best.peak.f64, best.peak.clock_ghz], [250.0, 100.0, 2.0]);
    }

    #[test]
    fn the_slower_of_peak_and_traffic_binds() {
        let table = [
            (Work::flops(2000), false, "peak", 20.0),
            (Work::flops(2000), true, "peak", 10.0),
            (Work::flops(2000).reads_bytes(900), true, "peak", 10.0),
            (Work::flops(2000).reads_bytes(3000), true, "L2 read", 60.0),
            (Work::elements(1).writes_bytes(400), true, "L1 write", 400.0 / 60.0),
            (Work::elements(1).reads_bytes(400_000), true, "memory read", 40_000.0),
            // Halfway from 4,000 bytes in the last cache to 100,000 in memory.
            (Work::elements(1).reads_bytes(52_000), true, "memory read", (4000.0 / 50.0 + 100_000.0 / 10.0) / 2.0),
            (Work::elements(1).reads_bytes(300).writes_bytes(100), true, "L1 copy", 200.0 / 80.0 + 200.0 / 100.0),
        ];
        for (work, single, name, seconds) in table {
            let limit = machine().limit(&work, single, 1, work.reads + work.writes).unwrap();
            assert_eq!(limit.name, name, "{work:?}");
            assert!((limit.seconds - seconds).abs() < 1e-9, "{work:?}: {} and not {seconds}", limit.seconds);
        }
        assert_eq!(machine().limit(&Work::elements(7), true, 1, 0.0), None);
        let by_turns = machine().limit(&Work::bytes(900), true, 1, 2700.0).unwrap();
        assert_eq!(
            (by_turns.name.as_str(), by_turns.seconds),
            ("L2 read", 18.0),
            "three copies are beyond the first cache"
        );
    }
}
