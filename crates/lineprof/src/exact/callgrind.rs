//! Callgrind's output: instructions by address.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

/// Valgrind's callgrind, which writes to a file what [`Ir::read`](super::Ir::read) reads. The program and its arguments
/// are still to be added.
pub fn callgrind(out: &Path) -> Command {
    let mut command = Command::new("valgrind");
    command.args(["--quiet", "--tool=callgrind", "--dump-instr=yes", "--dump-line=no"]);
    command.args(["--compress-strings=no", "--compress-pos=no"]);
    command.arg(format!("--callgrind-out-file={}", out.display()));
    command
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Counts {
    /// By the object's path, `???` where it has none, and the address in the object's own tables.
    pub(super) objects: BTreeMap<String, BTreeMap<u64, u64>>,
    total: Option<u64>,
}

impl Counts {
    /// Reads what the options of [`callgrind`] write; an error names the first wrong line.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let mut counts = Self::default();
        let mut object = "???";
        // The line after a call has the inclusive cost of the callee, whose own lines have it already.
        let mut after_call = false;
        for (number, line) in (1..).zip(text.lines()) {
            let wrong = || format!("line {number} is {line:?}; run callgrind with the options that lineprof gives it");
            if line.starts_with(|first: char| first.is_ascii_digit()) {
                let (address, count) = parse_cost(line).ok_or_else(wrong)?;
                if !std::mem::take(&mut after_call) && count > 0 {
                    *counts.objects.entry(object.to_owned()).or_default().entry(address).or_default() += count;
                }
            } else if let Some((key, value)) = line.split_once(['=', ':']) {
                match key {
                    "positions" if value.trim() != "instr" => return Err(wrong()),
                    "ob" => object = value,
                    "calls" => after_call = true,
                    "totals" => counts.total = value.split_whitespace().next().and_then(|total| total.parse().ok()),
                    _ => {}
                }
            } else if !line.is_empty() && !line.starts_with('#') {
                return Err(wrong());
            }
        }
        let sum: u64 = counts.objects.values().flat_map(BTreeMap::values).sum();
        match counts.total.filter(|&total| total != sum) {
            Some(total) => Err(format!("its lines add up to {sum}, not {total}")),
            None => Ok(counts),
        }
    }

    /// Adds what another process executed.
    pub(super) fn add(&mut self, other: Self) {
        for (object, counts) in other.objects {
            let sums = self.objects.entry(object).or_default();
            counts.into_iter().for_each(|(address, count)| *sums.entry(address).or_default() += count);
        }
    }
}

/// An address and its count: of several events the first, of none 0.
fn parse_cost(line: &str) -> Option<(u64, u64)> {
    let mut words = line.split_whitespace();
    let address = u64::from_str_radix(words.next()?.strip_prefix("0x")?, 16).ok()?;
    Some((address, words.next().map_or(Some(0), |count| count.parse().ok())?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cost_of_a_call_is_counted_in_the_callee_only() {
        let text = "# callgrind format\nversion: 1\npositions: instr\nevents: Ir Dr\n\nob=/bin/a\nfl=a.rs\nfn=f\n\
                    0x10 1 5\n0x14\ncob=/lib/b c\ncfn=g\ncalls=2 0x80 \n0x14 1000\n0x18 1\n0x10 2\n\n\
                    ob=/lib/b c\nfn=g\n0x80 7\ntotals: 11 5\n";
        let counts = Counts::parse(text).unwrap();
        let expected = [("/bin/a", 0x10, 3), ("/bin/a", 0x18, 1), ("/lib/b c", 0x80, 7)];
        let found = counts.objects.iter().flat_map(|(object, counts)| {
            counts.iter().map(move |(&address, &count)| (object.as_str(), address, count))
        });
        assert_eq!(found.collect::<Vec<_>>(), expected);
        assert_eq!(counts.total, Some(11));
    }

    #[test]
    fn wrong_lines_are_named() {
        for (text, line) in [
            ("positions: line\n", "line 1"),
            ("positions: instr\nob=a\n0x10 many\n", "line 3"),
            ("positions: instr\nob=a\n+4 1\n", "line 3"),
            ("positions: instr\nob=a\n16 1\n", "line 3"),
        ] {
            let error = Counts::parse(text).unwrap_err();
            assert!(error.contains(line), "{text}: {error}");
        }
    }
}
