//! The results of criterion as the rows of a CSV.

use crate::criterion;
use serde::Serialize;
use std::path::Path;
use std::time::SystemTime;

#[derive(Debug, Serialize)]
struct SuitesRow {
    benchmark: String,
    elements: Option<u64>,
    median_ns: f64,
    median_low_ns: f64,
    median_high_ns: f64,
    mean_ns: f64,
    stddev_ns: f64,
}

/// The results in criterion's folder that are not older than a moment, by name.
pub(crate) fn csv(folder: &Path, since: SystemTime) -> anyhow::Result<String> {
    let mut results = criterion::results(folder)?;
    results.retain(|result| result.modified >= since);
    anyhow::ensure!(!results.is_empty(), "{}: no result of this run; run scripts/bench first", folder.display());
    let mut writer = csv::Writer::from_writer(Vec::new());
    for result in results {
        let (times, interval) = (&result.estimates, &result.estimates.median.confidence_interval);
        writer.serialize(SuitesRow {
            benchmark: result.name,
            elements: result.elements,
            median_ns: times.median.point_estimate,
            median_low_ns: interval.lower_bound,
            median_high_ns: interval.upper_bound,
            mean_ns: times.mean.point_estimate,
            stddev_ns: times.std_dev.point_estimate,
        })?;
    }
    Ok(String::from_utf8(writer.into_inner()?)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::criterion::tests::write_result;
    use std::time::Duration;

    #[test]
    fn results_are_rows_and_older_ones_are_left_out() {
        let folder = tempfile::tempdir().unwrap();
        write_result(folder.path(), "ladder/lesson/best", 7, 2.5);
        let text = csv(folder.path(), SystemTime::UNIX_EPOCH).unwrap();
        assert_eq!(text.lines().nth(1), Some("ladder/lesson/best,7,2.5,2.0,3.0,2.5,2.5"), "{text}");
        let later = SystemTime::now() + Duration::from_secs(3600);
        assert!(csv(folder.path(), later).unwrap_err().to_string().contains("no result of this run"));
    }
}
