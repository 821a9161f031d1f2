//! What criterion keeps of benchmarks in `target/criterion`.

use anyhow::Context;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::fs;
use std::path::Path;
use std::time::SystemTime;

/// The latest result of a benchmark.
#[derive(Debug)]
pub(crate) struct BenchmarkResult {
    /// Its name, as in `ladder/lesson/best`.
    pub(crate) name: String,
    /// How many elements a call has.
    pub(crate) elements: Option<u64>,
    /// Its times.
    pub(crate) estimates: Estimates,
    /// When it was measured.
    pub(crate) modified: SystemTime,
}

/// `benchmark.json`, as far as it is read.
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
pub(crate) struct Estimates {
    pub(crate) mean: Estimate,
    pub(crate) median: Estimate,
    pub(crate) std_dev: Estimate,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Estimate {
    pub(crate) point_estimate: f64,
    pub(crate) confidence_interval: Interval,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Interval {
    pub(crate) lower_bound: f64,
    pub(crate) upper_bound: f64,
}

/// All results below a folder of criterion's, by name.
pub(crate) fn results(folder: &Path) -> anyhow::Result<Vec<BenchmarkResult>> {
    let mut results = Vec::new();
    collect(folder, &mut results)?;
    results.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(results)
}

fn collect(folder: &Path, results: &mut Vec<BenchmarkResult>) -> anyhow::Result<()> {
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        let estimates = path.join("estimates.json");
        if path.ends_with("new") && estimates.is_file() {
            let Benchmark { full_id, throughput } = read(&path.join("benchmark.json"))?;
            results.push(BenchmarkResult {
                name: full_id,
                elements: throughput.and_then(|throughput| throughput.elements),
                modified: fs::metadata(&estimates)?.modified()?,
                estimates: read(&estimates)?,
            });
        } else if path.is_dir() {
            collect(&path, results)?;
        }
    }
    Ok(())
}

fn read<T: DeserializeOwned>(path: &Path) -> anyhow::Result<T> {
    let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
    serde_json::from_str(&text).with_context(|| path.display().to_string())
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Writes the result of a benchmark as criterion does: its median is the mean is the deviation.
    pub(crate) fn write_result(folder: &Path, name: &str, elements: u64, median: f64) {
        let place = folder.join(name.replacen('/', "_", 1)).join("new");
        fs::create_dir_all(&place).unwrap();
        let benchmark = format!(r#"{{"full_id": "{name}", "throughput": {{"Elements": {elements}}}}}"#);
        fs::write(place.join("benchmark.json"), benchmark).unwrap();
        let interval = r#"{"lower_bound": 2.0, "upper_bound": 3.0}"#;
        let estimate = format!(r#"{{"point_estimate": {median:?}, "confidence_interval": {interval}}}"#);
        let estimates =
            format!(r#"{{"mean": {estimate}, "median": {estimate}, "std_dev": {estimate}, "slope": null}}"#);
        fs::write(place.join("estimates.json"), estimates).unwrap();
    }
}
