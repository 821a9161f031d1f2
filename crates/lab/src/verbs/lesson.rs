//! `lanelab lesson`: the course lesson, step by step, with its values checked and its times taken here.

mod numpy;
mod predict;
mod sampled;
mod told;
mod worksheet;

use crate::cli::LessonArgs;
use crate::machine::banner;
use crate::output::file;
use crate::progress;
use lanelab_grid::Rounding;
use lanelab_lesson::{Budget, Evidence, STEPS, Scene, Stage, Step};
use lanelab_measure::Timeit;
use numpy::Python;
use std::io::Write;
use worksheet::Sheet;

/// A step that has been played and measured.
struct Played<'a> {
    step: &'static Step,
    scene: Scene<'a>,
    evidence: Evidence,
    why: String,
}

/// Goes through the steps that were asked for.
pub(crate) fn run(args: &LessonArgs, out: &mut dyn Write) -> anyhow::Result<()> {
    if let Some(path) = &args.worksheet {
        file::probe(path)?;
    }
    banner(&[Rounding::Separate]);
    let python = args.numpy.then(Python::find);
    if let Some(python) = &python {
        told::python(python, out)?;
    }
    let stage = Stage::new()?;
    let steps: Vec<&'static Step> = args.step.map_or_else(|| STEPS.iter().collect(), |step| vec![step]);
    let bar = progress::bar(u64::try_from(steps.len()).unwrap_or(u64::MAX));
    let mut sheet = Sheet::default();
    for step in steps {
        bar.set_message(step.title);
        let played = bar.suspend(|| one(args, step, &stage, python.as_ref(), out))?;
        sheet.add(&played);
        bar.inc(1);
    }
    bar.finish_and_clear();
    match &args.worksheet {
        Some(path) => Ok(file::write(path, |file| file.write_all(sheet.text().as_bytes()))?),
        None => Ok(()),
    }
}

fn one<'a>(
    args: &LessonArgs,
    step: &'static Step,
    stage: &'a Stage,
    python: Option<&Result<Python, String>>,
    out: &mut dyn Write,
) -> anyhow::Result<Played<'a>> {
    let scene = step.play(stage)?;
    told::before(step, &scene, out)?;
    let guess = if args.predict { predict::asked(&scene, out)? } else { None };
    out.flush()?;
    let timings = scene.measure(args.seconds.map_or(Budget::of(step), Budget::Brief))?;
    let profiled = sampled::of(step, &scene, args.seconds, out)?;
    let evidence = Evidence { timings, profiled };
    told::times(step, &evidence, out)?;
    if args.predict {
        predict::told(guess, &evidence, out)?;
    }
    if let (Some(Ok(python)), Some(twin)) = (python, step.python) {
        let timeit = args.seconds.map_or(Ok(Timeit::ipython()), Timeit::brief)?;
        told::beside(&python.timed(&twin, timeit), &evidence, out)?;
    }
    let why = scene.why(&evidence);
    told::after(&scene, &why, out)?;
    out.flush()?;
    Ok(Played { step, scene, evidence, why })
}
