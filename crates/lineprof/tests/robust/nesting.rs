//! Recordings within recordings, and those that end in a panic.

use crate::{burn, profile_burn, samples_in, turn};
use lineprof::{Config, Error, Recorder, profile};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::Command;

#[test]
fn a_profile_inside_a_profile_is_an_error() {
    let _turn = turn();
    let config = Config::default();
    let (inner, outer) = profile(&config, || {
        let inner = profile(&config, burn);
        let elsewhere =
            std::thread::scope(|scope| scope.spawn(|| Recorder::start(&config).map(drop)).join().expect("no panic"));
        let of_a_command = lineprof::record(&config, &mut Command::new("true")).map(drop);
        burn();
        [inner.map(drop), elsewhere, of_a_command]
    })
    .expect("some sampler starts");
    for result in inner {
        assert!(matches!(result, Err(Error::Running)), "{result:?}");
    }
    assert!(samples_in(&outer, "burn") > 0, "the outer profile goes on: {}", outer.functions());
    assert!(samples_in(&profile_burn(), "burn") > 0, "then another can be taken");
}

#[test]
fn a_recorder_that_is_dropped_makes_room_for_another() {
    let _turn = turn();
    drop(Recorder::start(&Config::default()).expect("some sampler starts"));
    assert!(samples_in(&profile_burn(), "burn") > 0, "another has samples");
}

#[test]
fn a_bad_rate_makes_room_for_another() {
    let _turn = turn();
    for hz in [0, 20_001, u32::MAX] {
        let result = Recorder::start(&Config { hz, ..Config::default() });
        let error = result.expect_err("it is out of range");
        assert!(error.to_string().contains(&hz.to_string()), "the value is named: {error}");
        assert!(error.to_string().contains("1 to 20000"), "the rule is named: {error}");
    }
    assert!(samples_in(&profile_burn(), "burn") > 0, "another has samples");
}

#[test]
fn a_bad_glob_is_told_before_the_work_begins() {
    let _turn = turn();
    let config = Config { transparent: vec!["src/[".to_owned()], ..Config::default() };
    let mut begun = false;
    let error = profile(&config, || begun = true).expect_err("it is no glob");
    assert!(matches!(&error, Error::Glob { .. }) && error.to_string().contains("src/["), "{error}");
    assert!(!begun, "the work was not done for nothing");
    let error = lineprof::record(&config, &mut Command::new("true")).expect_err("it is no glob");
    assert!(matches!(error, Error::Glob { .. }), "{error}");
}

#[test]
fn a_panic_ends_the_recording_and_goes_on() {
    let _turn = turn();
    let ours = |task: &std::fs::DirEntry| {
        std::fs::read_to_string(task.path().join("comm")).is_ok_and(|name| name.trim() == "lineprof")
    };
    let panicking = || profile(&Config::default(), || std::panic::panic_any("on purpose")).map(drop);
    let payload = catch_unwind(AssertUnwindSafe(panicking)).expect_err("the panic goes on");
    assert_eq!(payload.downcast_ref(), Some(&"on purpose"), "with what was thrown");
    let tasks = std::fs::read_dir("/proc/self/task").expect("it can be listed");
    assert_eq!(tasks.flatten().filter(ours).count(), 0, "the sampler's thread has ended");
    assert!(samples_in(&profile_burn(), "burn") > 0, "another profile has samples");
}
