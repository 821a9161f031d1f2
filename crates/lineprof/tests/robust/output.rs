//! Folders and files that cannot be written.

use crate::{profile_burn, turn};
use lineprof::export::{Labels, Shape};
use lineprof::{Error, Profile};
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::Path;
use std::sync::LazyLock;

static PROFILE: LazyLock<Profile> = LazyLock::new(|| {
    let _turn = turn();
    profile_burn()
});

fn path_in(error: &Error) -> &Path {
    match error {
        Error::File(path, _) => path,
        other => panic!("{other}"),
    }
}

#[test]
fn folders_that_cannot_be_written_are_errors_that_name_them() {
    let folder = tempfile::tempdir().expect("a folder can be created");
    let file = folder.path().join("file");
    fs::write(&file, "a file").expect("it can be written");
    for out in [&file, &file.join("out"), Path::new("/proc"), Path::new("/proc/lineprof")] {
        let error = PROFILE.write_files(out).expect_err("it cannot be written");
        assert!(path_in(&error).starts_with(out), "{error}");
    }
    assert_eq!(fs::read_to_string(&file).expect("it is there"), "a file", "and unchanged");
    let path = folder.path().join("no such folder").join("flames.svg");
    let error = PROFILE.write_flamegraph(&path, Shape::Flames, Labels::Functions).expect_err("no folder");
    assert_eq!(path_in(&error), path, "{error}");
}

/// A path that is not Unicode cannot be written as JSON; half of the file is written by then.
#[test]
fn a_failure_halfway_leaves_the_old_file() {
    use std::os::unix::ffi::OsStrExt;
    let mut profile = PROFILE.clone();
    let path = Path::new(std::ffi::OsStr::from_bytes(b"/not/\xff/unicode")).to_owned();
    profile.recording.objects.push(lineprof::recording::Object { path, ..Default::default() });
    let folder = tempfile::tempdir().expect("a folder can be created");
    let file = folder.path().join("lineprof.json");
    let error = profile.write_json(&file).expect_err("the path is not Unicode");
    assert_eq!(path_in(&error), file, "{error}");
    let left = || fs::read_dir(folder.path()).expect("it can be listed").count();
    assert_eq!(left(), 0, "nothing is left");
    PROFILE.write_json(&file).expect("it can be written");
    profile.write_json(&file).expect_err("the path is not Unicode");
    assert_eq!(left(), 1, "only the old file is there");
    assert_eq!(Profile::read_json(&file).expect("it is whole").recording, PROFILE.recording, "the old one");
}

#[test]
fn new_files_have_usual_permissions_and_old_ones_keep_theirs() {
    let folder = tempfile::tempdir().expect("a folder can be created");
    let (ours, theirs) = (folder.path().join("ours"), folder.path().join("theirs"));
    PROFILE.write_folded(&ours, Labels::Functions).expect("it can be written");
    fs::write(&theirs, "").expect("it can be written");
    let mode = |path: &Path| fs::metadata(path).expect("it is there").mode() & 0o777;
    assert_eq!(mode(&ours), mode(&theirs), "as others create them");
    fs::set_permissions(&ours, fs::Permissions::from_mode(0o640)).expect("it is ours");
    PROFILE.write_folded(&ours, Labels::Functions).expect("it can be written");
    assert_eq!(mode(&ours), 0o640, "an old file");
}

#[test]
fn links_and_devices_are_not_replaced() {
    let folder = tempfile::tempdir().expect("a folder can be created");
    let (file, link) = (folder.path().join("file"), folder.path().join("link"));
    fs::write(&file, "old").expect("it can be written");
    symlink(&file, &link).expect("a link can be created");
    PROFILE.write_folded(&link, Labels::Functions).expect("it can be written");
    assert!(fs::symlink_metadata(&link).expect("it is there").is_symlink(), "the link is a link");
    assert_ne!(fs::read_to_string(&file).expect("it is there"), "old", "its target is new");
    let null = folder.path().join("null");
    symlink("/dev/null", &null).expect("a link can be created");
    PROFILE.write_folded(&null, Labels::Functions).expect("a device takes everything");
    assert!(!fs::metadata("/dev/null").expect("it is there").is_file(), "the device is a device");
}
