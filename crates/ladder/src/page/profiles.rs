//! Where the time of each rung goes: its hottest lines, and a flame graph of boxes.

use super::table;
use crate::report::{Function, Line, Profiles, RungProfile};
use lanelab_measure::Seconds;
use lineprof::page::{Flames, Frame, HotLine, Table};
use serde::Serialize;

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
    lines: Vec<HotLine>,
    flames: Flames,
}

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

fn hot(line: &Line) -> HotLine {
    let number = line.line.map(|line| format!(":{line}")).unwrap_or_default();
    let via = line.via.as_ref().map(|via| format!(", via {via}")).unwrap_or_default();
    let vectors = match line.vectors.widest_bits {
        Some(bits) => format!("{} packed, {bits} bits", percent(line.vectors.packed)),
        None if line.vectors.scalar > 0.0 => format!("{} scalar", percent(line.vectors.scalar)),
        None => String::new(),
    };
    HotLine {
        share: percent(line.share),
        amount: Seconds::new(line.cpu_s).map_or_else(|_| String::new(), |time| time.to_string()),
        text: line.text.clone(),
        place: format!("{}{number}", line.file),
        within: format!(" in {}{via}", line.function),
        about: vectors,
        link: None,
    }
}

fn percent(share: f64) -> String {
    format!("{:.0} %", 100.0 * share)
}

fn flames(rung: &RungProfile) -> Flames {
    let frame =
        |function: &Function| Frame { name: function.name.clone(), owner: if function.yours { "yours" } else { "" } };
    let frames: Vec<Frame> = rung.functions.iter().map(frame).collect();
    let stacks: Vec<_> = rung.stacks.iter().map(|stack| (stack.frames.as_slice(), stack.samples)).collect();
    Flames::of(&rung.label(), &frames, &stacks, rung.samples)
}

#[cfg(test)]
mod tests {
    use crate::page::{fixture, html};
    use crate::tables::Extras;

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
