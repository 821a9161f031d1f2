//! A build of lanelab as a process, requested by the protocol of [`serve`](crate::commands::serve).

use crate::commands::serve::WRONG;
use anyhow::Context;
use lanelab_measure::{Cause, Usage, Work};
use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// How long a sample should take at least, in seconds: a thousand times as long as a request.
const SAMPLE: f64 = 0.02;

/// How often a view is filled to measure how long a fill takes, and the seconds after which no more fills are made.
const TRIES: u32 = 7;
const ENOUGH: f64 = 10.0 * SAMPLE;

/// Why a build did not answer.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{0}")]
pub(super) struct NoAnswer(String);

/// A build that waits for requests.
pub(super) struct Build {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    path: String,
    answered: bool,
    /// An error inside the clock, reported by the next check.
    fault: Option<NoAnswer>,
    /// How often the view is filled per sample: the same for all builds, so that requests cost the same.
    pub(super) times: u32,
}

impl Build {
    pub(super) fn start(path: &Path, words: &[String]) -> anyhow::Result<Self> {
        let shown = path.display().to_string();
        // A file in the current folder is preferred to a program of the same name on the search path.
        let program = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let mut child = Command::new(program)
            .arg("serve")
            .args(words)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| anyhow::anyhow!("{shown}: {error}; give the path of a lanelab binary"))?;
        let (input, output) = (child.stdin.take(), child.stdout.take());
        let output = BufReader::new(output.context("a pipe was requested")?);
        Ok(Self { child, input, output, path: shown, answered: false, fault: None, times: 1 })
    }

    /// The build's reply to a request, if it is a valid one.
    fn request(&mut self, request: &str, valid: impl Fn(&str) -> bool) -> Result<String, NoAnswer> {
        let reply = match self.exchange(request) {
            Ok(reply) if !reply.is_empty() => reply.trim().to_owned(),
            Ok(_) => return Err(self.ended(None)),
            Err(error) => return Err(self.ended(Some(&error))),
        };
        if !valid(&reply) {
            return Err(NoAnswer(format!(
                "{} replied \"{reply}\" to {request}; give the path of a lanelab binary",
                self.path
            )));
        }
        self.answered = true;
        Ok(reply)
    }

    fn exchange(&mut self, request: &str) -> io::Result<String> {
        let input = self.input.as_mut().ok_or_else(|| io::Error::other("its input is closed"))?;
        input.write_all(format!("{request}\n").as_bytes())?;
        input.flush()?;
        let mut reply = Vec::new();
        self.output.read_until(b'\n', &mut reply)?;
        Ok(String::from_utf8_lossy(&reply).into_owned())
    }

    /// The error of a build that has ended.
    fn ended(&mut self, error: Option<&io::Error>) -> NoAnswer {
        // A broken pipe only means that the process has ended.
        let error = error.filter(|error| error.kind() != io::ErrorKind::BrokenPipe);
        let how = error.map_or_else(|| self.status(), ToString::to_string);
        let path = &self.path;
        NoAnswer(match self.answered {
            true => format!("{path} ended during the comparison ({how}); see its message above"),
            false => {
                format!("{path} has ended ({how}) before it gave an answer; it may be too old to have lanelab serve")
            }
        })
    }

    /// The exit status. A process that has closed its output gets a second to end.
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
        self.request(&format!("fill {}", self.times), |reply| reply == "done").map(drop)
    }

    /// The checksum of what was filled since the last check, by the build's own oracle.
    fn check_answer(&mut self) -> Result<String, Cause> {
        let digits = |reply: &str| reply.len() == 8 && reply.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        let reply = self.request("check", |reply| digits(reply) || reply.starts_with(WRONG))?;
        match reply.strip_prefix(WRONG) {
            Some(what) => Err(what.replace('\t', "\n").into()),
            None => Ok(reply),
        }
    }

    /// The checksum of a first answer.
    pub(super) fn answer(&mut self) -> anyhow::Result<String> {
        self.fill()?;
        self.check_answer().map_err(|cause| match cause.downcast::<NoAnswer>() {
            Ok(none) => anyhow::Error::new(*none),
            Err(wrong) => anyhow::anyhow!("{} gave a wrong answer: {wrong}", self.path),
        })
    }

    /// How many fills make a sample, from the fastest of several fills.
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

    /// The build is another process.
    fn usage(&self) -> Option<Usage> {
        None
    }

    fn check(&mut self) -> Result<(), Cause> {
        match &self.fault {
            Some(fault) => Err(fault.clone().into()),
            None => self.check_answer().map(drop),
        }
    }
}

impl Drop for Build {
    fn drop(&mut self) {
        drop(self.input.take());
        // It should end with its input; if not, it is killed.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
