//! Programs that the profiled code starts.

use crate::{again, burn, samples_in, this, turn};
use lineprof::{Config, profile};
use std::fs;
use std::process::{self, Command};

#[test]
fn many_short_programs_do_not_disturb() {
    let _turn = turn();
    let work = || {
        for _ in 0..100 {
            let status = Command::new("true").status().expect("it starts");
            assert!(status.success(), "it ends well: {status}");
        }
        burn();
    };
    let ((), profile) = profile(&Config::default(), work).expect("some sampler starts");
    assert!(samples_in(&profile, "burn") > 0, "{}", profile.functions());
    let own = process::id();
    assert!(profile.recording.threads.iter().all(|thread| thread.pid == own), "only threads of this process");
}

#[test]
fn the_work_of_a_child_is_not_in_the_profile() {
    let _turn = turn();
    let mut command = again(&this(), "a_child_burns", "burn");
    let work = || command.output().expect("it starts").status;
    let (status, profile) = profile(&Config::default(), work).expect("some sampler starts");
    assert!(status.success(), "{status}");
    assert_eq!(samples_in(&profile, "burn"), 0, "{}", profile.functions());
    let quality = profile.quality();
    assert!(quality.samples < 100, "the parent waited: {quality}");
    assert!(quality.cpu.as_secs_f64() < 0.2, "its time is not counted either: {quality}");
}

#[test]
fn programs_of_children_are_not_among_those_that_are_profiled() {
    let _turn = turn();
    let work = || {
        let status = Command::new("/bin/sh").args(["-c", "i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done"]).status();
        assert!(status.expect("it starts").success(), "it ends well");
        burn();
    };
    let ((), profile) = profile(&Config::default(), work).expect("some sampler starts");
    let shell = fs::canonicalize("/bin/sh").expect("there is a shell");
    let shells: Vec<_> = profile.recording.objects.iter().filter(|object| object.path == shell).collect();
    assert!(shells.is_empty(), "{shells:?}");
}
