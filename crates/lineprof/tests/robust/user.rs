//! A user without privileges.

use crate::{again, part, profile_burn, samples_in, skip, this};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;

const NOBODY: u32 = 65_534;

fn is_root() -> bool {
    let status = fs::read_to_string("/proc/self/status").expect("it can be read");
    let uids = status.lines().find_map(|line| line.strip_prefix("Uid:")).expect("it is told");
    uids.split_whitespace().nth(1) == Some("0")
}

/// With the kernel's clock, or else with a reason and a remedy.
fn check() {
    let profile = profile_burn();
    let quality = profile.quality();
    assert!(samples_in(&profile, "burn") > 0, "{quality}{}", profile.functions());
    let fell_back = !profile.recording.declined.is_empty();
    let says_why = quality.warnings.iter().any(|warning| warning.contains("perf_event_open is refused"));
    assert_eq!(fell_back, says_why, "{quality}");
}

#[test]
fn a_user_without_privileges_has_a_profile() {
    if part().is_some() {
        assert!(!is_root(), "the privileges are gone");
        return check();
    }
    if !is_root() {
        let _turn = crate::turn();
        return check();
    }
    let folder = tempfile::Builder::new().permissions(fs::Permissions::from_mode(0o755)).tempdir();
    let folder = folder.expect("a folder can be made");
    let copy = folder.path().join("robust");
    fs::copy(this(), &copy).expect("this program can be copied");
    fs::set_permissions(&copy, fs::Permissions::from_mode(0o755)).expect("anybody may execute it");
    let mut command = again(&copy, "user::a_user_without_privileges_has_a_profile", "check");
    match command.current_dir("/").uid(NOBODY).gid(NOBODY).output() {
        Ok(output) => assert!(output.status.success(), "{}: {}", output.status, crate::both(&output)),
        Err(error) => skip(&format!("user: no process of another user can be started: {error}")),
    }
}
