//! The bare call: look at the machine, verify, measure, picture, explain.

use crate::chosen::Chosen;
use crate::machine::{Machine, banner, memory};
use crate::output::{self, file, folder, png};
use crate::picture::Picture;
use crate::picture::countdown::Countdown;
use crate::picture::parting::Parting;
use crate::report::{json, table};
use crate::session::{self, Session};
use crate::verbs::run::{base, entries, plan};
use crate::verbs::verify;
use lanelab_escape::{Form, Rung, Ladder, Map, SCENES, Scene, Threads};
use lanelab_grid::{Precision, Rounding, Steps};
use lanelab_measure::format::{Bytes, Count, Figure};
use std::io::{self, Write};
use std::path::Path;

/// Timed work a rung and scene, so that all of it takes about a minute.
const SECONDS: f64 = 0.6;

/// Does the main job.
pub(crate) fn run(out: &mut dyn Write) -> anyhow::Result<()> {
    banner(&[Rounding::Separate]);
    let folder = folder::standard("")?;
    let machine = Machine::look();
    title("The machine", out)?;
    facts(&machine, out)?;
    title("Verified", out)?;
    verify::everything(&[Form::Small], out)?;
    title("Measured: rounding separate, one thread, rungs interleaved round by round", out)?;
    let ladder = Map::Mandelbrot.ladder();
    let sessions = SCENES.iter().map(|scene| measured(&ladder, scene, out)).collect::<anyhow::Result<Vec<_>>>()?;
    title("Residuals: where separate and fused part in f64, by the oracle", out)?;
    let pictures = residuals(&ladder, &machine, out)?;
    title("Written", out)?;
    written(&folder, &machine, &sessions, &pictures, out)
}

fn title(text: &str, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\n{text}\n{}\n", "═".repeat(text.chars().count().min(usize::from(table::width()))))?;
    out.flush()
}

fn facts(machine: &Machine, out: &mut dyn Write) -> io::Result<()> {
    let memory = memory::available().map_or_else(|| "unknown".to_owned(), |bytes| Bytes(bytes).to_string());
    let facts = [
        ("cpu", machine.cpu.clone()),
        ("cores", machine.cores.to_string()),
        ("vectors", format!("{}, {} f64 lanes", machine.isa, machine.lanes_f64)),
        ("core clock", format!("{} GHz, measured", Figure(machine.clock.ghz()))),
        ("free memory", memory),
        ("compiler", machine.rustc.to_owned()),
        ("commit", machine.commit.to_owned()),
    ];
    facts.iter().try_for_each(|(name, value)| writeln!(out, "{name:<12} {value}"))?;
    out.flush()
}

fn measured(ladder: &Ladder, scene: &'static Scene, out: &mut dyn Write) -> anyhow::Result<Session> {
    let kernels: Vec<&Rung> = ladder.rungs.iter().filter(|kernel| kernel.gives(Rounding::Separate)).collect();
    let entries = entries(&kernels, Rounding::Separate, &[1]);
    let chosen = Chosen::scene(scene, Form::Small);
    let session = session::hold(ladder, &chosen, &entries, base(&entries), &plan(SECONDS)?)?;
    write!(out, "{}", chosen.text(""))?;
    write!(out, "{}", table::wrapped(scene.stresses, "    "))?;
    writeln!(out, "\n{}", crate::report::ladder::table(&session))?;
    out.flush()?;
    Ok(session)
}

/// The answers of one scene under `separate` and `fused`.
struct Parted {
    scene: &'static Scene,
    separate: Steps,
    fused: Steps,
}

/// The lesson's residual of the two roundings, scene by scene.
fn residuals(ladder: &Ladder, machine: &Machine, out: &mut dyn Write) -> anyhow::Result<Vec<Parted>> {
    let threads = Threads::new(machine.cores.min(Threads::MOST))?;
    let oracle = ladder.oracle(Precision::Double);
    let mut rows = Vec::new();
    let mut answers = Vec::new();
    for scene in &SCENES {
        let form = if scene.name == "overview" { Form::Small } else { Form::Full };
        let chosen = Chosen::scene(scene, form);
        let steps = |rounding| chosen.steps(oracle, rounding, &threads);
        let parted = Parted { scene, separate: steps(Rounding::Separate)?, fused: steps(Rounding::Fused)? };
        let found = parted.separate.compare(&parted.fused)?;
        let first = found.first.map(|first| format!("row {}, column {}", first.row, first.column));
        rows.push(vec![
            format!("{} {}", scene.name, chosen.view.raster()),
            Count(u64::try_from(found.residual)?).to_string(),
            Count(u64::try_from(found.mismatches)?).to_string(),
            Count(found.largest.into()).to_string(),
            first.unwrap_or_else(|| "none".to_owned()),
        ]);
        answers.push(parted);
    }
    let heading = ["scene", "residual sum", "pixels", "largest", "first"];
    writeln!(out, "{}", table::plain(&heading, &[1, 2, 3], rows))?;
    let rungs = "Against its own oracle every rung has residual 0: that is what Verified says. Neither rounding is \
                 wrong; near the border of the set a last bit decides when a point leaves.";
    write!(out, "{}", table::wrapped(rungs, ""))?;
    out.flush()?;
    Ok(answers)
}

fn written(
    folder: &Path,
    machine: &Machine,
    sessions: &[Session],
    pictures: &[Parted],
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let mut rows = Vec::new();
    let mut line = |path: &Path, what: &str| {
        let name = path.file_name().unwrap_or_default().display().to_string();
        rows.push(vec![name, what.to_owned()]);
    };
    for Parted { scene, separate, fused } in pictures {
        let path = folder.join(format!("{}.png", scene.name));
        picture(&path, &Countdown::of(separate))?;
        line(&path, "countdown: violet late or member, yellow at once");
        if separate != fused {
            let path = folder.join(format!("{}-separate-fused.png", scene.name));
            picture(&path, &Parting::of(separate, fused))?;
            line(&path, "where they part: yellow a step, red half the limit");
        }
    }
    let path = folder.join("run.json");
    let report = json::Report::of(machine, sessions);
    file::write(&path, |file| output::json::pretty(&report, file))?;
    line(&path, "the figures above, schema lanelab.run/1");
    let table = table::plain(&["file", "holds"], &[], rows);
    Ok(write!(out, "In {}:\n\n{table}", folder.display())?)
}

fn picture(path: &Path, picture: &dyn Picture) -> anyhow::Result<()> {
    Ok(file::write(path, |file| png::write(picture, file))?)
}
