//! A report as a page: one HTML file that needs no network and no script.
//!
//! The charts are pictures in SVG, each drawn for a wide and for a narrow window, so that text has the same size in both.

mod canvas;
mod ink;
mod plot;
mod profiles;
mod ratios;
mod roofline;
mod scale;
mod sizes;
mod table;

#[cfg(test)]
mod browser;
#[cfg(test)]
mod fixture;

use crate::report::{Machine, Report, Scene};
use crate::tables::{Extras, remarks, sizes};
use canvas::{Drawn, Picture};
use lanelab_measure::format::{Figure, Percent, plural};
use lineprof::page::Table;
use serde::{Serialize, Serializer};

const TEMPLATE: &str = include_str!("../../templates/page.html");

/// The widths of pictures, in pixels: for windows that have room for the first, and for all others.
const WIDE: u32 = 860;
const NARROW: u32 = 350;

/// A picture for the page, with what it shows in words.
#[derive(Debug, Clone, Serialize)]
pub struct Image {
    /// What stands in its place where it cannot be seen.
    pub alt: String,
    /// What stands below it.
    pub caption: String,
    /// Its width and height in pixels.
    pub size: (u32, u32),
    /// The file.
    #[serde(serialize_with = "as_base64")]
    pub png: Vec<u8>,
}

fn as_base64<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&base64(bytes))
}

/// Bytes in the alphabet of RFC 4648.
fn base64(bytes: &[u8]) -> String {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let of = |three: &[u8]| {
        let all = three.iter().fold(0, |all, &byte| all << 8 | usize::from(byte)) << (8 * (3 - three.len()));
        let sign = |at: usize| if at > three.len() { '=' } else { char::from(SIGNS[all >> (18 - 6 * at) & 63]) };
        [0, 1, 2, 3].map(sign)
    };
    bytes.chunks(3).flat_map(of).collect()
}

/// The report as an HTML file.
///
/// # Errors
/// Where the page cannot be made, which is a fault of this crate.
pub fn html(report: &Report, extras: &Extras) -> anyhow::Result<String> {
    Ok(lineprof::page::render(TEMPLATE, &[], &Page::of(report, extras)?)?)
}

/// What the template shows.
#[derive(Debug, Serialize)]
struct Page<'a> {
    title: &'a str,
    inks: Vec<[String; 2]>,
    facts: Vec<(&'static str, String)>,
    features: &'a str,
    verified: Option<String>,
    failures: &'a [String],
    remarks: Vec<String>,
    inputs: Vec<Input<'a>>,
    sizes: Vec<Chart>,
    profiles: Option<profiles::Section<'a>>,
    legend: String,
    images: &'a [Image],
    limits: Option<Table>,
    peaks: String,
}

/// What was measured on an input.
#[derive(Debug, Serialize)]
struct Input<'a> {
    name: &'a str,
    work: Option<String>,
    ratios: Chart,
    roofline: Option<Chart>,
    table: Table,
}

