//! Profiles of criterion's benchmarks: `cargo bench -- --profile-time 5`.

use crate::{Config, Error, Profile, Recorder};
use std::io::{self, Write as _};
use std::path::Path;

/// Writes tables, flamegraphs and exports to the folder `profile` of each profiled benchmark, and prints where they are.
///
/// ```
/// # #[cfg(feature = "criterion")]
/// let criterion = criterion::Criterion::default().with_profiler(lineprof::criterion::Profiler::default());
/// ```
#[derive(Debug, Default)]
pub struct Profiler {
    config: Config,
    recorder: Option<Recorder>,
}

impl Profiler {
    /// A profiler that samples as configured.
    pub const fn new(config: Config) -> Self {
        Self { config, recorder: None }
    }
}

/// Criterion takes neither paths nor errors from a profiler, so they go to standard error.
impl criterion::profiler::Profiler for Profiler {
    fn start_profiling(&mut self, benchmark_id: &str, _benchmark_dir: &Path) {
        self.recorder = Recorder::start(&self.config).map_err(|error| print_error(benchmark_id, &error)).ok();
    }

    fn stop_profiling(&mut self, benchmark_id: &str, benchmark_dir: &Path) {
        let Some(recorder) = self.recorder.take() else { return };
        let profile = Profile::of(recorder.stop(), &self.config);
        match profile.and_then(|profile| profile.write_files(benchmark_dir)) {
            Ok(_) => {
                let [lines, flames] = ["lines.txt", "flamegraph.svg"].map(|name| benchmark_dir.join(name));
                let _ = writeln!(io::stderr(), "\n{benchmark_id}: {} and {}", lines.display(), flames.display());
            }
            Err(error) => print_error(benchmark_id, &error),
        }
    }
}

fn print_error(benchmark: &str, error: &Error) {
    let _ = writeln!(io::stderr(), "{benchmark}: no profile: {error}");
}
