//! The results of criterion as a CSV.

use crate::criterion;
use std::path::Path;
use std::time::SystemTime;

const COLUMNS: [&str; 7] =
    ["benchmark", "elements", "median_ns", "median_low_ns", "median_high_ns", "mean_ns", "stddev_ns"];

/// The estimates that the columns from `median_ns` on have.
const ESTIMATES: [&str; 5] = [
    "/median/point_estimate",
    "/median/confidence_interval/lower_bound",
    "/median/confidence_interval/upper_bound",
    "/mean/point_estimate",
    "/std_dev/point_estimate",
];

/// The results in criterion's folder that are not older than a moment, by name.
pub(crate) fn csv(folder: &Path, since: SystemTime) -> anyhow::Result<String> {
    let mut results = criterion::results(folder)?;
    results.retain(|result| result.modified >= since);
    anyhow::ensure!(!results.is_empty(), "{}: no result of this run; run scripts/bench first", folder.display());
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(COLUMNS)?;
    for result in results {
        let figures = ESTIMATES.iter().map(|pointer| result.nanoseconds(pointer));
        writer.serialize((&result.name, result.elements, figures.collect::<anyhow::Result<Vec<_>>>()?))?;
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
        let heading = "benchmark,elements,median_ns,median_low_ns,median_high_ns,mean_ns,stddev_ns";
        assert_eq!(text, format!("{heading}\nladder/lesson/best,7,2.5,2.0,3.0,2.5,2.5\n"));
        let missing = csv(&folder.path().join("none"), SystemTime::UNIX_EPOCH).unwrap_err().to_string();
        assert!(missing.contains("none") && missing.contains("scripts/bench"), "{missing}");
        let later = SystemTime::now() + Duration::from_secs(3600);
        assert!(csv(folder.path(), later).unwrap_err().to_string().contains("no result of this run"));
    }
}
