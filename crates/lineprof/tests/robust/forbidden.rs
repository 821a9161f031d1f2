//! System calls that a container forbids.

use crate::{again, burn, part, profile_burn, samples_in, succeeds, this};
use lineprof::recording::Backend;
use lineprof::{Choice, Config, Error, Recorder};
use nix::libc::{self, c_long};
use seccompiler::{SeccompAction, SeccompFilter, apply_filter_all_threads};

/// From now on the kernel answers these calls of this process with an error.
fn forbid(calls: &[c_long], error: i32) {
    let rules = calls.iter().map(|&call| (call, Vec::new())).collect();
    let answer = SeccompAction::Errno(error.unsigned_abs());
    let architecture = std::env::consts::ARCH.try_into().expect("seccomp knows this machine");
    let filter = SeccompFilter::new(rules, SeccompAction::Allow, answer, architecture);
    let program: seccompiler::BpfProgram = filter.and_then(TryInto::try_into).expect("a filter");
    apply_filter_all_threads(&program).expect("a process may forbid calls to itself");
}

/// Does what it says in a process of its own.
fn alone(test: &str, check: impl FnOnce()) {
    match part() {
        Some(_) => check(),
        None => drop(succeeds(&mut again(&this(), &format!("forbidden::{test}"), "check"))),
    }
}

/// The profile is that of timers, and says why.
fn timers_take_over(because: &str) {
    let profile = profile_burn();
    let quality = profile.quality();
    assert_eq!(profile.recording.backend, Backend::ThreadTimer, "{quality}");
    assert!(samples_in(&profile, "burn") > 0, "{}", profile.functions());
    let inside = profile.lines().hot.iter().find(|line| line.place.ends_with("robust/main.rs")).cloned();
    assert!(inside.is_some(), "its lines are found: {}", profile.lines());
    let [declined] = &profile.recording.declined[..] else { panic!("one was declined: {quality}") };
    assert!(declined.contains("perf_event_open is refused") && declined.contains(because), "{declined}");
    assert!(quality.warnings.iter().any(|warning| warning.contains(declined)), "{quality}");
}

/// The kernel's clock by name is an error with a remedy.
fn by_name_it_is_an_error(remedy: &str) {
    let config = Config { backend: Choice::PerfEvent, ..Config::default() };
    let error = Recorder::start(&config).expect_err("it is forbidden");
    assert!(matches!(error, Error::Backend { choice: Choice::PerfEvent, .. }), "{error}");
    assert!(error.to_string().contains(remedy), "{error}");
    let error = lineprof::record(&config, &mut std::process::Command::new("true")).expect_err("forbidden");
    assert!(matches!(error, Error::Backend { .. }) && error.to_string().contains(remedy), "{error}");
}

#[test]
fn counters_that_are_not_permitted_give_way_to_timers() {
    alone("counters_that_are_not_permitted_give_way_to_timers", || {
        forbid(&[libc::SYS_perf_event_open], libc::EPERM);
        timers_take_over("not permitted");
        by_name_it_is_an_error("must not forbid perf_event_open");
    });
}

#[test]
fn counters_that_are_not_there_give_way_to_timers() {
    alone("counters_that_are_not_there_give_way_to_timers", || {
        forbid(&[libc::SYS_perf_event_open], libc::ENOSYS);
        timers_take_over("not implemented");
        by_name_it_is_an_error("built without it, or a container forbids it");
    });
}

#[test]
fn without_timers_pprof_takes_over() {
    alone("without_timers_pprof_takes_over", || {
        forbid(&[libc::SYS_perf_event_open, libc::SYS_timer_create], libc::EPERM);
        let profile = profile_burn();
        let quality = profile.quality();
        assert_eq!(profile.recording.backend, Backend::Pprof, "{quality}");
        assert_eq!(profile.recording.declined.len(), 2, "both reasons are there: {quality}");
        assert!(quality.warnings.iter().any(|warning| warning.contains("timer_create")), "{quality}");
        assert!(samples_in(&profile, "burn") > 0, "{}", profile.functions());
        let config = Config { backend: Choice::ThreadTimer, ..Config::default() };
        let error = Recorder::start(&config).expect_err("it is forbidden");
        assert!(error.to_string().contains("timer_create"), "{error}");
    });
}

#[test]
fn without_any_sampler_the_error_has_all_reasons() {
    alone("without_any_sampler_the_error_has_all_reasons", || {
        let calls = [libc::SYS_perf_event_open, libc::SYS_timer_create, libc::SYS_setitimer];
        forbid(&calls, libc::EPERM);
        match Recorder::start(&Config::default()) {
            Err(Error::NoBackend(reasons)) => assert_eq!(reasons.len(), 3, "{reasons:?}"),
            Err(error) => panic!("{error}"),
            Ok(recorder) => {
                burn();
                let recording = recorder.stop();
                assert_eq!(recording.backend, Backend::Pprof, "pprof does not look at what setitimer says");
                assert!(recording.samples.is_empty(), "and takes no samples");
            }
        }
    });
}
