//! Calls of the program that read as sentences.

use std::ffi::OsString;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::rc::Rc;
use tempfile::TempDir;

/// The program under test.
pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_lanelab");

/// In place of a Python with NumPy: it says its version, and of every statement that it took a millisecond.
pub(crate) const PYTHON: &str =
    "#!/bin/sh\nif grep -q _statement; then echo LANELAB 0.001 0.0001 100; else echo 2.5.1; fi\n";

/// What no user may ever see.
const NEVER_SAID: [&str; 5] = ["panicked", "RUST_BACKTRACE", "a fault of lanelab", "memory allocation of", TEMPORARY];

/// How the names of temporary files begin.
pub(crate) const TEMPORARY: &str = ".lanelab-";

/// A folder of its own, in which a call is made.
#[derive(Debug, Clone)]
pub(crate) struct Folder(Rc<TempDir>);

impl Folder {
    pub(crate) fn new() -> Self {
        Self(Rc::new(tempfile::tempdir().unwrap()))
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// With a file in it.
    pub(crate) fn with(self, name: &str, bytes: impl AsRef<[u8]>) -> Self {
        fs::write(self.path(name), bytes).unwrap();
        self
    }

    /// With a script in it that can be called.
    #[cfg(unix)]
    pub(crate) fn with_program(self, name: &str, script: &str) -> Self {
        use std::os::unix::fs::PermissionsExt;
        let folder = self.with(name, script);
        fs::set_permissions(folder.path(name), fs::Permissions::from_mode(0o755)).unwrap();
        folder
    }

    /// With a device of Linux in it: `full`, which has no room, or `null`, which takes all.
    ///
    /// Where root tests a program that is wrong, it may replace a device instead of writing to it, so root gets one
    /// of its own. Nobody else can replace the system's, and gets a link to it.
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
        fs::read(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}; there are {:?}", self.names()))
    }

    /// The names of all that is in it, hidden or not, sorted.
    pub(crate) fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.0.path()).unwrap();
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

/// A call of the program, not made yet.
#[derive(Debug)]
pub(crate) struct Call {
    program: Vec<OsString>,
    words: Vec<OsString>,
    folder: Folder,
    environment: Vec<(String, OsString)>,
    output: Stdio,
}

/// A call with these words, which blanks part, in a folder of its own, with a pipe as standard output.
pub(crate) fn lanelab(words: &str) -> Call {
    let words = words.split_whitespace().map(OsString::from).collect();
    let (program, folder) = (vec![PROGRAM.into()], Folder::new());
    Call { program, words, folder, environment: Vec::new(), output: Stdio::piped() }
}

impl Call {
    /// One more word, which may hold blanks or nothing.
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

    /// With standard output there instead of in a pipe that is read.
    pub(crate) fn into(mut self, output: impl Into<Stdio>) -> Self {
        self.output = output.into();
        self
    }

    /// By a shell, after a command of the shell's, such as `ulimit -v 100000`.
    pub(crate) fn after(mut self, command: &str) -> Self {
        let script = format!("{command}; exec \"$0\" \"$@\"");
        self.program = vec!["sh".into(), "-c".into(), script.into(), PROGRAM.into()];
        self
    }

    /// By another program that takes its words, such as an emulator.
    pub(crate) fn under(mut self, program: &[&str]) -> Self {
        self.program = program.iter().map(OsString::from).chain([PROGRAM.into()]).collect();
        self
    }

    /// The verb, where it has one.
    pub(crate) fn first_word(&self) -> Option<String> {
        self.words.first().map(|word| word.to_string_lossy().into_owned())
    }

    /// Makes the call and does not wait for its end.
    pub(crate) fn start(self) -> Running {
        let mut command = Command::new(&self.program[0]);
        command.args(&self.program[1..]).args(&self.words).current_dir(self.folder.0.path());
        command.env_remove("RUST_BACKTRACE").env_remove("LANELAB_GOLDENS").envs(self.environment);
        command.stdin(Stdio::null()).stdout(self.output).stderr(Stdio::piped());
        let child = command.spawn().unwrap_or_else(|error| panic!("{:?}: {error}", self.program));
        Running { child, words: self.words, folder: self.folder }
    }

    /// Makes the call and waits for its end, whatever that is.
    pub(crate) fn ends(self) -> Ended {
        self.start().ends()
    }

