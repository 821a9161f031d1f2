//! System calls that a container forbids.

use crate::{burn, profile_burn, run_alone};
use lineprof::recording::Backend;
use lineprof::{Config, Error, Recorder};
use nix::libc::{self, c_long};
use seccompiler::{SeccompAction, SeccompFilter, apply_filter_all_threads};

/// From now on the kernel fails these calls of this process with an error.
fn forbid(calls: &[c_long], error: i32) {
    let rules = calls.iter().map(|&call| (call, Vec::new())).collect();
    let action = SeccompAction::Errno(error.unsigned_abs());
    let architecture = std::env::consts::ARCH.try_into().expect("seccomp knows this machine");
    let filter = SeccompFilter::new(rules, SeccompAction::Allow, action, architecture);
    let program: seccompiler::BpfProgram = filter.and_then(TryInto::try_into).expect("a filter");
    apply_filter_all_threads(&program).expect("a process may forbid calls to itself");
}

/// Timers take over, and the profile tells why; choosing the kernel's clock is an error with a remedy.
fn timers_take_over(error: i32, because: &str, remedy: &str) {
    forbid(&[libc::SYS_perf_event_open], error);
    let profile = profile_burn();
    let quality = profile.quality();
    assert_eq!(profile.recording.backend, Backend::ThreadTimer, "{quality}");
    let has_lines = profile.lines().hot.iter().any(|line| line.place.ends_with("robust/main.rs"));
    assert!(has_lines, "its lines are found: {}", profile.lines());
    assert!(quality.rooted.value() > 0.98, "its callers are found: {quality}");
    let [declined] = &profile.recording.declined[..] else { panic!("one was declined: {quality}") };
    assert!(declined.contains("perf_event_open is refused") && declined.contains(because), "{declined}");
    assert!(quality.warnings.iter().any(|warning| warning.contains(declined)), "{quality}");
    let config = Config { backend: Some(Backend::PerfEvent), ..Config::default() };
    let of_this = Recorder::start(&config).expect_err("it is forbidden");
    assert!(matches!(of_this, Error::Backend(Backend::PerfEvent, _)), "{of_this}");
    let of_another = lineprof::record(&config, &mut std::process::Command::new("true")).expect_err("it is forbidden");
    assert!(matches!(of_another, Error::Backend(..)), "{of_another}");
    assert!(!of_another.to_string().contains("choose another"), "there is no other: {of_another}");
    assert!([of_this, of_another].iter().all(|error| error.to_string().contains(remedy)), "{remedy}");
}

#[test]
fn timers_replace_counters_that_are_not_permitted() {
    run_alone("forbidden::timers_replace_counters_that_are_not_permitted", || {
        timers_take_over(libc::EPERM, "not permitted", "must not forbid perf_event_open");
    });
}

#[test]
fn timers_replace_counters_that_do_not_exist() {
    run_alone("forbidden::timers_replace_counters_that_do_not_exist", || {
        timers_take_over(libc::ENOSYS, "not implemented", "built without it, or a container forbids it");
    });
}

#[test]
fn without_timers_pprof_takes_over() {
    run_alone("forbidden::without_timers_pprof_takes_over", || {
        forbid(&[libc::SYS_perf_event_open, libc::SYS_timer_create], libc::EPERM);
        let profile = profile_burn();
        let quality = profile.quality();
        assert_eq!(profile.recording.backend, Backend::Pprof, "{quality}");
        assert_eq!(profile.recording.declined.len(), 2, "both reasons: {quality}");
        assert!(quality.warnings.iter().any(|warning| warning.contains("timer_create")), "{quality}");
        let config = Config { backend: Some(Backend::ThreadTimer), ..Config::default() };
        let error = Recorder::start(&config).expect_err("it is forbidden");
        assert!(error.to_string().contains("timer_create"), "{error}");
    });
}

#[test]
fn without_any_sampler_the_error_has_all_reasons() {
    run_alone("forbidden::without_any_sampler_the_error_has_all_reasons", || {
        let calls = [libc::SYS_perf_event_open, libc::SYS_timer_create, libc::SYS_setitimer];
        forbid(&calls, libc::EPERM);
        match Recorder::start(&Config::default()) {
            Err(Error::NoBackend(reasons)) => assert_eq!(reasons.len(), 3, "{reasons:?}"),
            Err(error) => panic!("{error}"),
            Ok(recorder) => {
                burn();
                let recording = recorder.stop();
                assert_eq!(recording.backend, Backend::Pprof, "pprof ignores the error of setitimer");
                assert!(recording.samples.is_empty(), "and gets no samples");
            }
        }
    });
}
