//! Programs and sources that change or go after the recording.

use crate::built::{Built, TURN, build, rebuild};
use crate::{lineprof, printed, skip};
use object::{Object as _, ObjectSection as _, ObjectSymbol as _};
use std::fs;
use std::path::Path;
use std::sync::PoisonError;
use std::time::{Duration, SystemTime};

/// A program with one hot line, which only the comment tells from other versions.
pub(crate) fn program(name: &str, operation: &str) -> String {
    format!(
        "use std::hint::black_box;\n#[inline(never)]\nfn {name}(n: u64) -> u64 {{\n    let mut x = 1_u64;\n    for i in 0..n \
         {{\n        x = (x ^ black_box(i)).{operation}; // of {name}\n    }}\n    x\n}}\nfn main() {{\n    \
         println!(\"{{}}\", {name}(black_box(200_000_000)));\n}}\n"
    )
}

/// Records a program in its folder; whether this machine can.
pub(crate) fn recorded(folder: &Path, arguments: &[&str]) -> bool {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let output = lineprof(folder, &[&["record"], arguments].concat());
    if output.status.success() {
        return true;
    }
    skip(&format!("evidence: {}", String::from_utf8_lossy(&output.stderr)));
    false
}

fn hot() -> Built {
    build(&program("first", "wrapping_mul(0x9e37_79b9_7f4a_7c15)"), &[])
}

/// What `asm` prints, without the sentence about today's program.
fn asm(folder: &Path) -> Option<(String, String)> {
    if cfg!(not(target_arch = "x86_64")) {
        skip("instructions: only for x86-64");
        return None;
    }
    let text = printed(folder, &["asm", "first"]);
    let (header, rest) = text.split_once("\n\n").expect("a header");
    Some((header.to_owned(), rest.to_owned()))
}

#[test]
fn views_show_what_was_profiled_after_a_rebuild_and_after_all_is_deleted() {
    let built = hot();
    let folder = built.folder.path();
    if !recorded(folder, &["./busy"]) {
        return;
    }
    let all = || ["--functions", "--json", ""].map(|view| printed(folder, &["report", view][..1 + view.len().min(1)]));
    let (before, instructions) = (all(), asm(folder));
    assert!(before[2].contains("// of first") && !before[2].contains("edited"), "{}", before[2]);
    if let Some((header, text)) = &instructions {
        assert!(text.contains("imul") && text.contains("// of first"), "{text}");
        assert!(header.ends_with("of the function's samples"), "{header}");
        let percent: f64 =
            text.lines().filter_map(|line| line.chars().take(6).collect::<String>().trim().parse::<f64>().ok()).sum();
        assert!((percent - 100.0).abs() < 0.05, "{percent}: {text}");
    }
    rebuild(folder, &program("other", "rotate_left(7)"), &[]);
    assert_eq!(all(), before, "after the rebuild");
    let now = asm(folder);
    assert_eq!(now.as_ref().map(|(_, text)| text), instructions.as_ref().map(|(_, text)| text), "after the rebuild");
    assert!(now.is_none_or(|(header, _)| header.contains("rebuilt since")));
    fs::remove_file(&built.program).and_then(|()| fs::remove_file(folder.join("busy.rs"))).expect("they are ours");
    assert_eq!(all(), before, "after they are deleted");
    let now = asm(folder);
    assert_eq!(
        now.as_ref().map(|(_, text)| text),
        instructions.as_ref().map(|(_, text)| text),
        "after they are deleted"
    );
    assert!(now.is_none_or(|(header, _)| header.contains("program is gone")));
}

#[test]
fn kept_code_is_that_of_the_program_at_its_addresses() {
    let built = hot();
    let folder = built.folder.path();
    if !recorded(folder, &["./busy"]) {
        return;
    }
    let profile = lineprof::Profile::read_json(&folder.join("lineprof.out/lineprof.json")).expect("it was written");
    let hottest = profile.evidence.code.first().expect("code with samples");
    assert!(profile.symbols.name(hottest.function).ends_with("first"));
    let data = fs::read(&built.program).expect("it can be read");
    let program = object::File::parse(&*data).expect("a program");
    let symbol = program.symbols().find(|symbol| symbol.address() == hottest.address).expect("it starts a function");
    assert_eq!(symbol.size(), hottest.bytes.len() as u64, "the whole function");
    let section = program.section_by_name(".text").expect("it has code");
    let code = section.data_range(hottest.address, symbol.size()).expect("it can be read");
    assert_eq!(code, Some(&*hottest.bytes));
    assert!(
        !hottest.lines.is_empty() && hottest.lines.iter().all(|(at, _)| *at < symbol.size()),
        "{:?}",
        hottest.lines
    );
}

