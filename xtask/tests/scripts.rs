//! The scripts from outside: usage, what they refuse, and what they do around `cargo`, in whose place a script stands.

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::{PermissionsExt, symlink};
    use std::os::unix::process::{CommandExt, ExitStatusExt};
    use std::path::{Path, PathBuf};
    use std::process::{Command, Output};
    use tempfile::TempDir;

    const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
    const RECORD: &str = "profiles/record/amd-epyc-2-cores-avx-512/20261123T032846Z-c97090e1b6cd.json";

    fn call(command: &mut Command) -> (Option<i32>, String) {
        let Output { status, stdout, stderr } = command.output().unwrap();
        (status.code(), String::from_utf8_lossy(&stdout).into_owned() + &String::from_utf8_lossy(&stderr))
    }

    fn write_executable(path: &Path, text: &str) {
        fs::write(path, text).unwrap();
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
    }

    /// A repository with one of the scripts, what all may read, and documents with blocks, all committed; and a folder
    /// of tools. There is a blank in the name of the repository's folder.
    struct Repository {
        folder: TempDir,
        tools: TempDir,
        script: &'static str,
    }

    impl Repository {
        fn new(script: &'static str) -> Self {
            let folder = tempfile::Builder::new().prefix("a repository").tempdir().unwrap();
            let block = |kind: &str| format!("<!-- {kind}: begin -->\n<!-- {kind}: end -->\n");
            for (document, text) in [
                ("README.md", block("tables")),
                ("ARCHITECTURE.md", String::new()),
                ("profiles/README.md", block("results") + &block("records")),
                ("docs/src/chapter.md", String::new()),
                ("crates/lab/src/main.rs", String::new()),
                ("crates/ladder/README.md", String::new()),
                ("crates/lineprof/README.md", String::new()),
            ] {
                fs::create_dir_all(folder.path().join(document).parent().unwrap()).unwrap();
                fs::write(folder.path().join(document), text).unwrap();
            }
            for place in ["scripts", ".cargo"] {
                fs::create_dir(folder.path().join(place)).unwrap();
            }
            for file in [&format!("scripts/{script}"), "scripts/flags.sh", ".cargo/config.toml"] {
                fs::copy(Path::new(ROOT).join(file), folder.path().join(file)).unwrap();
            }
            for words in ["init -q", "add -A", "-c user.name=n -c user.email=e commit -q -m one"] {
                let (status, printed) = call(Command::new("git").args(words.split(' ')).current_dir(folder.path()));
                assert_eq!(status, Some(0), "git {words}: {printed}");
            }
            Self { folder, tools: tempfile::tempdir().unwrap(), script }
        }

        /// Makes `cargo` a shell script that runs these cases of its arguments, and the real xtask.
        fn with_cargo(&self, cases: &str) -> &Self {
            let (tools, xtask) = (self.tools.path().display(), env!("CARGO_BIN_EXE_xtask"));
            let xtask = format!("*' -p xtask '*) while [ \"$1\" != -- ]; do shift; done; shift; exec '{xtask}' \"$@\"");
            let text = format!("#!/bin/sh\ntools='{tools}'\ncase \"$*\" in\n{xtask} ;;\n{cases}\nesac\n");
            write_executable(&self.tools.path().join("cargo"), &text);
            self
        }

        fn command(&self, path: &str) -> Command {
            let mut command = Command::new(self.folder.path().join("scripts").join(self.script));
            command.env("PATH", format!("{}{path}", self.tools.path().display()));
            for variable in ["CARGO_TARGET_DIR", "RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS"] {
                command.env_remove(variable);
            }
            command
        }

        fn call(&self, arguments: &[&str]) -> (Option<i32>, String) {
            call(self.command(&format!(":{}", std::env::var("PATH").unwrap())).args(arguments))
        }

        /// The files of records.
        fn filed(&self) -> Vec<PathBuf> {
            let Ok(machines) = fs::read_dir(self.folder.path().join("profiles/record")) else { return Vec::new() };
            let files = machines.flat_map(|machine| fs::read_dir(machine.unwrap().path()).unwrap());
            files.map(|file| file.unwrap().path()).collect()
        }
    }

    #[test]
    fn each_script_has_a_usage_line_and_works_from_any_folder() {
        let elsewhere = tempfile::tempdir().unwrap();
        let entries = fs::read_dir(Path::new(ROOT).join("scripts")).unwrap();
        let files = entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_file());
        let scripts: Vec<_> = files.filter(|path| path.extension().is_none()).collect();
        assert!(scripts.len() >= 8, "{scripts:?}");
        for script in scripts {
            let name = script.display();
            let text = fs::read_to_string(&script).unwrap();
            assert!(text.contains("\nset -euo pipefail\n") && text.contains("\n# usage: scripts/"), "{name}");
            let (status, printed) = call(Command::new(&script).arg("--help").current_dir(elsewhere.path()));
            assert_eq!((status, printed.starts_with("usage: scripts/")), (Some(0), true), "{name}: {printed}");
        }
    }

    #[test]
    fn a_record_of_what_no_commit_names_is_refused_and_nothing_is_left() {
        let repository = Repository::new("record");
        repository.with_cargo("");
        let refuses = |(status, printed): (Option<i32>, String), parts: [&str; 2]| {
            assert!(status == Some(1) && parts.iter().all(|part| printed.contains(part)), "{printed}");
            assert!(repository.filed().is_empty(), "no half record");
        };
        fs::write(repository.folder.path().join("new"), "").unwrap();
        refuses(repository.call(&[]), ["has changes", "commit or stash"]);
        fs::remove_dir_all(repository.folder.path().join(".git")).unwrap();
        refuses(repository.call(&[]), ["not a clone", "clone the repository"]);
        for tool in ["bash", "env", "dirname", "sed"] {
            let (_, path) = call(Command::new("sh").args(["-c", &format!("command -v {tool}")]));
            symlink(path.trim(), repository.tools.path().join(tool)).unwrap();
        }
        refuses(call(&mut repository.command("")), ["no git", "install git"]);
    }

    /// A record takes minutes; here its `cargo` leaves a file when it begins, and then sleeps. It is ended by TERM, as
    /// a shell has all that it starts in the background ignore INT.
    #[test]
    fn an_interrupted_record_files_nothing() {
        let repository = Repository::new("record");
        repository.with_cargo("*) : >\"$tools/begun\"; sleep 20 ;;");
        let path = format!(":{}", std::env::var("PATH").unwrap());
        let mut record = repository.command(&path).process_group(0).spawn().unwrap();
        while !repository.tools.path().join("begun").exists() {
            assert_eq!(record.try_wait().unwrap(), None, "it goes on until it is ended");
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        let group = format!("-{}", record.id());
        assert_eq!(call(Command::new("kill").args(["-s", "TERM", "--", &group])).0, Some(0));
        assert_eq!(record.wait().unwrap().signal(), Some(15));
        assert!(repository.filed().is_empty(), "no half record");
    }

    /// A `lanelab` that reports what a record has, and whose profile names its folder everywhere.
    fn lanelab(lines: &str) -> String {
        let profile = r#"
*' run --seconds '*) while [ "$1" != --json ]; do shift; done; cp RECORD "$2" ;;
*' profile '*)
    for last; do :; done
    echo LINES >"$last/lines.txt"
    echo "<text id=\"title\" x=\"5\">lanelab --out $last</text>" >"$last/flamegraph.svg"
    echo "$last" >"$last/profile.pb.gz"
    printf 'a\n\nIn %s: lines.txt, flamegraph.svg,\nprofile.pb.gz.\n' "$last" ;;
