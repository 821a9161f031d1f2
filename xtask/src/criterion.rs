//! The results that criterion keeps in `target/criterion`.

use anyhow::Context;
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::time::SystemTime;

#[derive(Debug)]
pub(crate) struct BenchmarkResult {
    /// Its name, as in `ladder/lesson/best`.
    pub(crate) name: String,
    /// How many elements a call has.
    pub(crate) elements: Option<u64>,
    /// When it was measured.
    pub(crate) modified: SystemTime,
    estimates: Value,
}

impl BenchmarkResult {
    /// A figure of `estimates.json`, as in `/median/point_estimate`.
    pub(crate) fn nanoseconds(&self, pointer: &str) -> anyhow::Result<f64> {
        let figure = self.estimates.pointer(pointer).and_then(Value::as_f64);
        figure.with_context(|| format!("{}: estimates.json has no {pointer}", self.name))
    }
}

pub(crate) fn results(folder: &Path) -> anyhow::Result<Vec<BenchmarkResult>> {
    let shown = folder.display();
    anyhow::ensure!(folder.is_dir(), "{shown}: criterion has no results here; scripts/bench [SUITE] measures them");
    let mut results = Vec::new();
    collect(folder, &mut results)?;
    results.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(results)
}

fn collect(folder: &Path, results: &mut Vec<BenchmarkResult>) -> anyhow::Result<()> {
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        let (benchmark, estimates) = (path.join("benchmark.json"), path.join("estimates.json"));
        if path.ends_with("new") && estimates.is_file() {
            let benchmark = read(&benchmark)?;
            results.push(BenchmarkResult {
                name: benchmark["full_id"].as_str().context("benchmark.json has no full_id")?.to_owned(),
                elements: benchmark["throughput"]["Elements"].as_u64(),
                modified: fs::metadata(&estimates)?.modified()?,
                estimates: read(&estimates)?,
            });
        } else if path.is_dir() {
            collect(&path, results)?;
        }
    }
    Ok(())
}

fn read(path: &Path) -> anyhow::Result<Value> {
    let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
    serde_json::from_str(&text).with_context(|| path.display().to_string())
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Writes a result as criterion does; all its estimates are the same.
    pub(crate) fn write_result(folder: &Path, name: &str, elements: u64, nanoseconds: f64) {
        let place = folder.join(name.replacen('/', "_", 1)).join("new");
        fs::create_dir_all(&place).unwrap();
        let benchmark = serde_json::json!({"full_id": name, "throughput": {"Elements": elements}});
        fs::write(place.join("benchmark.json"), benchmark.to_string()).unwrap();
        let interval = serde_json::json!({"lower_bound": 2.0, "upper_bound": 3.0});
        let estimate = serde_json::json!({"point_estimate": nanoseconds, "confidence_interval": interval});
        let estimates = serde_json::json!({"mean": estimate, "median": estimate, "std_dev": estimate, "slope": null});
        fs::write(place.join("estimates.json"), estimates.to_string()).unwrap();
    }
}
