//! Where the time of each rung goes: its hottest lines, and a flame graph of boxes.

use super::table::{self, Table};
use crate::report::{Function, Line, Profiles, RungProfile, Stack};
use lanelab_measure::Seconds;
use lanelab_measure::format::Percent;
use serde::Serialize;
use std::cmp::Reverse;

/// What the template shows of all profiles.
#[derive(Debug, Serialize)]
pub(super) struct Section<'a> {
    input: &'a str,
    refused: Option<&'a str>,
    table: Table,
    rungs: Vec<Profiled<'a>>,
    /// Whether one rung is all there is to show.
    alone: bool,
}

#[derive(Debug, Serialize)]
struct Profiled<'a> {
    name: String,
    sentence: &'a str,
    remark: Option<&'a str>,
    samples: u64,
    warnings: &'a [String],
    lines: Vec<Hot<'a>>,
    flames: Flames<'a>,
}

/// A line of the source.
#[derive(Debug, Serialize)]
struct Hot<'a> {
    share: String,
    time: String,
    text: &'a str,
    place: String,
    vectors: String,
}

/// A flame graph: boxes in rows, callers above.
#[derive(Debug, Serialize)]
struct Flames<'a> {
    description: String,
    rows: usize,
    boxes: Vec<Flame<'a>>,
}

/// A function; places are in percent of the width, and a row.
#[derive(Debug, Serialize)]
struct Flame<'a> {
    left: f64,
    width: f64,
    row: usize,
    name: &'a str,
    yours: bool,
}

/// Narrower boxes are not drawn, and deeper ones.
const NARROWEST: f64 = 0.4;
const DEEPEST: usize = 24;

pub(super) fn section(profiles: &Profiles) -> Section<'_> {
    Section {
        input: &profiles.input,
        refused: profiles.refused.as_deref(),
        table: table::of_profiles(&profiles.rungs),
        rungs: profiles.rungs.iter().map(profiled).collect(),
        alone: profiles.rungs.len() == 1,
    }
}

fn profiled(rung: &RungProfile) -> Profiled<'_> {
    Profiled {
        name: rung.label(),
        sentence: &rung.sentence,
        remark: rung.remark.as_deref(),
        samples: rung.samples,
        warnings: &rung.warnings,
        lines: rung.lines.iter().map(hot).collect(),
        flames: flames(rung),
    }
}

fn hot(line: &Line) -> Hot<'_> {
    let number = line.line.map(|line| format!(":{line}")).unwrap_or_default();
    let via = line.via.as_ref().map(|via| format!(", via {via}")).unwrap_or_default();
    let vectors = match line.vectors.widest_bits {
        Some(bits) => format!("{} packed, {bits} bits", percent(line.vectors.packed)),
        None if line.vectors.scalar > 0.0 => format!("{} scalar", percent(line.vectors.scalar)),
        None => String::new(),
    };
    Hot {
        share: percent(line.share),
        time: Seconds::new(line.cpu_s).map_or_else(|_| String::new(), |time| time.to_string()),
        text: &line.text,
        place: format!("{}{number} in {}{via}", line.file, line.function),
        vectors,
    }
}

fn percent(share: f64) -> String {
    format!("{:.0} %", 100.0 * share)
}

fn flames(rung: &RungProfile) -> Flames<'_> {
    let mut boxes = Vec::new();
    add(rung, &rung.stacks, (0, 0.0), &mut boxes);
    let rows = boxes.iter().map(|flame| flame.row + 1).max().unwrap_or(0);
    let mut most: Vec<&Stack> = rung.stacks.iter().collect();
    most.sort_by_key(|stack| Reverse(stack.samples));
    let leaf = |stack: &Stack| {
        let name = &rung.functions.get(*stack.frames.last()?)?.name;
        Some(format!("{} in {name}", Percent(stack.samples as f64 / rung.samples.max(1) as f64)))
    };
    let most: Vec<String> = most.into_iter().take(3).filter_map(leaf).collect();
    let description = format!("Flame graph of {}, callers above: {}", rung.label(), most.join(", "));
    Flames { description, rows, boxes }
}

/// Adds the boxes of a row and those below it, from a place to the right.
fn add<'a>(rung: &'a RungProfile, stacks: &[Stack], (row, mut left): (usize, f64), boxes: &mut Vec<Flame<'a>>) {
    for equal in stacks.chunk_by(|one, other| one.frames.get(row) == other.frames.get(row)) {
        let samples: u64 = equal.iter().map(|stack| stack.samples).sum();
        let width = 100.0 * samples as f64 / rung.samples.max(1) as f64;
        let function = equal[0].frames.get(row).and_then(|&index| rung.functions.get(index));
        if let Some(Function { name, yours }) = function.filter(|_| width >= NARROWEST && row < DEEPEST) {
            boxes.push(Flame { left: places(left), width: places(width), row, name, yours: *yours });
            add(rung, equal, (row + 1, left), boxes);
        }
        left += width;
    }
}

/// A number with two digits behind the point.
fn places(number: f64) -> f64 {
    (100.0 * number).round() / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::{fixture, html};
    use crate::tables::Extras;

    #[test]
    fn a_box_is_as_wide_as_its_samples_and_below_its_caller() {
        let profiles = fixture::report().profiles.unwrap();
        let Flames { boxes, rows, description } = flames(&profiles.rungs[1]);
        let found: Vec<_> = boxes.iter().map(|flame| (flame.row, flame.left, flame.width, flame.name)).collect();
        let expected =
            [(0, 0.0, 100.0, "dot::lanes"), (1, 0.0, 80.0, "<f32x8 as Mul>::mul"), (1, 80.0, 20.0, "libm fmaf")];
        assert_eq!((found, rows), (expected.to_vec(), 2));
        assert!(description.contains("80 % in <f32x8 as Mul>::mul, 20 % in libm fmaf"), "{description}");
    }

    #[test]
    fn the_page_says_where_nothing_could_be_sampled() {
        let mut report = fixture::report();
        let profiles = report.profiles.as_mut().unwrap();
        profiles.rungs.clear();
        profiles.refused = Some("the kernel refuses <it>".to_owned());
        let page = html(&report, &Extras::default()).unwrap();
        assert!(page.contains("the kernel refuses &lt;it&gt;") && !page.contains("<ol"), "no word of it");
        report.profiles = None;
        assert!(
            !html(&report, &Extras::default()).unwrap().contains("compiled to"),
            "profiles that were not asked for"
        );
    }
}
