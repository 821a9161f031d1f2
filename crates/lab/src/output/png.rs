//! Pictures as PNG, a row at a time: a picture is never held in memory whole.

use crate::picture::Picture;
use png::{BitDepth, ColorType, Encoder, EncodingError};
use std::io::{self, Write};

/// Writes a picture, its top row first.
pub(crate) fn write(picture: &dyn Picture, out: &mut dyn Write) -> io::Result<()> {
    let (height, width) = picture.dim();
    let side = |side: usize| {
        let most = "a PNG picture has at most 2147483647 pixels a side; write .npy or .csv instead";
        u32::try_from(side).ok().filter(|&side| side <= 0x7fff_ffff).ok_or_else(|| io::Error::other(most))
    };
    let mut encoder = Encoder::new(out, side(width)?, side(height)?);
    encoder.set_color(ColorType::Rgb);
    encoder.set_depth(BitDepth::Eight);
    let mut writer = encoder.write_header().map_err(plain)?;
    let mut stream = writer.stream_writer().map_err(plain)?;
    let mut line = Vec::with_capacity(3 * width);
    for row in 0..height {
        line.clear();
        line.extend((0..width).flat_map(|column| picture.colour(row, column)));
        stream.write_all(&line)?;
    }
    stream.finish().map_err(plain)
}

fn plain(error: EncodingError) -> io::Error {
    match error {
        EncodingError::IoError(error) => error,
        other => io::Error::other(other),
    }
}
