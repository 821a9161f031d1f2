//! The exponents of time against work, from what criterion keeps of the suite `scaling`: 1 is linear.

use crate::criterion::{self, BenchmarkResult};
use crate::process;
use anyhow::{Context, ensure};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// One size of a series.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Point {
    size: u64,
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
        if let Some((key, point)) = point(&result)? {
            series.entry(key).or_default().push(point);
        }
    }
    series.values_mut().for_each(|points| points.sort_by_key(|point| point.size));
    Ok(series)
}

/// What a result of the suite is a point of; `None` for another suite's.
fn point(result: &BenchmarkResult) -> anyhow::Result<Option<((String, String), Point)>> {
    let parts: Vec<_> = result.name.split('/').collect();
    let (["scaling", axis, size, how], Some(elements)) = (&parts[..], result.elements) else { return Ok(None) };
    let size = size.parse().with_context(|| result.name.clone())?;
    #[expect(clippy::cast_precision_loss, reason = "a rate to four digits")]
    let iterations = elements as f64;
    let point = Point { size, iterations, nanoseconds: result.estimates.median.point_estimate };
    Ok(Some((((*axis).to_owned(), (*how).to_owned()), point)))
}

/// A series, and the exponents of its time against pixels or limit and against iterations.
fn describe(axis: &str, how: &str, points: &[Point]) -> String {
    let mut text = format!("{axis} {how}\n{:>10} {:>16} {:>12} {:>10}\n", "size", "iterations", "median ms", "Giter/s");
    for Point { size, iterations, nanoseconds } in points {
        let (ms, rate) = (nanoseconds / 1e6, iterations / nanoseconds);
        writeln!(text, "{size:>10} {iterations:>16} {ms:>12.3} {rate:>10.3}").expect("a string takes what is written");
    }
    let against = |work: &dyn Fn(&Point) -> f64| exponent(points.iter().map(|point| (work(point), point.nanoseconds)));
    let (size, iterations) = (against(&|point| work(axis, point)), against(&|point| point.iterations));
    text + &format!("time ~ {axis}^{size:.3}, time ~ iterations^{iterations:.3}\n\n")
}

/// How much work a point is: `pixels` names the side of a square.
#[expect(clippy::cast_precision_loss, reason = "a size has few digits")]
fn work(axis: &str, point: &Point) -> f64 {
    let size = point.size as f64;
    if axis == "pixels" { size * size } else { size }
}

/// The slope of the least-squares line through `(ln x, ln y)`; NaN where there is only one point.
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
    use crate::criterion::tests::write_result;

    #[test]
    fn a_power_law_has_its_exponent() {
        for power in [0.5, 1.0, 2.0_f64] {
            let points = [1.0, 10.0, 40.0, 900.0_f64].map(|x| (x, 7.0 * x.powf(power)));
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
        let points = &series[&("pixels".to_owned(), "separate".to_owned())];
        assert_eq!((series.len(), points[0].size, points[1].size), (1, 10, 20));
        let text = describe("pixels", "separate", points);
        assert!(text.ends_with("time ~ pixels^1.000, time ~ iterations^1.000\n\n"), "{text}");
    }
}
