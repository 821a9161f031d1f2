//! Attaching to programs that are busy.

use crate::built::{Built, build};
use crate::{Running, attach, attach_at, profile_of, share_of_line, turn};
use lineprof::recording::Recording;
use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

/// Threads that compute the same again and again, until the standard input ends, and compare what they get. At the end a
/// checksum and an exit code tell whether all was right.
const SOURCE: &str = r#"
use std::hint::black_box;
use std::io::Read;
use std::sync::atomic::{AtomicBool, Ordering};

static STOP: AtomicBool = AtomicBool::new(false);

#[inline(never)]
fn hot(seed: u64) -> u64 {
    (0..black_box(300_000_u64)).fold(seed, |x, i| (x ^ i).wrapping_mul(0x9e37_79b9_7f4a_7c15)) // hot
}

fn work(seed: u64) -> u64 {
    let first = hot(seed);
    while !STOP.load(Ordering::Relaxed) {
        assert_eq!(hot(seed), first);
    }
    first
}

fn main() {
    let named = |number: u64| std::thread::Builder::new().name(format!("busy-{number}"));
    let threads: Vec<_> = (0..20).map(|number| named(number).spawn(move || work(number)).unwrap()).collect();
    println!("begun");
    std::io::stdin().read_to_end(&mut Vec::new()).unwrap();
    STOP.store(true, Ordering::Relaxed);
    let sum = threads.into_iter().map(|thread| thread.join().unwrap()).fold(0, u64::wrapping_add);
    println!("{sum}");
    std::process::exit(7);
}
"#;

/// The nanoseconds that each thread with work has run so far, by its number.
fn run_times(pid: u32) -> HashMap<u32, u64> {
    let tasks = fs::read_dir(format!("/proc/{pid}/task")).expect("it runs").flatten();
    let read = |task: &Path, file| fs::read_to_string(task.join(file)).expect("it runs");
    let tasks = tasks.map(|task| task.path()).filter(|task| read(task, "comm").starts_with("busy-"));
    let time = |task: &Path| read(task, "schedstat").split(' ').next()?.parse().ok();
    let number = |task: &Path| task.file_name()?.to_str()?.parse().ok();
    tasks.filter_map(|task| Some((number(&task)?, time(&task)?))).collect()
}

/// Samples of all 20 threads, as far as the machine has let them run meanwhile; none of another or at another time; and in
/// sum the CPU time.
fn check(recording: &Recording, pid: u32, before: &HashMap<u32, u64>) {
    let sampled: HashSet<u16> = recording.samples.iter().map(|sample| sample.thread).collect();
    let sampled: HashSet<u32> = sampled.iter().map(|thread| recording.threads[usize::from(*thread)].tid).collect();
    let run = run_times(pid).into_iter().map(|(tid, time)| (tid, time - before[&tid]));
    let missing: Vec<_> = run.filter(|(tid, time)| *time > 20_000_000 && !sampled.contains(tid)).collect();
    assert!(before.len() == 20 && missing.is_empty(), "threads without samples that ran for ns: {missing:?}");
    assert!(sampled.len() > 10, "{} threads have samples", sampled.len());
    assert!(recording.threads.iter().all(|thread| thread.pid == pid), "{:?}", recording.threads);
    let wall = u64::try_from(recording.wall.as_nanos()).expect("it is short");
    assert!(recording.samples.iter().all(|sample| sample.time_ns <= wall), "all within {wall} ns");
    let covered = recording.time(recording.total()).as_secs_f64() / recording.cpu.as_secs_f64();
    assert!((0.7..1.3).contains(&covered), "{covered} of the CPU time {:?}, {} lost", recording.cpu, recording.lost);
}

/// How often and for how many seconds, as `100x2`; the default is short.
fn times() -> (usize, f64) {
    let given = std::env::var("LINEPROF_ATTACH").unwrap_or_default();
    let given = given.split_once('x').and_then(|(times, seconds)| Some((times.parse().ok()?, seconds.parse().ok()?)));
    given.unwrap_or((4, 0.5))
}

#[test]
fn a_busy_program_is_unharmed_and_each_profile_has_its_samples() {
    let _turn = turn();
    let Built { program, .. } = &build(SOURCE, &[]);
    let alone = Running::start(&mut Command::new(program)).end();
    let program = Running::start(&mut Command::new(program));
    let (times, seconds) = times();
    while run_times(program.pid()).len() < 20 {
        std::thread::yield_now(); // until all have their names
    }
    for _ in 0..times {
        let before = run_times(program.pid());
        let Some(recording) = attach(program.pid(), seconds) else { return };
        check(&recording, program.pid(), &before);
    }
    assert!(tracked(program.pid()).is_empty(), "nothing is left in it");
    let attached = program.end();
    assert_eq!(attached, alone, "its output and exit code are those of a run without");
    assert_eq!(alone.status.code(), Some(7), "it checks its results");
}

