//! Executions by line, from a build with `-C instrument-coverage`.

use super::lines::{self, Region};
use crate::Error;
use crate::attribution::normalize;
use crate::error::read;
use llvm_profparser::coverage_mapping::read_object_file;
use llvm_profparser::instrumentation_profile::types::InstrumentationProfile;
use llvm_profparser::{Counter, CounterType, CoverageMappingInfo, ExprKind, FunctionRecordV3, RegionKind};
use std::collections::HashMap;
use std::panic;
use std::path::{Path, PathBuf};

/// How often each line was executed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hits {
    lines: HashMap<(PathBuf, u32), u64>,
}

impl Hits {
    /// Reads the counts of runs of an instrumented program and adds them up.
    ///
    /// # Errors
    /// Where a file cannot be read or has the wrong format.
    pub fn read(executable: &Path, profraw: &[PathBuf]) -> Result<Self, Error> {
        let mut profile = InstrumentationProfile::default();
        for path in profraw {
            profile.merge(&counts(path)?);
        }
        let what = "a program built with -C instrument-coverage";
        let version = profile.version().ok_or_else(|| Error::format(executable, what, "its run left no counts"))?;
        let info = read_object_file(executable, version).map_err(|error| Error::format(executable, what, error))?;
        let mut functions = Vec::new();
        for function in records(&info) {
            functions.extend(regions(function, &info, &profile));
        }
        Ok(Self { lines: lines::hits(functions) })
    }

    /// How often a line was executed; `None` where it has no code. The path is absolute.
    pub fn of(&self, path: &Path, line: u32) -> Option<u64> {
        self.lines.get(&(path.to_owned(), line)).copied()
    }
}

fn counts(path: &Path) -> Result<InstrumentationProfile, Error> {
    let bytes = read(path)?;
    let what = "a coverage profile (.profraw)";
    // The parser panics at a truncated file, as of a run that was killed.
    let parsed = panic::catch_unwind(|| llvm_profparser::parse_bytes(&bytes));
    let parsed = parsed.map_err(|_| Error::format(path, what, "it is truncated; let the program end by itself"))?;
    parsed.map_err(|error| Error::format(path, what, error))
}

/// Each function's record once: one that is compiled in several units has several, of which those without code are
/// placeholders.
fn records(info: &CoverageMappingInfo) -> impl Iterator<Item = &FunctionRecordV3> {
    let mut kept: HashMap<u64, &FunctionRecordV3> = HashMap::new();
    for record in &info.cov_fun {
        let first = kept.entry(record.header.name_hash).or_insert(record);
        if first.header.fn_hash == 0 {
            *first = record;
        }
    }
    kept.into_values()
}

/// The counted regions of a function, by file.
fn regions(
    function: &FunctionRecordV3,
    info: &CoverageMappingInfo,
    profile: &InstrumentationProfile,
) -> HashMap<PathBuf, Vec<Region>> {
    let paths = info.get_files_from_id(function.header.filenames_ref);
    let counts = profile.find_record_by_hash(function.header.name_hash).map_or(&[][..], |record| record.counts());
    let mut regions: HashMap<_, Vec<_>> = HashMap::new();
    for region in function.regions.iter().filter(|region| region.kind == RegionKind::Code) {
        let Some(path) = paths.get(region.file_id) else { continue };
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let at = &region.loc;
        regions.entry(normalize(&path.to_string_lossy())).or_default().push(Region {
            start: (number(at.line_start), number(at.column_start)),
            end: (number(at.line_end), number(at.column_end)),
            hits: u64::try_from(value(region.count, function, counts, 0)).unwrap_or(0),
        });
    }
    regions
}

/// The value of a counter. Sums of counters may be nested, but not deeper than there are sums.
fn value(counter: Counter, function: &FunctionRecordV3, counts: &[u64], depth: usize) -> i128 {
    let index = usize::try_from(counter.id).unwrap_or(usize::MAX);
    match counter.kind {
        CounterType::Zero => 0,
        CounterType::ProfileInstrumentation => counts.get(index).copied().unwrap_or(0).into(),
        CounterType::Expression(kind) => {
            let Some(sum) = function.expressions.get(index).filter(|_| depth <= function.expressions.len()) else {
                return 0;
            };
            let (left, right) =
                (value(sum.lhs, function, counts, depth + 1), value(sum.rhs, function, counts, depth + 1));
            match kind {
                ExprKind::Add => left + right,
                ExprKind::Subtract => left - right,
            }
        }
    }
}
