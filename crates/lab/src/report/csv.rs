//! A report as the CSV of a record.

use super::{Report, Rung, Scene};

type Column = (&'static str, fn(&Report, &Scene, &Rung) -> String);

/// The columns of a row. Columns are only ever added, at the end.
const COLUMNS: [Column; 22] = [
    ("scene", |_, scene, _| scene.name.clone()),
    ("rung", |_, _, rung| rung.name.clone()),
    ("rounding", |_, _, rung| rung.more.rounding.clone()),
    ("map", |_, scene, _| scene.more.map.clone()),
    // The kind of a number and how many a vector holds, as in `f64x8`.
    ("lane", |report, _, rung| lane(report, rung)),
    ("isa", |report, _, _| report.machine.isa.clone()),
    ("threads", |_, _, rung| rung.threads.to_string()),
    ("width", |_, scene, _| scene.more.width.to_string()),
    ("height", |_, scene, _| scene.more.height.to_string()),
    ("limit", |_, scene, _| scene.more.limit.to_string()),
    ("checksum", |_, _, rung| rung.more.checksum.clone().unwrap_or_default()),
    ("verified", |_, _, rung| rung.verified.to_string()),
    ("samples", |_, _, rung| rung.samples.to_string()),
    ("median_ns", |_, _, rung| rung.median_ns.to_string()),
    ("mad_ns", |_, _, rung| rung.mad_ns.to_string()),
    ("min_ns", |_, _, rung| rung.min_ns.to_string()),
    ("max_ns", |_, _, rung| rung.max_ns.to_string()),
    ("mean_ns", |_, _, rung| rung.mean_ns.to_string()),
    ("stddev_ns", |_, _, rung| rung.stddev_ns.to_string()),
    ("commit", |report, _, _| report.machine.commit.clone()),
    ("rustc", |report, _, _| report.machine.rustc.clone()),
    ("features", |report, _, _| report.machine.features.clone()),
];

/// The whole text, its heading included.
///
/// # Errors
///
/// Where a row cannot be written, which does not happen in memory.
pub fn text(report: &Report) -> anyhow::Result<String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(COLUMNS.map(|(name, _)| name))?;
    for scene in &report.scenes {
        for rung in &scene.rungs {
            writer.write_record(COLUMNS.map(|(_, cell)| cell(report, scene, rung)))?;
        }
    }
    Ok(String::from_utf8(writer.into_inner()?)?)
}

/// The kind of a vector. In reports that do not say it, all rungs with lanes have as many as the machine's vectors hold.
fn lane(report: &Report, rung: &Rung) -> String {
    let halves = if rung.more.precision == "f32" { 2 } else { 1 };
    let known = rung.more.occupancy.map_or(1, |_| report.machine.lanes_f64 * halves);
    match rung.more.lanes.unwrap_or(known) {
        1 => rung.more.precision.clone(),
        lanes => format!("{}x{lanes}", rung.more.precision),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADING: &str = "scene,rung,rounding,map,lane,isa,threads,width,height,limit,checksum,verified,samples,\
                           median_ns,mad_ns,min_ns,max_ns,mean_ns,stddev_ns,commit,rustc,features";

    #[test]
    fn a_row_has_what_its_column_says() {
        let report = Report::parse(
            r#"{"schema": "lanelab.run/1", "scenes": [{"name": "lesson", "width": 3, "height": 2, "limit": 50,
            "map": "julia:0.1,0.2", "iterations": 1, "clock_ghz": 1.0, "floor": 0.01, "base": "some", "rungs": [{
            "name": "some", "rounding": "fused", "threads": 2, "samples": 9, "median_ns": 5, "mad_ns": 1, "min_ns": 4,
            "max_ns": 8, "mean_ns": 6, "stddev_ns": 2, "lanes": 8, "checksum": "00c0ffee", "verified": true,
            "giter_per_s": 1.0, "iter_per_cycle": 1.25, "of_peak": 0.5, "occupancy": null, "effective": false,
            "of_copies": null, "speed_up": {"median": 1.0, "low": 1.0, "high": 1.0, "pairs": 9}}]}], "machine":
            {"cpu": "a", "cores": 2, "isa": "AVX-512", "lanes_f64": 8, "rustc": "rustc 1", "commit": "abc",
            "features": "avx fma"}}"#,
        );
        let report = report.unwrap();
        assert_eq!(report.scenes[0].rungs[0].median_s, 5e-9, "as old records have it");
        let text = text(&report).unwrap();
        let row = "lesson,some,fused,\"julia:0.1,0.2\",f64x8,AVX-512,2,3,2,50,00c0ffee,true,9,5,1,4,8,6,2,abc,rustc 1,avx fma";
        assert_eq!(text, format!("{HEADING}\n{row}\n"));
    }
}
