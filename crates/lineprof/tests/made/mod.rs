//! Profiles made by hand.

use lineprof::recording::{Backend, Count, Counter, Event, Object, Pc, Recording, Sample, Thread};
use lineprof::{Config, File, Frame, Function, Location, Profile, Symbols};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The frames at an address, innermost first: function, file, line. A single one without a file names the object of an
/// address without known function; `?` is an unknown object.
type Address<'a> = &'a [(&'a str, &'a str, u32)];

/// A profile that grows by samples.
#[derive(Debug)]
pub(crate) struct Made {
    recording: Recording,
    symbols: Symbols,
}

impl Default for Made {
    fn default() -> Self {
        let recording = Recording {
            declined: vec!["no reason".to_owned()],
            command: "lanelab <render> & \"save\"".to_owned(),
            objects: vec![Object::new(PathBuf::from("/opt/lanelab"))],
            lost: 1,
            overruns: 2,
            of_children: 3,
            cpu: Duration::from_nanos(1_234_567_891),
            system: Duration::from_millis(4),
            wall: Duration::from_secs(2),
            ..Recording::empty(Backend::PerfEvent, 997)
        };
        Self { recording, symbols: Symbols::default() }
    }
}

impl Made {
    /// Adds a sample: the addresses of its stack, leaf first, its thread's name and its weight.
    pub(crate) fn sample(&mut self, stack: &[Address<'_>], thread: &str, weight: u16) {
        let time_ns = 1_000_000 * self.recording.samples.len() as u64;
        let (stack, thread) = self.place(stack, thread);
        self.recording.samples.push(Sample { time_ns, stack, thread, weight });
    }

    /// Adds what a counter counted at a stack, as [`Made::sample`].
    pub(crate) fn count(&mut self, event: Event, stack: &[Address<'_>], thread: &str, amount: u64) {
        let (stack, thread) = self.place(stack, thread);
        let counters = &mut self.recording.counters;
        let new = || Counter { event, total: 0, counts: Vec::new() };
        let at = place(counters, |known| known.event == event, new);
        let counter = &mut counters[at as usize];
        counter.total += amount;
        counter.counts.push(Count { time_ns: 1_000_000 * counter.counts.len() as u64, stack, thread, amount });
    }

    /// The numbers of a stack and a thread.
    fn place(&mut self, stack: &[Address<'_>], thread: &str) -> (u32, u16) {
        let locations: Vec<u32> =
            stack.iter().enumerate().map(|(depth, frames)| self.location(frames, depth == 0)).collect();
        let pcs: Box<[Pc]> = locations.iter().map(|&at| self.symbols.locations[at as usize].pc).collect();
        let number = place(&mut self.recording.stacks, |known| *known == pcs, || pcs.clone());
        if number as usize == self.symbols.stacks.len() {
            self.symbols.stacks.push(locations);
        }
        let next = u32::try_from(self.recording.threads.len()).expect("few threads");
        let new = || Thread { pid: 1, tid: 100 + next, name: thread.to_owned(), ..Thread::default() };
        let thread = place(&mut self.recording.threads, |known| known.name == thread, new);
        (number, u16::try_from(thread).expect("few threads"))
    }

    /// The profile, with the files below `/src` the user's.
    pub(crate) fn profile(self) -> Profile {
        let config = Config { sources: vec![PathBuf::from("/src")], ..Config::default() };
        Profile::assemble(self.recording, self.symbols, &config).expect("there are no globs")
    }

    fn location(&mut self, frames: Address<'_>, leaf: bool) -> u32 {
        let (object, frames) = match frames {
            [("?", "", _)] => (None, Vec::new()),
            [(name, "", _)] => {
                let same = |object: &Object| object.path == Path::new(name);
                (Some(place(&mut self.recording.objects, same, || Object::new(name.into()))), Vec::new())
            }
            _ => (Some(0), frames.iter().map(|frame| self.frame(frame)).collect()),
        };
        let next = 0x1000 + self.symbols.locations.len() as u64;
        let same = |known: &Location| known.pc.object == object && known.leaf == leaf && known.frames == frames;
        let new = || Location { pc: Pc { object, offset: next }, leaf, frames: frames.clone() };
        place(&mut self.symbols.locations, same, new)
    }

    fn frame(&mut self, &(name, file, line): &(&str, &str, u32)) -> Frame {
        let new = || Function { name: name.to_owned(), object: Some(0) };
        let function = place(&mut self.symbols.functions, |known| known.name == name, new);
        let path = Path::new("/src").join(file);
        let file = place(&mut self.symbols.files, |known| known.path == path, || File { path: path.clone() });
        Frame { function, file: Some(file), line: (line > 0).then_some(line) }
    }
}

/// The index of an item in a list, to which it is added if it is missing.
fn place<T>(all: &mut Vec<T>, same: impl Fn(&T) -> bool, new: impl FnOnce() -> T) -> u32 {
    let at = all.iter().position(same).unwrap_or_else(|| {
        all.push(new());
        all.len() - 1
    });
    u32::try_from(at).expect("few things")
}

/// A profile with inlined frames, two threads, weights, and addresses without known function: 19 samples.
pub(crate) fn made() -> Profile {
    let mut made = Made::default();
    let at = |line| [("<f64 as Real>::add", "real.rs", 11), ("kernels::step::<f64>", "kernels.rs", line)];
    let main: Address<'_> = &[("main", "main.rs", 7)];
    made.sample(&[&at(93), main], "main", 1);
    made.sample(&[&at(94), main], "main", 1);
    made.sample(&[&at(93), main], "main", 2);
    made.sample(&[&at(94), main], "worker", 4);
    made.sample(&[&[("/lib/libc.so.6", "", 0)], main], "worker", 2);
    made.sample(&[&[("[vdso]", "", 0)], main], "worker", 4);
    made.sample(&[&[("?", "", 0)]], "", 1);
    made.sample(&[&[("main", "main.rs", 0)]], "main", 4);
    made.profile()
}
