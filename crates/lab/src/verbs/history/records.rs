//! Records as they lie in their folder: `MACHINE/STAMP-COMMIT.csv`.

use super::change::Figure;
use crate::failure::usage;
use serde::Deserialize;
use std::fs;
use std::path::{Path, PathBuf};

/// What is read of a row. A record may have more columns; without one of these it is of another schema.
#[derive(Debug, Deserialize)]
struct Row {
    scene: String,
    rung: String,
    rounding: String,
    map: String,
    threads: usize,
    width: u64,
    height: u64,
    limit: u64,
    checksum: String,
    verified: bool,
    samples: u64,
    median_ns: f64,
    mad_ns: f64,
}

/// Which row of a record.
#[derive(Debug, Clone, Copy)]
pub(super) struct Key<'a> {
    pub(super) scene: &'a str,
    pub(super) rung: &'a str,
    pub(super) rounding: &'a str,
    pub(super) threads: usize,
}

/// What a row's times are times of. Scenes change over the years, and keep their names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Work<'a> {
    pub(super) view: (&'a str, u64, u64, u64),
    checksum: &'a str,
}

/// What a record holds of a rung.
#[derive(Debug, Clone, Copy)]
pub(super) struct Held<'a> {
    pub(super) figure: Figure,
    pub(super) work: Work<'a>,
}

/// One record.
#[derive(Debug)]
pub(super) struct Record {
    /// Its file's name, without the ending.
    pub(super) name: String,
    rows: Vec<Row>,
}

impl Record {
    /// The time at which it was made.
    pub(super) fn time(&self) -> &str {
        self.name.split_once('-').map_or(&*self.name, |(time, _)| time)
    }

    /// The first row of this key.
    pub(super) fn held(&self, key: &Key<'_>) -> Option<Held<'_>> {
        let same = |row: &&Row| {
            row.scene == key.scene
                && row.rung == key.rung
                && row.rounding == key.rounding
                && row.threads == key.threads
                && row.verified
        };
        let row = self.rows.iter().find(same)?;
        let figure = Figure { median: row.median_ns, mad: row.mad_ns, samples: row.samples };
        let view = (&*row.map, row.width, row.height, row.limit);
        Some(Held { figure, work: Work { view, checksum: &row.checksum } })
    }

    fn read(path: &Path) -> Result<Self, String> {
        let shown = path.display();
        let mut reader = csv::Reader::from_path(path).map_err(|error| format!("{shown}: {error}"))?;
        let rows = reader.deserialize().collect::<Result<Vec<Row>, _>>().map_err(|error| {
            format!("{shown} is of another schema, or damaged: {error}; this version reads the columns that scripts/record writes")
        })?;
        if rows.is_empty() {
            return Err(format!("{shown} has no rows: it is no whole record"));
        }
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        Ok(Self { name, rows })
    }
}

/// The records of a machine, by time, and those that could not be read.
#[derive(Debug)]
pub(super) struct Machine {
    pub(super) name: String,
    pub(super) records: Vec<Record>,
    pub(super) refused: Vec<String>,
}

/// Every machine that has records, or the one of this name.
pub(super) fn machines(folder: &Path, name: Option<&str>) -> anyhow::Result<Vec<Machine>> {
    let mut machines = Vec::new();
    for place in sorted(folder)?.into_iter().filter(|place| place.is_dir()) {
        let own = place.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.is_none_or(|name| name == own) {
            machines.push(machine(own, &place)?);
        }
    }
    match (machines.is_empty(), name) {
        (false, _) => Ok(machines),
        (true, None) => {
            Err(usage(format!("--folder {}: no machine has records there; scripts/record makes one", folder.display())))
        }
        (true, Some(name)) => Err(usage(format!(
            "--machine {name}: no folder of that name in {}; leave it out for all",
            folder.display()
        ))),
    }
}

fn machine(name: String, place: &Path) -> anyhow::Result<Machine> {
    let mut machine = Machine { name, records: Vec::new(), refused: Vec::new() };
    for path in sorted(place)?.into_iter().filter(|path| is_record(path)) {
        match Record::read(&path) {
            Ok(record) => machine.records.push(record),
            Err(why) => machine.refused.push(why),
        }
    }
    Ok(machine)
}

/// What lies beside a record has a name of two endings, such as `.suites.csv`.
fn is_record(path: &Path) -> bool {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    path.extension().is_some_and(|ending| ending == "csv") && !stem.contains('.')
}

/// What lies in a folder. Names begin with the time, so their order is that of time.
fn sorted(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder)
        .map_err(|error| usage(format!("--folder {}: {error}; name a folder of records", folder.display())))?;
    let mut paths = entries.map(|entry| Ok(entry?.path())).collect::<anyhow::Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}
