//! The measured ladder as a table.

use crate::machine::oversubscription;
use crate::program::text::{self, NOTHING};
use crate::report::{Amount, Code, LimitShare, OTHER_WIDTH, Report, Rung, Scene, UNKNOWN_WIDTH, with_threads};
use lanelab_measure::format::{Bytes, Count, Figure, Percent, plural};
use lanelab_measure::{Ratio, Seconds, Usage, Verdict};

/// Above this share of what the machine can do, the answer was probably not computed.
const IMPOSSIBLE: f64 = 1.05;

/// What a program adds to the tables and the page of a report.
#[derive(Debug, Default)]
pub struct Extras {
    /// Columns after those of all ladders.
    pub columns: Vec<Column>,
    /// Sentences for the legend of the tables.
    pub legend: String,
    /// What has the columns for which a terminal has no room, as ` or use --json`.
    pub else_use: &'static str,
    /// Whether a verdict on each rung in words follows the tables.
    pub verdicts: bool,
    /// Pictures for the page.
    #[cfg(feature = "page")]
    pub pictures: Vec<crate::page::Image>,
}

/// A column of all tables of a report.
#[derive(Debug, Clone)]
pub struct Column {
    /// Its heading.
    pub heading: String,
    /// The column with the highest rank is left out first where a terminal is narrow, one with rank 0 never.
    pub rank: u8,
    /// What it means, as a sentence for the legend; may be empty.
    pub legend: String,
    /// Of each scene, the cells of its rungs; none is shown as a dash, and a column without any is left out.
    pub cells: Vec<Vec<Option<String>>>,
}

/// A table for each input, what its columns mean, and what to know of the rungs; empty where nothing was measured.
pub fn report(report: &Report, extras: &Extras) -> String {
    let columns = columns(report, extras);
    let (mut tables, mut shown) = (String::new(), Vec::new());
    for (index, scene) in report.scenes.iter().enumerate() {
        let has = |column: &&Column| column.cells[index].iter().any(Option::is_some);
        let columns: Vec<&Column> = columns.iter().filter(has).collect();
        let speed_up = format!("× {} [99 %]", base(scene));
        let heading =
            |column: &&Column| if column.heading == SPEED_UP { speed_up.clone() } else { column.heading.clone() };
        let headings: Vec<String> = columns.iter().map(heading).collect();
        let ranked: Vec<(u8, &str)> =
            columns.iter().map(|column| column.rank).zip(headings.iter().map(String::as_str)).collect();
        let cell =
            |rung: usize, column: &&Column| column.cells[index][rung].clone().unwrap_or_else(|| NOTHING.to_owned());
        let row = |rung| columns.iter().map(|column| cell(rung, column)).collect();
        let rows: Vec<Vec<String>> = (0..scene.rungs.len()).map(row).collect();
        let (table, left_out) = text::fitting(&ranked, &rows);
        shown.extend(columns.iter().filter(|column| !left_out.contains(&column.heading)).map(|column| &column.legend));
        let note = text::note_left_out(&left_out, extras.else_use);
        tables += &format!("\n{}{table}{note}", heading_of(report, scene));
    }
    if tables.is_empty() {
        return tables;
    }
    let legend = columns.iter().map(|column| &column.legend).filter(|legend| shown.contains(legend));
    let legend = legend.chain([&extras.legend]).filter(|legend| !legend.is_empty());
    let legend = legend.map(String::as_str).collect::<Vec<_>>().join(" ");
    let remarks = remarks(report).into_iter().map(|(is_warning, remark)| {
        text::hang(&format!("{}: {remark}", if is_warning { "WARNING" } else { "note" }), "    ")
    });
    tables + "\n" + &text::wrap(&legend, "") + &remarks.collect::<String>()
}

/// Stands for the heading of ratios, which names the base of each scene.
const SPEED_UP: &str = "×";

