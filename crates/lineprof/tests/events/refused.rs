//! Events that the kernel refuses to count are named, and the recording continues.

use crate::{config, record, shared, skip, unprivileged};
use lineprof::recording::Event;
use lineprof::{Config, Profile};
use std::fs;
use std::process::Command;

const BUSY: &str =
    "fn main() { let mut x = 1_u64; for i in 0..300_000_000 { x = std::hint::black_box(x ^ i); } println!(\"{x}\"); }";

fn warnings(profile: &Profile, word: &str) -> usize {
    profile.quality().warnings.iter().filter(|warning| warning.contains(word)).count()
}

#[test]
fn counters_that_a_machine_lacks_are_named_in_one_sentence() {
    let events = [Event::Cycles, Event::PageFaults, Event::Instructions, Event::Cycles];
    let built = crate::build(BUSY, &[]);
    let Some((status, recording)) = record(&config(&events), &mut Command::new(&built.program)) else { return };
    assert!(status.success() && recording.samples.len() > 20, "CPU time is sampled");
    let profile = Profile::of(recording, &Config::default()).expect("there are no globs");
    let counters: Vec<Event> = profile.recording.counters.iter().map(|counter| counter.event).collect();
    if counters.contains(&Event::Cycles) {
        skip("refused cycles: this machine counts them");
        assert_eq!(counters, [Event::PageFaults, Event::Cycles, Event::Instructions]);
        let of = |at: usize| &profile.recording.counters[at];
        assert!(of(1).with_stack() > of(1).total / 2 && of(1).with_stack() <= of(1).total, "{}", profile.quality());
        return;
    }
    assert_eq!(counters, [Event::PageFaults]);
    assert_eq!(warnings(&profile, "cycles, instructions are not counted: this machine has no such counter"), 1);
}

#[test]
fn what_needs_privileges_is_named_with_the_remedy() {
    let shared = shared(BUSY);
    let arguments = ["record", "--event", "cs,faults", "--event=migrations", "--event", "cs", "./busy"];
    let Some(output) = unprivileged(&shared, &arguments) else { return };
    let profile = Profile::read_json(&shared.built.folder.path().join("lineprof.out/lineprof.json")).unwrap();
    let counted = |event| profile.recording.counters.iter().any(|counter| counter.event == event);
    assert!(counted(Event::PageFaults) && profile.recording.total() > 0, "{}", profile.quality());
    let level = fs::read_to_string("/proc/sys/kernel/perf_event_paranoid").expect("there are counters");
    if level.trim().parse::<i32>().expect("a number") <= 1 {
        return skip("refused context-switches: every user may count in the kernel here");
    }
    assert!(!counted(Event::ContextSwitches) && !counted(Event::CpuMigrations), "{}", profile.quality());
    let sentence = "context-switches, cpu-migrations are not counted: they happen in the kernel";
    assert_eq!(warnings(&profile, sentence), 1, "{}", profile.quality());
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(text.contains("perf_event_paranoid=1") && !text.contains("panicked"), "{text}");
}

#[test]
fn a_low_limit_of_open_files_costs_events_alone_and_is_not_raised_for_the_program() {
    let built = crate::build(BUSY, &[]);
    if record(&config(&[Event::PageFaults]), &mut Command::new(&built.program)).is_none() {
        return;
    }
    let out = built.folder.path().join("out");
    let recorded = |limit: &str, program: &str| {
        let lineprof = format!("ulimit {limit}; exec \"$0\" record --event faults --out \"$1\" -- {program}");
        let mut command = Command::new("sh");
        command.args(["-c", &lineprof, env!("CARGO_BIN_EXE_lineprof")]).arg(&out).arg(&built.program);
        let output = command.output().expect("there is a shell");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let profile = Profile::read_json(&out.join("lineprof.json")).expect("it was written");
        (profile, String::from_utf8_lossy(&output.stdout).into_owned())
    };
    let cpus = std::thread::available_parallelism().map_or(1, usize::from);
    let (profile, _) = recorded(&format!("-n {}", 20 + cpus), "\"$2\"");
    assert!(profile.recording.total() > 20, "{}", profile.quality());
    assert_eq!(warnings(&profile, "no event is counted: they take"), 1, "{}", profile.quality());
    let (profile, limit) = recorded("-Sn 60", "sh -c 'ulimit -n'");
    assert_eq!((limit.trim(), warnings(&profile, "no event is counted")), ("60", 0), "{}", profile.quality());
}

#[test]
fn names_are_those_of_perf_and_a_wrong_one_is_refused_with_all_of_them() {
    let lineprof = |name: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_lineprof"));
        let output = command.args(["record", "--out", "/dev/null/none", "--event", name, "true"]).output().unwrap();
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    for name in ["faults", "cs", "migrations", "cpu-cycles", "branch-instructions", "L1-dcache-load-misses", "cycles"] {
        let (code, text) = lineprof(name);
        assert!(code == Some(1) && text.contains("--out /dev/null/none"), "{name} is known: {text}");
    }
    for name in ["waiting", "cycle", ""] {
        let (code, text) = lineprof(name);
        assert_eq!(code, Some(2), "{text}");
        assert!(text.contains("--event") && text.contains("page-faults, minor-faults"), "{text}");
    }
}
