//! The scripts from outside: usage, and what they refuse before any work is done.

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::{Path, PathBuf};
    use std::process::{Command, Output};
    use tempfile::TempDir;

    const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

    fn scripts() -> Vec<PathBuf> {
        let entries = fs::read_dir(Path::new(ROOT).join("scripts")).unwrap();
        let files = entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_file());
        files.filter(|path| path.extension().is_none()).collect()
    }

    fn call(command: &mut Command) -> (Option<i32>, String) {
        let Output { status, stdout, stderr } = command.output().unwrap();
        (status.code(), String::from_utf8_lossy(&stdout).into_owned() + &String::from_utf8_lossy(&stderr))
    }

    /// A repository with one of the scripts, and what all may read, committed. There is a blank in the name of its
    /// folder.
    fn repository(script: &str) -> TempDir {
        let folder = tempfile::Builder::new().prefix("a repository").tempdir().unwrap();
        for place in ["scripts", ".cargo"] {
            fs::create_dir(folder.path().join(place)).unwrap();
        }
        for file in [&format!("scripts/{script}"), "scripts/flags.sh", ".cargo/config.toml"] {
            fs::copy(Path::new(ROOT).join(file), folder.path().join(file)).unwrap();
        }
        for words in ["init -q", "add -A", "-c user.name=n -c user.email=e commit -q -m one"] {
            let (status, said) = call(Command::new("git").args(words.split(' ')).current_dir(folder.path()));
            assert_eq!(status, Some(0), "git {words}: {said}");
        }
        folder
    }

    /// A folder with a `cargo` that is this shell script, and the search path with it in front.
    fn with_cargo(script: &str) -> (TempDir, String) {
        use std::os::unix::fs::PermissionsExt;
        let tools = tempfile::tempdir().unwrap();
        let cargo = tools.path().join("cargo");
        fs::write(&cargo, format!("#!/bin/sh\ncd '{}'\n{script}\n", tools.path().display())).unwrap();
        fs::set_permissions(&cargo, fs::Permissions::from_mode(0o755)).unwrap();
        let path = format!("{}:{}", tools.path().display(), std::env::var("PATH").unwrap());
        (tools, path)
    }

    /// A process group, ended where a test ends before it does.
    struct Group(std::process::Child);

    impl Group {
        fn signal(&self, name: &str) -> Option<i32> {
            call(Command::new("kill").args(["-s", name, "--", &format!("-{}", self.0.id())])).0
        }
    }

    impl Drop for Group {
        fn drop(&mut self) {
            if !matches!(self.0.try_wait(), Ok(Some(_))) {
                self.signal("KILL");
                drop(self.0.wait());
            }
        }
    }

    #[test]
    fn each_script_has_a_usage_line_and_works_from_any_folder() {
        let elsewhere = tempfile::tempdir().unwrap();
        let scripts = scripts();
        assert!(scripts.len() >= 8, "{scripts:?}");
        for script in scripts {
            let shown = script.display();
            let text = fs::read_to_string(&script).unwrap();
            assert!(text.contains("\nset -euo pipefail\n") && text.contains("\n# usage: scripts/"), "{shown}");
            let (status, said) = call(Command::new(&script).arg("--help").current_dir(elsewhere.path()));
            assert_eq!((status, said.starts_with("usage: scripts/")), (Some(0), true), "{shown}: {said}");
        }
    }

    #[test]
    fn a_record_of_a_tree_with_changes_is_refused_and_nothing_is_left() {
        let folder = repository("record");
        fs::write(folder.path().join("new"), "").unwrap();
        let (status, said) = call(&mut Command::new(folder.path().join("scripts/record")));
        assert_eq!(status, Some(1), "{said}");
        assert!(said.contains("has changes") && said.contains("commit or stash"), "{said}");
        assert!(!folder.path().join("profiles").exists(), "no half record");
    }

    /// A record takes minutes; here its `cargo` says that it has begun, and then takes as long. It is ended by TERM, as
    /// a shell has all that it starts in the background ignore INT.
    #[test]
    fn a_record_that_is_ended_leaves_nothing() {
        use std::os::unix::process::CommandExt;
        let folder = repository("record");
        let (tools, path) = with_cargo(": >begun; sleep 60");
        let scratch = tempfile::tempdir().unwrap();
        let record = Command::new(folder.path().join("scripts/record"))
            .env("PATH", path)
            .env("TMPDIR", scratch.path())
            .process_group(0)
            .spawn();
        let mut record = Group(record.unwrap());
        while !tools.path().join("begun").exists() {
            assert_eq!(record.0.try_wait().unwrap(), None, "it goes on until it is ended");
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        assert_eq!(record.signal("TERM"), Some(0));
        let status = record.0.wait().unwrap();
        assert_eq!(status.code(), Some(143), "{status}");
        assert!(!folder.path().join("profiles").exists(), "no half record");
        assert_eq!(fs::read_dir(scratch.path()).unwrap().count(), 0, "and no scratch");
    }

    /// A `cargo` whose profile names its folder everywhere, and whose record keeps a copy of what is filed with it.
    const CHOSEN: &str = r#"
for last; do :; done
case "$*" in
*' profile '*)
    mkdir -p "$last"
    echo LINES >"$last/lines.txt"
    echo "<text id=\"title\" x=\"5\">lanelab --out $last</text>" >"$last/flamegraph.svg"
    echo "$last" >"$last/profile.pb.gz"
    printf 'a\n\nIn %s: lines.txt, flamegraph.svg,\nprofile.pb.gz.\n' "$last" ;;
