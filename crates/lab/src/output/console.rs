//! Standard output, whose errors are distinguished from those of files, and the progress bar on standard error.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{self, BufWriter, Write};

/// An error of standard output.
#[derive(Debug, thiserror::Error)]
#[error("standard output: {0}; is the disk full, or the terminal gone?")]
pub(crate) struct ConsoleError(pub(crate) io::Error);

/// Standard output, buffered by the block: flush it before the reader has to wait.
#[derive(Debug)]
pub(crate) struct Console(BufWriter<io::Stdout>);

impl Console {
    pub(crate) fn new() -> Self {
        Self(BufWriter::new(io::stdout()))
    }
}

fn marked(error: io::Error) -> io::Error {
    io::Error::new(error.kind(), ConsoleError(error))
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
pub(crate) fn progress_bar(ticks: usize) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(u64::try_from(ticks).ok(), ProgressDrawTarget::stderr());
    let style = ProgressStyle::with_template("{bar:30.cyan/blue} {percent:>3} %  {wide_msg}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()).progress_chars("━╸─"));
    bar
}