/// The number of counters among the open files of a process, and its pending signals.
fn tracked(pid: u32) -> Vec<String> {
    let files = fs::read_dir(format!("/proc/{pid}/fd")).expect("it runs").flatten();
    let links = files.filter_map(|file| Some(fs::read_link(file.path()).ok()?.display().to_string()));
    let status = fs::read_to_string(format!("/proc/{pid}/status")).expect("it runs");
    let tracer = status.lines().filter(|line| line.starts_with("TracerPid:") && !line.ends_with("\t0"));
    let pending = status.lines().filter(|line| line.starts_with("ShdPnd:") && !line.ends_with("0000000000000000"));
    links.filter(|link| link.contains("perf")).chain(tracer.chain(pending).map(str::to_owned)).collect()
}

#[test]
fn the_lines_the_command_and_the_names_are_those_of_the_process() {
    let _turn = turn();
    let Built { program, .. } = &build(SOURCE, &[]);
    let running = Running::start(Command::new(program).arg("an argument"));
    let Some(recording) = attach(running.pid(), 0.3) else { return };
    assert_eq!(recording.command, format!("{} an argument", program.display()));
    let profile = profile_of(recording);
    assert!(share_of_line(&profile, "// hot") > 0.95, "{}", profile.lines());
    let rooted = profile.quality().rooted.value();
    assert!(rooted > 0.95, "{rooted} of the stacks are whole");
    running.end();
}

/// Starts threads without pause, each of which lives a while and works.
const STARTING: &str = r#"
use std::hint::black_box;
use std::io::Read;
use std::time::{Duration, Instant};

#[inline(never)]
fn hot() {
    let begin = Instant::now();
    while begin.elapsed() < Duration::from_millis(100) {
        black_box((0..black_box(10_000_u64)).fold(1, |x, i| (x ^ i).wrapping_mul(3))); // hot
    }
}

fn main() {
    for _ in 0..4 {
        std::thread::spawn(|| loop {
            let threads: Vec<_> = (0..8).map(|_| {
                std::thread::sleep(Duration::from_micros(200));
                std::thread::spawn(hot)
            }).collect();
            threads.into_iter().for_each(|thread| thread.join().unwrap());
        });
    }
    println!("begun");
    std::io::stdin().read_to_end(&mut Vec::new()).unwrap();
}
"#;

/// The CPU time of a process in seconds, with that of threads that have ended.
fn used(pid: u32) -> f64 {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).expect("it runs");
    let fields = stat.rsplit_once(") ").expect("after the name").1.split(' ');
    fields.skip(11).take(2).map(|ticks| ticks.parse::<f64>().expect("a number")).sum::<f64>() / 100.0
}

#[test]
fn threads_that_start_while_it_attaches_are_neither_missed_nor_counted_twice() {
    let _turn = turn();
    let Built { program, .. } = &build(STARTING, &[]);
    let running = Running::start(&mut Command::new(program));
    for _ in 0..3 {
        let (begin, before) = (Instant::now(), used(running.pid()));
        // A thread that ends within a period has no sample, so there are many.
        let Some(recording) = attach_at(4999, running.pid(), 1.0) else { return };
        // The time to attach and to detach is not recorded.
        let part = recording.wall.as_secs_f64() / begin.elapsed().as_secs_f64();
        let used = (used(running.pid()) - before) * part;
        // To start and end threads takes time in the kernel, which samples do not show.
        let (samples, time) = (recording.time(recording.total()), recording.cpu + recording.system);
        for (what, time, least) in [("samples", samples, 0.5), ("time", time, 0.85)] {
            let share = time.as_secs_f64() / used;
            assert!((least..1.15).contains(&share), "{what}: {share} of {used} s, {} lost", recording.lost);
        }
    }
    running.end();
}

/// The last of many threads starts one a millisecond. Those work later, one after the other.
const LATE: &str = r#"
use std::hint::black_box;
use std::time::{Duration, Instant};

fn work(from: Instant) {
    std::thread::sleep(from.saturating_duration_since(Instant::now()));
    (0..20).for_each(|_| drop(black_box((0..black_box(300_000_u64)).fold(1, |x, i| black_box(x ^ i).wrapping_mul(3)))));
}

fn start(until: Instant) {
    let threads: Vec<_> = (0..150).map(|number| {
        std::thread::sleep(Duration::from_millis(1));
        std::thread::Builder::new().name(format!("late-{number}")).spawn(move || work(until + number * Duration::from_millis(12))).unwrap()
    }).collect();
    threads.into_iter().for_each(|thread| thread.join().unwrap());
    std::process::exit(0);
}

fn main() {
    let until = Instant::now() + Duration::from_secs(3);
    (0..200).for_each(|_| drop(std::thread::spawn(|| std::thread::sleep(Duration::from_secs(100)))));
    let last = std::thread::spawn(move || start(until));
    println!("begun");
    last.join().unwrap();
}
"#;

#[test]
fn threads_that_an_uncounted_thread_starts_while_it_attaches_are_sampled() {
    let _turn = turn();
    let Built { program, .. } = &build(LATE, &[]);
    let mut running = Running::start(&mut Command::new(program));
    let Some(recording) = attach(running.pid(), 100.0) else { return };
    let late: HashSet<&str> = recording.threads.iter().map(|thread| thread.name.as_str()).collect();
    let missed: Vec<_> = (0..150).filter(|number| !late.contains(format!("late-{number}").as_str())).collect();
    assert_eq!(missed, [0; 0], "threads without samples, {} lost", recording.lost);
    running.child.wait().expect("it has ended");
}
