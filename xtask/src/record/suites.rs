//! What criterion found, as the rows of a CSV.

use anyhow::Context;
use serde::{Deserialize, Serialize};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// `benchmark.json`, of which the name is read.
#[derive(Debug, Deserialize)]
struct Benchmark {
    full_id: String,
    throughput: Option<Throughput>,
}

#[derive(Debug, Deserialize)]
struct Throughput {
    #[serde(rename = "Elements")]
    elements: Option<u64>,
}

/// `estimates.json`, in nanoseconds.
#[derive(Debug, Deserialize)]
struct Estimates {
    mean: Estimate,
    median: Estimate,
    std_dev: Estimate,
}

#[derive(Debug, Deserialize)]
struct Estimate {
    point_estimate: f64,
    confidence_interval: Interval,
}

#[derive(Debug, Deserialize)]
struct Interval {
    lower_bound: f64,
    upper_bound: f64,
}

#[derive(Debug, Serialize)]
struct Row {
    benchmark: String,
    elements: Option<u64>,
    median_ns: f64,
    median_low_ns: f64,
    median_high_ns: f64,
    mean_ns: f64,
    stddev_ns: f64,
}

/// The results in criterion's folder that are no older than a moment, by name.
pub(crate) fn csv(folder: &Path, since: SystemTime) -> anyhow::Result<String> {
    let mut rows = Vec::new();
    for place in results(folder)? {
        let estimates = place.join("estimates.json");
        if fs::metadata(&estimates)?.modified()? >= since {
            rows.push(row(&parsed(&place.join("benchmark.json"))?, &parsed(&estimates)?));
        }
    }
    anyhow::ensure!(!rows.is_empty(), "{}: no result of this run; run cargo bench first", folder.display());
    rows.sort_by(|a, b| a.benchmark.cmp(&b.benchmark));
    let mut writer = csv::Writer::from_writer(Vec::new());
    rows.iter().try_for_each(|row| writer.serialize(row))?;
    Ok(String::from_utf8(writer.into_inner()?)?)
}

fn row(benchmark: &Benchmark, estimates: &Estimates) -> Row {
    let interval = &estimates.median.confidence_interval;
    Row {
        benchmark: benchmark.full_id.clone(),
        elements: benchmark.throughput.as_ref().and_then(|throughput| throughput.elements),
        median_ns: estimates.median.point_estimate,
        median_low_ns: interval.lower_bound,
        median_high_ns: interval.upper_bound,
        mean_ns: estimates.mean.point_estimate,
        stddev_ns: estimates.std_dev.point_estimate,
    }
}

fn parsed<T: for<'a> Deserialize<'a>>(path: &Path) -> anyhow::Result<T> {
    let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
    serde_json::from_str(&text).with_context(|| path.display().to_string())
}

/// Every folder `new` that holds a result.
fn results(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        if path.is_dir() && path.file_name().is_some_and(|name| name == "new") {
            found.extend(path.join("estimates.json").is_file().then_some(path));
        } else if path.is_dir() {
            found.extend(results(&path)?);
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_rows_and_older_ones_are_left_out() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("ladder_lesson/best/new");
        fs::create_dir_all(&place).unwrap();
        fs::write(place.join("benchmark.json"), r#"{"full_id": "ladder/lesson/best", "throughput": {"Elements": 7}}"#)
            .unwrap();
        let estimate = r#"{"point_estimate": 2.5, "confidence_interval": {"lower_bound": 2.0, "upper_bound": 3.0}}"#;
        let estimates =
            format!(r#"{{"mean": {estimate}, "median": {estimate}, "std_dev": {estimate}, "slope": null}}"#);
        fs::write(place.join("estimates.json"), estimates).unwrap();
        let text = csv(folder.path(), SystemTime::UNIX_EPOCH).unwrap();
        assert_eq!(text.lines().nth(1), Some("ladder/lesson/best,7,2.5,2.0,3.0,2.5,2.5"), "{text}");
        let later = SystemTime::now() + std::time::Duration::from_secs(3600);
        assert!(csv(folder.path(), later).unwrap_err().to_string().contains("no result of this run"));
    }
}
