//! Fills the small form of a scene once, on one thread, so that `scripts/gate` can count its instructions.
//!
//! ```text
//! work SCENE RUNG ROUNDING
//! ```
//!
//! Callgrind collects within [`counted_fill`] alone. Afterwards the checksum of the steps is compared, uncounted.
use lanelab_escape::{Form, Map, Scene, Threads, checksum};
use lanelab_grid::{Job, Rounding, Rung, Steps};
use std::env;
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [scene, rung, rounding] = arguments.as_slice() else {
        return Err("usage: work SCENE RUNG ROUNDING".into());
    };
    let (ladder, scene, rounding) = (Map::Mandelbrot.ladder(), Scene::find(scene)?, rounding.parse::<Rounding>()?);
    let rung = ladder.rung(rung)?;
    if !rung.gives(rounding) {
        let given = rung.roundings.iter().map(|rounding| rounding.name()).collect::<Vec<_>>().join(", ");
        return Err(format!("rung {} does not give rounding {rounding}: choose one of {given}", rung.name).into());
    }
    let job = scene.job(Form::Small, rounding);
    let mut steps = Steps::zeros(job.tile.dim(), job.limit);
    // An impossible value shows unwritten elements, and touches the pages before counting begins.
    steps.view_mut().fill(u32::MAX);
    counted_fill(&Threads::new(1)?, rung, &job, &mut steps);
    let (found, recorded) = (checksum(&steps), scene.checksum(Form::Small, rung.numerics(rounding)));
    if found != recorded {
        return Err(format!(
            "{} {rounding} on {}: checksum {found:08x}, recorded is {recorded:08x}: `lanelab verify` shows where it differs",
            rung.name, scene.name
        )
        .into());
    }
    Ok(())
}

/// The counted function. Callgrind starts and stops at every function whose name contains this one, so it has no
/// closures.
#[inline(never)]
fn counted_fill(threads: &Threads, rung: &Rung, job: &Job, steps: &mut Steps) {
    threads.fill(rung, job, steps.view_mut(), &drop);
}
