//! The measured ladder as a table.

use crate::machine::oversubscription;
use crate::program::text;
use crate::report::{Amount, LimitShare, Rate, Report, Rung, Scene};
use lanelab_measure::format::{Bytes, Count, Figure, Percent, plural};
use lanelab_measure::{Ratio, Seconds, Usage, Verdict};

type Cell<'a> = &'a dyn Fn(&Rung) -> String;

/// Above this share of what the machine can do, the answer was probably not computed.
pub(crate) const IMPOSSIBLE: f64 = 1.05;

/// A table for each input, what its columns mean, and what to know of the rungs; empty where nothing was measured.
pub(crate) fn report(report: &Report) -> String {
    if report.scenes.is_empty() {
        return String::new();
    }
    let tables = report.scenes.iter().map(|scene| format!("\n{}", table(report, scene, " or use --json")));
    tables.collect::<String>() + "\n" + &legend(report) + &remarks(report)
}

/// A table for an input; `else_use` is what has the columns that the terminal has no room for.
fn table(report: &Report, scene: &Scene, else_use: &str) -> String {
    let speed_up = format!("× {} [99 %]", base(scene));
    let rate = scene.rungs.iter().find_map(|rung| rung.rate.as_ref()).map(|rate| rate.unit.as_str());
    let per_second = rate.map(|unit| format!("G{unit}/s")).unwrap_or_default();
    let per_cycle = rate.map(|unit| format!("{unit}/cycle")).unwrap_or_default();
    let threaded = scene.rungs.iter().any(|rung| rung.threads > 1);
    let columns: [(bool, u8, &str, Cell<'_>); 9] = [
        (true, 0, "rung", &|rung| rung.name.clone()),
        (threaded, 0, "threads", &|rung| rung.threads.to_string()),
        (true, 4, "n", &|rung| rung.samples.to_string()),
        (true, 0, "median", &|rung| seconds(rung.median_s)),
        (true, 5, "± MAD", &|rung| Percent(rung.mad_ns as f64 / (rung.median_s * 1e9)).to_string()),
        (true, 0, &speed_up, &|rung| speed_up_cell(scene, rung)),
        (rate.is_some(), 2, &per_second, &|rung| of_rate(rung, |rate| rate.per_s / 1e9)),
        (rate.is_some(), 3, &per_cycle, &|rung| of_rate(rung, |rate| rate.per_cycle)),
        (has_limit(scene), 1, "of the limit", &limit_cell),
    ];
    let shown: Vec<_> = columns.iter().filter(|(has, ..)| *has).collect();
    let headings: Vec<(u8, &str)> = shown.iter().map(|(_, rank, heading, _)| (*rank, *heading)).collect();
    let row = |rung: &Rung| shown.iter().map(|(.., cell)| cell(rung)).collect();
    let rows: Vec<Vec<String>> = scene.rungs.iter().map(row).collect();
    let (table, left_out) = text::fitting(&headings, &rows);
    heading(report, scene) + &table + &text::note_left_out(&left_out, else_use)
}

/// `dot product, n=1000: 2,000 flops, reads 7.81 KiB; noise floor (A/A) 1 %`
fn heading(report: &Report, scene: &Scene) -> String {
    let work = scene.work.as_ref().map(sizes).filter(|sizes| !sizes.is_empty());
    let work = work.map(|sizes| format!(": {sizes}")).unwrap_or_default();
    let text = format!("{}, {}{work}; noise floor (A/A) {}", report.ladder, scene.name, Percent(scene.floor));
    text::wrap(&text, "")
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole numbers of at most a usize")]
fn sizes(work: &Amount) -> String {
    let number = |value: f64| value as u64;
    let bytes = |verb: &str, bytes: f64| (bytes > 0.0).then(|| format!("{verb} {}", Bytes(number(bytes))));
    // Of work in bytes, those that are read say it.
    let amount = (work.unit != "B")
        .then(|| format!("{} {}", Count(number(work.amount)), plural(number(work.amount), &work.unit)));
    let parts = [amount, bytes("reads", work.reads_bytes), bytes("writes", work.writes_bytes)];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn has_limit(scene: &Scene) -> bool {
    scene.rungs.iter().any(|rung| rung.limit.is_some())
}

/// What the columns of all tables mean.
fn legend(report: &Report) -> String {
    let clock = report.scenes.iter().map(|scene| scene.clock_ghz).fold(0.0, f64::max);
    let mut text = format!(
        "median: of n samples, each the mean of one or more calls. ×: how many times as fast as the base, with its 99 % \
         interval; below 1 is slower; ≈: not distinguishable within the noise floor. Core clock {} GHz.",
        Figure(clock)
    );
    if report.scenes.iter().any(has_limit) {
        text += " \"of the limit\": the share of what this machine can do at most, measured in this run: the peak of its \
                 floating-point ports, or the bandwidth of the level of memory that holds the data.";
    }
    text::wrap(&text, "")
}

/// Rungs of which the kernel does a good part, that share CPUs, or that are faster than the machine can be.
fn remarks(report: &Report) -> String {
    let rungs = || report.scenes.iter().flat_map(|scene| scene.rungs.iter().map(move |rung| (scene, rung)));
    let of = |(scene, rung): (&Scene, &Rung)| format!("{} on {}", with_threads(rung), scene.name);
    let kernel = rungs().filter_map(|found| Some(format!("note: {}: {}.", of(found), usage(found.1)?.remark("call")?)));
    let most = rungs().map(|(_, rung)| rung.threads).max().unwrap_or(1);
    let threads = oversubscription(most).map(|text| format!("note: {text}"));
    let impossible = rungs().filter_map(|found| {
        let limit = found.1.limit.as_ref().filter(|limit| limit.share > IMPOSSIBLE)?;
        let reaches = format!("{} reaches {} of {}", of(found), Percent(limit.share), limit.name);
        let why = "the compiler has probably removed work, or the ladder's work() counts too much";
        Some(format!("WARNING: {reaches}, which is impossible: {why}."))
    });
    kernel.chain(threads).chain(impossible).map(|text| text::hang(&text, "    ")).collect()
}

/// One sentence on how the rungs compare with the base on each input.
pub(crate) fn verdicts(report: &Report) -> String {
    let of_rung = |scene: &Scene, rung: &Rung| {
        let verdict = [Verdict::Faster, Verdict::Slower, Verdict::NotDistinguishable, Verdict::TooFewPairs];
        let verdict = verdict.into_iter().find(|verdict| verdict.name() == rung.verdict).map_or("", text::verdict);
        let (name, base) = (with_threads(rung), base(scene));
        format!("on {} {name} is {} as fast as {base}: {verdict}", scene.name, ratio(rung))
    };
    let of_scene = |scene: &Scene| scene.rungs.iter().skip(1).map(|rung| of_rung(scene, rung)).collect::<Vec<_>>();
    let verdicts: Vec<_> = report.scenes.iter().flat_map(of_scene).collect();
    if verdicts.is_empty() { String::new() } else { text::wrap(&format!("\nVerdict: {}.", verdicts.join("; ")), "") }
}

/// What the others are compared with: the base by its name, or `the first` where that stands on a second line too.
fn base(scene: &Scene) -> &str {
    let twice = scene.rungs.iter().filter(|rung| rung.name == scene.base).count() > 1;
    if twice { "the first" } else { &scene.base }
}

fn with_threads(rung: &Rung) -> String {
    if rung.threads == 1 { rung.name.clone() } else { format!("{} on {} threads", rung.name, rung.threads) }
}

/// What a call consumes; none where the system does not count it.
fn usage(rung: &Rung) -> Option<Usage> {
    let seconds = |nanoseconds: Option<u64>| nanoseconds.map(|ns| ns as f64 * 1e-9);
    let (user, system) = (seconds(rung.user_ns)?, seconds(rung.system_ns)?);
    Some(Usage { user, system, minor_faults: rung.minor_faults?, major_faults: rung.major_faults? })
}

fn seconds(seconds: f64) -> String {
    Seconds::new(seconds).map_or_else(|_| text::NOTHING.to_owned(), |seconds| seconds.to_string())
}

fn ratio(rung: &Rung) -> Ratio {
    let interval = rung.speed_up;
    Ratio { median: interval.median, low: interval.low, high: interval.high, pairs: interval.pairs }
}

fn speed_up_cell(scene: &Scene, rung: &Rung) -> String {
    match rung.verdict == Verdict::NotDistinguishable.name() {
        _ if scene.rungs.first().is_some_and(|first| std::ptr::eq(first, rung)) => "1".to_owned(),
        true => format!("≈ {}", ratio(rung)),
        false => ratio(rung).to_string(),
    }
}

fn of_rate(rung: &Rung, value: fn(&Rate) -> f64) -> String {
    rung.rate.as_ref().map_or_else(String::new, |rate| Figure(value(rate)).to_string())
}

fn limit_cell(rung: &Rung) -> String {
    let cell = |limit: &LimitShare| format!("{} {}", Percent(limit.share), limit.name);
    rung.limit.as_ref().map_or_else(|| text::NOTHING.to_owned(), cell)
}
