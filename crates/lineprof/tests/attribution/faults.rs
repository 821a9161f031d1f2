//! The usual errors of profilers, injected into a correct recording or profile, so that tests can show that they would
//! be detected.

use crate::config;
use lineprof::Profile;
use lineprof::recording::{Pc, Recording};
use object::{Object as _, ObjectSegment as _};
use std::collections::HashMap;

/// Looks up each leaf one byte before its address, as if it were a caller.
pub(crate) fn leaf_before(recording: &Recording) -> Recording {
    with_addresses(recording, |pc, leaf| Pc { offset: pc.offset - u64::from(leaf), ..pc })
}

/// Replaces every address in this program by the start of its function.
pub(crate) fn function_start(recording: &Recording) -> Recording {
    let path = std::env::current_exe().expect("this program has a path");
    let data = std::fs::read(&path).expect("this program can be read");
    let program = object::File::parse(&*data).expect("it is a program");
    let symbols = program.symbol_map();
    let start = |offset: u64| {
        let mut segments = program.segments().map(|segment| (segment.file_range(), segment.address()));
        let ((from, _), base) = segments.find(|((from, size), _)| (*from..from + size).contains(&offset))?;
        Some(symbols.before(offset - from + base)?.address() - base + from)
    };
    with_addresses(recording, |pc, leaf| {
        let is_ours = pc.object.is_some_and(|object| recording.objects[object as usize].path == path);
        // A caller's address is after its call, so the byte before it is looked up.
        let moved = start(pc.offset).filter(|_| is_ours).map(|start| start + u64::from(!leaf));
        Pc { offset: moved.unwrap_or(pc.offset), ..pc }
    })
}

fn with_addresses(recording: &Recording, change: impl Fn(Pc, bool) -> Pc) -> Recording {
    let mut changed = recording.clone();
    for stack in &mut changed.stacks {
        stack.iter_mut().enumerate().for_each(|(depth, pc)| *pc = change(*pc, depth == 0));
    }
    changed
}

/// Keeps only the innermost frame of each stack, so that foreign inlined frames are not stepped over.
pub(crate) fn innermost_only(profile: &Profile) -> Profile {
    let mut symbols = profile.symbols.clone();
    for location in &mut symbols.locations {
        location.frames.truncate(usize::from(location.leaf));
    }
    Profile::assemble(profile.recording.clone(), symbols, &config()).expect("the glob is valid")
}

/// Merges functions with the same name without type parameters.
pub(crate) fn merged_by_bare_name(profile: &Profile) -> Profile {
    let mut symbols = profile.symbols.clone();
    let mut firsts = HashMap::new();
    let bare = |name: &str| name.split("::<").next().unwrap_or_default().to_owned();
    let first: Vec<u32> =
        (0..).zip(&symbols.functions).map(|(n, of)| *firsts.entry(bare(&of.name)).or_insert(n)).collect();
    for frame in symbols.locations.iter_mut().flat_map(|location| &mut location.frames) {
        frame.function = first[frame.function as usize];
    }
    Profile::assemble(profile.recording.clone(), symbols, &config()).expect("the glob is valid")
}
