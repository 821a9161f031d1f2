//! Fits the exponents of time against work from what criterion kept of the suite `scaling`: 1 is linear.
//!
//! ```sh
//! cargo bench --bench scaling && cargo run --release -p benches --example linear
//! ```
//!
//! An argument names the folder that criterion keeps its results in, if that is not `target/criterion`.

use anyhow::{Context, ensure};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// What criterion says of a benchmark in `benchmark.json`.
#[derive(Debug, Deserialize)]
struct Benchmark {
    full_id: String,
    throughput: Throughput,
}

#[derive(Debug, Deserialize)]
struct Throughput {
    #[serde(rename = "Elements")]
    elements: u64,
}

/// What it says of its times in `estimates.json`, in nanoseconds.
#[derive(Debug, Deserialize)]
struct Estimates {
    median: Estimate,
}

#[derive(Debug, Deserialize)]
struct Estimate {
    point_estimate: f64,
}

/// One size of a series.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Point {
    size: u64,
    iterations: f64,
    nanoseconds: f64,
}

/// Points by axis (`pixels` or `limit`) and by what they share (rounding, cores).
type Series = BTreeMap<(String, String), Vec<Point>>;

fn main() -> anyhow::Result<()> {
    let folder = std::env::args_os().nth(1).map_or_else(|| PathBuf::from("target/criterion"), PathBuf::from);
    let series = read(&folder)?;
    ensure!(!series.is_empty(), "{}: no results of the suite; run it first", folder.display());
    let mut out = io::stdout().lock();
    for ((axis, how), points) in &series {
        write(&mut out, axis, how, points)?;
    }
    Ok(())
}

/// All series in a folder of criterion's, sizes ascending.
fn read(folder: &Path) -> anyhow::Result<Series> {
    let mut series = Series::new();
    for group in folders(folder, "scaling_")? {
        for benchmark in folders(&group, "")?.iter().map(|benchmark| benchmark.join("new")) {
            if let Some((key, point)) = point(&benchmark)? {
                series.entry(key).or_default().push(point);
            }
        }
    }
    series.values_mut().for_each(|points| points.sort_by_key(|point| point.size));
    Ok(series)
}

/// The folders in a folder whose names begin so.
fn folders(folder: &Path, prefix: &str) -> anyhow::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    let entries: Vec<_> = entries.collect::<io::Result<_>>()?;
    let named = |entry: &fs::DirEntry| entry.file_name().to_string_lossy().starts_with(prefix);
    Ok(entries.iter().filter(|entry| named(entry)).map(fs::DirEntry::path).filter(|path| path.is_dir()).collect())
}

/// What a folder holds: nothing where it is not a benchmark's.
fn point(folder: &Path) -> anyhow::Result<Option<((String, String), Point)>> {
    if !folder.join("benchmark.json").exists() {
        return Ok(None);
    }
    let Benchmark { full_id, throughput } = json(&folder.join("benchmark.json"))?;
    let Estimates { median } = json(&folder.join("estimates.json"))?;
    let parts: Vec<_> = full_id.split('/').collect();
    let ["scaling", axis, size, how] = parts[..] else { return Ok(None) };
    let size = size.parse().with_context(|| full_id.clone())?;
    #[expect(clippy::cast_precision_loss, reason = "a rate to four digits")]
    let iterations = throughput.elements as f64;
    let point = Point { size, iterations, nanoseconds: median.point_estimate };
    Ok(Some(((axis.to_owned(), how.to_owned()), point)))
}

fn json<T: DeserializeOwned>(path: &Path) -> anyhow::Result<T> {
    let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
    serde_json::from_str(&text).with_context(|| path.display().to_string())
}

/// Writes a series, and the exponents of its time against pixels or limit and against iterations.
fn write(out: &mut impl Write, axis: &str, how: &str, points: &[Point]) -> io::Result<()> {
    writeln!(out, "{axis} {how}\n{:>10} {:>16} {:>12} {:>10}", "size", "iterations", "median ms", "Giter/s")?;
    for Point { size, iterations, nanoseconds } in points {
        let (ms, rate) = (nanoseconds / 1e6, iterations / nanoseconds);
        writeln!(out, "{size:>10} {iterations:>16} {ms:>12.3} {rate:>10.3}")?;
    }
    let against =
        |work: fn(&str, &Point) -> f64| exponent(points.iter().map(|point| (work(axis, point), point.nanoseconds)));
    let (size, iterations) = (against(work), against(|_, point| point.iterations));
    writeln!(out, "time ~ {axis}^{size:.3}, time ~ iterations^{iterations:.3}\n")
}

/// How much there is to do by a point's name: `pixels` names a side, whose square they are.
#[expect(clippy::cast_precision_loss, reason = "a size has few digits")]
fn work(axis: &str, point: &Point) -> f64 {
    let size = point.size as f64;
    if axis == "pixels" { size * size } else { size }
}

/// The slope of the line through `(ln x, ln y)` with the least squares; NaN where there is but one point.
fn exponent(points: impl Iterator<Item = (f64, f64)>) -> f64 {
    let logs: Vec<_> = points.map(|(x, y)| (x.ln(), y.ln())).collect();
    #[expect(clippy::cast_precision_loss, reason = "a handful of points")]
    let mean = |of: fn(&(f64, f64)) -> f64| logs.iter().map(of).sum::<f64>() / logs.len() as f64;
    let (x, y) = (mean(|log| log.0), mean(|log| log.1));
    let product: f64 = logs.iter().map(|log| (log.0 - x) * (log.1 - y)).sum();
    let square: f64 = logs.iter().map(|log| (log.0 - x) * (log.0 - x)).sum();
    product / square
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_power_law_has_its_exponent() {
        for power in [0.5, 1.0, 2.0_f64] {
            let points = [1.0, 10.0, 40.0, 900.0_f64].map(|x| (x, 7.0 * x.powf(power)));
            assert!((exponent(points.into_iter()) - power).abs() < 1e-12, "{power}");
        }
        assert!(exponent([(1.0, 1.0)].into_iter()).is_nan(), "a point is no line");
    }
}