/// A chart, with its text alternative.
#[derive(Debug, Serialize)]
struct Chart {
    /// Differs from that of every other chart.
    id: String,
    title: String,
    description: String,
    caption: String,
    pictures: [(&'static str, Picture); 2],
}

impl Chart {
    fn pictures(draw: impl Fn(u32) -> Drawn<Picture>) -> Drawn<[(&'static str, Picture); 2]> {
        Ok([("wide", draw(WIDE)?), ("narrow", draw(NARROW)?)])
    }
}

impl<'a> Page<'a> {
    fn of(report: &'a Report, extras: &'a Extras) -> anyhow::Result<Self> {
        let inputs = report.scenes.iter().enumerate().map(|(index, scene)| input(report, scene, index, extras));
        let legend = extras.columns.iter().map(|column| &column.legend).chain([&extras.legend]);
        Ok(Self {
            title: &report.ladder,
            inks: ink::pairs(),
            facts: facts(report),
            features: &report.machine.features,
            verified: report.verification.as_ref().map(|found| {
                let many = |n: usize, noun: &str| format!("{n} {}", plural(n as u64, noun));
                let (rungs, inputs) = (many(found.rungs, "rung"), many(found.inputs, "input"));
                let failed = match found.failures.len() {
                    0 => "all agree with the oracle".to_owned(),
                    n => format!("{} with the oracle, not measured", many(n, "disagreement")),
                };
                format!("{rungs} on {inputs}: {failed}. Agreement: {}.", found.agreement)
            }),
            failures: report.verification.as_ref().map_or(&[], |found| &found.failures),
            remarks: remarks(report).into_iter().map(|(_, remark)| remark).collect(),
            inputs: inputs.collect::<Drawn<_>>()?,
            sizes: sizes::charts(report)?,
            profiles: report.profiles.as_ref().map(profiles::section),
            legend: legend.map(String::as_str).collect::<Vec<_>>().join(" "),
            images: &extras.pictures,
            limits: report.limits.as_ref().map(table::of_limits),
            peaks: report.limits.as_ref().map_or_else(String::new, |limits| {
                let [f32, f64] = [limits.f32_flops_per_s, limits.f64_flops_per_s].map(|flops| Figure(flops / 1e9));
                format!("Peak of the floating-point ports of one core: {f32} Gflop/s in f32, {f64} in f64.")
            }),
        })
    }
}

fn input<'a>(report: &Report, scene: &'a Scene, index: usize, extras: &Extras) -> Drawn<Input<'a>> {
    Ok(Input {
        name: &scene.name,
        work: scene.work.as_ref().map(sizes),
        ratios: ratios::chart(scene, format!("ratios-{index}"))?,
        roofline: roofline::chart(report, scene, format!("roofline-{index}"))?,
        table: table::of_rungs(scene, index, &extras.columns),
    })
}

fn instruction_set(machine: &Machine) -> String {
    let unused =
        machine.unused_isa.as_ref().map(|unused| format!("; this CPU has {unused}, which the build does not use"));
    format!("{}, {}-bit vectors{}", machine.isa, 64 * machine.lanes_f64, unused.unwrap_or_default())
}

fn facts(report: &Report) -> Vec<(&'static str, String)> {
    let machine = &report.machine;
    let clock = |ghz: f64| format!("{} GHz", Figure(ghz));
    let clocks = report.scenes.iter().map(|scene| format!("{} on {}", clock(scene.clock_ghz), scene.name));
    let floors = report.scenes.iter().map(|scene| format!("{} on {}", Percent(scene.floor), scene.name));
    let joined = |parts: &mut dyn Iterator<Item = String>| parts.collect::<Vec<_>>().join(", ");
    let samples = || report.scenes.iter().flat_map(|scene| scene.rungs.iter().map(|rung| rung.samples));
    let (least, most) = (samples().min().unwrap_or(0), samples().max().unwrap_or(0));
    let number = if least == most { most.to_string() } else { format!("{least} to {most}") };
    let commit = if machine.commit.is_empty() { String::new() } else { format!(", commit {}", machine.commit) };
    let facts = [
        ("Machine", format!("{}, {} {}", machine.processor(), machine.cores, plural(machine.cores as u64, "CPU"))),
        ("Build", format!("{}{commit}", machine.rustc)),
        ("Instruction set", instruction_set(machine)),
        ("Clock", joined(&mut clocks.into_iter())),
        (
            "Measured",
            format!(
                "In rounds: each times every rung once, in an order that changes. {number} samples of a rung on an \
                 input. Ratios are medians over pairs of samples of the same round, with 99 % intervals."
            ),
        ),
        (
            "Noise floor (A/A)",
            format!(
                "{}: how far two runs of the base differ; a smaller difference does not count.",
                joined(&mut floors.into_iter())
            ),
        ),
    ];
    let measured = if report.scenes.is_empty() { 3 } else { facts.len() };
    facts.into_iter().take(measured).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_written_as_base64() {
        let texts = [&b""[..], b"f", b"fo", b"foo", b"foob", b"\xff\xfe\xfd"].map(base64);
        assert_eq!(texts, ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "//79"]);
    }