    /// Makes the call, which does what it was asked to.
    pub(crate) fn succeeds(self) -> Ended {
        self.ends().exits_with(0)
    }

    /// Makes the call, which fails at what it was asked to, and says why.
    pub(crate) fn fails(self) -> Ended {
        self.ends().exits_with(1).explained()
    }

    /// Makes the call, which cannot be carried out as it stands: it says why and writes nothing.
    pub(crate) fn refuses(self) -> Ended {
        let ended = self.ends().exits_with(2).explained();
        assert_eq!(ended.text(), "", "{ended}");
        ended
    }
}

/// A call that has been made.
#[derive(Debug)]
pub(crate) struct Running {
    child: Child,
    words: Vec<OsString>,
    pub(crate) folder: Folder,
}

impl Running {
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Whether it goes on.
    pub(crate) fn goes_on(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    /// Waits for the end.
    pub(crate) fn ends(self) -> Ended {
        let Output { status, stdout, stderr } = self.child.wait_with_output().unwrap();
        let said = String::from_utf8(stderr).unwrap();
        let ended = Ended { status, output: stdout, said, words: self.words, folder: self.folder };
        for never in NEVER_SAID {
            assert!(!ended.said.contains(never), "{ended}");
        }
        let left = ended.folder.names().into_iter().find(|name| name.contains(TEMPORARY));
        assert_eq!(left, None, "{ended}");
        ended
    }
}

/// A call that has come to its end. No temporary file of it is left, and it said nothing of a panic.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) status: std::process::ExitStatus,
    /// What is in the pipe of standard output.
    pub(crate) output: Vec<u8>,
    /// What is in the pipe of standard error.
    pub(crate) said: String,
    words: Vec<OsString>,
    pub(crate) folder: Folder,
}

impl std::fmt::Display for Ended {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "lanelab {:?} ended with {}, said:\n{}", self.words, self.status, self.said)
    }
}

impl Ended {
    /// Its exit code is this one.
    pub(crate) fn exits_with(self, code: i32) -> Self {
        assert_eq!(self.status.code(), Some(code), "{self}");
        self
    }

    fn explained(self) -> Self {
        assert!(!self.messages().is_empty(), "{self}");
        self
    }

    /// What it said beside its banner.
    pub(crate) fn messages(&self) -> String {
        let banner = |line: &&str| line.starts_with("lanelab: ") && line.contains(" f64 lanes a vector, rounding");
        let mut lines = self.said.lines().skip_while(banner).peekable();
        // A build that does not use all of its CPU says so in the banner too.
        while lines.peek().is_some_and(|line| line.contains("which this build does not use") || line.starts_with("   "))
        {
            lines.next();
        }
        lines.map(|line| format!("{line}\n")).collect()
    }

    /// Each of these parts is in what it said.
    pub(crate) fn saying(self, parts: &[&str]) -> Self {
        let said = self.messages();
        for part in parts {
            assert!(holds(&said, part), "no \"{part}\": {self}");
        }
        self
    }

    /// It said nothing but its banner.
    pub(crate) fn quietly(self) -> Self {
        assert_eq!(self.messages(), "", "{self}");
        self
    }

    /// Standard output, as text.
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.output).unwrap_or_else(|error| panic!("{error}: {self}"))
    }

    /// Each of these parts is on standard output.
    pub(crate) fn printing(self, parts: &[&str]) -> Self {
        for part in parts {
            assert!(holds(self.text(), part), "no \"{part}\" in\n{}\n{self}", self.text());
        }
        self
    }

    /// These names, sorted, are all there is in its folder.
    pub(crate) fn leaving(self, names: &[&str]) -> Self {
        assert_eq!(self.folder.names(), names, "{self}");
        self
    }
}

/// Whether a text holds a part, which may be wrapped anywhere between its words.
fn holds(text: &str, part: &str) -> bool {
    text.contains(part) || text.split_whitespace().collect::<Vec<_>>().join(" ").contains(part)
}

/// Says, past libtest which swallows what a passing test prints, that something was not tested.
pub(crate) fn skipped(what: &str) {
    writeln!(std::io::stderr(), "skipped: {what}").unwrap();
}

/// Whether a program can be called by its name.
pub(crate) fn is_installed(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| Path::new(&folder).join(program).is_file())
}
