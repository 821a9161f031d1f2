//! A report as the CSV of a record.

use super::{Report, Rung, Scene};
use serde::Serialize;

/// One row: a rung on a scene. The order of the fields is that of the columns; columns are only ever added, at the end.
#[derive(Debug, Serialize)]
#[expect(missing_docs, reason = "the names of the fields say it")]
pub struct CsvRow<'a> {
    pub scene: &'a str,
    pub rung: &'a str,
    pub rounding: &'a str,
    pub map: &'a str,
    /// The kind of a number and how many a vector holds, as in `f64x8`.
    pub lane: String,
    pub isa: &'a str,
    pub threads: usize,
    pub width: usize,
    pub height: usize,
    pub limit: u32,
    pub checksum: &'a str,
    pub verified: bool,
    pub samples: usize,
    pub median_ns: u64,
    pub mad_ns: u64,
    pub min_ns: u64,
    pub max_ns: u64,
    pub mean_ns: u64,
    pub stddev_ns: u64,
    pub commit: &'a str,
    pub rustc: &'a str,
    pub features: &'a str,
}

/// The whole text, its heading included.
///
/// # Errors
///
/// Where a row cannot be written, which does not happen in memory.
pub fn text(report: &Report) -> anyhow::Result<String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for scene in &report.scenes {
        for rung in &scene.rungs {
            writer.serialize(row(report, scene, rung))?;
        }
    }
    Ok(String::from_utf8(writer.into_inner()?)?)
}

fn row<'a>(report: &'a Report, scene: &'a Scene, rung: &'a Rung) -> CsvRow<'a> {
    let machine = &report.machine;
    CsvRow {
        scene: &scene.name,
        rung: &rung.name,
        rounding: &rung.rounding,
        map: &scene.map,
        lane: lane(report, rung),
        isa: &machine.isa,
        threads: rung.threads,
        width: scene.width,
        height: scene.height,
        limit: scene.limit,
        checksum: rung.checksum.as_deref().unwrap_or_default(),
        verified: rung.verified,
        samples: rung.samples,
        median_ns: rung.median_ns,
        mad_ns: rung.mad_ns,
        min_ns: rung.min_ns,
        max_ns: rung.max_ns,
        mean_ns: rung.mean_ns,
        stddev_ns: rung.stddev_ns,
        commit: &machine.commit,
        rustc: &machine.rustc,
        features: &machine.features,
    }
}

/// The kind of a vector. Before reports said it, all rungs with lanes had as many as the machine's vectors hold.
fn lane(report: &Report, rung: &Rung) -> String {
    let halves = if rung.precision == "f32" { 2 } else { 1 };
    let known = rung.occupancy.map_or(1, |_| report.machine.lanes_f64 * halves);
    match rung.lanes.unwrap_or(known) {
        1 => rung.precision.clone(),
        lanes => format!("{}x{lanes}", rung.precision),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: &str = "scene,rung,rounding,map,lane,isa,threads,width,height,limit,checksum,verified,samples,\
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
        let text = text(&report.unwrap()).unwrap();
        let row = "lesson,some,fused,\"julia:0.1,0.2\",f64x8,AVX-512,2,3,2,50,00c0ffee,true,9,5,1,4,8,6,2,abc,rustc 1,avx fma";
        assert_eq!(text, format!("{COLUMNS}\n{row}\n"));
    }
}
