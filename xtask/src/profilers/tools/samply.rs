//! What samply's browser shows, from the files that it saves: a profile, and the names and lines of its addresses.

use super::super::programs::Program;
use crate::process;
use anyhow::Context;
use serde::Deserialize;
use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::Path;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Saved {
    libs: Vec<Lib>,
    threads: Vec<Thread>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Lib {
    debug_name: String,
}

/// Tables whose columns are arrays.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Thread {
    samples: Samples,
    stack_table: Stacks,
    frame_table: Frames,
    func_table: Functions,
    resource_table: Resources,
}

#[derive(Deserialize)]
struct Samples {
    stack: Vec<Option<usize>>,
}

#[derive(Deserialize)]
struct Stacks {
    prefix: Vec<Option<usize>>,
    frame: Vec<usize>,
}

#[derive(Deserialize)]
struct Frames {
    address: Vec<i64>,
    func: Vec<usize>,
}

#[derive(Deserialize)]
struct Functions {
    resource: Vec<i64>,
}

#[derive(Deserialize)]
struct Resources {
    lib: Vec<Option<usize>>,
}

#[derive(Deserialize)]
struct Names {
    string_table: Vec<String>,
    data: Vec<Library>,
}

#[derive(Deserialize)]
struct Library {
    debug_name: String,
    symbol_table: Vec<Symbol>,
    /// Addresses, with their symbols.
    known_addresses: Vec<(i64, usize)>,
}

#[derive(Deserialize)]
struct Symbol {
    symbol: usize,
    #[serde(default)]
    frames: Vec<Frame>,
}

#[derive(Deserialize)]
struct Frame {
    function: Option<usize>,
    file: Option<usize>,
    line: Option<u32>,
}

/// Whether a symbol has the hottest line, and whether it has the root.
type Has = [bool; 2];

fn has(names: &Names, symbol: &Symbol, program: &Program) -> Has {
    let text = |at: Option<usize>| at.and_then(|at| names.string_table.get(at)).map_or("", String::as_str);
    let is_line = |frame: &Frame| frame.line == Some(program.line) && text(frame.file).ends_with(&program.file);
    let mut functions = symbol.frames.iter().map(|frame| frame.function).chain([Some(symbol.symbol)]);
    [symbol.frames.iter().any(is_line), functions.any(|name| text(name).ends_with(program.root))]
}

/// The share of the samples in whose stacks the hottest line is, as the source view counts them, and that of the root.
pub(super) fn shares(folder: &Path, program: &Program) -> anyhow::Result<[Option<f64>; 2]> {
    let saved = process::output(process::command("gzip -dc").arg(folder.join("samply.json.gz")))?;
    let Saved { libs, threads } = serde_json::from_str(&saved)?;
    let names = folder.join("samply.json.syms.json");
    let names: Names = serde_json::from_slice(&fs::read(&names).with_context(|| names.display().to_string())?)?;
    let mut known: HashMap<(&str, i64), Has> = HashMap::new();
    for library in &names.data {
        let addresses = library.known_addresses.iter();
        known.extend(addresses.filter_map(|&(address, symbol)| {
            Some(((library.debug_name.as_str(), address), has(&names, library.symbol_table.get(symbol)?, program)))
        }));
    }
    let (mut all, mut found) = (0_u32, [0_u32; 2]);
    for thread in &threads {
        let of_frame = |frame: usize| -> Option<Has> {
            let resource = usize::try_from(thread.func_table.resource[thread.frame_table.func[frame]]).ok()?;
            let lib = &libs[thread.resource_table.lib[resource]?].debug_name;
            known.get(&(lib.as_str(), thread.frame_table.address[frame])).copied()
        };
        for stack in thread.samples.stack.iter().flatten() {
            all += 1;
            let stacks = std::iter::successors(Some(*stack), |&stack| thread.stack_table.prefix[stack]);
            let of_stack: HashSet<Has> = stacks.filter_map(|stack| of_frame(thread.stack_table.frame[stack])).collect();
            for (at, count) in found.iter_mut().enumerate() {
                *count += u32::from(of_stack.iter().any(|has| has[at]));
            }
        }
    }
    Ok(found.map(|count| (all > 0).then(|| f64::from(count) / f64::from(all))))
}
