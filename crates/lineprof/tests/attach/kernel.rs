//! Samples of the kernel's work.

use crate::built::build;
use crate::command_line::unprivileged;
use crate::{lineprof, share_of_line, skip, text_of, turn};
use lineprof::Profile;
use lineprof::recording::Recording;
use std::fs;
use std::path::Path;
use std::process::Output;

/// Most of its time the kernel clears memory: for a call on one line, at first accesses on another.
const SOURCE: &str = r#"
use std::io::Read;

#[inline(never)]
fn touch(page: &mut std::mem::MaybeUninit<u8>) {
    page.write(1); // touch
}

fn main() {
    let mut file = std::fs::File::open("/dev/zero").unwrap();
    let mut buffer = vec![1_u8; 16 << 20];
    for _ in 0..150 {
        file.read_exact(&mut buffer).unwrap(); // read
    }
    for _ in 0..100 {
        let mut pages: Vec<u8> = Vec::with_capacity(32 << 20);
        pages.spare_capacity_mut().iter_mut().step_by(4096).for_each(touch);
    }
}
"#;

fn profile(folder: &Path, output: &Output) -> Option<Profile> {
    match Profile::read_json(&folder.join("lineprof.out/lineprof.json")) {
        Ok(profile) => Some(profile),
        Err(_) => {
            skip(&format!("the kernel: {}", text_of(output)));
            None
        }
    }
}

#[test]
fn the_kernels_time_is_charged_to_the_lines_that_call_it_or_fault() {
    let _turn = turn();
    let built = build(SOURCE, &[]);
    let folder = built.folder.path();
    for unwind in ["auto", "dwarf"] {
        let arguments = ["record", "--kernel", "--unwind", unwind, "./busy"];
        let output = lineprof(folder, &arguments).output().expect("it starts");
        let Some(profile) = profile(folder, &output) else { return };
        if !profile.recording.kernel {
            return skip("the kernel: it takes root or CAP_PERFMON");
        }
        let quality = profile.quality();
        let covered = quality.covered.as_secs_f64() / (profile.recording.cpu + profile.recording.system).as_secs_f64();
        assert!((0.9..1.1).contains(&covered), "{covered}: {quality}");
        assert!(quality.to_string().contains("sampled, of which"), "{quality}");
        assert!(quality.rooted.value() > 0.9, "{quality}");
        let in_kernel = share_in_kernel(&profile.recording);
        let lines = profile.lines();
        for part in ["// read", "// touch"] {
            let line = lines.hot.iter().find(|line| line.contents.contains(part)).unwrap_or_else(|| panic!("{lines}"));
            let via = line.via.as_ref().unwrap_or_else(|| panic!("{lines}"));
            assert!(via.name.starts_with("kernel ") || via.name == "[kernel]", "{unwind}: {lines}");
        }
        let both = share_of_line(&profile, "// read") + share_of_line(&profile, "// touch");
        assert!(in_kernel > 0.5 && both > 0.6, "{unwind}: {in_kernel} in the kernel, {both} on both lines: {lines}");
        // What was looked up is in the profile, so names are there on another machine.
        let names: Vec<_> = profile.symbols.functions.iter().map(|function| function.name.as_str()).collect();
        let hidden = fs::read_to_string("/proc/kallsyms").is_ok_and(|text| text.starts_with("0000000000000000 "));
        assert!(hidden || names.iter().any(|name| name.contains("syscall")), "{names:?}");
    }
}

/// The share of the samples that were taken in the kernel.
fn share_in_kernel(recording: &Recording) -> f64 {
    let kernel = recording.objects.iter().position(|object| object.path == Path::new("[kernel]"));
    let is_kernel = |stack: u32| recording.stacks[stack as usize][0].object.map(|object| object as usize) == kernel;
    let inside = recording.samples.iter().filter(|sample| kernel.is_some() && is_kernel(sample.stack)).count();
    inside as f64 / recording.samples.len() as f64
}

#[test]
fn where_the_kernel_may_not_be_sampled_the_program_is() {
    let _turn = turn();
    let built = build(SOURCE, &[]);
    let folder = built.folder.path();
    let Some(mut command) = unprivileged(folder, &["record", "--kernel", "./busy"]) else { return };
    let output = command.output().expect("it starts");
    let Some(profile) = profile(folder, &output) else { return };
    if profile.recording.kernel {
        return skip("a kernel that may not be sampled: perf_event_paranoid is 1 or less");
    }
    assert_eq!(share_in_kernel(&profile.recording), 0.0, "user code only");
    let quality = profile.quality();
    let told = quality.warnings.iter().filter(|warning| warning.starts_with("the kernel is not sampled"));
    assert_eq!(told.count(), 1, "{quality}");
    assert!(output.status.success() && text_of(&output).contains("perf_event_paranoid=1"), "{}", text_of(&output));
}
