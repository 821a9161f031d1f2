//! Recordings within and after others, and by a user without privileges.

use crate::{burn, part, profile, profile_burn, rerun, run_alone, samples_in, skip, this_program, turn};
use lineprof::recording::Backend;
use lineprof::{Config, Error, Recorder};
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::Command;

#[test]
fn a_recording_inside_a_recording_is_an_error() {
    let _turn = turn();
    let config = Config::default();
    let (inner, outer) = profile(|| {
        let inner = lineprof::profile(&config, burn).map(drop);
        let start = || Recorder::start(&config).map(drop);
        let elsewhere = std::thread::scope(|scope| scope.spawn(start).join().expect("no panic"));
        let of_a_command = lineprof::record(&config, &mut Command::new("true")).map(drop);
        burn();
        [inner, elsewhere, of_a_command]
    });
    for result in inner {
        assert!(matches!(result, Err(Error::Running)), "{result:?}");
    }
    assert!(samples_in(&outer, "burn") > 0, "the outer recording goes on: {}", outer.functions());
    profile_burn();
}

#[test]
fn a_wrong_configuration_is_an_error_before_the_work_and_leaves_room_for_another() {
    let _turn = turn();
    drop(Recorder::start(&Config::default()).expect("some sampler starts"));
    let rate = |hz| Config { hz, ..Config::default() };
    let glob = Config { transparent: vec!["src/[".to_owned()], ..Config::default() };
    for (config, parts) in [
        (rate(0), ["0 Hz", "1 to 20000"]),
        (rate(20_001), ["20001 Hz", "1 to 20000"]),
        (rate(u32::MAX), ["4294967295 Hz", "1 to 20000"]),
        (glob, ["\"src/[\" is not a glob", "`*` stands for any part of a name"]),
    ] {
        let mut begun = false;
        let profiled = lineprof::profile(&config, || begun = true).expect_err("it is wrong");
        assert!(!begun, "the work did not run for nothing");
        let recorded = lineprof::record(&config, &mut Command::new("true")).expect_err("it is wrong");
        for error in [profiled, recorded] {
            assert!(matches!(error, Error::Rate(_) | Error::Glob(..)), "{error:?}");
            assert!(parts.iter().all(|part| error.to_string().contains(part)), "{error}");
        }
    }
    profile_burn();
}

#[test]
fn a_panic_ends_the_recording_and_goes_on() {
    let _turn = turn();
    let panicking = || profile(|| std::panic::panic_any("on purpose"));
    let payload = catch_unwind(AssertUnwindSafe(panicking)).expect_err("the panic goes on");
    assert_eq!(payload.downcast_ref(), Some(&"on purpose"), "with its payload");
    let is_ours =
        |task: &fs::DirEntry| fs::read_to_string(task.path().join("comm")).is_ok_and(|name| name.trim() == "lineprof");
    let tasks = fs::read_dir("/proc/self/task").expect("it can be listed");
    assert_eq!(tasks.flatten().filter(is_ours).count(), 0, "the sampler's thread has ended");
    profile_burn();
}

/// Open files, threads and kilobytes of memory of this process.
fn resources() -> [usize; 3] {
    let count = |folder: &str| fs::read_dir(folder).expect("it can be listed").count();
    let status = fs::read_to_string("/proc/self/status").expect("it can be read");
    let memory = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("it has this line");
    let memory = memory.trim().trim_end_matches(" kB").parse().expect("a number");
    [count("/proc/self/fd"), count("/proc/self/task"), memory]
}

/// Compares the resources after many recordings with those after as many before them. The first block allocates what
/// stays allocated, and of memory the most counts: that of pprof, two tables of 90 MB, comes and goes.
fn repeat(backend: Backend, times: usize) {
    let config = Config { backend: Some(backend), ..Config::default() };
    let block = || {
        let mut memory = 0;
        for _ in 0..times {
            drop(Recorder::start(&config)?.stop());
            memory = resources()[2].max(memory);
        }
        let [files, threads, _] = resources();
        Ok([files, threads, memory])
    };
    let (before, after) = match (block(), block()) {
        (Ok(before), Ok(after)) => (before, after),
        (Err(Error::Backend(_, reason)), _) => return skip(&format!("many recordings by {backend:?}: {reason}")),
        (Err(error), _) | (_, Err(error)) => panic!("{backend:?}: {error}"),
    };
    assert_eq!(before[..2], after[..2], "{backend:?}: open files and threads, after {times} recordings");
    assert!(after[2] < before[2] + 20_000, "{backend:?}: {} kB, then {} kB", before[2], after[2]);
}

#[test]
fn many_recordings_leave_no_files_threads_or_memory_behind() {
    run_alone("recordings::many_recordings_leave_no_files_threads_or_memory_behind", || {
        repeat(Backend::PerfEvent, 1000);
        repeat(Backend::ThreadTimer, 1000);
        repeat(Backend::Pprof, 100);
    });
}

const NOBODY: u32 = 65_534;

fn is_root() -> bool {
    fs::metadata("/proc/self").expect("it is there").uid() == 0
}

/// A profile by the kernel's clock, or else a reason and a remedy.
fn check_profile() {
    let profile = profile_burn();
    let quality = profile.quality();
    let fell_back = !profile.recording.declined.is_empty();
    let tells_why = quality.warnings.iter().any(|warning| warning.contains("perf_event_open is refused"));
    assert_eq!(fell_back, tells_why, "{quality}");
}

#[test]
fn a_user_without_privileges_gets_a_profile() {
    if part().is_some() {
        assert!(!is_root(), "the privileges are gone");
        return check_profile();
    }
    if !is_root() {
        let _turn = turn();
        return check_profile();
    }
    let folder = tempfile::Builder::new().permissions(fs::Permissions::from_mode(0o755)).tempdir();
    let folder = folder.expect("a folder can be created");
    let copy = folder.path().join("robust");
    fs::copy(this_program(), &copy).expect("this program can be copied");
    fs::set_permissions(&copy, fs::Permissions::from_mode(0o755)).expect("anybody may execute it");
    let mut command = rerun(&copy, "recordings::a_user_without_privileges_gets_a_profile", "check");
    match command.current_dir("/").uid(NOBODY).gid(NOBODY).output() {
        Ok(output) => assert!(output.status.success(), "{}: {}", output.status, crate::outputs_of(&output)),
        Err(error) => skip(&format!("user: no process of another user can be started: {error}")),
    }
}