    #[test]
    fn names_are_text_and_not_markup() {
        let mut report = fixture::report();
        let evil = "<b onclick='x'>&\"";
        report.ladder = evil.to_owned();
        report.verification.as_mut().unwrap().failures.push(evil.to_owned());
        for scene in &mut report.scenes {
            scene.rungs[1].name = evil.to_owned();
            scene.base = evil.to_owned();
            scene.rungs[2].about = evil.to_owned();
        }
        report.scenes[1].name = evil.to_owned();
        report.machine.cpu = evil.to_owned();
        let page = html(&report, &Extras::default()).unwrap();
        assert!(page.contains("&lt;b onclick=") && !page.contains("<b "), "markup of a name is in the page");
        assert!(!page.contains("&amp;lt;"), "a name is escaped twice");
    }

    #[test]
    fn the_page_says_what_was_verified_and_what_failed() {
        let mut report = fixture::report();
        let page = html(&report, &Extras::default()).unwrap();
        assert!(page.contains("5 rungs on 3 inputs: all agree with the oracle"), "no word of the verification");
        assert!(page.contains("within the input&#x27;s error bound"), "no word of the agreement");
        report.verification.as_mut().unwrap().failures = vec!["lanes, n=1000: it is 1 and not 2".to_owned()];
        let page = html(&report, &Extras::default()).unwrap();
        assert!(page.contains("1 disagreement") && page.contains("<li>lanes, n=1000: it is 1 and not 2</li>"));
    }

    #[test]
    fn every_colour_of_a_chart_has_one_for_dark_pages() {
        let page = html(&fixture::report(), &Extras::default()).unwrap();
        let known: Vec<_> = ink::pairs().into_iter().map(|[light, _]| light).collect();
        let used = ["fill=\"#", "stroke=\"#"].into_iter().flat_map(|name| page.split(name).skip(1));
        let mut used = used.map(|rest| format!("#{}", &rest[..6]));
        assert!(used.all(|colour| known.contains(&colour)), "a colour that dark pages do not replace");
    }

    #[test]
    fn impossible_speed_and_time_in_the_kernel_are_remarked() {
        let mut report = fixture::report();
        assert!(remarks(&report).is_empty());
        let rung = &mut report.scenes[2].rungs[3];
        rung.limit.as_mut().unwrap().share = 1.3;
        (rung.user_ns, rung.system_ns, rung.minor_faults, rung.major_faults) =
            (Some(10), Some(90), Some(0.0), Some(0.0));
        assert_eq!(remarks(&report).len(), 1, "the system's tick does not split so little time");
        report.scenes[2].rungs[3].system_ns = Some(900_000);
        let remarks = remarks(&report);
        assert_eq!(remarks.len(), 2, "{remarks:?}");
        assert!(!remarks[0].0 && remarks[0].1.contains("operating system"), "{remarks:?}");
        let impossible = "8 x f32x8 on n=10000000 reaches 130 % of memory read";
        assert!(remarks[1].0 && remarks[1].1.starts_with(impossible), "{remarks:?}");
    }

    #[test]
    fn reports_without_measurements_or_work_have_a_page() {
        let mut report = fixture::report();
        for scene in &mut report.scenes {
            scene.work = None;
            scene.rungs.iter_mut().for_each(|rung| (rung.rate, rung.limit) = (None, None));
        }
        let page = html(&report, &Extras::default()).unwrap();
        assert!(page.contains("ratios-2") && !page.contains("roofline-") && !page.contains("sizes-0"));
        (report.scenes, report.limits, report.verification, report.profiles) = (Vec::new(), None, None, None);
        assert!(html(&report, &Extras::default()).unwrap().contains("No rung was measured"));
    }
}
