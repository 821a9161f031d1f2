//! The blocks of the chapter: the ratios of a build, and what a backend costs.

use super::cost::{BACKENDS, Cost};
use super::{RECORDS, SOURCES};
use crate::tables::{self, cells};
use anyhow::Context;
use lanelab_ladder::report::{Nothing, Report, Rung, Scene};
use lanelab_ladder::tables::{same_loop, speed_up};
use lanelab_measure::format::Figure;
use std::fs;
use std::path::Path;

/// The block of a build by its name, or with the name `cost` that of sources and build times.
pub(crate) fn block(root: &Path, name: &str) -> anyhow::Result<String> {
    let path = tables::newest(root, RECORDS).map(|newest| newest.join(name).with_extension("json"));
    // On an architecture with one instruction set a record has one build.
    let Some(path) = path.ok().filter(|path| path.exists()) else {
        return Ok("No record has this: `scripts/backends` files one.\n".to_owned());
    };
    if name == "cost" {
        let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        let cost = serde_json::from_str(&text).with_context(|| path.display().to_string())?;
        return of_cost(root, &cost);
    }
    Ok(of_build(&Report::read(&path)?))
}

/// A row for each kernel and number of lanes, a column for each backend.
fn of_build(report: &Report<Nothing>) -> String {
    let machine = &report.machine;
    let about = format!(
        "{}, compiled for {} by {}, commit `{}`:\n\n",
        machine.processor(),
        machine.isa,
        machine.rustc,
        machine.commit
    );
    let rungs = report.scenes.first().map_or(&[][..], |scene| &scene.rungs);
    let titles: Vec<String> = rungs.iter().map(|rung| format!("`{}`|", rung.name)).collect();
    let titles: Vec<&str> = ["kernel|"].into_iter().chain(titles.iter().map(String::as_str)).collect();
    let row = |scene: &Scene| {
        let kernel = scene.name.trim_start_matches("kernel=").to_owned();
        [kernel].into_iter().chain(scene.rungs.iter().map(|rung| cell(scene, rung))).collect()
    };
    about + &cells::table(&titles, report.scenes.iter().map(row))
}

/// `≈ 1.00× [0.99, 1.01]; 512 bits; A, 39`; the base has its rate.
fn cell(scene: &Scene, rung: &Rung) -> String {
    let rate = rung.rate.as_ref().map(|rate| format!("{} iterations/cycle", Figure(rate.per_cycle)));
    let first = if scene.is_base(rung) { rate.unwrap_or_default() } else { speed_up(scene, rung) };
    let width = rung.code.as_ref().map_or_else(|| "width not known".to_owned(), |code| code.width());
    [Some(first), Some(width), same_loop(scene, rung)].into_iter().flatten().collect::<Vec<_>>().join("; ")
}

fn of_cost(root: &Path, cost: &Cost) -> anyhow::Result<String> {
    let row = |(name, _): (&str, &str)| {
        let path = root.join(SOURCES).join(name).with_extension("rs");
        let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        let (kernel, around) = lines(&text);
        let built = cost.backends.iter().find(|backend| backend.name == name);
        let seconds =
            |seconds: Option<f64>| seconds.map_or_else(|| "–".to_owned(), |seconds| format!("{seconds:.1} s"));
        Ok(vec![
            format!("`{}`", name.replace("std_", "std::")),
            kernel.to_string(),
            around.to_string(),
            built.map_or_else(|| "–".to_owned(), |built| built.crates.to_string()),
            seconds(built.map(|built| built.dependencies_s)),
            seconds(built.map(|built| built.kernels_s)),
        ])
    };
    let rows = BACKENDS.into_iter().map(row).collect::<anyhow::Result<Vec<_>>>()?;
    let titles =
        ["backend|", "lines of the kernel", "lines around it", "crates", "build of the crates", "build of the kernels"];
    Ok(format!("Built by {}:\n\n{}", cost.rustc, cells::table(&titles, rows.into_iter())))
}

/// The lines of code between the marks of the kernel, and the others, without comments and empty lines.
fn lines(text: &str) -> (usize, usize) {
    let (mut kernel, mut around, mut inside) = (0, 0, false);
    for line in text.lines().map(str::trim) {
        match line {
            "// ---- kernel ----" => inside = true,
            "// ---- end ----" => inside = false,
            _ if line.is_empty() || line.starts_with("//") => {}
            _ if inside => kernel += 1,
            _ => around += 1,
        }
    }
    (kernel, around)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_code_are_counted_within_the_kernel_and_around_it() {
        let text =
            "//! doc\n\nuse a;\n// ---- kernel ----\nfn b() {\n    // why\n    c\n}\n// ---- end ----\n\nb!(d);\n";
        assert_eq!(lines(text), (3, 2));
    }

    #[test]
    fn every_backend_has_its_kernel_marked() {
        let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
        for (name, of) in BACKENDS {
            let text = fs::read_to_string(root.join(SOURCES).join(name).with_extension("rs")).unwrap();
            let (kernel, around) = lines(&text);
            assert!(kernel > 10 && around > 5 && text.contains(&format!("struct {of};")), "{name}: {kernel}, {around}");
        }
    }
}
