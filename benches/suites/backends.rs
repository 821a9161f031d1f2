//! `backends`: two kernels of escape time in the idiom of each SIMD crate, for each kernel and number of lanes.
//!
//! Unlike the other suites this one is a ladder of `lanelab-ladder`, since it ranks: its rungs are verified against the
//! oracle and timed in interleaved rounds. Each rung is also sampled, and its machine code says how wide its vectors are.
//! Where two rungs were compiled to different widths, their times compare widths and not crates, and the verdict says so.
#![cfg_attr(feature = "std-simd", feature(portable_simd))]

mod backend;

use backend::{Backend, Points, array::Array, fearless_simd::FearlessSimd, pulp::Pulp, wide::Wide};
use lanelab_grid::{Job, Limit, Mandelbrot, Raster, Region, Rounding, View, oracle};
use lanelab_ladder::{Ladder, Work};
use std::fmt;
use std::process::ExitCode;

/// The kernels, each for every number of lanes.
const KERNELS: [Kernel; 6] = [
    Kernel { lanes: 2, in_flight: 1 },
    Kernel { lanes: 4, in_flight: 1 },
    Kernel { lanes: 8, in_flight: 1 },
    Kernel { lanes: 2, in_flight: 4 },
    Kernel { lanes: 4, in_flight: 4 },
    Kernel { lanes: 8, in_flight: 4 },
];

/// The shape of a block.
#[derive(Debug, Clone, Copy)]
struct Kernel {
    lanes: usize,
    in_flight: usize,
}

type Input = (Kernel, Job, Points);
type Suite = Ladder<Input, Vec<u32>>;

fn main() -> ExitCode {
    let suite = Ladder::new(module_path!())
        .input("kernel", KERNELS, |&kernel| (kernel, job(), points(&job())))
        .oracle(|(_, job, _)| bounded(job))
        .work_by_answer(|(_, job, _), bounded| Work::of(iterations(job, bounded), "iter"))
        .at_equal_width();
    let suite = rung::<Wide>(suite, "wide", "a type for each number of lanes, instructions of the build");
    let suite =
        rung::<FearlessSimd>(suite, "fearless_simd", "a type for each number of lanes, instructions of the CPU");
    let suite = rung::<Pulp>(suite, "pulp", "a token for each number of lanes, instructions of the CPU");
    let suite = rung::<Array>(suite, "array", "plain arrays, as the compiler vectorises them");
    let suite = with_std_simd(suite);
    #[cfg(feature = "planted-width")]
    let suite = rung::<backend::Planted>(suite, "planted", "wide with half of the lanes that it should have");
    suite.main()
}

#[cfg(feature = "std-simd")]
fn with_std_simd(suite: Suite) -> Suite {
    rung::<backend::std_simd::StdSimd>(
        suite,
        "std::simd",
        "one type for any number of lanes, instructions of the build",
    )
}

#[cfg(not(feature = "std-simd"))]
#[expect(clippy::print_stderr, reason = "standard output may be read by programs")]
fn with_std_simd(suite: Suite) -> Suite {
    eprintln!(
        "skipped: std::simd: it needs a nightly compiler: cargo +nightly bench --bench backends --features std-simd"
    );
    suite
}

/// The whole set at the limit of the scene `overview`: nearly all time is spent within it, so the inner loop decides.
fn job() -> Job {
    let region = Region::new(-2.0, 0.5, -1.25, 1.25).expect("a constant region is valid");
    let view = View::new(region, Raster::new(256, 256).expect("a constant raster is valid"));
    Job::whole(&view, Limit::new(1000).expect("a constant limit is valid"), Rounding::Separate)
}

fn points(job: &Job) -> Points {
    let (rows, columns) = job.tile.dim();
    let (xs, ys) = ((0..columns).map(|column| job.tile.x(column)), (0..rows).map(|row| job.tile.y(row)));
    Points::new(xs.collect(), ys.collect(), job.limit.get())
}

/// How many of `z_1` to `z_limit` are bounded, by the oracle's steps.
fn bounded(job: &Job) -> Vec<u32> {
    let bounded = |&steps: &u32| if steps == 0 { job.limit.get() } else { steps - 1 };
    oracle::steps(&Mandelbrot, job).view().iter().map(bounded).collect()
}

/// The needed iterations: the step that escapes counts too.
fn iterations(job: &Job, bounded: &[u32]) -> usize {
    bounded.iter().map(|&bounded| job.limit.iterations(job.limit.steps_after(bounded)) as usize).sum()
}

/// The suite with a rung for a backend.
fn rung<B: Backend>(suite: Suite, name: &str, about: &str) -> Suite {
    suite.rung_into(name, about, |(kernel, _, points), bounded| match (kernel.lanes, kernel.in_flight) {
        (2, 1) => B::fill::<2, 1>(points, bounded),
        (4, 1) => B::fill::<4, 1>(points, bounded),
        (8, 1) => B::fill::<8, 1>(points, bounded),
        (2, 4) => B::fill::<2, 4>(points, bounded),
        (4, 4) => B::fill::<4, 4>(points, bounded),
        (8, 4) => B::fill::<8, 4>(points, bounded),
        _ => unreachable!("{kernel} is none of the kernels"),
    })
}

impl fmt::Display for Kernel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { lanes, in_flight } = self;
        write!(f, "{}-{lanes}", if *in_flight == 1 { "masked" } else { "interleaved" })
    }
}
