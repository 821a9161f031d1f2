//! The same program recorded by `perf`, whose addresses LLVM's symbolizer looks up: no code of lineprof takes part.

use super::HZ;
use super::lines::{ByLine, Line, line_of_crates};
use super::programs::Work;
use crate::process;
use anyhow::Context;
use object::{Object as _, ObjectSegment as _};
use serde::Deserialize;
use std::collections::{HashMap, HashSet};
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;

/// What this machine lacks for a comparison, if anything.
pub(crate) fn missing() -> Option<String> {
    let tools = [("perf", "linux-perf"), ("llvm-symbolizer", "llvm")];
    let is_missing =
        |tool: &str| process::command(&format!("{tool} --version")).stdout(Stdio::null()).status().is_err();
    let (tool, package) = tools.into_iter().find(|(tool, _)| is_missing(tool))?;
    Some(format!("there is no {tool}; Debian has it in the package {package}"))
}

/// An address in a file.
type Place = (PathBuf, u64);

/// Records a program's work; its samples by line of the program's crates.
pub(crate) fn record(work: &Work, scratch: &Path) -> anyhow::Result<ByLine> {
    let data = scratch.join("perf.data");
    // A sample copies this much of the stack, four times perf's default.
    let mut record = process::command(&format!("perf record -q -F {HZ} -e task-clock:u --call-graph dwarf,32768 -o"));
    record.arg(&data).arg("--").arg(&work.program).args(&work.arguments);
    process::run(record.stdout(Stdio::null()))?;
    let mut script = process::command("perf script --no-inline -F tid,ip,dso -i");
    let stacks = parse(&process::output(script.arg(&data).stderr(Stdio::null()))?);
    let lines = symbolize(&stacks, work, scratch)?;
    let mut by_line = ByLine::default();
    for stack in &stacks {
        by_line.add(stack.iter().find_map(|place| lines.get(place)).cloned(), 1);
    }
    Ok(by_line)
}

/// The stacks that `perf script` prints, leaf first: a line for each sample, and after it one for each address, which is
/// an offset in a file. Those of callers lie within their calls.
fn parse(text: &str) -> Vec<Vec<Place>> {
    let mut stacks = Vec::new();
    for line in text.lines().filter(|line| !line.is_empty()) {
        let Some(frame) = line.strip_prefix('\t') else {
            stacks.push(Vec::new());
            continue;
        };
        let place = frame
            .trim()
            .split_once(" (")
            .and_then(|(address, file)| Some((file.strip_suffix(')')?.into(), u64::from_str_radix(address, 16).ok()?)));
        if let (Some(stack), Some(place)) = (stacks.last_mut(), place) {
            stack.push(place);
        }
    }
    stacks
}

/// What LLVM's symbolizer prints of an address; inlined frames are first.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Symbolized {
    #[serde(default)]
    symbol: Vec<Symbol>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Symbol {
    file_name: String,
    line: u32,
}

/// The innermost line of the program's crates at each place that has one.
fn symbolize(stacks: &[Vec<Place>], work: &Work, scratch: &Path) -> anyhow::Result<HashMap<Place, Line>> {
    let distinct: HashSet<&Place> = stacks.iter().flatten().collect();
    let mut places = Vec::new();
    let (input, mut files) = (scratch.join("addresses"), HashMap::new());
    let mut text = Vec::new();
    for place @ (path, offset) in distinct {
        let segments = files.entry(path).or_insert_with(|| segments(path).unwrap_or_default());
        if let Some((start, address, _)) =
            segments.iter().find(|(start, _, size)| (*start..start + size).contains(offset))
        {
            writeln!(text, "\"{}\" {:#x}", path.display(), offset - start + address)?;
            places.push(place);
        }
    }
    fs::write(&input, text)?;
    let mut symbolizer = process::command("llvm-symbolizer --output-style=JSON --inlines");
    let output = process::output(symbolizer.stdin(File::open(input)?))?;
    let mut lines = HashMap::new();
    for (place, line) in places.into_iter().zip(output.lines()) {
        let found: Symbolized = serde_json::from_str(line).with_context(|| line.to_owned())?;
        let line = |symbol: &Symbol| line_of_crates(Path::new(&symbol.file_name), symbol.line, work.crates);
        if let Some(line) = found.symbol.iter().find_map(line) {
            lines.insert(place.clone(), line);
        }
    }
    Ok(lines)
}

/// Offset, address and size of each loaded part of a file.
fn segments(path: &Path) -> anyhow::Result<Vec<(u64, u64, u64)>> {
    let bytes = fs::read(path)?;
    let file = object::File::parse(&*bytes)?;
    Ok(file.segments().map(|part| (part.file_range().0, part.address(), part.file_range().1)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stack_has_an_address_a_line() {
        let text =
            "30591 \n\t          2e4925 (/opt/a program)\n\t 7f (/lib/libc.so.6)\n\n  305 \n\t  ff ([unknown])\n\n";
        let place = |file: &str, offset| (PathBuf::from(file), offset);
        let first = vec![place("/opt/a program", 0x002e_4925), place("/lib/libc.so.6", 0x7f)];
        assert_eq!(parse(text), [first, vec![place("[unknown]", 0xff)]]);
    }
}
