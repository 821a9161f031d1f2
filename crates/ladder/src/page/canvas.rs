//! A picture in SVG: lines, marks and text.

use super::ink::Ink;
use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, DrawingAreaErrorKind, IntoDrawingArea as _};
use plotters::element::{Circle, EmptyElement, PathElement, Polygon, Rectangle, Text};
use plotters::prelude::SVGBackend;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color as _, IntoFont as _, ShapeStyle, TextStyle};
use serde::Serialize;

/// What drawing returns.
pub(super) type Drawn<T = ()> = Result<T, DrawingAreaErrorKind<std::io::Error>>;

/// A place, in pixels from the upper left corner.
pub(super) type Place = (f64, f64);

/// Where text is, seen from its place.
#[derive(Debug, Clone, Copy)]
pub(super) enum Side {
    Right,
    Left,
    Middle,
}

/// The size of most text, in pixels.
const TEXT: f64 = 12.0;

/// What a character takes at most on average, in pixels.
const CHARACTER: f64 = 6.6;

/// Half the size of a mark, in pixels.
const MARK: f64 = 5.0;

/// How many shapes marks have.
const SHAPES: usize = 6;

/// The inside of an `svg` element, and its size.
#[derive(Debug, Serialize)]
pub(super) struct Picture {
    width: u32,
    height: u32,
    content: String,
}

impl Picture {
    pub(super) fn draw((width, height): (u32, u32), paint: impl FnOnce(&Canvas<'_>) -> Drawn) -> Drawn<Self> {
        let mut svg = String::new();
        let canvas = Canvas(SVGBackend::with_string(&mut svg, (width, height)).into_drawing_area());
        paint(&canvas)?;
        canvas.0.present()?;
        drop(canvas);
        // The page opens the element itself, to give it a title.
        let inside = svg.split_once('>').and_then(|(_, rest)| rest.rsplit_once("</svg>"));
        Ok(Self { width, height, content: inside.map_or_else(String::new, |(inside, _)| inside.to_owned()) })
    }
}

/// A picture that is being drawn.
pub(super) struct Canvas<'a>(DrawingArea<SVGBackend<'a>, Shift>);

impl Canvas<'_> {
    pub(super) fn line(&self, places: &[Place], ink: Ink, width: u32) -> Drawn {
        let places: Vec<_> = places.iter().map(|&place| pixels(place)).collect();
        self.0.draw(&PathElement::new(places, ink.colour().stroke_width(width)))
    }

    pub(super) fn dashed(&self, (from, to): (Place, Place), ink: Ink) -> Drawn {
        let (x, y) = (to.0 - from.0, to.1 - from.1);
        let length = (x * x + y * y).sqrt();
        let at = |along: f64| (from.0 + x * along / length, from.1 + y * along / length);
        let starts = std::iter::successors(Some(0.0), |start| Some(start + 12.0)).take_while(|&start| start < length);
        starts.map(|start| [at(start), at((start + 7.0).min(length))]).try_for_each(|dash| self.line(&dash, ink, 1))
    }

    pub(super) fn rectangle(&self, from: Place, to: Place, ink: Ink) -> Drawn {
        self.0.draw(&Rectangle::new([pixels(from), pixels(to)], filled(ink)))
    }

    /// Text beside a place, at its height.
    pub(super) fn text(&self, text: &str, place: Place, side: Side, ink: Ink) -> Drawn {
        let side = match side {
            Side::Right => HPos::Left,
            Side::Left => HPos::Right,
            Side::Middle => HPos::Center,
        };
        // The back end divides the size by 1.24.
        let style = TextStyle::from(("sans-serif", TEXT * 1.24).into_font());
        let colour = ink.colour();
        let style = style.color(&colour).pos(Pos::new(side, VPos::Center));
        self.0.draw(&Text::new(text, pixels(place), style))
    }

    /// The mark of the rung at an index.
    pub(super) fn mark(&self, index: usize, place: Place, ink: Ink) -> Drawn {
        let polygon = |corners: &[Place]| {
            let corner = |(x, y): &Place| pixels((place.0 + x * MARK, place.1 + y * MARK));
            self.0.draw(&Polygon::new(corners.iter().map(corner).collect::<Vec<_>>(), filled(ink)))
        };
        match shape(index) {
            0 => self.0.draw(&(EmptyElement::at(pixels(place)) + Circle::new((0, 0), 5, filled(ink)))),
            1 => polygon(&[(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)]),
            2 => polygon(&[(0.0, -1.2), (1.2, 1.0), (-1.2, 1.0)]),
            3 => polygon(&[(0.0, -1.4), (1.4, 0.0), (0.0, 1.4), (-1.4, 0.0)]),
            4 => polygon(&[(0.0, 1.2), (1.2, -1.0), (-1.2, -1.0)]),
            _ => [1.0, -1.0].into_iter().try_for_each(|sign| {
                let end = |way: f64| (place.0 + way * MARK, place.1 + way * sign * MARK);
                self.line(&[end(-1.0), end(1.0)], ink, 3)
            }),
        }
    }
}

