//! Instructions by line, counted by callgrind.

use super::callgrind::Counts;
use crate::attribution::{ObjectFile, Ownership, Sources};
use crate::error::read;
use crate::recording::Object;
use crate::views::Cost;
use crate::{Config, Error};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};

/// How many instructions each line executed: exact, and the same on every machine. The program is built for
/// [`Ir::CPU`], because valgrind knows no newer instructions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ir {
    lines: HashMap<(PathBuf, u32), Cost>,
    program: u64,
    total: u64,
}

impl Ir {
    /// The CPU that the counted program is built for.
    pub const CPU: &str = "x86-64-v3";
    /// The label of a column of these counts.
    pub const LABEL: &str = "x86-64-v3 build";

    /// Reads what [`callgrind`](super::callgrind()) wrote about the processes of a program's run and adds it up.
    ///
    /// # Errors
    /// Where a file cannot be read or is not callgrind's, and where its addresses are not the program's.
    pub fn read(executable: &Path, callgrind: &[PathBuf], config: &Config) -> Result<Self, Error> {
        let mut counts = Counts::default();
        for path in callgrind {
            let wrong = |reason| Error::format(path, "callgrind's output", reason);
            counts.add(Counts::parse(&String::from_utf8_lossy(&read(path)?)).map_err(wrong)?);
        }
        let wrong = |reason| Error::format(executable, "the program that callgrind ran", reason);
        let total = counts.objects.values().flat_map(BTreeMap::values).sum();
        let canonical = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let executable = canonical(executable);
        let objects: Vec<_> = counts
            .objects
            .keys()
            .map(|name| Object { path: canonical(Path::new(name)), ..Object::default() })
            .collect();
        let sources = Sources::new(config)?;
        let mut ir = Self { total, ..Self::default() };
        for (Object { path, .. }, counts) in objects.iter().zip(counts.objects.values()) {
            let file = ObjectFile::open(path);
            if *path == executable {
                if let Some(address) = counts.keys().find(|&&address| !file.contains(address)) {
                    return Err(wrong(format!("it has no code at {address:#x}, where instructions ran")));
                }
                ir.program += counts.values().sum::<u64>();
            }
            ir.charge(&file, counts, &sources);
        }
        if ir.program == 0 {
            return Err(wrong("none of its instructions ran".to_owned()));
        }
        Ok(ir)
    }

    /// Charges the instructions of an object to the user's lines.
    fn charge(&mut self, file: &ObjectFile, counts: &BTreeMap<u64, u64>, sources: &Sources) {
        for (&address, count) in counts {
            let mapped = file.lines(address).map(|(path, line)| (sources.mapped(&path).into_owned(), line));
            let lines: Vec<_> = mapped.filter(|(path, _)| sources.owner(path) == Ownership::User).collect();
            if let Some(innermost) = lines.first() {
                self.lines.entry(innermost.clone()).or_default().own += count;
            }
            // A line of a function that is inlined into itself counts once.
            for line in BTreeSet::from_iter(lines) {
                self.lines.entry(line).or_default().inclusive += count;
            }
        }
    }

    /// The instructions charged to a line: those whose innermost frame of the user's it is. `None` where it has no
    /// code.
    pub fn of(&self, path: &Path, line: u32) -> Option<u64> {
        self.lines.get(&(path.to_owned(), line)).map(|cost| cost.own)
    }

    /// The same with the instructions of functions inlined into the line, but without those of called functions.
    pub fn inclusive(&self, path: &Path, line: u32) -> Option<u64> {
        self.lines.get(&(path.to_owned(), line)).map(|cost| cost.inclusive)
    }

    /// The instructions of the program's own file; those of its libraries differ between machines.
    pub const fn program(&self) -> u64 {
        self.program
    }

    /// All instructions of the run.
    pub const fn total(&self) -> u64 {
        self.total
    }

    /// All of the user's lines with instructions, own and inclusive, in no order.
    pub fn iter(&self) -> impl Iterator<Item = (&Path, u32, u64, u64)> {
        self.lines.iter().map(|((path, line), cost)| (path.as_path(), *line, cost.own, cost.inclusive))
    }
}
