//! Calls of the program that read as sentences.

use std::ffi::OsString;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::rc::Rc;
use tempfile::TempDir;

/// The program under test.
pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_lanelab");

/// A script in place of a Python with NumPy: it prints a version, and a millisecond as the time of every statement.
pub(crate) const PYTHON: &str =
    "#!/bin/sh\nif grep -q _statement; then echo LANELAB 0.001 0.0001 100; else echo 2.5.1; fi\n";

/// How the names of temporary files begin.
pub(crate) const TEMPORARY: &str = ".lanelab-";

/// What no user may ever see.
const NEVER_PRINTED: [&str; 5] = ["panicked", "RUST_BACKTRACE", "internal error", "memory allocation of", TEMPORARY];

/// A folder of its own for a call.
#[derive(Debug, Clone)]
pub(crate) struct Folder(Rc<TempDir>);

impl Folder {
    pub(crate) fn new() -> Self {
        Self(Rc::new(tempfile::tempdir().unwrap()))
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn with(self, name: &str, bytes: impl AsRef<[u8]>) -> Self {
        fs::write(self.path(name), bytes).unwrap();
        self
    }

    #[cfg(unix)]
    pub(crate) fn with_program(self, name: &str, script: &str) -> Self {
        use std::os::unix::fs::PermissionsExt;
        let folder = self.with(name, script);
        fs::set_permissions(folder.path(name), fs::Permissions::from_mode(0o755)).unwrap();
        folder
    }

    /// With a device of Linux in it: `full` or `null`.
    ///
    /// As root, a wrong program could replace the system's device, so root gets one of its own; others get a link.
    #[cfg(target_os = "linux")]
    pub(crate) fn with_device(self, device: &str, name: &str) -> Self {
        let minor = if device == "full" { "7" } else { "3" };
        let made = Command::new("mknod").arg(self.path(name)).args(["c", "1", minor]).output();
        let writable = || fs::File::options().append(true).open(self.path(name)).is_ok();
        if !(made.is_ok_and(|made| made.status.success()) && writable()) {
            drop(fs::remove_file(self.path(name)));
            std::os::unix::fs::symlink(format!("/dev/{device}"), self.path(name)).unwrap();
        }
        self
    }

    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}; there are {:?}", self.names("")))
    }

    /// The names of all files in a folder of it, sorted; `""` is the folder itself.
    pub(crate) fn names(&self, folder: &str) -> Vec<String> {
        let entries = fs::read_dir(self.path(folder)).unwrap();
        let mut names: Vec<_> =
            entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }
}

/// A call of the program that has not been made yet.
#[derive(Debug)]
pub(crate) struct Call {
    program: Vec<OsString>,
    pub(crate) words: Vec<OsString>,
    folder: Folder,
    environment: Vec<(String, OsString)>,
    output: Stdio,
}

/// A call with these words, in a folder of its own, with a pipe as standard output.
pub(crate) fn lanelab(words: &str) -> Call {
    let (program, folder) = (vec![PROGRAM.into()], Folder::new());
    Call { program, words: Vec::new(), folder, environment: Vec::new(), output: Stdio::piped() }.words(words)
}

impl Call {
    pub(crate) fn word(mut self, word: impl Into<OsString>) -> Self {
        self.words.push(word.into());
        self
    }

    pub(crate) fn words(mut self, words: &str) -> Self {
        self.words.extend(words.split_whitespace().map(OsString::from));
        self
    }

    pub(crate) fn within(mut self, folder: &Folder) -> Self {
        self.folder = folder.clone();
        self
    }

    pub(crate) fn with_variable(mut self, name: &str, value: impl Into<OsString>) -> Self {
        self.environment.push((name.to_owned(), value.into()));
        self
    }

    pub(crate) fn into(mut self, output: impl Into<Stdio>) -> Self {
        self.output = output.into();
        self
    }

    /// By a shell, after a shell command such as `ulimit -v 100000`.
    pub(crate) fn after(self, command: &str) -> Self {
        self.by(&format!("{command}; exec \"$0\" \"$@\""))
    }

    /// By a shell script, in which `"$0" "$@"` is the call.
    pub(crate) fn by(mut self, script: &str) -> Self {
        self.program = ["sh", "-c", script, PROGRAM].map(OsString::from).to_vec();
        self
    }

    /// Makes the call and does not wait for its end.
    pub(crate) fn start(self) -> Running {
        let mut command = Command::new(&self.program[0]);
        command.args(&self.program[1..]).args(&self.words).current_dir(self.folder.path(""));
        command.env_remove("RUST_BACKTRACE").env_remove("LANELAB_GOLDENS").envs(self.environment);
        command.stdin(Stdio::null()).stdout(self.output).stderr(Stdio::piped());
        let child = command.spawn().unwrap_or_else(|error| panic!("{:?}: {error}", self.program));
        Running { child, words: self.words, folder: self.folder }
    }

