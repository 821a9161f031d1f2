//! Standard output, through one handle, whose errors can be told from those of files.

use std::io::{self, BufWriter, Write};

/// An error of standard output.
#[derive(Debug, thiserror::Error)]
#[error("standard output: {0}; is the disk full, or the terminal gone?")]
pub(crate) struct ConsoleError(pub(crate) io::Error);

/// Standard output, buffered by the block: flush it where somebody waits.
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
