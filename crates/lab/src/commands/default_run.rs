//! The default run, without a command: describe the machine, verify, measure, draw, report.

use crate::commands::occupancy::count;
use crate::commands::profile::sampled;
use crate::commands::verify;
use crate::machine::{banner, inspect, memory};
use crate::output::png;
use crate::picture::{self, Picture};
use crate::report::Machine;
use crate::session::plan::{base, entries};
use crate::session::selection::Selection;
use crate::session::{Results, Session};
use crate::tables::extras::extras;
use lanelab_escape::{Form, Ladder, Map, SCENES, Scene, Threads};
use lanelab_grid::{Precision, Rounding, Rung, Steps};
use lanelab_ladder::output::Output;
use lanelab_ladder::program::failure::Reported;
use lanelab_ladder::program::{file, folder, target, text};
use lanelab_ladder::tables::Extras;
use lanelab_ladder::{Sampling, page, plan};
use lanelab_measure::format::{Bytes, Figure, Percent};
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// Timed work per rung and scene, so that the whole run takes about a minute.
const SECONDS: f64 = 0.6;

/// Sampled work per rung on the last scene.
const SAMPLED: f64 = 0.25;

/// Does the default run.
pub(crate) fn run(out: &mut dyn Write) -> anyhow::Result<()> {
    banner(&[Rounding::Separate]);
    let folder = folder::standard("")?;
    let machine = inspect();
    title("Machine", out)?;
    print_machine(&machine, out)?;
    title("Verification: every rung computes the oracle's steps, pixel by pixel", out)?;
    verify::everything(&[Form::Small], out)?;
    title("Times: rounding separate, one thread, rungs interleaved round by round", out)?;
    let ladder = Arc::new(Map::Mandelbrot.ladder());
    let mut results = measure(&ladder, &SCENES[0], out)?;
    for scene in &SCENES[1..] {
        results.append(measure(&ladder, scene, out)?);
    }
    title("Rounding: pixels whose f64 steps differ between separate and fused", out)?;
    let answers = compare_roundings(&ladder, machine.cores, out)?;
    title("Files", out)?;
    write_files(&folder, &ladder, &results, &answers, out)?;
    let failures = results.plain.verification.map_or(0, |found| found.failures.len());
    if failures == 0 { Ok(()) } else { Err(Reported.into()) }
}

fn title(text: &str, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\n{text}\n{}\n", "═".repeat(text.chars().count().min(usize::from(text::width()))))?;
    out.flush()
}

fn print_machine(machine: &Machine, out: &mut dyn Write) -> io::Result<()> {
    let memory = memory::available().map_or_else(|| "unknown".to_owned(), |bytes| Bytes(bytes).to_string());
    let facts = [
        ("CPU", machine.cpu.clone()),
        ("cores", machine.cores.to_string()),
        ("vectors", format!("{}, {} f64 lanes", machine.isa, machine.lanes_f64)),
        ("core clock", format!("{} GHz, measured", Figure(machine.clock_ghz))),
        ("free memory", memory),
        ("compiler", machine.rustc.clone()),
        ("commit", machine.commit.clone()),
    ];
    write!(out, "{}", text::facts(&facts, 12))?;
    out.flush()
}

fn measure(ladder: &Arc<Ladder>, scene: &'static Scene, out: &mut dyn Write) -> anyhow::Result<Results> {
    let rungs: Vec<&Rung> = ladder.rungs.iter().filter(|rung| rung.gives(Rounding::Separate)).collect();
    let entries = entries(&rungs, Rounding::Separate, &[1]);
    let selection = Selection::scene(scene, Form::Small);
    write!(out, "{}{}", selection.describe(""), text::wrap(scene.stresses, "    "))?;
    out.flush()?;
    let session = Session::new(ladder, &selection, &entries)?;
    let output = Output::default();
    let output = output.open(&session.ladder, &session.of_ladder, &[0])?;
    let sampling = Sampling { long: Duration::from_secs_f64(SAMPLED), config: sampled() };
    let is_last = SCENES.last().is_some_and(|last| last.name == scene.name);
    let results = session.measure(base(&entries), &plan(SECONDS)?, is_last.then_some(&sampling))?;
    output.write(&results.plain, &results.report, &extras(&results.report, "; run.json has them all"), out)?;
    writeln!(out)?;
    out.flush()?;
    Ok(results)
}

/// The oracle's answers for one scene with both roundings.
struct Answers {
    selection: Selection,
    separate: Steps,
    fused: Steps,
}

