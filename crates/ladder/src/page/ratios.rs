//! The ladder of an input: how many times as fast as the base each rung is, with intervals and the noise floor.

use super::canvas::{Canvas, Drawn, Picture, Side, cut, width};
use super::ink::Ink;
use super::scale::Scale;
use super::{Chart, WIDE};
use crate::report::{Rung, Scene};
use crate::tables::{label, speed_up};
use lanelab_measure::Verdict;
use lanelab_measure::format::{Figure, Percent};

/// Pixels above the rows, and below them.
const TOP: f64 = 8.0;
const BOTTOM: f64 = 44.0;

/// Pixels around text.
const GAP: f64 = 10.0;

pub(super) fn chart(scene: &Scene, id: String) -> Drawn<Chart> {
    let rungs: Vec<_> = scene.rungs.iter().map(|rung| format!("{} {}", label(rung), speed_up(scene, rung))).collect();
    let floor = Percent(scene.floor);
    let (base, name) = (&scene.base, &scene.name);
    Ok(Chart {
        id,
        title: format!("How many times as fast as {base}, on {name}"),
        description: format!("{}. Noise floor {floor}.", rungs.join("; ")),
        caption: format!(
            "Blue: faster; orange: slower; grey, with ≈: not distinguishable from the base. Thin lines: 99 % intervals. \
             Shaded: differences up to the noise floor, {floor}. Logarithmic scale."
        ),
        pictures: Chart::pictures(|width| picture(scene, width))?,
    })
}

fn picture(scene: &Scene, across: u32) -> Drawn<Picture> {
    // Where there is little room, names stand above their rows.
    let beside = across >= WIDE;
    let (left, right) = match beside {
        true => {
            let names = scene.rungs.iter().map(|rung| width(&label(rung)) + GAP).fold(0.0, f64::max);
            let ratios = scene.rungs.iter().map(|rung| width(&speed_up(scene, rung)) + GAP).fold(0.0, f64::max);
            (names.min(260.0), f64::from(across) - ratios)
        }
        false => (GAP, f64::from(across) - GAP),
    };
    let row = if beside { 30.0 } else { 46.0 };
    let bottom = TOP + row * scene.rungs.len() as f64;
    let intervals = scene.rungs.iter().flat_map(|rung| [rung.speed_up.low, rung.speed_up.high, rung.speed_up.median]);
    let scale = Scale::around(intervals.chain([1.0]).map(|ratio| ratio.clamp(1e-6, 1e6)), (left, right));
    Picture::draw((across, pixels(bottom + BOTTOM)), |canvas| {
        axis(canvas, &scale, scene, bottom)?;
        for (index, rung) in scene.rungs.iter().enumerate() {
            let top = TOP + row * index as f64;
            let middle = top + if beside { row / 2.0 } else { row - 14.0 };
            bar(canvas, &scale, rung, middle)?;
            let (names, ratios) = if beside { (0.0, right + GAP) } else { (left, right) };
            let height = if beside { middle } else { top + 12.0 };
            let room = if beside { left - GAP } else { right - left - GAP - width(&speed_up(scene, rung)) };
            canvas.text(&cut(&label(rung), room), (names, height), Side::Right, Ink::Text)?;
            let side = if beside { Side::Right } else { Side::Left };
            canvas.text(&speed_up(scene, rung), (ratios, height), side, Ink::Text)?;
        }
        Ok(())
    })
}

/// The noise floor, ticks, and what the axis has.
fn axis(canvas: &Canvas<'_>, scale: &Scale, scene: &Scene, bottom: f64) -> Drawn {
    let (left, right) = scale.pixels();
    let floor = 1.0 + scene.floor;
    let band = (scale.at(1.0 / floor), scale.at(floor));
    canvas.rectangle((band.0.floor(), TOP), (band.1.ceil().max(band.0 + 2.0), bottom), Ink::Band)?;
    for tick in scale.ticks(38.0) {
        let x = scale.at(tick);
        canvas.line(&[(x, TOP), (x, bottom)], Ink::Grid, 1)?;
        canvas.text(&format!("{}×", Figure(tick)), (x, bottom + 12.0), Side::Middle, Ink::Muted)?;
    }
    canvas.line(&[(scale.at(1.0), TOP), (scale.at(1.0), bottom)], Ink::Muted, 1)?;
    let title = cut(&format!("× {}; right is faster", scene.base), right - left);
    canvas.text(&title, (f64::midpoint(left, right), bottom + 32.0), Side::Middle, Ink::Muted)
}

fn bar(canvas: &Canvas<'_>, scale: &Scale, rung: &Rung, height: f64) -> Drawn {
    let ink = match &rung.verdict {
        verdict if verdict == Verdict::Faster.name() => Ink::Faster,
        verdict if verdict == Verdict::Slower.name() => Ink::Slower,
        _ => Ink::Muted,
    };
    let [one, median, low, high] =
        [1.0, rung.speed_up.median, rung.speed_up.low, rung.speed_up.high].map(|ratio| scale.at(ratio));
    canvas.line(&[(one, height), (median, height)], ink, 9)?;
    if high - low > 1.0 {
        canvas.line(&[(low, height), (high, height)], Ink::Text, 2)?;
        for end in [low, high] {
            canvas.line(&[(end, height - 5.0), (end, height + 5.0)], Ink::Text, 2)?;
        }
    }
    Ok(())
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the height of a picture")]
const fn pixels(height: f64) -> u32 {
    height as u32
}
