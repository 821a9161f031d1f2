//! A flame graph of boxes.

use serde::Serialize;
use std::cmp::Reverse;

/// A frame of a stack.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Frame {
    /// The function.
    pub name: String,
    /// Whose it is, the class of its box: `yours`, or empty where it is not told.
    pub owner: &'static str,
}

/// A flame graph, callers above, for the macro `flames`.
#[derive(Debug, Serialize)]
pub struct Flames {
    description: String,
    rows: usize,
    boxes: Vec<Flame>,
}

/// A frame; places are in percent of the width, and a row.
#[derive(Debug, Serialize)]
struct Flame {
    left: f64,
    width: f64,
    row: usize,
    name: String,
    owner: &'static str,
}

/// Narrower boxes are not drawn, and deeper ones.
const NARROWEST: f64 = 0.4;
const DEEPEST: usize = 24;

impl Flames {
    /// The graph of sorted stacks, each the indices of its frames, callers first, and its samples of a total.
    pub fn of(title: &str, frames: &[Frame], stacks: &[(&[usize], u64)], total: u64) -> Self {
        let mut boxes = Vec::new();
        let percent = |samples: u64| 100.0 * samples as f64 / total.max(1) as f64;
        add(frames, stacks, &percent, (0, 0.0), &mut boxes);
        let mut most: Vec<_> = stacks.iter().collect();
        most.sort_by_key(|(_, samples)| Reverse(*samples));
        let leaf = |(stack, samples): &&(&[usize], u64)| {
            Some(format!("{:.0} % in {}", percent(*samples), frames.get(*stack.last()?)?.name))
        };
        let most: Vec<String> = most.iter().take(3).filter_map(leaf).collect();
        Self {
            description: format!("Flame graph of {title}, callers above: {}", most.join(", ")),
            rows: boxes.iter().map(|flame| flame.row + 1).max().unwrap_or(0),
            boxes,
        }
    }
}

/// Adds the boxes of a row and those below it, from a place to the right.
fn add(
    frames: &[Frame],
    stacks: &[(&[usize], u64)],
    percent: &impl Fn(u64) -> f64,
    (row, mut left): (usize, f64),
    boxes: &mut Vec<Flame>,
) {
    for alike in stacks.chunk_by(|(one, _), (other, _)| one.get(row) == other.get(row)) {
        let width = percent(alike.iter().map(|(_, samples)| samples).sum());
        let frame = alike[0].0.get(row).and_then(|&index| frames.get(index));
        if let Some(Frame { name, owner }) = frame.filter(|_| width >= NARROWEST && row < DEEPEST) {
            boxes.push(Flame { left: places(left), width: places(width), row, name: name.clone(), owner });
            add(frames, alike, percent, (row + 1, left), boxes);
        }
        left += width;
    }
}

/// A number with two digits behind the point.
fn places(number: f64) -> f64 {
    (100.0 * number).round() / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_is_as_wide_as_its_samples_and_below_its_caller() {
        let frames = ["main", "read", "parse"].map(|name| Frame { name: name.to_owned(), owner: "" });
        let stacks: [(&[usize], u64); 3] = [(&[0, 1], 3), (&[0, 1, 2], 1), (&[0, 2], 6)];
        let Flames { boxes, rows, description } = Flames::of("a run", &frames, &stacks, 20);
        let found: Vec<_> = boxes.iter().map(|flame| (flame.row, flame.left, flame.width, &*flame.name)).collect();
        let expected =
            [(0, 0.0, 50.0, "main"), (1, 0.0, 20.0, "read"), (2, 15.0, 5.0, "parse"), (1, 20.0, 30.0, "parse")];
        assert_eq!((found, rows), (expected.to_vec(), 3));
        assert_eq!(description, "Flame graph of a run, callers above: 30 % in parse, 15 % in read, 5 % in parse");
    }
}
