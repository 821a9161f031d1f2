//! The exponents of time against work, from what criterion keeps of the suite `scaling`: 1 is linear.

use crate::criterion::{self, BenchmarkResult};
use crate::process;
use anyhow::{Context, ensure};
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// One size of a series.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Point {
    size: f64,
    iterations: f64,
    nanoseconds: f64,
}

/// Points by axis (`pixels` or `limit`) and by what they share (rounding, cores).
type Series = BTreeMap<(String, String), Vec<Point>>;

pub(crate) fn run(folder: Option<PathBuf>) -> anyhow::Result<()> {
    let folder = folder.unwrap_or_else(|| process::target_dir().join("criterion"));
    let series = read(&folder)?;
    ensure!(!series.is_empty(), "{}: no results of the suite; run scripts/bench scaling first", folder.display());
    let text: String = series.iter().map(|((axis, how), points)| describe(axis, how, points)).collect();
    Ok(io::stdout().write_all(text.as_bytes())?)
}

/// All series in a folder of criterion's, sizes ascending.
fn read(folder: &Path) -> anyhow::Result<Series> {
    let mut series = Series::new();
    for result in criterion::results(folder)? {
        if let ["scaling", axis, size, how] = result.name.split('/').collect::<Vec<_>>()[..] {
            series.entry((axis.to_owned(), how.to_owned())).or_default().push(point(&result, size)?);
        }
    }
    series.values_mut().for_each(|points| points.sort_by(|a, b| a.size.total_cmp(&b.size)));
    Ok(series)
}

fn point(result: &BenchmarkResult, size: &str) -> anyhow::Result<Point> {
    Ok(Point {
        size: size.parse().with_context(|| result.name.clone())?,
        iterations: result.elements.with_context(|| format!("{} has no elements", result.name))? as f64,
        nanoseconds: result.nanoseconds("/median/point_estimate")?,
    })
}

/// A series, and the exponents of its time against pixels or limit and against iterations.
fn describe(axis: &str, how: &str, points: &[Point]) -> String {
    let mut text = format!("{axis} {how}\n{:>10} {:>16} {:>12} {:>10}\n", "size", "iterations", "median ms", "Giter/s");
    text.extend(points.iter().map(|Point { size, iterations, nanoseconds }| {
        let (ms, rate) = (nanoseconds / 1e6, iterations / nanoseconds);
        format!("{size:>10} {iterations:>16} {ms:>12.3} {rate:>10.3}\n")
    }));
    // A number of pixels is named by the side of their square.
    let dimensions = if axis == "pixels" { 2 } else { 1 };
    let size = exponent(points.iter().map(|point| (point.size.ln() * f64::from(dimensions), point.nanoseconds.ln())));
    let iterations = exponent(points.iter().map(|point| (point.iterations.ln(), point.nanoseconds.ln())));
    text + &format!("time ~ {axis}^{size:.3}, time ~ iterations^{iterations:.3}\n\n")
}

/// The slope of the least-squares line through points, given as logarithms; NaN where there is only one.
fn exponent(logs: impl Iterator<Item = (f64, f64)>) -> f64 {
    let logs: Vec<_> = logs.collect();
    let mean = |of: fn(&(f64, f64)) -> f64| logs.iter().map(of).sum::<f64>() / logs.len() as f64;
    let (x, y) = (mean(|log| log.0), mean(|log| log.1));
    let product: f64 = logs.iter().map(|log| (log.0 - x) * (log.1 - y)).sum();
    let square: f64 = logs.iter().map(|log| (log.0 - x) * (log.0 - x)).sum();
    product / square
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::criterion::tests::write_result;

    #[test]
    fn a_power_law_has_its_exponent() {
        for power in [0.5, 1.0, 2.0_f64] {
            let points = [1.0, 10.0, 40.0, 900.0_f64].map(|x| (x.ln(), 7.0_f64.ln() + power * x.ln()));
            assert!((exponent(points.into_iter()) - power).abs() < 1e-12, "{power}");
        }
        assert!(exponent([(1.0, 1.0)].into_iter()).is_nan(), "one point gives no line");
    }

    #[test]
    fn series_are_read_from_the_suite_alone() {
        let folder = tempfile::tempdir().unwrap();
        write_result(folder.path(), "scaling/pixels/20/separate", 400, 800.0);
        write_result(folder.path(), "scaling/pixels/10/separate", 100, 200.0);
        write_result(folder.path(), "ladder/lesson/best", 7, 2.5);
        let series = read(folder.path()).unwrap();
        let text: String = series.iter().map(|((axis, how), points)| describe(axis, how, points)).collect();
        assert!(text.starts_with("pixels separate\n") && text.lines().nth(2).unwrap().contains(" 10 "), "{text}");
        assert!(text.ends_with("time ~ pixels^1.000, time ~ iterations^1.000\n\n"), "{text}");
    }
}