/// Compares the two roundings on each scene, as the course does: by their residual.
fn compare_roundings(ladder: &Ladder, cores: usize, out: &mut dyn Write) -> anyhow::Result<Vec<Answers>> {
    let threads = Threads::new(cores.min(Threads::MOST))?;
    let oracle = ladder.oracle(Precision::Double);
    let mut rows = Vec::new();
    let mut answers = Vec::new();
    for scene in &SCENES {
        let form = if scene.name == "overview" { Form::Small } else { Form::Full };
        let selection = Selection::scene(scene, form);
        let steps = |rounding| {
            let bar = selection.bar(format!("{} with rounding {rounding}", scene.name));
            selection.steps(oracle, rounding, &threads, &bar)
        };
        let (separate, fused) = (steps(Rounding::Separate)?, steps(Rounding::Fused)?);
        let comparison = separate.compare(&fused)?;
        let first = comparison.first.map(|first| format!("row {}, column {}", first.row, first.column));
        rows.push(vec![
            scene.name.to_owned(),
            selection.view.raster().to_string(),
            text::count(comparison.mismatches),
            text::count(comparison.largest),
            text::count(comparison.residual),
            first.unwrap_or_else(|| "none".to_owned()),
        ]);
        answers.push(Answers { selection, separate, fused });
    }
    let note = "Each pixel is computed in f64 with both roundings, at the scene's full size except for overview, which is \
                small. \"pixels that differ\": those whose steps differ. \"largest\": the largest difference, in \
                steps. \"residual\": the sum over pixels of the squared differences, the course's measure. \"first\": the \
                first pixel that differs.";
    let end = "Neither rounding is wrong: near the border of the set, the last bit decides at which step a point escapes. \
               Each rung has a residual of 0 against the oracle of its own rounding.";
    let heading = ["scene", "size", "pixels that differ", "largest", "residual", "first"];
    let table = text::table(&heading, 1..=4, rows);
    write!(out, "{}\n{table}\n{}", text::wrap(note, ""), text::wrap(end, ""))?;
    out.flush()?;
    Ok(answers)
}

fn write_files(
    folder: &Path,
    ladder: &Ladder,
    results: &Results,
    answers: &[Answers],
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let mut rows = Vec::new();
    for Answers { selection, separate, fused } in answers {
        let draw = |name: &str, picture: Picture<'_>, title: &str| {
            let figure = picture::figure(picture, selection, title);
            file::write(&folder.join(name), |file| png::write(&figure, file))
        };
        let name = format!("{}.png", selection.name);
        draw(&name, picture::countdown(separate), "Steps, rounding separate")?;
        rows.push(vec![name, "the set: yellow escapes in the first steps, violet late or never".to_owned()]);
        if separate != fused {
            let name = format!("{}-separate-fused.png", selection.name);
            draw(&name, picture::difference(separate, fused), "Separate against fused")?;
            rows.push(vec![name, "pixels that differ: yellow by one step, red by half the limit or more".to_owned()]);
        }
    }
    file::write(&folder.join("run.json"), |file| target::json(&results.report, file))?;
    rows.push(vec!["run.json".to_owned(), "the times above, schema lanelab.run/1".to_owned()]);
    let extras = Extras { pictures: images(ladder)?, ..extras(&results.report, "") };
    let html = page::html(&results.plain, &extras)?;
    file::write(&folder.join("page.html"), |file| file.write_all(html.as_bytes()))?;
    rows.push(vec!["page.html".to_owned(), "times, charts and pictures, for a browser; needs no network".to_owned()]);
    Ok(write!(out, "In {}:\n\n{}", folder.display(), text::table(&["file", "contents"], 2.., rows))?)
}

/// Pictures of the measured views, which are small enough for the page: their steps, where best wastes lane-steps, and
/// where the roundings differ.
fn images(ladder: &Ladder) -> anyhow::Result<Vec<page::Image>> {
    let (threads, best) = (Threads::new(1)?, ladder.rung("best")?);
    let (mut all, mut wasted, mut differing) = (Vec::new(), Vec::new(), Vec::new());
    for scene in &SCENES {
        let selection = &Selection::scene(scene, Form::Small);
        let steps = |rounding| threads.steps(best, &selection.job(rounding));
        let (separate, fused) = (steps(Rounding::Separate), steps(Rounding::Fused));
        let caption = "yellow escapes in the first steps, violet late or never";
        all.push(image(picture::countdown(&separate), selection, "Steps, rounding separate", caption)?);
        let (steps, executed, occupancy) = count(selection, best, Rounding::Separate)?;
        let caption = format!("lane-steps that best wastes; its occupancy is {}", Percent(occupancy.share()));
        wasted.push(image(picture::waste(&steps, executed.view()), selection, "Wasted lane-steps of best", &caption)?);
        if separate != fused {
            let caption = "pixels whose steps differ between separate and fused";
            let picture = picture::difference(&separate, &fused);
            differing.push(image(picture, selection, "Separate against fused", caption)?);
        }
    }
    Ok([all, wasted, differing].concat())
}

fn image(picture: Picture<'_>, selection: &Selection, title: &str, caption: &str) -> anyhow::Result<page::Image> {
    let figure = picture::figure(picture, selection, title);
    let mut file = Vec::new();
    png::write(&figure, &mut file)?;
    let size = (u32::try_from(figure.dim.1)?, u32::try_from(figure.dim.0)?);
    let (alt, caption) = (format!("{title}, on {}", selection.name), format!("{}: {caption}.", selection.name));
    Ok(page::Image { alt, caption, size, png: file })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pictures_of_the_page_are_small_and_say_what_they_show() {
        let images = images(&Map::Mandelbrot.ladder()).unwrap();
        let captions: Vec<_> = images.iter().map(|image| image.caption.split_once(':').unwrap().0).collect();
        let scenes = ["lesson", "overview", "seahorse"];
        assert_eq!(captions, [&scenes[..], &scenes, &scenes[1..]].concat(), "roundings agree at the lesson's limit");
        assert!(images.iter().map(|image| image.png.len()).sum::<usize>() < 1 << 20, "too large for a page");
        for image in images {
            assert!(image.png.starts_with(b"\x89PNG"), "{}", image.caption);
            assert!(image.alt.ends_with(image.caption.split_once(':').unwrap().0), "{}", image.alt);
        }
    }
}
