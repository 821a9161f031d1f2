//! What all suites share: how long criterion measures a benchmark, and how it profiles one.

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, SamplingMode};
use lanelab_escape::WRAPPERS;
use lineprof::Config;
use std::time::Duration;

/// A group for calls of a millisecond to a second: 20 samples within a second or so.
///
/// All samples of a benchmark have equally many calls, so that a slow one takes no longer than it must.
pub(crate) fn brief_group(criterion: &mut Criterion, name: impl Into<String>) -> BenchmarkGroup<'_, WallTime> {
    let mut group = criterion.benchmark_group(name);
    group
        .sampling_mode(SamplingMode::Flat)
        .sample_size(20)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1));
    group
}

/// Profiles at the default rate; the cost of thin wrappers is charged to the lines that use them.
pub(crate) fn profiling() -> Config {
    Config { transparent: WRAPPERS.map(str::to_owned).to_vec(), ..Config::default() }
}
