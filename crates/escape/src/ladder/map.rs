//! The maps by their names on the command line and in records.

use crate::{Ladder, rungs};
use lanelab_grid::{BurningShip, Julia, Mandelbrot, Multibrot3, Recurrence, decimal};
use num_complex::Complex;
use std::fmt;
use std::str::FromStr;

/// A map chosen by name.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Map {
    /// `z² + c`, `c` the pixel.
    #[default]
    Mandelbrot,
    /// `z² + c`, `z_0` the pixel, with this fixed `c`.
    Julia(Complex<f64>),
    /// `(|re| + i|im|)² + c`, `c` the pixel.
    BurningShip,
    /// `z³ + c`, `c` the pixel.
    Multibrot3,
}

impl Map {
    /// How each map is written on the command line, and what it computes.
    pub const FORMS: [(&'static str, &'static str); 4] = [
        ("mandelbrot", "z² + c, c = pixel"),
        ("julia:RE,IM", "z² + c, z_0 = pixel, c = RE + IM·i"),
        ("burning-ship", "(|re z| + i·|im z|)² + c, c = pixel"),
        ("multibrot3", "z³ + c, c = pixel"),
    ];

    /// All rungs, bound to this map.
    pub fn ladder(self) -> Ladder {
        match self {
            Self::Mandelbrot => self.bind(Mandelbrot),
            Self::Julia(c) => self.bind(Julia { c }),
            Self::BurningShip => self.bind(BurningShip),
            Self::Multibrot3 => self.bind(Multibrot3),
        }
    }

    fn bind<R: Recurrence + 'static>(self, recurrence: R) -> Ladder {
        Ladder::new(self.to_string(), recurrence, rungs(recurrence))
    }
}

impl fmt::Display for Map {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Mandelbrot => f.pad("mandelbrot"),
            Self::Julia(c) => write!(f, "julia:{},{}", decimal(c.re), decimal(c.im)),
            Self::BurningShip => f.pad("burning-ship"),
            Self::Multibrot3 => f.pad("multibrot3"),
        }
    }
}

/// An unknown map.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnknownMap {
    /// No map has this name.
    #[error("unknown map \"{0}\": choose mandelbrot, julia:RE,IM, burning-ship or multibrot3")]
    Name(String),
    /// The constant of a Julia map is not two finite numbers.
    #[error("map \"{0}\" needs a constant of two finite numbers, as in julia:-0.8,0.156")]
    Constant(String),
}

impl FromStr for Map {
    type Err = UnknownMap;

    fn from_str(text: &str) -> Result<Self, UnknownMap> {
        match text {
            "mandelbrot" => Ok(Self::Mandelbrot),
            "burning-ship" => Ok(Self::BurningShip),
            "multibrot3" => Ok(Self::Multibrot3),
            "julia" => Err(UnknownMap::Constant(text.to_owned())),
            _ => match text.strip_prefix("julia:") {
                Some(c) => constant(c).map(Self::Julia).ok_or_else(|| UnknownMap::Constant(text.to_owned())),
                None => Err(UnknownMap::Name(text.to_owned())),
            },
        }
    }
}

fn constant(text: &str) -> Option<Complex<f64>> {
    let (re, im) = text.split_once(',')?;
    let c = Complex::new(re.trim().parse::<f64>().ok()?, im.trim().parse::<f64>().ok()?);
    c.is_finite().then_some(c)
}
