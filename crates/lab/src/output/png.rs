//! Pictures as PNG, row by row: the whole picture is never in memory.

use crate::picture::Picture;
use png::{BitDepth, ColorType, Encoder};
use std::io::{self, Write};

/// Bytes of memory that writing takes for each column: one row here, and the encoder's rows.
pub(crate) const BYTES_PER_COLUMN: usize = 9;

/// Writes a picture, its top row first.
pub(crate) fn write(picture: &Picture<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut out = FirstError { out, first: None };
    let outcome = encode(picture, &mut out);
    // The encoder turns an error into text; the caller needs its kind.
    outcome.map_err(|error| out.first.unwrap_or(error))
}

fn encode(picture: &Picture<'_>, out: &mut dyn Write) -> io::Result<()> {
    let (height, width) = picture.dim;
    let side = |side: usize| {
        let most = "a PNG picture has at most 2147483647 pixels a side; write .npy or .csv instead";
        u32::try_from(side).ok().filter(|&side| side <= 0x7fff_ffff).ok_or_else(|| io::Error::other(most))
    };
    let mut encoder = Encoder::new(out, side(width)?, side(height)?);
    encoder.set_color(ColorType::Rgb);
    encoder.set_depth(BitDepth::Eight);
    let mut writer = encoder.write_header()?;
    let mut stream = writer.stream_writer()?;
    let mut line = Vec::with_capacity(3 * width);
    for row in 0..height {
        line.clear();
        line.extend((0..width).flat_map(|column| (picture.colour)(row, column)));
        stream.write_all(&line)?;
    }
    Ok(stream.finish()?)
}

/// Keeps the first error of the writer.
struct FirstError<'a> {
    out: &'a mut dyn Write,
    first: Option<io::Error>,
}

impl Write for FirstError<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write(bytes).map_err(|error| {
            let kind = error.kind();
            self.first.get_or_insert(error);
            kind.into()
        })
    }

    /// The caller flushes its output.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::picture::Scale;

    /// Takes this many bytes, then is closed.
    struct Closing(usize);

    impl Write for Closing {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0 = self.0.checked_sub(bytes.len()).ok_or(io::ErrorKind::BrokenPipe)?;
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn an_error_of_the_output_keeps_its_kind_wherever_it_occurs() {
        let colour = |row, column| [u8::try_from(row * column % 251).unwrap_or(0); 3];
        let scale = Scale { meaning: Vec::new(), marks: Vec::new(), colour: |_| [0; 3] };
        let grey = Picture { dim: (300, 400), colour: Box::new(colour), scale };
        let mut whole = Vec::new();
        write(&grey, &mut whole).unwrap();
        for taken in (0..whole.len()).step_by(997) {
            let error = write(&grey, &mut Closing(taken)).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::BrokenPipe, "after {taken} bytes");
        }
    }
}
