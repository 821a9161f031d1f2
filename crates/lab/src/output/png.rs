//! Pictures as PNG, a row at a time: a picture is never held in memory whole.

use crate::picture::Picture;
use png::{BitDepth, ColorType, Encoder};
use std::io::{self, Write};

/// Bytes that a picture takes for each pixel of a row while it is written: this row, and the encoder's rows.
pub(crate) const fn bytes_a_pixel_of_a_row() -> usize {
    9
}

/// Writes a picture, its top row first.
pub(crate) fn write(picture: &dyn Picture, out: &mut dyn Write) -> io::Result<()> {
    let mut out = Remembering { out, first: None };
    let outcome = encode(picture, &mut out);
    // The encoder makes text of an error; whoever called may want to know which one it was.
    outcome.map_err(|error| out.first.unwrap_or(error))
}

fn encode(picture: &dyn Picture, out: &mut dyn Write) -> io::Result<()> {
    let (height, width) = picture.dim();
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
        line.extend((0..width).flat_map(|column| picture.colour(row, column)));
        stream.write_all(&line)?;
    }
    Ok(stream.finish()?)
}

/// Keeps the first error that is passed on.
struct Remembering<'a> {
    out: &'a mut dyn Write,
    first: Option<io::Error>,
}

impl Remembering<'_> {
    fn passed_on<T>(&mut self, outcome: io::Result<T>) -> io::Result<T> {
        outcome.map_err(|error| {
            let kind = error.kind();
            self.first.get_or_insert(error);
            kind.into()
        })
    }
}

impl Write for Remembering<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let outcome = self.out.write(bytes);
        self.passed_on(outcome)
    }

    fn flush(&mut self) -> io::Result<()> {
        let outcome = self.out.flush();
        self.passed_on(outcome)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::picture::Colour;

    struct Grey;

    impl Picture for Grey {
        fn dim(&self) -> (usize, usize) {
            (300, 400)
        }

        fn colour(&self, row: usize, column: usize) -> Colour {
            [u8::try_from(row * column % 251).unwrap_or(0); 3]
        }
    }

    /// Takes so many bytes, then is closed.
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
    fn an_error_of_the_output_keeps_its_kind_wherever_it_comes() {
        let mut whole = Vec::new();
        write(&Grey, &mut whole).unwrap();
        for taken in (0..whole.len()).step_by(997) {
            let error = write(&Grey, &mut Closing(taken)).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::BrokenPipe, "after {taken} bytes");
        }
    }
}
