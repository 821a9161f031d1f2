//! A map and a rung of your own, verified and then measured beside the lab's.
//!
//! ```text
//! cargo run --release -p lanelab-escape --example own_kernel
//! ```
//!
//! The map is the tricorn, `conj(z)² + c`. The rung steps two pixels in turn, so that while one waits for its step the
//! other uses the multiplier. Map and rung are independent of each other, of roundings, threads, and timing.

use lanelab_escape::{Ladder, Threads, rungs, verify};
use lanelab_grid::{
    Arithmetic, Job, Limit, Numerics, Raster, Real, Recurrence, Region, Rounding, Rung, Tally, View, with_arithmetic,
};
use lanelab_measure::{Candidate, Plan, Ratio};
use ndarray::ArrayViewMut2;
use num_complex::Complex;
use std::error::Error;
use std::io::{self, Write};
use std::process::ExitCode;

/// The tricorn: `conj(z)² + c`, started at `z_0 = c = pixel`.
#[derive(Debug, Clone, Copy)]
struct Tricorn;

impl Recurrence for Tricorn {
    const MAY_BE_PERMANENT: bool = false;

    fn step<A: Arithmetic, V: Real>(&self, z: Complex<V>, c: Complex<V>, k: u32) -> Complex<V> {
        A::square_add(Complex::new(z.re, -z.im), c, k)
    }

    /// False: in real numbers escape is permanent, but next to `c = 1 ± √3i` rounding can make a point bounded again.
    fn escape_is_permanent(&self) -> bool {
        false
    }
}

/// The rung `pairs`: two pixels in flight.
fn pairs<R: Recurrence + 'static>(recurrence: R) -> Rung {
    Rung::new("pairs", "two pixels in flight", &Rounding::ALL, recurrence, fill_pairs::<R>)
}

fn fill_pairs<R: Recurrence>(recurrence: &R, job: &Job, mut out: ArrayViewMut2<'_, u32>, _: &mut Tally<'_>) {
    job.check_shape(&out);
    let (rows, columns) = job.tile.dim();
    for row in 0..rows {
        for left in (0..columns).step_by(2) {
            let right = (left + 1).min(columns - 1); // the last pixel of an odd row is computed twice
            let points = [job.tile.point(row, left), job.tile.point(row, right)];
            let steps = with_arithmetic!(job.rounding, A => escape_pair::<R, A>(recurrence, points, job.limit));
            (out[(row, left)], out[(row, right)]) = (steps[0], steps[1]);
        }
    }
}

/// The steps of two pixels, computed until both have escaped.
fn escape_pair<R: Recurrence, A: Arithmetic>(recurrence: &R, points: [Complex<f64>; 2], limit: Limit) -> [u32; 2] {
    let start = points.map(|point| recurrence.start(point));
    let mut z = start.map(|(z_0, _)| z_0);
    let mut steps = [0; 2];
    for k in 1..=limit.get() {
        for i in 0..2 {
            z[i] = recurrence.step::<A, f64>(z[i], start[i].1, k);
            let bounded = A::bounded(z[i]);
            if !bounded && steps[i] == 0 {
                steps[i] = k;
            }
        }
        if steps.iter().all(|&steps| steps > 0) {
            break;
        }
    }
    steps
}

fn main() -> ExitCode {
    match run((200, 200), 500, 1.0, &mut io::stdout()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Where the report cannot be written, the exit code remains.
            drop(writeln!(io::stderr(), "{error}"));
            ExitCode::FAILURE
        }
    }
}

/// Verifies all rungs on the tricorn, those of the lab and `pairs`, then times them for so many seconds each.
fn run((width, height): (usize, usize), limit: u64, seconds: f64, out: &mut dyn Write) -> Result<(), Box<dyn Error>> {
    let view = View::new(Region::new(-2.5, 1.5, -2.0, 2.0)?, Raster::new(width, height)?);
    let limit = Limit::new(limit)?;
    let mut rungs = rungs(Tricorn);
    rungs.push(pairs(Tricorn));
    let ladder = Ladder::new("tricorn", Tricorn, rungs);
    let one = Threads::new(1)?;
    for numerics in Numerics::all() {
        let job = Job::whole(&view, limit, numerics.rounding);
        let expected = ladder.oracle_steps(numerics, &view, limit);
        for rung in ladder.rungs.iter().filter(|rung| rung.claims(numerics)) {
            verify(&ladder, rung, &job, &one, &expected)?;
            writeln!(out, "verified  {:<18} {numerics}", rung.name)?;
        }
    }

    let numerics = Numerics::double(Rounding::Separate);
    let job = Job::whole(&view, limit, numerics.rounding);
    let compute = |rung| one.steps(rung, &job);
    let expected = ladder.oracle_steps(numerics, &view, limit);
    let right = |found: &_| if *found == expected { Ok(()) } else { Err("the answer is wrong") };
    let claiming = ladder.rungs.iter().filter(|rung| rung.claims(numerics));
    let mut candidates: Vec<_> =
        claiming.map(|rung| Candidate::answering(rung.name, move || compute(rung), right)).collect();
    writeln!(out, "timing {} rungs for {seconds} s each", candidates.len())?;
    let timings = Plan::default().budget_seconds(seconds)?.measure(&mut candidates, |_| ())?;
    for timing in &timings {
        let speed_up = Ratio::paired(&timings[0].samples, &timing.samples)?;
        writeln!(out, "{:<18} {speed_up}  {timing}", timing.name)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_map_and_own_rung_are_verified_and_measured() {
        let mut report = Vec::new();
        run((33, 17), 100, 0.01, &mut report).unwrap();
        let report = String::from_utf8(report).unwrap();
        for line in ["pairs              f64 contracted", "lanes-interleaved  f64 fused", "\npairs "] {
            assert!(report.contains(line), "the report lacks {line:?}:\n{report}");
        }
    }

    #[test]
    fn the_tricorn_is_symmetric_under_a_third_of_a_turn() {
        let ladder = Ladder::new("tricorn", Tricorn, vec![pairs(Tricorn)]);
        let turn = Complex::from_polar(1.0, std::f64::consts::TAU / 3.0);
        let numerics = Numerics::double(Rounding::Separate);
        let out = |pixel| ladder.orbit(numerics, pixel).take(200).position(|point| !point.bounded);
        for pixel in [Complex::new(0.4, 0.3), Complex::new(-1.2, 0.1), Complex::new(0.1, 0.1)] {
            assert_eq!(out(pixel), out(pixel * turn), "{pixel}");
        }
    }
}
