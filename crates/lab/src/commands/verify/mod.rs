//! `lanelab verify`: every rung, rounding and scene against the oracle, and every rung against NumPy.

mod numpy;

use crate::machine::memory::{self, Refusal};
use crate::machine::{banner, cores};
use crate::session::selection::Selection;
use clap::Args;
use indicatif::ProgressBar;
use lanelab_escape::{Form, Ladder, SCENES, Scene, Threads, checksum, verify};
use lanelab_grid::{Job, Numerics, Precision, Rounding, Steps};
use lanelab_ladder::program::console::progress_bar;
use lanelab_ladder::program::text;
use lanelab_measure::format::{Bytes, Count};
use std::io::Write;

#[derive(Debug, Args)]
#[command(
    after_help = "The environment variable LANELAB_GOLDENS names another folder of NumPy goldens, which must exist."
)]
pub(crate) struct VerifyArgs {
    /// Verify the full scenes too, not only their small forms
    #[arg(long)]
    full: bool,
}

/// The result so far.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    /// Pixels compared with `==`.
    pixels: u64,
    /// Rungs × numerics × views.
    cases: usize,
    /// Each disagreement, in full.
    wrong: Vec<String>,
}

/// Verifies, prints the result, and fails where anything differs.
pub(crate) fn run(args: &VerifyArgs, out: &mut dyn Write) -> anyhow::Result<()> {
    banner(&Rounding::ALL);
    let forms: &[Form] = if args.full { &[Form::Small, Form::Full] } else { &[Form::Small] };
    everything(forms, out)
}

/// Verifies these forms of all scenes, then the goldens.
pub(crate) fn everything(forms: &[Form], out: &mut dyn Write) -> anyhow::Result<()> {
    let threads = Threads::new(cores().min(Threads::MOST))?;
    // Read first, so that broken goldens are reported before the work.
    let goldens = numpy::StepsGoldens::read()?;
    refuse_beyond_memory(forms, threads.count())?;
    let mut tally = Tally::default();
    scenes(forms, &threads, &mut tally, out)?;
    let without = if goldens.is_some() { "" } else { "; NumPy's goldens were not found and not compared" };
    goldens.map_or(Ok(()), |goldens| goldens.compare(&threads, &mut tally, out))?;
    for wrong in &tally.wrong {
        writeln!(out, "{wrong}")?;
    }
    out.flush()?;
    if !tally.wrong.is_empty() {
        let (wrong, cases) = (tally.wrong.len(), tally.cases);
        anyhow::bail!("{wrong} of {cases} cases differ; no times are measured");
    }
    let pixels = Count(tally.pixels);
    let result = format!("All {} cases agree: {pixels} pixels compared with =={without}.", tally.cases);
    writeln!(out, "{}", text::wrap(&result, ""))?;
    Ok(out.flush()?)
}

/// Refuses scenes for which any rung needs more memory than is available.
fn refuse_beyond_memory(forms: &[Form], threads: usize) -> anyhow::Result<()> {
    let ladder = lanelab_escape::Map::Mandelbrot.ladder();
    let points = |form: &Form| SCENES.iter().map(|scene| scene.raster(*form).points()).max();
    let points = forms.iter().filter_map(points).max().unwrap_or(0);
    let most = ladder.rungs.iter().map(|rung| rung.bytes_for(points)).max().unwrap_or(0);
    let bytes = most.saturating_add(points.saturating_mul(size_of::<u32>()));
    match memory::refusal(bytes, threads) {
        None => Ok(()),
        Some(Refusal::TooMany(why)) => {
            let needed = Bytes(bytes as u64);
            anyhow::bail!("verification needs {needed}, {why}; end other programs, or raise the limit")
        }
        Some(Refusal::Limit(why)) => anyhow::bail!("{why}; raise that limit"),
    }
}

impl Tally {
    /// Notes a case, and whether it agrees.
    fn note(&mut self, pixels: usize, wrong: Option<String>) -> bool {
        self.cases += 1;
        self.pixels += u64::try_from(pixels).unwrap_or(u64::MAX);
        let agrees = wrong.is_none();
        self.wrong.extend(wrong);
        agrees
    }
}

