//! The colours of the charts, each for a light and for a dark page.

use plotters::style::RGBColor;

/// A colour by what it is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ink {
    Text,
    /// Less important text and lines.
    Muted,
    Grid,
    /// The noise floor.
    Band,
    Faster,
    Slower,
    /// The rung at an index; colours repeat, while the shapes of marks then differ.
    Series(usize),
}

/// Colours that differ in lightness or hue also to colour-blind readers, on a light and on a dark page.
const SERIES: [(u32, u32); 6] = [
    (0x00_72_B2, 0x56_B4_E9),
    (0xC4_4E_00, 0xFF_9A_57),
    (0x00_80_5C, 0x3C_CB_9B),
    (0xA8_44_7F, 0xE3_9A_C7),
    (0x8A_6D_00, 0xE6_C8_4B),
    (0x33_3A_44, 0xC9_CE_D6),
];

impl Ink {
    /// How many colours rungs have.
    pub(super) const COLOURS: usize = SERIES.len();

    const fn pair(self) -> (u32, u32) {
        match self {
            Self::Text => (0x1A_1D_21, 0xE8_EA_ED),
            Self::Muted => (0x5A_61_6B, 0xA7_AE_B8),
            Self::Grid => (0xDD_E0_E5, 0x33_38_40),
            Self::Band => (0xE6_E2_D3, 0x3D_3A_2C),
            Self::Faster => SERIES[0],
            Self::Slower => SERIES[1],
            Self::Series(index) => SERIES[index % SERIES.len()],
        }
    }

    /// The colour on a light page, by which style sheets find what to change on a dark one.
    pub(super) fn colour(self) -> RGBColor {
        let [_, red, green, blue] = self.pair().0.to_be_bytes();
        RGBColor(red, green, blue)
    }
}

/// Each colour as it is written in a picture, and its counterpart on a dark page.
pub(super) fn pairs() -> Vec<[String; 2]> {
    let fixed = [Ink::Text, Ink::Muted, Ink::Grid, Ink::Band].map(Ink::pair);
    fixed.iter().chain(&SERIES).map(|(light, dark)| [light, dark].map(|colour| format!("#{colour:06X}"))).collect()
}
