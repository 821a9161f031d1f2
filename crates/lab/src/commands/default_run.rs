//! The default run, without a command: describe the machine, verify, measure, draw, report.

use crate::commands::verify;
use crate::machine::{banner, inspect, memory};
use crate::output::png;
use crate::picture::{self, Picture};
use crate::report::{Machine, Report};
use crate::session::plan::{base, entries, plan};
use crate::session::selection::Selection;
use crate::session::{self, Session};
use crate::tables;
use lanelab_escape::{Form, Ladder, Map, SCENES, Scene, Threads};
use lanelab_grid::{Precision, Rounding, Rung, Steps};
use lanelab_ladder::program::text;
use lanelab_ladder::program::{file, folder, target};
use lanelab_measure::format::{Bytes, Figure};
use std::io::{self, Write};
use std::path::Path;

/// Timed work per rung and scene, so that the whole run takes about a minute.
const SECONDS: f64 = 0.6;

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
    let ladder = Map::Mandelbrot.ladder();
    let sessions = SCENES.iter().map(|scene| measure(&ladder, scene, out)).collect::<anyhow::Result<Vec<_>>>()?;
    title("Rounding: pixels whose f64 steps differ between separate and fused", out)?;
    let answers = compare_roundings(&ladder, machine.cores, out)?;
    title("Files", out)?;
    write_files(&folder, &Report::of(machine, &sessions), &answers, out)
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

fn measure(ladder: &Ladder, scene: &'static Scene, out: &mut dyn Write) -> anyhow::Result<Session> {
    let rungs: Vec<&Rung> = ladder.rungs.iter().filter(|rung| rung.gives(Rounding::Separate)).collect();
    let entries = entries(&rungs, Rounding::Separate, &[1]);
    let selection = Selection::scene(scene, Form::Small);
    let session = session::measure(ladder, &selection, &entries, base(&entries), &plan(SECONDS)?)?;
    write!(out, "{}", selection.describe(""))?;
    write!(out, "{}", text::wrap(scene.stresses, "    "))?;
    writeln!(out, "\n{}", tables::ladder::table(&session, "; run.json has them all"))?;
    out.flush()?;
    Ok(session)
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

fn write_files(folder: &Path, report: &Report, answers: &[Answers], out: &mut dyn Write) -> anyhow::Result<()> {
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
    file::write(&folder.join("run.json"), |file| target::json(report, file))?;
    rows.push(vec!["run.json".to_owned(), "the times above, schema lanelab.run/1".to_owned()]);
    Ok(write!(out, "In {}:\n\n{}", folder.display(), text::table(&["file", "contents"], 2.., rows))?)
}
