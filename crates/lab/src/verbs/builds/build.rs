//! A build of lanelab as a process that waits to be asked, by the protocol of [`serve`](crate::verbs::serve).

use crate::verbs::serve::WRONG;
use anyhow::Context;
use lanelab_measure::{Cause, Work};
use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// How long a sample should take at least, in seconds: a thousand times what it takes to ask.
const SAMPLE: f64 = 0.02;

/// How often a view is filled to find out how long it takes, and after how many seconds that is known well enough.
const TRIES: u32 = 7;
const ENOUGH: f64 = 10.0 * SAMPLE;

/// Why a build did not answer as one does.
#[derive(Debug, Clone, thiserror::Error)]
pub(super) enum NoAnswer {
    #[error("{path} has ended ({how}) before it gave an answer; it may be older than lanelab serve")]
    Never { path: String, how: String },
    #[error("{path} ended in the middle ({how}); see its message above")]
    NoMore { path: String, how: String },
    #[error("{path} answered \"{said}\" to {line}; name a build of lanelab")]
    Nonsense { path: String, said: String, line: String },
}

/// A build that waits to be asked.
pub(super) struct Build {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    path: String,
    answered: bool,
    /// What went wrong inside the clock, where nobody can be told.
    fault: Option<NoAnswer>,
    /// How often the view is filled in a sample: the same for all, so that what it takes to ask is too.
    pub(super) times: u32,
}

impl Build {
    pub(super) fn started(path: &Path, asked: &[String]) -> anyhow::Result<Self> {
        let shown = path.display().to_string();
        // A file of the current folder goes before a program of the same name on the path, which a bare name would
        // mean.
        let program = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let mut child = Command::new(program)
            .arg("serve")
            .args(asked)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("{shown}: not started; name a build of lanelab"))?;
        let (input, output) = (child.stdin.take(), child.stdout.take());
        let output = BufReader::new(output.context("a pipe was asked for")?);
        Ok(Self { child, input, output, path: shown, answered: false, fault: None, times: 1 })
    }

    /// What the build says to a line, where `sound` holds for it.
    fn ask(&mut self, line: &str, sound: impl Fn(&str) -> bool) -> Result<String, NoAnswer> {
        let said = match self.said(line) {
            Ok(said) if !said.is_empty() => said.trim().to_owned(),
            Ok(_) => return Err(self.ended(None)),
            Err(error) => return Err(self.ended(Some(&error))),
        };
        if !sound(&said) {
            let (path, line) = (self.path.clone(), line.to_owned());
            return Err(NoAnswer::Nonsense { path, said, line });
        }
        self.answered = true;
        Ok(said)
    }

    fn said(&mut self, line: &str) -> io::Result<String> {
        let input = self.input.as_mut().ok_or_else(|| io::Error::other("its input is closed"))?;
        input.write_all(format!("{line}\n").as_bytes())?;
        input.flush()?;
        let mut said = Vec::new();
        self.output.read_until(b'\n', &mut said)?;
        Ok(String::from_utf8_lossy(&said).into_owned())
    }

    /// That the build has ended, and how.
    fn ended(&mut self, error: Option<&io::Error>) -> NoAnswer {
        // A pipe that is broken only says again that its other end is gone.
        let told = error.filter(|error| error.kind() != io::ErrorKind::BrokenPipe);
        let how = told.map_or_else(|| self.status(), ToString::to_string);
        let path = self.path.clone();
        if self.answered { NoAnswer::NoMore { path, how } } else { NoAnswer::Never { path, how } }
    }

    /// The exit status. A process that has closed its output is about to end, or never will: it gets a second.
    fn status(&mut self) -> String {
        drop(self.input.take());
        for _ in 0..100 {
            match self.child.try_wait() {
                Ok(Some(status)) => return status.to_string(),
                Ok(None) => sleep(Duration::from_millis(10)),
                Err(error) => return error.to_string(),
            }
        }
        "its output is closed".to_owned()
    }

    fn fill(&mut self) -> Result<(), NoAnswer> {
        self.ask(&format!("fill {}", self.times), |said| said == "done").map(drop)
    }

    /// The checksum of what was filled since the last check, by the build's own oracle.
    fn checked(&mut self) -> Result<String, Cause> {
        let digits = |said: &str| said.len() == 8 && said.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        let said = self.ask("check", |said| digits(said) || said.starts_with(WRONG))?;
        match said.strip_prefix(WRONG) {
            Some(what) => Err(what.replace('\t', "\n").into()),
            None => Ok(said),
        }
    }

    /// The checksum of a first answer.
    pub(super) fn answer(&mut self) -> anyhow::Result<String> {
        self.fill()?;
        self.checked().map_err(|cause| match cause.downcast::<NoAnswer>() {
            Ok(none) => anyhow::Error::new(*none),
            Err(wrong) => anyhow::anyhow!("{} gave a wrong answer: {wrong}", self.path),
        })
    }

    /// How often the view must be filled for a sample, by the fastest of several fills.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
    pub(super) fn needed(&mut self) -> Result<u32, NoAnswer> {
        let (mut least, mut spent) = (f64::INFINITY, 0.0);
        for _ in 0..TRIES {
            let begin = Instant::now();
            self.fill()?;
            let time = begin.elapsed().as_secs_f64();
            (least, spent) = (least.min(time), spent + time);
            if spent > ENOUGH {
                break;
            }
        }
        Ok((SAMPLE / least).ceil().clamp(1.0, 1e6) as u32)
    }
}

impl Work for Build {
    fn run(&mut self) {
        if self.fault.is_none() {
            self.fault = self.fill().err();
        }
    }

    fn check(&mut self) -> Result<(), Cause> {
        match &self.fault {
            Some(fault) => Err(fault.clone().into()),
            None => self.checked().map(drop),
        }
    }
}

impl Drop for Build {
    fn drop(&mut self) {
        drop(self.input.take());
        // It ends with its input; one that does not is not waited for.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
