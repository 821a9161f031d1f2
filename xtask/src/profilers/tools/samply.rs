//! What samply found, from the files that it saves: a profile, and the names of its addresses. Lines are looked up only when
//! its browser page is open.

use super::super::programs::Program;
use crate::process;
use anyhow::Context;
use serde::Deserialize;
use std::collections::HashSet;
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
}

fn is_root(names: &Names, symbol: &Symbol, program: &Program) -> bool {
    let mut functions = symbol.frames.iter().map(|frame| frame.function).chain([Some(symbol.symbol)]);
    functions
        .any(|name| name.and_then(|at| names.string_table.get(at)).is_some_and(|name| name.ends_with(program.root)))
}

/// No share of a line, and that of the samples in whose stacks the root is.
pub(super) fn shares(folder: &Path, program: &Program) -> anyhow::Result<[Option<f64>; 2]> {
    let saved = process::output(process::command("gzip -dc").arg(folder.join("samply.json.gz")))?;
    let Saved { libs, threads } = serde_json::from_str(&saved)?;
    let names = folder.join("samply.json.syms.json");
    let names: Names = serde_json::from_slice(&fs::read(&names).with_context(|| names.display().to_string())?)?;
    let mut roots: HashSet<(&str, i64)> = HashSet::new();
    for library in &names.data {
        let is_root =
            |symbol: usize| library.symbol_table.get(symbol).is_some_and(|symbol| is_root(&names, symbol, program));
        let addresses = library.known_addresses.iter().filter(|(_, symbol)| is_root(*symbol));
        roots.extend(addresses.map(|(address, _)| (library.debug_name.as_str(), *address)));
    }
    let (mut all, mut found) = (0_u32, 0_u32);
    for thread in &threads {
        let is_root = |frame: usize| {
            let resource = usize::try_from(thread.func_table.resource[thread.frame_table.func[frame]]).ok();
            let lib = resource.and_then(|resource| thread.resource_table.lib[resource]);
            lib.is_some_and(|lib| roots.contains(&(libs[lib].debug_name.as_str(), thread.frame_table.address[frame])))
        };
        for stack in thread.samples.stack.iter().flatten() {
            let mut stacks = std::iter::successors(Some(*stack), |&stack| thread.stack_table.prefix[stack]);
            all += 1;
            found += u32::from(stacks.any(|stack| is_root(thread.stack_table.frame[stack])));
        }
    }
    Ok([None, (all > 0).then(|| f64::from(found) / f64::from(all))])
}
