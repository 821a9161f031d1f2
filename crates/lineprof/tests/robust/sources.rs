//! Sources that are not what the program was built from.

use crate::programs::{SOURCE, build, of, record, warns};
use std::fs::{self, File};
use std::process::Command;
use std::time::{Duration, SystemTime};

#[test]
fn a_source_changed_since_the_build_is_named() {
    let built = build(&[]);
    let Some((_, recording)) = record(&mut Command::new(&built.program)) else { return };
    let before = of(recording.clone());
    assert!(!warns(&before, "changed since"), "as it was built: {}", before.quality());
    fs::write(&built.source, format!("// a line more\n{SOURCE}")).expect("it can be written");
    let source = File::options().append(true).open(&built.source).expect("it can be opened");
    source.set_modified(SystemTime::now() + Duration::from_secs(5)).expect("its time can be set");
    let after = of(recording);
    let warnings = after.quality().warnings;
    let named = warnings.iter().any(|warning| warning.contains("changed since") && warning.contains("busy.rs"));
    assert!(named, "{warnings:?}");
}

#[test]
fn a_library_younger_than_a_changed_source_does_not_hide_it() {
    let built = build(&[]);
    let Some((_, mut recording)) = record(&mut Command::new(&built.program)) else { return };
    let times = [(&built.program, 30), (&built.source, 20)];
    for (path, ago) in times {
        let file = File::options().append(true).open(path).expect("it can be opened");
        file.set_modified(SystemTime::now() - Duration::from_secs(ago)).expect("its time can be set");
    }
    let library = built.folder.path().join("library.so");
    fs::write(&library, "younger").expect("it can be written");
    recording.objects.push(lineprof::recording::Object { path: library });
    let profile = of(recording);
    assert!(warns(&profile, "changed since"), "{}", profile.quality());
}

#[test]
fn a_source_that_is_gone_leaves_the_contents_empty() {
    let built = build(&[]);
    let Some((_, recording)) = record(&mut Command::new(&built.program)) else { return };
    fs::remove_file(&built.source).expect("it can be removed");
    let profile = of(recording);
    let lines = profile.lines();
    let table = lines.tables.iter().find(|table| table.function.contains("hot"));
    let table = table.unwrap_or_else(|| panic!("the lines have their numbers: {lines}"));
    assert!(table.rows.iter().all(|row| row.contents.is_empty()), "{table}");
    assert!(lines.hot.iter().all(|line| line.contents.is_empty()), "{lines}");
    profile.write_files(&built.folder.path().join("out")).expect("they can be written");
}
