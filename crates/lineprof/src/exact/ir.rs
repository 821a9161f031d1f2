//! How many instructions each line cost, counted by callgrind.

use super::callgrind::Counts;
use crate::recording::{Backend, Object, Pc, Recording, Stacks};
use crate::{Config, Error, Frame, Profile};
use object::{Object as _, ObjectSegment as _};
use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// What a line cost.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Cost {
    own: u64,
    inclusive: u64,
}

/// How many instructions each line cost: exact, and the same on every machine, but of a build for [`Ir::CPU`], as
/// valgrind knows no newer instructions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ir {
    lines: HashMap<(PathBuf, u32), Cost>,
    program: u64,
    total: u64,
}

impl Ir {
    /// What the counted program is built for.
    pub const CPU: &str = "x86-64-v3";
    /// What a column of these counts says of them.
    pub const LABEL: &str = "x86-64-v3 build";

    /// Reads what callgrind wrote of a run of a program, with `--dump-instr=yes`.
    ///
    /// # Errors
    /// Where the file cannot be read or is not callgrind's, and where its addresses are not the program's.
    pub fn read(executable: &Path, callgrind: &Path, config: &Config) -> Result<Self, Error> {
        let text =
            fs::read_to_string(callgrind).map_err(|source| Error::File { path: callgrind.to_owned(), source })?;
        let bad = |reason| Error::Format { path: callgrind.to_owned(), what: "callgrind's", reason };
        let counts = Counts::parse(&text).map_err(bad)?;
        let sum = counts.instructions.values().sum();
        if counts.total.is_some_and(|total| total != sum) {
            return Err(bad(format!("its lines add up to {sum}, not {}", counts.total.unwrap_or(0))));
        }
        let (recording, counts, program) = recording(executable, counts).map_err(bad)?;
        let profile = Profile::of(recording, config)?;
        Ok(Self { lines: charge(&profile, &counts), program, total: sum })
    }

    /// How many instructions a line is charged with: those whose innermost frame of the user's it is. `None` where it
    /// has no code.
    #[must_use]
    pub fn of(&self, path: &Path, line: u32) -> Option<u64> {
        self.lines.get(&(path.to_owned(), line)).map(|cost| cost.own)
    }

    /// The same, and those of functions that were inlined into the line; what it calls is not among them.
    #[must_use]
    pub fn inclusive(&self, path: &Path, line: u32) -> Option<u64> {
        self.lines.get(&(path.to_owned(), line)).map(|cost| cost.inclusive)
    }

    /// The instructions of the program's own file: those of libraries that it loads are another machine's others.
    #[must_use]
    pub const fn program(&self) -> u64 {
        self.program
    }

    /// All instructions of the run, whosever they are.
    #[must_use]
    pub const fn total(&self) -> u64 {
        self.total
    }

    /// All lines of the user's that cost something, with their own and inclusive instructions, in no order.
    pub fn iter(&self) -> impl Iterator<Item = (&Path, u32, u64, u64)> {
        self.lines.iter().map(|((path, line), cost)| (path.as_path(), *line, cost.own, cost.inclusive))
    }
}

/// The instructions of each stack of a profile, charged to lines.
fn charge(profile: &Profile, counts: &[u64]) -> HashMap<(PathBuf, u32), Cost> {
    let mut lines: HashMap<(PathBuf, u32), Cost> = HashMap::new();
    let place = |frame: &Frame| Some((profile.symbols.path(frame.file?).to_owned(), frame.line?));
    for (stack, &count) in (0..).zip(counts) {
        if let Some(place) = profile.charged(stack).as_ref().and_then(place) {
            lines.entry(place).or_default().own += count;
        }
        let users = profile.symbols.frames(stack).filter(|frame| profile.is_users(frame));
        // A line of a function that is inlined into itself costs what it costs once.
        let places: BTreeSet<_> = users.filter_map(|frame| place(&frame)).collect();
        for place in places {
            lines.entry(place).or_default().inclusive += count;
        }
    }
    lines
}

/// A recording with one stack of one frame for each address, the count of each stack, and the program's own count.
fn recording(executable: &Path, counts: Counts) -> Result<(Recording, Vec<u64>, u64), String> {
    let executable = executable.canonicalize().unwrap_or_else(|_| executable.to_owned());
    let mut objects: Vec<Opened> = Vec::new();
    let (mut of_stacks, mut program) = (Vec::new(), 0);
    let mut stacks = Stacks::default();
    for ((object, address), count) in counts.instructions {
        // The counts are in the order of their objects.
        if objects.last().is_none_or(|last| last.name != object) {
            objects.push(Opened::new(object));
        }
        let number = objects.len() - 1;
        let Opened { path, .. } = &objects[number];
        let offset = objects[number].offset(address);
        if offset.is_none() && *path == executable {
            return Err(format!("it has instructions at {address:#x}, where {} has none", path.display()));
        }
        program += if *path == executable { count } else { 0 };
        let known = offset.and_then(|offset| Some((u32::try_from(number).ok()?, offset)));
        let pc =
            known.map_or(Pc { object: None, offset: address }, |(object, offset)| Pc { object: Some(object), offset });
        let stack = stacks.intern(&[pc]);
        of_stacks.resize(of_stacks.len().max(stack as usize + 1), 0);
        of_stacks[stack as usize] += count;
    }
    if !objects.iter().any(|object| object.path == executable) {
        return Err(format!("it is of a run of another program than {}", executable.display()));
    }
    let objects = objects.into_iter().map(|object| Object { path: object.path }).collect();
    Ok((of(objects, stacks), of_stacks, program))
}

fn of(objects: Vec<Object>, stacks: Stacks) -> Recording {
    Recording {
        backend: Backend::PerfEventChild,
        declined: Vec::new(),
        warnings: Vec::new(),
        asked_hz: 0,
        period_ns: 0,
        command: String::new(),
        objects,
        threads: Vec::new(),
        stacks,
        samples: Vec::new(),
        lost: 0,
        overruns: 0,
        of_children: 0,
        cpu: Duration::ZERO,
        system: Duration::ZERO,
        wall: Duration::ZERO,
    }
}

/// A program or library, as callgrind names it, and where its code lies.
struct Opened {
    name: String,
    path: PathBuf,
    /// Address, size and file offset of each segment with code.
    code: Vec<(u64, u64, u64)>,
}

impl Opened {
    fn new(name: String) -> Self {
        let path = Path::new(&name).canonicalize().unwrap_or_else(|_| PathBuf::from(&name));
        let code = fs::read(&path).ok().and_then(|data| Some(code(&object::File::parse(&*data).ok()?)));
        Self { name, path, code: code.unwrap_or_default() }
    }

    /// The offset in the file of an address by the object's own tables. Callgrind has taken off already where the
    /// object was loaded.
    fn offset(&self, address: u64) -> Option<u64> {
        let segment = self.code.iter().find(|(start, size, _)| (*start..start + size).contains(&address));
        segment.map(|(start, _, offset)| address - start + offset)
    }
}

fn code(file: &object::File<'_>) -> Vec<(u64, u64, u64)> {
    let executable =
        |flags| matches!(flags, object::SegmentFlags::Elf { p_flags, .. } if p_flags.0 & object::elf::PF_X.0 != 0);
    let segments = file.segments().filter(|segment| executable(segment.flags()));
    segments
        .map(|segment| {
            let (offset, size) = segment.file_range();
            (segment.address(), size, offset)
        })
        .collect()
}