*' occupancy '*) for last; do :; done; printf 'b\n\nIn %s:\nIn the pictures:\nc\n' "$last" ;;"#;
        profile.replace("LINES", lines).replace("RECORD", &format!("'{ROOT}/{RECORD}'"))
    }

    #[test]
    fn a_record_is_filed_with_a_chosen_run_that_does_not_name_its_folder() {
        let repository = Repository::new("record");
        repository.with_cargo(&lanelab("lines"));
        let (status, printed) = repository.call(&["--no-suites", "--seconds", "7"]);
        assert_eq!(status, Some(0), "{printed}");
        let filed = repository.filed();
        assert_eq!(filed.len(), 4, "{filed:?}");
        let place = filed.iter().find(|path| path.is_dir()).unwrap();
        let read = |path: PathBuf| fs::read_to_string(path).unwrap();
        assert_eq!(read(place.join("profile.txt")), "a\n");
        assert_eq!(read(place.join("occupancy.txt")), "b\n\nIn the pictures:\nc\n");
        let title = "<text id=\"title\" x=\"5\">lanelab profile best --scene overview --seconds 2</text>\n";
        assert_eq!(read(place.join("flamegraph.svg")), title);
        assert_eq!(fs::read_dir(place).unwrap().count(), 4, "no profile.pb.gz");
        let about = read(place.with_extension("txt"));
        for part in ["commit ", "\nseconds 7\n", "\nhost: ", "\nclock_ghz 3.69", "\nfeatures adx "] {
            assert!(about.contains(part), "{part}: {about}");
        }
        let name = place.file_name().unwrap().to_str().unwrap();
        for document in ["README.md", "profiles/README.md"] {
            assert!(read(repository.folder.path().join(document)).contains(name), "{document}");
        }
    }

    #[test]
    fn a_chosen_run_that_names_its_folder_is_not_filed() {
        let repository = Repository::new("record");
        repository.with_cargo(&lanelab("$last"));
        let (status, printed) = repository.call(&["--no-suites"]);
        assert!(
            status == Some(1) && printed.contains("lines.txt") && printed.contains("names its folder"),
            "{printed}"
        );
        assert!(repository.filed().is_empty(), "no half record");
    }

    /// What `scripts/compare HEAD HEAD` prints with this in place of `cargo rustc`, and the flags of the last of them.
    fn compare(repository: &Repository, build: &str, arguments: &[&str]) -> (Option<i32>, String, String) {
        let cases = "*' list') echo '  textbook' ;;\n*' builds '*) echo \"compared $*\" ;;\n\
                     *) printf '%s' \"$CARGO_ENCODED_RUSTFLAGS\" >\"$tools/flags\"\n\
                     mkdir -p \"$CARGO_TARGET_DIR/release\" && : >\"$CARGO_TARGET_DIR/release/lanelab\"\n";
        let flags = repository.tools.path().join("flags");
        drop(fs::remove_file(&flags));
        let arguments = [&["HEAD", "HEAD"], arguments].concat();
        let (status, printed) = repository.with_cargo(&format!("{cases} {build} ;;")).call(&arguments);
        (status, printed, fs::read_to_string(flags).unwrap_or_default())
    }

    #[test]
    fn a_build_that_failed_is_not_compared_and_not_kept() {
        let repository = Repository::new("compare");
        for _ in 0..2 {
            let (status, printed, flags) = compare(&repository, "echo no build >&2; exit 101", &[]);
            assert!(status != Some(0) && printed.contains("no build"), "{status:?}: {printed}");
            assert!(!printed.contains("compared") && !flags.is_empty(), "built again: {printed}");
        }
        let (status, printed, _) = compare(&repository, "true", &[]);
        assert!(status == Some(0) && printed.contains("compared"), "{status:?}: {printed}");
        let (_, printed, flags) = compare(&repository, "true", &[]);
        assert!(printed.contains("compared") && flags.is_empty(), "kept: {printed}");
    }

    #[test]
    fn a_build_gets_all_flags_of_the_workspace() {
        let repository = Repository::new("compare");
        let (_, printed, flags) = compare(&repository, "true", &[]);
        let config = fs::read_to_string(Path::new(ROOT).join(".cargo/config.toml")).unwrap();
        let all: Vec<_> = flags.split('\u{1f}').map(|flag| format!("\"{flag}\"")).collect();
        assert!(all.len() >= 4, "{all:?}: {printed}");
        assert!(config.contains(&format!("\nrustflags = [{}]\n", all.join(", "))), "{all:?}");
    }

    #[test]
    fn builds_are_compared_in_as_many_layouts_as_the_linker_can_make() {
        let no_shuffle = "case \"$*\" in *shuffle*) exit 1 ;; esac";
        for (build, arguments, layouts) in [
            ("true", &["best", "--layouts", "3", "--seconds", "1"][..], 2),
            ("true", &["--layouts=1"], 0),
            (no_shuffle, &[], 0),
            ("true", &[], 5),
        ] {
            let (status, printed, _) = compare(&Repository::new("compare"), build, arguments);
            assert_eq!(status, Some(0), "{arguments:?}: {printed}");
            for side in ["--a-layout=", "--b-layout="] {
                assert_eq!(printed.matches(side).count(), layouts, "{arguments:?}: {printed}");
            }
            assert_eq!(printed.contains("skipped: layouts"), build == no_shuffle, "{printed}");
            assert!(!printed.contains("--layouts"), "{printed}");
        }
        for number in ["0", "100", "two", ""] {
            let (status, printed, _) = compare(&Repository::new("compare"), "true", &["--layouts", number]);
            assert!(status == Some(2) && printed.contains("from 1 to 99"), "{number}: {printed}");
        }
    }

    #[test]
    fn an_instruction_set_is_named_whether_its_tests_pass_fail_or_ran_before() {
        let repository = Repository::new("isa-matrix");
        for (cargo, arguments, status, outcome) in [
            ("true", &["native"][..], 0, "passed: native ("),
            ("exit 101", &["native"], 1, "failed: native"),
            ("exit 101", &["--tested", "native"], 0, ", in cargo test"),
        ] {
            let (found, printed) = repository.with_cargo(&format!("*) {cargo} ;;")).call(arguments);
            assert!(found == Some(status) && printed.contains(outcome), "{cargo} {arguments:?}: {found:?}: {printed}");
        }
    }

    #[test]
    fn arguments_that_are_not_known_are_refused() {
        for (script, arguments, parts) in [
            ("test-compare", &["0"][..], ["usage: ", "RUNS"]),
            ("test-baseline", &["0"], ["usage: ", "RUNS"]),
            ("test-compare", &["08"], ["usage: ", "RUNS"]),
            ("test-compare", &["1.5"], ["usage: ", "RUNS"]),
            ("test-compare", &[""], ["usage: ", "RUNS"]),
            ("test-gate", &["0"], ["usage: ", "RUNS"]),
            ("bench", &["ladders"], ["unknown suite ladders", "divergence"]),
            ("isa-matrix", &["x86-64-v9"], ["unknown level \"x86-64-v9\"", "usage: "]),
            ("gate", &["--accept", " "], ["--accept", "say why"]),
            ("book", &["--chek"], ["--chek", "--check"]),
        ] {
            let repository = Repository::new(script);
            let suites = repository.folder.path().join("benches/suites");
            fs::create_dir_all(&suites).unwrap();
            fs::write(suites.join("divergence.rs"), "").unwrap();
            let (status, printed) = repository.with_cargo("").call(arguments);
            assert!(status == Some(2) && parts.iter().all(|part| printed.contains(part)), "{script}: {printed}");
        }
    }

    #[test]
    fn xtask_without_what_it_reads_names_that_and_the_remedy() {
        let repository = Repository::new("book");
        let elsewhere = tempfile::tempdir().unwrap();
        for (folder, arguments, parts) in [
            (elsewhere.path(), &["tables"][..], ["no scripts/", "root of the workspace"]),
            (repository.folder.path(), &["tables"], ["profiles/README.md", "names no record"]),
            (repository.folder.path(), &["tables", "no.json"], ["no.json", "as in profiles/record"]),
        ] {
            let mut xtask = Command::new(env!("CARGO_BIN_EXE_xtask"));
            let (status, printed) = call(xtask.args(arguments).current_dir(folder).env_remove("RUST_BACKTRACE"));
            assert!(status == Some(1) && parts.iter().all(|part| printed.contains(part)), "{arguments:?}: {printed}");
            assert!(!printed.contains("backtrace"), "{printed}");
        }
    }

    /// Of one run, one must be right; what the machine cannot show is skipped.
    #[test]
    fn a_test_of_one_comparison_can_fail() {
        for (answer, code, part) in [
            ("B is 0.951× as fast as A: slower, not distinguishable, noise floor (A/A) 1.9 %", 0, "slower in 1 of 1"),
            ("not distinguishable, noise floor (A/A) 1 %", 1, "slower in 0 of 1"),
            ("not distinguishable, noise\nfloor (A/A) 12.5 %", 0, "skipped: whether 5 %"),
            ("B is 0.8× as fast as A: slower, noise floor (A/A) 12.5 %", 1, "decided in 1 "),
            ("B is 0.8× as fast as A: slower, noise floor (A/A) 1 %", 1, "calls: not distinguishable in 0 of 1"),
            ("not distinguishable", 1, "no noise floor in"),
        ] {
            let repository = Repository::new("test-compare");
            let text = format!("#!/bin/sh\necho '{answer}'\n");
            write_executable(&repository.folder.path().join("scripts/compare"), &text);
            let (status, printed) = repository.call(&["1"]);
            assert!(status == Some(code) && printed.contains(part), "{answer}: {printed}");
        }
    }
}
