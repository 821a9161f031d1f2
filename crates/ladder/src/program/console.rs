//! Standard output, whose errors are distinguished from those of files, and the progress bar on standard error.

use super::closed;
use super::text;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{self, BufWriter, Write};
use std::time::Duration;

/// An error of standard output.
#[derive(Debug, thiserror::Error)]
#[error("standard output: {0}")]
pub struct ConsoleError(pub(crate) io::Error);

/// Standard output, buffered by the block: flush it before the reader has to wait.
#[derive(Debug)]
pub struct Console(BufWriter<Output>);

impl Default for Console {
    fn default() -> Self {
        Self(BufWriter::new(Output { closed: closed::was_closed(), stdout: io::stdout() }))
    }
}

const CLOSED: &str = "it was closed when the program started; open it, or redirect it to a file or to /dev/null";

#[derive(Debug)]
struct Output {
    closed: bool,
    stdout: io::Stdout,
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.closed {
            true => Err(io::Error::new(io::ErrorKind::NotConnected, CLOSED)),
            false => self.stdout.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stdout.flush()
    }
}

fn marked(error: io::Error) -> io::Error {
    let full = format!("{error}; is the disk full, or the terminal gone?");
    let text = if error.kind() == io::ErrorKind::NotConnected { error.to_string() } else { full };
    io::Error::new(error.kind(), ConsoleError(io::Error::new(error.kind(), text)))
}

impl Write for Console {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes).map_err(marked)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush().map_err(marked)
    }
}

/// A progress bar on standard error, hidden where that is not a terminal. It clears itself.
///
/// It is drawn when it is told of progress. Where nothing may be told for long and nothing is timed meanwhile,
/// [`show_time`] keeps its clock running.
pub fn progress_bar(ticks: usize) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(u64::try_from(ticks).ok(), ProgressDrawTarget::stderr());
    let wide = text::width() / 3;
    let template = format!("{{bar:{}.cyan/blue}} {{percent:>3}} %  {{elapsed:>3}}  {{wide_msg}}", wide.clamp(1, 30));
    let style = ProgressStyle::with_template(&template);
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()).progress_chars("━╸─"));
    bar
}

/// Draws a bar once a second from now on, from a thread of its own, or no longer.
pub fn show_time(bar: &ProgressBar, on: bool) {
    match on {
        true => bar.enable_steady_tick(Duration::from_secs(1)),
        false => bar.disable_steady_tick(),
    }
}