#[test]
fn profiles_without_evidence_are_read_from_files() {
    let built = hot();
    let folder = built.folder.path();
    if !recorded(folder, &["./busy"]) {
        return;
    }
    let (lines, instructions) = (printed(folder, &["report"]), asm(folder));
    let path = folder.join("lineprof.out/lineprof.json");
    let mut document: serde_json::Value = serde_json::from_slice(&fs::read(&path).expect("written")).expect("JSON");
    let profile = document["profile"].as_object_mut().expect("a profile");
    assert!(profile.remove("evidence").is_some(), "it was there");
    for object in profile["recording"]["objects"].as_array_mut().expect("objects") {
        object.as_object_mut().expect("an object").remove("identity");
    }
    fs::write(&path, document.to_string()).expect("it can be written");
    assert_eq!((printed(folder, &["report"]), asm(folder)), (lines, instructions));
}

#[test]
fn a_source_that_was_edited_after_the_build_is_marked() {
    let built = hot();
    let folder = built.folder.path();
    let source = fs::File::options().append(true).open(folder.join("busy.rs")).expect("it is there");
    source.set_modified(SystemTime::now() + Duration::from_secs(10)).expect("it is ours");
    if !recorded(folder, &["./busy"]) {
        return;
    }
    let text = printed(folder, &["report"]);
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        words.contains("warning: edited after the program was built, so texts may be of other lines: busy.rs"),
        "{text}"
    );
    assert!(words.contains("File: busy.rs edited after the program was built"), "{text}");
}

/// With a build id, and known by a checksum where there is none.
#[test]
fn a_program_that_is_replaced_while_it_runs_is_not_looked_up() {
    for arguments in [&[][..], &["-C", "link-arg=-Wl,--build-id=none"]] {
        let text = |name, operation| build(&program(name, operation), arguments);
        let built = text("first", "wrapping_mul(0x9e37_79b9_7f4a_7c15)");
        let other = text("other", "rotate_left(7)");
        let folder = built.folder.path();
        fs::copy(&built.program, folder.join("same")).expect("it can be copied");
        fs::copy(&other.program, folder.join("other")).expect("it can be copied");
        for (new, replaced) in [("same", false), ("other", true)] {
            let (script, out) = (format!("./busy; rm busy; cp {new} busy"), format!("out-{new}"));
            if !recorded(folder, &["-o", &out, "sh", "-c", &script]) {
                return;
            }
            fs::copy(folder.join("same"), folder.join("busy")).expect("it can be copied");
            let text = printed(folder, &["report", &out]);
            let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
            let told = words.contains("before its addresses were looked up") && words.contains("[busy]");
            assert_eq!((told, text.contains("busy.rs:6")), (replaced, !replaced), "{new}: {text}");
            assert!(!text.contains("busy::other"), "nothing of the other program: {text}");
        }
    }
}

#[test]
fn a_recording_that_is_looked_up_after_a_rebuild_knows_nothing_of_the_program() {
    let built = hot();
    let mut command = std::process::Command::new(&built.program);
    let config = lineprof::Config::default();
    let Some((_, recording)) = crate::built::record(&config, command.stdout(std::process::Stdio::null())) else {
        return;
    };
    rebuild(built.folder.path(), &program("other", "rotate_left(7)"), &[]);
    let profile = lineprof::Profile::of(recording, &config).expect("there are no globs");
    let names = profile.functions();
    assert!(!names.rows.iter().any(|row| row.name.contains("other") || row.name.contains("first")), "{names}");
    assert!(profile.quality().warnings.iter().any(|text| text.contains("[busy]")), "{}", profile.quality());
}
