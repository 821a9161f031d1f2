//! Fills the small form of a scene once, on one thread, so that `scripts/gate` can count the instructions of it.
//!
//! ```text
//! work SCENE RUNG ROUNDING
//! ```
//!
//! Callgrind collects within [`counted_fill`] alone. The answer is compared with the recorded one afterwards, uncounted.
use lanelab_escape::{Form, Map, Rung, Scene, Threads, checksum};
use lanelab_grid::{Limit, Rounding, Steps, View};
use std::env;
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [scene, rung, rounding] = arguments.as_slice() else {
        return Err("usage: work SCENE RUNG ROUNDING".into());
    };
    let (ladder, scene) = (Map::Mandelbrot.ladder(), Scene::named(scene)?);
    let (kernel, rounding) = (ladder.rung(rung)?, rounding.parse()?);
    if !kernel.gives(rounding) {
        let given = kernel.roundings.iter().map(|rounding| rounding.name()).collect::<Vec<_>>().join(", ");
        return Err(format!("rung {rung} does not give rounding {rounding}: choose one of {given}").into());
    }
    let (view, limit) = (scene.view(Form::Small), scene.limit());
    let mut steps = Steps::zeros(view.dim(), limit);
    // What stands there before shows where nothing is written, and makes the pages there before they are counted.
    steps.view_mut().fill(u32::MAX);
    counted_fill(&Threads::new(1)?, kernel, rounding, &view, limit, &mut steps);
    let (found, recorded) = (checksum(&steps), scene.checksum(Form::Small, kernel.numerics(rounding)));
    if found != recorded {
        return Err(format!(
            "{rung} {rounding} on {}: checksum {found:08x}, recorded is {recorded:08x}: `lanelab verify` says where it differs",
            scene.name
        )
        .into());
    }
    Ok(())
}

/// What is counted. Callgrind starts and stops at whatever has this name in its own, so no closure may stand in here.
#[inline(never)]
fn counted_fill(threads: &Threads, kernel: &Rung, rounding: Rounding, view: &View, limit: Limit, steps: &mut Steps) {
    threads.fill(kernel, rounding, view, limit, steps.view_mut(), &drop);
}
