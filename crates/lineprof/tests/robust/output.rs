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

/// The path that an error names.
fn named(error: &Error) -> &Path {
    match error {
        Error::File { path, .. } => path,
        other => panic!("{other}"),
    }
}

#[test]
fn a_folder_below_a_file_is_an_error_that_names_it() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let file = folder.path().join("file");
    fs::write(&file, "a file").expect("it can be written");
    let error = PROFILE.write_files(&file.join("out")).expect_err("it lies below a file");
    assert_eq!(named(&error), file.join("out"), "{error}");
    let error = PROFILE.write_files(&file).expect_err("it is a file");
    assert_eq!(named(&error), file, "{error}");
    assert_eq!(fs::read_to_string(&file).expect("it is there"), "a file", "and as it was");
}

#[test]
fn a_folder_of_the_kernels_is_an_error_that_names_it() {
    for folder in ["/proc/lineprof", "/proc"] {
        let error = PROFILE.write_files(Path::new(folder)).expect_err("it cannot be written");
        assert!(named(&error).starts_with(folder), "{error}");
    }
}

#[test]
fn a_file_in_a_folder_that_is_not_there_is_an_error_that_names_it() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let path = folder.path().join("no such folder").join("flames.svg");
    let error = PROFILE.write_flamegraph(&path, Shape::Flames, Labels::Functions).expect_err("no folder");
    assert_eq!(named(&error), path, "{error}");
}

/// A path that is not Unicode cannot be written as JSON; then half of it is already on its way.
#[test]
fn what_fails_halfway_leaves_the_old_file() {
    use std::os::unix::ffi::OsStrExt;
    let mut profile = PROFILE.clone();
    let path = Path::new(std::ffi::OsStr::from_bytes(b"/not/\xff/unicode")).to_owned();
    profile.recording.objects.push(lineprof::recording::Object { path });
    let folder = tempfile::tempdir().expect("a folder can be made");
    let file = folder.path().join("lineprof.json");
    let error = profile.write_json(&file).expect_err("the path is not Unicode");
    assert_eq!(named(&error), file, "{error}");
    let left = || fs::read_dir(folder.path()).expect("it can be listed").count();
    assert_eq!(left(), 0, "nothing is left");
    PROFILE.write_json(&file).expect("it can be written");
    profile.write_json(&file).expect_err("the path is not Unicode");
    assert_eq!(left(), 1, "only the old file is there");
    assert_eq!(Profile::read_json(&file).expect("it is whole").recording, PROFILE.recording, "the old one");
}

#[test]
fn files_are_as_others_make_them() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let (ours, theirs) = (folder.path().join("ours"), folder.path().join("theirs"));
    PROFILE.write_folded(&ours, Labels::Functions).expect("it can be written");
    fs::write(&theirs, "").expect("it can be written");
    let mode = |path: &Path| fs::metadata(path).expect("it is there").mode() & 0o777;
    assert_eq!(mode(&ours), mode(&theirs), "the permissions are those that are usual");
    fs::set_permissions(&ours, fs::Permissions::from_mode(0o640)).expect("it is ours");
    PROFILE.write_folded(&ours, Labels::Functions).expect("it can be written");
    assert_eq!(mode(&ours), 0o640, "a file that was there keeps its own");
}

#[test]
fn links_and_devices_stay_what_they_are() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let (file, link) = (folder.path().join("file"), folder.path().join("link"));
    fs::write(&file, "old").expect("it can be written");
    symlink(&file, &link).expect("a link can be made");
    PROFILE.write_folded(&link, Labels::Functions).expect("it can be written");
    assert!(fs::symlink_metadata(&link).expect("it is there").is_symlink(), "the link is a link");
    assert_ne!(fs::read_to_string(&file).expect("it is there"), "old", "what it points to is new");
    let null = folder.path().join("null");
    symlink("/dev/null", &null).expect("a link can be made");
    PROFILE.write_folded(&null, Labels::Functions).expect("a device takes everything");
    assert!(!fs::metadata("/dev/null").expect("it is there").is_file(), "the device is a device");
}