*' occupancy '*) printf 'b\n\nIn %s:\nIn the pictures:\nc\n' "$last" ;;
*' file '*)
    while [ "$1" != --chosen ]; do shift; done
    cp -r "$2" chosen
    echo place ;;
esac"#;

    #[test]
    fn a_record_does_not_say_where_its_chosen_run_lay() {
        let (folder, (tools, path)) = (repository("record"), with_cargo(CHOSEN));
        let mut record = Command::new(folder.path().join("scripts/record"));
        let (status, said) = call(record.arg("--no-suites").env("PATH", path));
        assert_eq!(status, Some(0), "{said}");
        let chosen = tools.path().join("chosen");
        let read = |name| fs::read_to_string(chosen.join(name)).unwrap();
        assert_eq!(read("profile.txt"), "a\n");
        assert_eq!(read("occupancy.txt"), "b\n\nIn the pictures:\nc\n");
        let title = "<text id=\"title\" x=\"5\">lanelab profile best --scene overview --seconds 2</text>\n";
        assert_eq!(read("flamegraph.svg"), title);
        assert_eq!(fs::read_dir(&chosen).unwrap().count(), 4, "no profile.pb.gz");
    }

    #[test]
    fn a_chosen_run_that_says_where_it_lay_is_not_filed() {
        let (folder, (tools, path)) = (repository("record"), with_cargo(&CHOSEN.replace("LINES", "$last")));
        let mut record = Command::new(folder.path().join("scripts/record"));
        let (status, said) = call(record.arg("--no-suites").env("PATH", path));
        assert!(status == Some(1) && said.contains("lines.txt") && said.contains("name "), "{said}");
        assert!(!tools.path().join("chosen").exists(), "{said}");
    }

    #[test]
    fn without_git_a_record_says_so() {
        let folder = repository("record");
        let tools = tempfile::tempdir().unwrap();
        for tool in ["bash", "env", "dirname", "sed"] {
            let (_, path) = call(Command::new("sh").args(["-c", &format!("command -v {tool}")]));
            std::os::unix::fs::symlink(path.trim(), tools.path().join(tool)).unwrap();
        }
        let (status, said) = call(Command::new(folder.path().join("scripts/record")).env("PATH", tools.path()));
        assert_eq!(status, Some(1), "{said}");
        assert!(said.contains("no git") && said.contains("install git"), "{said}");
    }

    /// What `scripts/compare HEAD HEAD` comes to with this in place of `cargo build`, which leaves its flags behind.
    fn compared(folder: &TempDir, build: &str) -> (Option<i32>, String, String) {
        let script = "case \"$*\" in\n*' list') echo '  textbook' ;;\n*' builds '*) echo \"compared $*\" ;;\n\
                      *) printf '%s' \"$CARGO_ENCODED_RUSTFLAGS\" >flags;";
        let (tools, path) = with_cargo(&format!("{script} {build} ;;\nesac"));
        let mut compare = Command::new(folder.path().join("scripts/compare"));
        let (status, said) = call(compare.args(["HEAD", "HEAD"]).env("PATH", path));
        (status, said, fs::read_to_string(tools.path().join("flags")).unwrap_or_default())
    }

    #[test]
    fn a_build_that_failed_is_not_compared_and_not_kept() {
        let folder = repository("compare");
        for _ in 0..2 {
            let (status, said, flags) = compared(&folder, "echo no build >&2; exit 101");
            assert!(status != Some(0) && said.contains("no build"), "{status:?}: {said}");
            assert!(!said.contains("compared") && !flags.is_empty(), "built again: {said}");
        }
        let (status, said, _) = compared(&folder, "true");
        assert!(status == Some(0) && said.contains("compared"), "{status:?}: {said}");
        let (_, said, flags) = compared(&folder, "true");
        assert!(said.contains("compared") && flags.is_empty(), "kept: {said}");
    }

    #[test]
    fn a_build_gets_the_flags_of_the_workspace_and_its_own_whole() {
        let folder = repository("compare");
        let (_, said, flags) = compared(&folder, "true");
        let (_, remap) = flags.rsplit_once('\u{1f}').unwrap_or_else(|| panic!("{flags:?}: {said}"));
        let tree = fs::canonicalize(folder.path()).unwrap().join("target/compare").display().to_string();
        assert!(remap.starts_with(&format!("--remap-path-prefix={tree}/")), "{remap}");
        assert!(tree.contains(' ') && remap.ends_with("=/lanelab"), "{remap}");
        let config = fs::read_to_string(Path::new(ROOT).join(".cargo/config.toml")).unwrap();
        let own: Vec<_> = flags.split('\u{1f}').collect();
        assert!(own.len() >= 5, "{own:?}");
        for flag in &own[..own.len() - 1] {
            assert!(config.contains(&format!("\"{flag}\"")), "{flag} is none of the workspace's");
        }
    }

    #[test]
    fn a_number_of_runs_is_one_or_more() {
        for runs in ["0", "08", "00", "-1", "1.5", "x", ""] {
            let (status, said) = call(Command::new(Path::new(ROOT).join("scripts/test-compare")).arg(runs));
            assert!(status == Some(2) && said.contains("usage: "), "{runs:?}: {status:?}: {said}");
        }
    }

    /// Of one run, one must be right.
    #[test]
    fn a_comparison_of_one_run_can_fail() {
        let folder = repository("test-compare");
        for (says, code) in [("B is slower than A, not distinguishable", 0), ("not distinguishable", 1)] {
            let compare = folder.path().join("scripts/compare");
            fs::write(&compare, format!("#!/bin/sh\necho '{says}'\n")).unwrap();
            fs::set_permissions(&compare, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
            let (status, said) = call(Command::new(folder.path().join("scripts/test-compare")).arg("1"));
            assert_eq!(status, Some(code), "{says}: {said}");
        }
    }

    #[test]
    fn a_suite_that_is_none_is_refused_with_those_that_are() {
        let script = Path::new(ROOT).join("scripts/bench");
        let (status, said) = call(Command::new(script).arg("ladders"));
        assert_eq!(status, Some(2), "{said}");
        assert!(said.contains("no suite ladders") && said.contains("divergence") && said.contains("width"), "{said}");
    }
}
