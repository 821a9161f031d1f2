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

    /// A repository with one of the scripts and a file that is committed.
    fn repository(script: &str) -> TempDir {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("scripts")).unwrap();
        fs::copy(Path::new(ROOT).join("scripts").join(script), folder.path().join("scripts").join(script))
            .unwrap();
        for words in ["init -q", "add -A", "-c user.name=n -c user.email=e commit -q -m one"] {
            let (status, said) = call(Command::new("git").args(words.split(' ')).current_dir(folder.path()));
            assert_eq!(status, Some(0), "git {words}: {said}");
        }
        folder
    }

    #[test]
    fn each_script_has_a_usage_line_and_works_from_any_folder() {
        let elsewhere = tempfile::tempdir().unwrap();
        let scripts = scripts();
        assert!(scripts.len() >= 8, "{scripts:?}");
        for script in scripts {
            let shown = script.display();
            let text = fs::read_to_string(&script).unwrap();
            assert!(
                text.contains("\nset -euo pipefail\n") && text.contains("\n# usage: scripts/"),
                "{shown}"
            );
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

    /// A record takes minutes; here its `cargo` says that it has begun, and then takes as long. It is ended by TERM, as a
    /// shell has all that it starts in the background ignore INT.
    #[test]
    fn a_record_that_is_ended_leaves_nothing() {
        use std::os::unix::fs::PermissionsExt;
        use std::os::unix::process::CommandExt;
        let (folder, tools) = (repository("record"), tempfile::tempdir().unwrap());
        let (cargo, begun) = (tools.path().join("cargo"), tools.path().join("begun"));
        fs::write(&cargo, format!("#!/bin/sh\n: >'{}'\nsleep 60\n", begun.display())).unwrap();
        fs::set_permissions(&cargo, fs::Permissions::from_mode(0o755)).unwrap();
        let path = format!("{}:{}", tools.path().display(), std::env::var("PATH").unwrap());
        let scratch = tempfile::tempdir().unwrap();
        let mut record = Command::new(folder.path().join("scripts/record"))
            .env("PATH", path)
            .env("TMPDIR", scratch.path())
            .process_group(0)
            .spawn()
            .unwrap();
        while !begun.exists() {
            assert_eq!(record.try_wait().unwrap(), None, "it goes on until it is ended");
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        let group = format!("-{}", record.id());
        assert_eq!(call(Command::new("kill").args(["-s", "TERM", "--", &group])).0, Some(0));
        let status = record.wait().unwrap();
        assert_eq!(status.code(), Some(143), "{status}");
        assert!(!folder.path().join("profiles").exists(), "no half record");
        assert_eq!(fs::read_dir(scratch.path()).unwrap().count(), 0, "and no scratch");
    }

    #[test]
    fn without_git_a_record_says_so() {
        let folder = repository("record");
        let tools = tempfile::tempdir().unwrap();
        for tool in ["bash", "env", "dirname", "sed"] {
            let (_, path) = call(Command::new("sh").args(["-c", &format!("command -v {tool}")]));
            std::os::unix::fs::symlink(path.trim(), tools.path().join(tool)).unwrap();
        }
        let (status, said) =
            call(Command::new(folder.path().join("scripts/record")).env("PATH", tools.path()));
        assert_eq!(status, Some(1), "{said}");
        assert!(said.contains("no git") && said.contains("install git"), "{said}");
    }

    #[test]
    fn a_suite_that_is_none_is_refused_with_those_that_are() {
        let script = Path::new(ROOT).join("scripts/bench");
        let (status, said) = call(Command::new(script).arg("ladders"));
        assert_eq!(status, Some(2), "{said}");
        assert!(
            said.contains("no suite ladders") && said.contains("ladder") && said.contains("width"),
            "{said}"
        );
    }
}