/// The shape of the rung at an index: a colour comes with another shape each time that it comes again.
const fn shape(index: usize) -> usize {
    (index + index / Ink::COLOURS) % SHAPES
}

fn filled(ink: Ink) -> ShapeStyle {
    ink.colour().filled()
}

#[expect(clippy::cast_possible_truncation, reason = "places lie in a picture of some hundred pixels")]
fn pixels((x, y): Place) -> (i32, i32) {
    (x.round() as i32, y.round() as i32)
}

/// The most pixels that a text takes.
pub(super) fn width(text: &str) -> f64 {
    text.chars().count() as f64 * CHARACTER
}

/// A text cut so that it takes at most so many pixels.
pub(super) fn cut(text: &str, pixels: f64) -> String {
    if width(text) <= pixels {
        return text.to_owned();
    }
    let fits = text.char_indices().take_while(|(index, _)| width(&text[..*index]) + CHARACTER <= pixels);
    let end = fits.last().map_or(0, |(index, _)| index);
    format!("{}…", text[..end].trim_end())
}

/// Heights for labels that want these: at least `gap` apart, in the same order, and within the bounds where that many fit.
pub(super) fn spread(wanted: &[f64], gap: f64, (top, bottom): (f64, f64)) -> Vec<f64> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|&a, &b| wanted[a].total_cmp(&wanted[b]));
    let mut heights = wanted.to_vec();
    let mut least = top;
    for &index in &order {
        heights[index] = heights[index].max(least);
        least = heights[index] + gap;
    }
    let mut most = bottom;
    for &index in order.iter().rev() {
        heights[index] = heights[index].min(most);
        most = heights[index] - gap;
    }
    heights
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn labels_keep_their_order_and_distance() {
        let heights = spread(&[50.0, 10.0, 51.0, 99.0, 52.0], 12.0, (0.0, 100.0));
        assert_eq!(heights, [50.0, 10.0, 62.0, 99.0, 74.0]);
        assert_eq!(spread(&[98.0, 97.0, 99.0], 10.0, (0.0, 100.0)), [90.0, 80.0, 100.0]);
        assert_eq!(spread(&[], 10.0, (0.0, 100.0)), [0.0; 0]);
    }

    #[test]
    fn long_text_is_cut_between_characters() {
        assert_eq!(cut("short", 100.0), "short");
        let text = cut("äöü äöü äöü äöü", 8.5 * CHARACTER);
        assert_eq!(text, "äöü äöü…");
        assert!(width(&text) <= 8.5 * CHARACTER, "{text}");
    }

    #[test]
    fn no_two_of_many_rungs_look_alike() {
        let looks: HashSet<_> = (0..36).map(|index| (index % Ink::COLOURS, shape(index))).collect();
        assert_eq!(looks.len(), 36);
    }
}
