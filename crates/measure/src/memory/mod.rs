//! How fast memory can be read, written and copied, by level of the hierarchy.
//!
//! * **What is timed**: passes over a buffer of half the level's size, of memory over one of eight times the last cache, on
//!   each thread over a buffer of its own, together at least 64 MiB. The best of several runs counts: this is a ceiling,
//!   which nothing may exceed.
//! * **Shared levels**: where several threads run, each has its part of the last cache and of memory.
//! * **Bias**: addresses rise and are known ahead, the best case. Of loads from one, two and four places at once, and of
//!   stores by vectors and by the system's own routine, the faster counts. A copy counts both the bytes that it loads and
//!   those that it stores.

mod access;
mod levels;

use std::thread;
use std::time::{Duration, Instant};

use crate::{ConcurrentCopies, NotStarted, Work as _, stopwatch};
pub use access::Access;
pub use levels::{Level, levels};
use wide::u64x8;

/// The fewest bytes of a timed run: long enough that its start and end do not count.
const LEAST_BYTES: usize = 64 << 20;

/// The fewest runs of each kind.
const LEAST_RUNS: u32 = 5;

/// The best rate at which a number of threads use a level.
#[derive(Debug, Clone, PartialEq)]
pub struct Bandwidth {
    /// The level.
    pub level: Level,
    /// How it is used.
    pub access: Access,
    /// How many threads use it at once.
    pub threads: usize,
    /// Bytes per second of all threads together; above 0.
    pub bytes_per_second: f64,
}

/// The bandwidths of `levels` on so many threads, each measured for about so many seconds. No seconds give one short run
/// of each, over little memory: for tests of what uses them.
///
/// # Errors
/// Where the system refuses the threads.
///
/// # Panics
/// Where `threads` is 0.
pub fn bandwidths(levels: &[Level], threads: usize, seconds: f64) -> Result<Vec<Bandwidth>, NotStarted> {
    let mut found = Vec::new();
    for (index, level) in levels.iter().enumerate() {
        let parts = match levels.len() - index {
            1 => threads,     // memory, of which a cache must hold little
            2 => 2 * threads, // the last cache, which all threads share
            _ => 2,
        };
        let bytes = if seconds > 0.0 { level.bytes / parts } else { 1 << 16 };
        let vectors = (bytes / size_of::<u64x8>()).max(1).next_multiple_of(access::BESIDE);
        let mut buffers = vec![vec![u64x8::splat(1); vectors]; threads];
        for access in Access::ALL {
            let bytes_per_second = rate(&mut buffers, access, seconds)?;
            found.push(Bandwidth { level: level.clone(), access, threads, bytes_per_second });
        }
    }
    Ok(found)
}

fn rate(buffers: &mut [Vec<u64x8>], access: Access, seconds: f64) -> Result<f64, NotStarted> {
    let bytes = size_of_val(&*buffers[0]);
    let passes = if seconds > 0.0 { (LEAST_BYTES / bytes).max(1) } else { 1 };
    let total = (bytes * passes * buffers.len()) as f64;
    let mut best = Duration::MAX;
    let ways = access::ways(access);
    for way in 0..ways {
        let elapsed = shortest(buffers, seconds / ways as f64, &|buffer: &mut [u64x8]| {
            access::passes(buffer, access, way, passes);
        });
        best = best.min(elapsed?);
    }
    // A stopwatch that stands still would make the rate infinite.
    Ok(total / best.max(Duration::from_nanos(1)).as_secs_f64())
}

/// The shortest time of a task on all buffers at once.
fn shortest(
    buffers: &mut [Vec<u64x8>],
    seconds: f64,
    task: &(dyn Fn(&mut [u64x8]) + Sync),
) -> Result<Duration, NotStarted> {
    thread::scope(|scope| {
        let tasks = buffers.iter_mut().map(|buffer| -> crate::copies::Task<'_> { Box::new(|| task(buffer)) }).collect();
        let mut copies = ConcurrentCopies::start(scope, tasks)?;
        let (begin, clock) = (Instant::now(), stopwatch::monotonic());
        let (mut best, mut runs) = (Duration::MAX, 0);
        let least = if seconds > 0.0 { LEAST_RUNS } else { 1 };
        while runs < least || begin.elapsed().as_secs_f64() < seconds {
            copies.prepare();
            best = best.min(stopwatch::time(&clock, || copies.run()));
            runs += 1;
        }
        Ok(best)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_level_is_measured_for_each_access() {
        let levels =
            [Level { name: "L1".to_owned(), bytes: 1 << 14 }, Level { name: "memory".to_owned(), bytes: 1 << 20 }];
        let found = bandwidths(&levels, 2, 0.0).unwrap();
        let kinds: Vec<_> = found.iter().map(|found| (found.level.name.as_str(), found.access)).collect();
        let expected: Vec<_> =
            ["L1", "memory"].into_iter().flat_map(|level| Access::ALL.map(|access| (level, access))).collect();
        assert_eq!(kinds, expected);
        assert!(found.iter().all(|found| found.threads == 2 && found.bytes_per_second.is_finite()), "{found:?}");
    }
}
