//! A picture with a title, axes with coordinates, and its colour scale.

use super::{Colour, Picture};
use crate::session::selection::Selection;
use noto_sans_mono_bitmap::{FontWeight, RasterHeight, get_raster, get_raster_width};
use std::collections::HashMap;

const LINE: usize = RasterHeight::Size16.val();
const CHARACTER: usize = get_raster_width(FontWeight::Regular, RasterHeight::Size16);
/// Pixels between parts.
const GAP: usize = 8;
const BAR: usize = 2 * GAP;
/// A smaller picture is enlarged to about so many pixels on its longer side.
const LEAST_SIDE: usize = 384;

/// What the colours of a picture mean.
pub(crate) struct Scale {
    /// What is coloured, in lines of a title.
    pub(crate) meaning: Vec<String>,
    /// Labels at shares of the scale, 0 at its lower end.
    pub(crate) marks: Vec<(f64, String)>,
    /// The colour at a share.
    pub(crate) colour: fn(f64) -> Colour,
}

/// The picture of a selection below `title`, with axes and its scale; a pixel's centre has the coordinates of its point.
pub(crate) fn figure<'a>(mut picture: Picture<'a>, selection: &Selection, title: &str) -> Picture<'a> {
    let Selection { name, view, limit, map } = selection;
    let (region, (rows, columns)) = (view.region(), picture.dim);
    picture.scale.marks.dedup_by(|mark, before| mark.1 == before.1);
    let zoom = (LEAST_SIDE / rows.max(columns)).max(1);
    let (height, width) = (rows * zoom, columns * zoom);
    let y = ticks(region.y_min, region.y_max, |labels| 2 * LINE * labels.len() <= height);
    let x = ticks(region.x_min, region.x_max, |labels| (longest(labels) + 2) * CHARACTER * labels.len() <= width);

    let first = format!("{title} · {name}: {map}, limit {limit}");
    let mut lines = vec![first, format!("{region}, {} points", view.raster())];
    lines.extend(picture.scale.meaning.iter().cloned());
    let left = GAP + longest(&y) * CHARACTER + GAP;
    let top = GAP + (lines.len() + 1) * LINE;
    let bar = left + width + 3 * GAP;
    let right = bar + BAR + GAP + longest(&picture.scale.marks) * CHARACTER;
    let longest_line = lines.iter().map(|line| line.chars().count()).max().unwrap_or(0);
    let dim = (top + height + 3 * LINE, right.max(GAP + longest_line * CHARACTER) + GAP);

    let mut ink = Ink::default();
    for (line, text) in lines.iter().enumerate() {
        ink.text(GAP + line * LINE, GAP, text);
    }
    for (share, label) in &y {
        let row = top + (height - 1).saturating_sub(at(*share, rows, zoom));
        ink.line(row, left - GAP / 2..left);
        ink.text(row.saturating_sub(LINE / 2), left - GAP - CHARACTER * label.chars().count(), label);
    }
    for (share, label) in &x {
        let column = left + at(*share, columns, zoom);
        (0..GAP / 2).for_each(|down| ink.line(top + height + down, column..column + 1));
        ink.text(top + height + GAP / 2, column.saturating_sub(CHARACTER * label.chars().count() / 2), label);
    }
    ink.text(top - LINE, left - GAP - CHARACTER, "y");
    ink.text(top + height + GAP / 2 + LINE, left + width / 2, "x");
    for (share, label) in &picture.scale.marks {
        let row = top + at(1.0 - share, height - 1, 1);
        ink.line(row, bar + BAR..bar + BAR + GAP / 2);
        ink.text(row - LINE / 2, bar + BAR + GAP, label);
    }

    let Picture { colour, scale, .. } = picture;
    let scale_colour = scale.colour;
    let drawn = move |row: usize, column: usize| match row.checked_sub(top).filter(|&row| row < height) {
        Some(row) if (left..left + width).contains(&column) => colour(row / zoom, (column - left) / zoom),
        Some(row) if (bar..bar + BAR).contains(&column) => scale_colour(1.0 - row as f64 / (height - 1).max(1) as f64),
        _ => [255 - ink.0.get(&(row, column)).copied().unwrap_or(0); 3],
    };
    Picture { dim, colour: Box::new(drawn), scale }
}