/// The columns of all ladders, and those of the program.
fn columns(report: &Report, extras: &Extras) -> Vec<Column> {
    let scenes = &report.scenes;
    let column = |rank, heading: &str, legend: &str, cell: &dyn Fn(&Scene, &Rung) -> Option<String>| {
        let cells = scenes.iter().map(|scene| scene.rungs.iter().map(|rung| cell(scene, rung)).collect()).collect();
        Column { heading: heading.to_owned(), rank, legend: legend.to_owned(), cells }
    };
    let threaded = |scene: &Scene| scene.rungs.iter().any(|rung| rung.threads > 1);
    let unit = scenes.iter().flat_map(|scene| &scene.rungs).find_map(|rung| Some(rung.rate.as_ref()?.unit.as_str()));
    let unit = unit.unwrap_or_default();
    let clock = Figure(scenes.iter().map(|scene| scene.clock_ghz).fold(0.0, f64::max));
    let ratio = format!("{RATIO} Core clock {clock} GHz.");
    let own = [
        column(0, "rung", "", &|_, rung| Some(rung.name.clone())),
        column(0, "threads", "", &|scene, rung| threaded(scene).then(|| rung.threads.to_string())),
        column(5, "n", "", &|_, rung| Some(rung.samples.to_string())),
        column(0, "median", MEDIAN, &|_, rung| Some(seconds(rung.median_s))),
        column(7, "± MAD", "", &|_, rung| Some(spread(rung))),
        column(0, SPEED_UP, &ratio, &|scene, rung| Some(speed_up(scene, rung))),
        column(3, &format!("G{unit}/s"), "", &|_, rung| Some(Figure(rung.rate.as_ref()?.per_s / 1e9).to_string())),
        column(4, &format!("{unit}/cycle"), "", &|_, rung| Some(Figure(rung.rate.as_ref()?.per_cycle).to_string())),
        column(2, "of the limit", LIMIT, &|_, rung| {
            let impossible = |limit: &LimitShare| if limit.share > IMPOSSIBLE { " (impossible)" } else { "" };
            rung.limit.as_ref().map(|limit| format!("{} {}{}", Percent(limit.share), limit.name, impossible(limit)))
        }),
        column(1, "efficiency [99 %]", EFFICIENCY, &|_, rung| efficiency(rung)),
        column(0, "vectors", WIDTHS, &|_, rung| Some(rung.code.as_ref()?.width())),
        column(1, "loop", LOOPS, &|scene, rung| same_loop(scene, rung)),
    ];
    own.into_iter().chain(extras.columns.iter().cloned()).collect()
}

const MEDIAN: &str = "median: of n samples, each the mean time of one or more calls.";

const RATIO: &str = "×: how many times as fast as the base, with its 99 % interval; below 1 is slower; ≈: not \
                     distinguishable within the noise floor.";

const LIMIT: &str = "\"of the limit\": the share of what this build can do at most on this machine, measured in this run: the peak \
                     of the floating-point ports, or the bandwidth of the level of memory that holds the data.";

const EFFICIENCY: &str = "\"efficiency\": parallel efficiency, the rate on N threads over that of N independent \
                          single-thread runs started together, with its 99 % interval; none for calls in a pool below 0.1 ms, which mostly wake threads.";

const WIDTHS: &str = "\"vectors\": the widest vectors of the machine code; a ratio in parentheses is of vectors of different or \
                      unknown widths, and compares those rather than the rungs.";

const LOOPS: &str = "\"loop\": the number of instructions in the loop with most samples, up to its branches; on an input equal letters \
                     are the same instructions, in any order.";

/// `A, 57`: a letter for the instructions of the rung's loop, and their number.
pub fn same_loop(scene: &Scene, rung: &Rung) -> Option<String> {
    let mut loops = Vec::new();
    for code in scene.rungs.iter().filter_map(|rung| rung.code.as_ref()) {
        if !loops.contains(&&code.instructions) {
            loops.push(&code.instructions);
        }
    }
    let code = rung.code.as_ref()?;
    let at = loops.iter().position(|known| **known == code.instructions)?;
    Some(format!("{}, {}", char::from_u32(u32::from('A') + u32::try_from(at).ok()?)?, code.length()))
}

/// `dot product, n=1000: 2,000 flops, reads 7.81 KiB; noise floor (A/A) 1 %`
fn heading_of(report: &Report, scene: &Scene) -> String {
    let work = scene.work.as_ref().map(sizes).filter(|sizes| !sizes.is_empty());
    let work = work.map(|sizes| format!(": {sizes}")).unwrap_or_default();
    let text = format!("{}, {}{work}; noise floor (A/A) {}", report.ladder, scene.name, Percent(scene.floor));
    text::wrap(&text, "")
}