fn mark(agrees: bool) -> &'static str {
    if agrees { "=" } else { "≠" }
}

/// A table of rungs by scenes: `equal`, or the roundings under which some pixel differs.
fn scenes(forms: &[Form], threads: &Threads, tally: &mut Tally, out: &mut dyn Write) -> anyhow::Result<()> {
    let views: Vec<_> = forms.iter().flat_map(|&form| SCENES.iter().map(move |scene| (scene, form))).collect();
    // Written first, so that a closed standard output is detected before the work.
    let table_is = "Rungs against the oracle of their precision, and oracles against recorded checksums. \"equal\": every \
                    pixel, under every rounding of the rung (see lanelab list).";
    writeln!(out, "{}", text::wrap(table_is, ""))?;
    out.flush()?;
    let ladder = lanelab_escape::Map::Mandelbrot.ladder();
    let of = |numerics| 1 + ladder.rungs.iter().filter(|rung| rung.claims(numerics)).count();
    let bar = progress_bar(views.len() * Numerics::all().map(of).sum::<usize>());
    let oracles = Precision::ALL.map(|precision| format!("oracle in {precision}")).into_iter();
    let rungs = ladder.rungs.iter().map(|rung| rung.name.to_owned());
    let mut rows: Vec<Vec<String>> = oracles.chain(rungs).map(|name| vec![name]).collect();
    for &(scene, form) in &views {
        let cells = scene_cells(&ladder, scene, form, threads, tally, &bar);
        rows.iter_mut().zip(cells).for_each(|(row, cell)| row.push(cell));
    }
    bar.finish_and_clear();
    let names: Vec<_> = views.iter().map(|(scene, form)| format!("{} {}", scene.name, scene.raster(*form))).collect();
    let heading: Vec<_> = ["rung"].into_iter().chain(names.iter().map(String::as_str)).collect();
    writeln!(out, "{}", text::table(&heading, heading.len().., rows))?;
    Ok(out.flush()?)
}

/// One cell for the oracle of each precision, then one for each rung.
fn scene_cells(
    ladder: &Ladder,
    scene: &'static Scene,
    form: Form,
    threads: &Threads,
    tally: &mut Tally,
    bar: &ProgressBar,
) -> Vec<String> {
    let Selection { view, limit, .. } = Selection::scene(scene, form);
    let mut oracles = Precision::ALL.map(|_| String::new());
    let mut rungs = vec![String::new(); ladder.rungs.len()];
    for numerics in Numerics::all() {
        let rounding = numerics.rounding;
        bar.set_message(format!("{} {} {numerics}", scene.name, form.name()));
        let job = Job::whole(&view, limit, rounding);
        let expected = threads.steps(ladder.oracle(numerics.precision), &job);
        bar.inc(1);
        let agrees = tally.note(0, checksum_difference(scene, form, numerics, &expected));
        note_differing(&mut oracles[numerics.precision as usize], rounding, agrees);
        for (rung, cell_of) in ladder.rungs.iter().zip(&mut rungs) {
            if !rung.claims(numerics) {
                continue;
            }
            bar.inc(1);
            let verified = verify(ladder, rung, &job, threads, &expected);
            let agrees = tally.note(view.raster().points(), verified.err().map(|wrong| wrong.to_string()));
            note_differing(cell_of, rounding, agrees);
        }
    }
    let cell = |differing: String| if differing.is_empty() { "equal".to_owned() } else { format!("≠{differing}") };
    oracles.into_iter().chain(rungs).map(cell).collect()
}

/// A message where the oracle's answer does not have the recorded checksum.
fn checksum_difference(scene: &Scene, form: Form, numerics: Numerics, steps: &Steps) -> Option<String> {
    let (found, recorded) = (checksum(steps), scene.checksum(form, numerics));
    let (name, form) = (scene.name, form.name());
    (found != recorded).then(|| format!("{name} {form} {numerics}: checksum {found:08x}, recorded {recorded:08x}"))
}

fn note_differing(cell: &mut String, rounding: Rounding, agrees: bool) {
    if !agrees {
        *cell += &format!(" {rounding}");
    }
}