/// The pixel at which the centre of a point lies, at a share of an axis.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "shares from 0 to 1 of a picture's side")]
fn at(share: f64, points: usize, zoom: usize) -> usize {
    (share * (points * zoom) as f64) as usize + zoom / 2
}

fn longest(labels: &[(f64, String)]) -> usize {
    labels.iter().map(|(_, label)| label.chars().count()).max().unwrap_or(0)
}

/// Round coordinates of an axis as shares of it, with their labels: as many as fit, up to ten.
fn ticks(min: f64, max: f64, fit: impl Fn(&[(f64, String)]) -> bool) -> Vec<(f64, String)> {
    let candidates = (1..=10).rev().map(|most| round_coordinates(min, max, most));
    candidates.into_iter().find(|labels| fit(labels)).unwrap_or_default()
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "powers of ten of f64 numbers")]
#[expect(clippy::disallowed_methods, reason = "powers of ten, rounded again when they are printed")]
fn round_coordinates(min: f64, max: f64, most: u32) -> Vec<(f64, String)> {
    let power = ((max - min) / f64::from(most)).log10().floor();
    let steps = [1.0, 2.0, 5.0, 10.0].map(|digit| digit * 10_f64.powf(power));
    let step = steps.into_iter().find(|step| (max - min) / step <= f64::from(most)).unwrap_or(f64::INFINITY);
    let first = (min / step).ceil();
    let largest = min.abs().max(max.abs()).log10().floor();
    let label = |value: f64| match largest {
        -4.0..6.0 => format!("{value:.*}", (-step.log10().floor()).max(0.0) as usize),
        _ => format!("{value:.*e}", (largest - step.log10().floor()).max(0.0) as usize),
    };
    let values = (0..=most).map(|n| (first + f64::from(n)) * step + 0.0).filter(|&value| value < max);
    values.map(|value| ((value - min) / (max - min), label(value))).collect()
}

/// How dark a pixel is, by row and column; what is not in it is white.
#[derive(Default)]
struct Ink(HashMap<(usize, usize), u8>);

impl Ink {
    fn line(&mut self, row: usize, columns: std::ops::Range<usize>) {
        self.0.extend(columns.map(|column| ((row, column), 255)));
    }

    fn text(&mut self, top: usize, left: usize, text: &str) {
        let characters = text.chars().map(|c| get_raster(c, FontWeight::Regular, RasterHeight::Size16));
        for (glyph, left) in characters.zip((left..).step_by(CHARACTER)) {
            for (row, pixels) in glyph.iter().flat_map(|glyph| glyph.rows()).enumerate() {
                self.0.extend(pixels.iter().enumerate().map(|(column, &dark)| ((top + row, left + column), dark)));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_coordinates_within_the_axis() {
        let labels = |min, max, most| -> Vec<String> {
            round_coordinates(min, max, most).into_iter().map(|(_, label)| label).collect()
        };
        assert_eq!(labels(-1.5, 0.5, 4), ["-1.5", "-1.0", "-0.5", "0.0"]);
        assert_eq!(labels(0.0, 4000.0, 2), ["0", "2000"]);
        assert_eq!(labels(-0.744_643, -0.742_643, 5), ["-0.7445", "-0.7440", "-0.7435", "-0.7430"]);
        assert_eq!(labels(-1e300, 1e300, 2), ["-1e300", "0e0"]);
        assert_eq!(labels(0.1, 0.100_000_000_000_000_03, 2).len(), 1, "the last bits");
        assert_eq!(labels(-1e308, 1e308, 5), [""; 0], "the length overflows");
        let shares: Vec<_> = round_coordinates(-1.5, 0.5, 4).into_iter().map(|(share, _)| share).collect();
        assert_eq!(shares, [0.0, 0.25, 0.5, 0.75]);
    }
}