    pub(crate) fn ends(self) -> Ended {
        self.start().ends()
    }

    /// Makes the call, which ends with exit code 0.
    pub(crate) fn succeeds(self) -> Ended {
        self.ends().exits_with(0)
    }

    /// Makes the call, which ends with exit code 1 and a message.
    pub(crate) fn fails(self) -> Ended {
        self.ends().exits_with(1).saying(&["error: "])
    }

    /// Makes the call, which is a usage error: exit code 2, a message, and nothing written.
    pub(crate) fn refuses(self) -> Ended {
        let ended = self.ends().exits_with(2);
        assert_eq!((ended.text(), ended.messages().is_empty()), ("", false), "{ended}");
        ended
    }
}

/// A call that is running.
#[derive(Debug)]
pub(crate) struct Running {
    pub(crate) child: Child,
    words: Vec<OsString>,
    pub(crate) folder: Folder,
}

impl Running {
    pub(crate) fn is_running(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    pub(crate) fn ends(self) -> Ended {
        let Output { status, stdout, stderr } = self.child.wait_with_output().unwrap();
        let errors = String::from_utf8(stderr).unwrap();
        let ended = Ended { status, output: stdout, errors, words: self.words, folder: self.folder };
        assert!(!NEVER_PRINTED.iter().any(|never| ended.errors.contains(never)), "{ended}");
        let left = ended.folder.names("").into_iter().find(|name| name.contains(TEMPORARY));
        assert_eq!(left, None, "{ended}");
        ended
    }
}

/// A call that has ended. It left no temporary file and reported no panic.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) status: ExitStatus,
    pub(crate) output: Vec<u8>,
    pub(crate) errors: String,
    words: Vec<OsString>,
    pub(crate) folder: Folder,
}

impl std::fmt::Display for Ended {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "lanelab {:?} ended with {}, said:\n{}", self.words, self.status, self.errors)
    }
}

impl Ended {
    pub(crate) fn exits_with(self, code: i32) -> Self {
        assert_eq!(self.status.code(), Some(code), "{self}");
        self
    }

    /// Standard error without the banner, which also says where a build does not use all of its CPU, without notes, which
    /// depend on the machine, and without the names of written files.
    pub(crate) fn messages(&self) -> String {
        let message = |line: &&str| {
            let parts = [" f64 lanes a vector, rounding", "which this build does not use"];
            let starts = ["      ", "note: ", "Wrote "];
            !parts.iter().any(|part| line.contains(part)) && !starts.iter().any(|start| line.starts_with(start))
        };
        self.errors.lines().filter(message).map(|line| format!("{line}\n")).collect()
    }

    /// Standard error has these parts, wherever.
    pub(crate) fn noting(self, parts: &[&str]) -> Self {
        assert_parts(&self.errors, parts, &self);
        self
    }

    pub(crate) fn saying(self, parts: &[&str]) -> Self {
        assert_parts(&self.messages(), parts, &self);
        self
    }

    pub(crate) fn quietly(self) -> Self {
        assert_eq!(self.messages(), "", "{self}");
        self
    }

    /// It failed before its banner, so before any work.
    pub(crate) fn before_the_work(self) -> Self {
        assert!(!self.errors.contains("f64 lanes"), "{self}");
        self
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.output).unwrap_or_else(|error| panic!("{error}: {self}"))
    }

    pub(crate) fn printing(self, parts: &[&str]) -> Self {
        assert_parts(self.text(), parts, &self);
        self
    }

    /// These names, sorted, are all there is in its folder.
    pub(crate) fn leaving(self, names: &[&str]) -> Self {
        assert_eq!(self.folder.names(""), names, "{self}");
        self
    }
}

/// Asserts that a text has all parts, which may be wrapped between their words.
fn assert_parts(text: &str, parts: &[&str], ended: &Ended) {
    let unwrapped = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for part in parts {
        assert!(text.contains(part) || unwrapped.contains(part), "no \"{part}\" in\n{text}\n{ended}");
    }
}

/// Reports a skipped test, past libtest which hides what a passing test prints.
pub(crate) fn skipped(what: &str) {
    writeln!(std::io::stderr(), "skipped: {what}").unwrap();
}

/// Whether these programs can be called by their names; else reports the test as skipped.
pub(crate) fn are_installed(programs: &[&str], test: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let installed =
        |program: &&&str| std::env::split_paths(&path).any(|folder| Path::new(&folder).join(program).is_file());
    let missing = programs.iter().find(|program| !installed(program));
    missing.inspect(|missing| skipped(&format!("{test}: {missing} is not installed"))).is_none()
}