/// `2,000 flops, reads 7.81 KiB`
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole numbers of at most a usize")]
pub(crate) fn sizes(work: &Amount) -> String {
    let number = |value: f64| value as u64;
    let bytes = |verb: &str, bytes: f64| (bytes > 0.0).then(|| format!("{verb} {}", Bytes(number(bytes))));
    // Of work in bytes, those that are read say it.
    let amount = (work.unit != "B")
        .then(|| format!("{} {}", Count(number(work.amount)), plural(number(work.amount), &work.unit)));
    let flops = work.flops.filter(|_| work.unit != "flop").map(|flops| format!("{} flops", Count(number(flops))));
    let parts = [amount, flops, bytes("reads", work.reads_bytes), bytes("writes", work.writes_bytes)];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// What to know of rungs before their times are believed, and whether it is a warning: much time in the kernel, shared
/// CPUs, more speed than the machine has.
pub(crate) fn remarks(report: &Report) -> Vec<(bool, String)> {
    let rungs = || report.scenes.iter().flat_map(|scene| scene.rungs.iter().map(move |rung| (scene, rung)));
    let of = |(scene, rung): (&Scene, &Rung)| format!("{} on {}", label(rung), scene.name);
    let kernel =
        rungs().filter_map(|found| Some((false, format!("{}: {}.", of(found), usage(found.1)?.remark("call")?))));
    let most = rungs().map(|(_, rung)| rung.threads).max().unwrap_or(1);
    let threads = oversubscription(most, report.machine.cores).map(|text| (false, text));
    let impossible = rungs().filter_map(|found| {
        let limit = found.1.limit.as_ref().filter(|limit| limit.share > IMPOSSIBLE)?;
        let reaches = format!("{} reaches {} of {}", of(found), Percent(limit.share), limit.name);
        let why = "the compiler has probably removed work, or the ladder's work() counts too much";
        Some((true, format!("{reaches}, which is impossible: {why}.")))
    });
    let other_widths = rungs().filter_map(|(scene, rung)| Some((false, other_width(scene, rung)?)));
    kernel.chain(threads).chain(impossible).chain(other_widths).collect()
}

/// What the ratio of a rung compares where its vectors have another width than those of the base.
fn other_width(scene: &Scene, rung: &Rung) -> Option<String> {
    let base = scene.rungs.iter().find(|rung| scene.is_base(rung))?;
    let [this, that] = [rung, base].map(|rung| rung.code.as_ref().map(Code::width));
    let (of, base) = (format!("{} on {}", label(rung), scene.name), &scene.base);
    (rung.verdict == OTHER_WIDTH).then_some(())?;
    Some(format!("{of} was compiled to {}, {base} to {}: their ratio compares widths.", this?, that?))
}

/// One sentence on how the rungs compare with the base on each input.
pub(crate) fn verdicts<'a>(report: &'a Report) -> String {
    let of_rung = |scene: &Scene, rung: &Rung| {
        let verdict = [Verdict::Faster, Verdict::Slower, Verdict::NotDistinguishable, Verdict::TooFewPairs];
        let verdict = verdict.into_iter().find(|verdict| verdict.name() == rung.verdict);
        let verdict = verdict.map(text::verdict).unwrap_or(&rung.verdict);
        format!("on {} {} is {} as fast as {}: {verdict}", scene.name, label(rung), ratio(rung), base(scene))
    };
    let others = |scene: &'a Scene| scene.rungs.iter().filter(|rung| !scene.is_base(rung));
    let of_scene = |scene: &'a Scene| others(scene).map(|rung| of_rung(scene, rung)).collect::<Vec<_>>();
    let verdicts: Vec<_> = report.scenes.iter().flat_map(of_scene).collect();
    if verdicts.is_empty() { String::new() } else { text::wrap(&format!("\nVerdict: {}.", verdicts.join("; ")), "") }
}

/// What the others are compared with: the base by its name, or `the first` where that stands on a second line too.
fn base(scene: &Scene) -> &str {
    let is = |rung: &&Rung| rung.name == scene.base;
    let first = scene.rungs.iter().find(is).map(|rung| rung.threads);
    let twice = scene.rungs.iter().filter(is).filter(|rung| Some(rung.threads) == first).count() > 1;
    if twice { "the first" } else { &scene.base }
}

/// A rung with its threads, where they are several.
pub(crate) fn label(rung: &Rung) -> String {
    with_threads(&rung.name, rung.threads)
}

/// Seconds of a rung's samples together below which the system's share is not told: it is split by the system's tick.
const LEAST_SYSTEM: f64 = 0.02;

/// What a call consumes; none where the system does not count it.
pub(crate) fn usage(rung: &Rung) -> Option<Usage> {
    let [user, mut system] = [rung.user_ns?, rung.system_ns?].map(|ns| ns as f64 * 1e-9);
    if system * f64::from(rung.calls_a_sample) * (rung.samples as f64) < LEAST_SYSTEM {
        system = 0.0;
    }
    Some(Usage { user, system, minor_faults: rung.minor_faults?, major_faults: rung.major_faults? })
}

pub(crate) fn seconds(seconds: f64) -> String {
    Seconds::new(seconds).map_or_else(|_| NOTHING.to_owned(), |seconds| seconds.to_string())
}

/// The median absolute deviation of the samples as a share of their median.
pub(crate) fn spread(rung: &Rung) -> String {
    Percent(rung.mad_ns as f64 / (rung.median_s * 1e9)).to_string()
}

/// A ratio without its sign, since it is a share.
pub(crate) fn efficiency(rung: &Rung) -> Option<String> {
    rung.of_copies.map(|ratio| Ratio::from(ratio).to_string().replace('×', ""))
}

fn ratio(rung: &Rung) -> Ratio {
    rung.speed_up.into()
}

/// The ratio to the base, 1 for itself, with `≈` where the two are not distinguishable, and in parentheses where their
/// vectors are not known to be equally wide.
pub fn speed_up(scene: &Scene, rung: &Rung) -> String {
    match rung.verdict.as_str() {
        _ if scene.is_base(rung) => "1".to_owned(),
        OTHER_WIDTH | UNKNOWN_WIDTH => format!("({})", ratio(rung)),
        verdict if verdict == Verdict::NotDistinguishable.name() => format!("≈ {}", ratio(rung)),
        _ => ratio(rung).to_string(),
    }
}
