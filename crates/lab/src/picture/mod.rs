//! Pictures: a colour for every pixel, row 0 at the top.

pub(crate) mod balance;
pub(crate) mod countdown;
pub(crate) mod parting;
mod viridis;
pub(crate) mod waste;

/// An 8-bit colour: red, green, blue.
pub(crate) type Colour = [u8; 3];

/// Something that can be written as a PNG.
pub(crate) trait Picture {
    /// `(rows, columns)`.
    fn dim(&self) -> (usize, usize);

    /// The colour of a pixel; row 0 is the top row.
    fn colour(&self, row: usize, column: usize) -> Colour;
}
