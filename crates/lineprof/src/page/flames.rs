//! A flame graph of boxes.

use serde::Serialize;
use std::cmp::Reverse;

/// A frame of a stack.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Frame {
    /// The function.
    pub name: String,
    /// The CSS class of its box, by owner: `yours`, `dependency`, `std`, `system`, `kernel`, `waiting`, or empty if
    /// unknown.
    pub owner: &'static str,
}

/// A flame graph, callers above, for the macro `flames`.
#[derive(Debug, Serialize)]
pub struct Flames {
    description: String,
    rows: usize,
    boxes: Vec<Flame>,
    /// The number of frames left out, not counting their callees, and the least width drawn.
    left_out: usize,
    narrowest: f64,
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

/// Narrower boxes are not drawn, in percent of the width: the first of these with few enough boxes.
const NARROWEST: [f64; 5] = [0.1, 0.2, 0.4, 0.8, 1.6];
const MOST: usize = 3000;

/// Deeper boxes are not drawn.
const DEEPEST: usize = 120;

impl Flames {
    /// The graph of sorted stacks, each the indices of its frames, callers first, and its samples of a total.
    pub fn of(title: &str, frames: &[Frame], stacks: &[(&[usize], u64)], total: u64) -> Self {
        let percent = |samples: u64| 100.0 * samples as f64 / total.max(1) as f64;
        let drawn = |narrowest| {
            let (mut boxes, mut left_out) = (Vec::new(), 0);
            add((frames, narrowest), stacks, &percent, (0, 0.0), &mut |flame| match flame {
                Some(flame) => boxes.push(flame),
                None => left_out += 1,
            });
            (boxes, left_out, narrowest)
        };
        let few = NARROWEST.into_iter().map(drawn).find(|(boxes, ..)| boxes.len() <= MOST);
        let (boxes, left_out, narrowest) = few.unwrap_or_else(|| drawn(NARROWEST[NARROWEST.len() - 1]));
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
            left_out,
            narrowest,
        }
    }

    /// The owners of its frames.
    #[cfg(feature = "asm")]
    pub(super) fn owners(&self) -> impl Iterator<Item = &'static str> {
        self.boxes.iter().map(|flame| flame.owner)
    }

    /// A sentence on frames that are not drawn; empty where there are none.
    #[cfg(feature = "asm")]
    pub(super) fn left_out(&self) -> String {
        match self.left_out {
            0 => String::new(),
            left_out => format!(
                "{left_out} frames narrower than {} %, or deeper than {DEEPEST} rows, are left out, with what they call.",
                self.narrowest
            ),
        }
    }
}

/// Passes on the boxes of a row and of those below, from the position `left`; `None` for each that is left out.
fn add(
    (frames, narrowest): (&[Frame], f64),
    stacks: &[(&[usize], u64)],
    percent: &impl Fn(u64) -> f64,
    (row, mut left): (usize, f64),
    each: &mut impl FnMut(Option<Flame>),
) {
    for alike in stacks.chunk_by(|(one, _), (other, _)| one.get(row) == other.get(row)) {
        let width = percent(alike.iter().map(|(_, samples)| samples).sum());
        let frame = alike[0].0.get(row).and_then(|&index| frames.get(index));
        if let Some(Frame { name, owner }) = frame.filter(|_| width >= narrowest && row < DEEPEST) {
            each(Some(Flame { left: places(left), width: places(width), row, name: name.clone(), owner }));
            add((frames, narrowest), alike, percent, (row + 1, left), each);
        } else if frame.is_some() {
            each(None);
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
        let Flames { boxes, rows, description, .. } = Flames::of("a run", &frames, &stacks, 20);
        let found: Vec<_> = boxes.iter().map(|flame| (flame.row, flame.left, flame.width, &*flame.name)).collect();
        let expected =
            [(0, 0.0, 50.0, "main"), (1, 0.0, 20.0, "read"), (2, 15.0, 5.0, "parse"), (1, 20.0, 30.0, "parse")];
        assert_eq!((found, rows), (expected.to_vec(), 3));
        assert_eq!(description, "Flame graph of a run, callers above: 30 % in parse, 15 % in read, 5 % in parse");
    }

    #[test]
    fn of_too_many_boxes_the_widest_are_drawn_and_the_others_counted() {
        let frames: Vec<_> = (0..4501).map(|number| Frame { name: number.to_string(), owner: "" }).collect();
        // 900 stacks of five frames each below one, the first ten with half of the samples.
        let stacks: Vec<Vec<usize>> =
            (0..900).map(|at| std::iter::once(0).chain(at * 5 + 1..at * 5 + 6).collect()).collect();
        let samples = |at: usize| if at < 10 { 89 } else { 1 };
        let stacks: Vec<_> = stacks.iter().enumerate().map(|(at, stack)| (stack.as_slice(), samples(at))).collect();
        let flames = Flames::of("a run", &frames, &stacks, 10 * 89 + 890);
        assert_eq!((flames.boxes.len(), flames.left_out), (1 + 10 * 5, 890));
        let few = Flames::of("a run", &frames, &stacks[..500], 10 * 89 + 490);
        assert_eq!((few.boxes.len(), few.left_out), (1 + 10 * 5, 490), "narrower than can be seen");
        let all = Flames::of("a run", &frames, &stacks[..500], 500);
        assert_eq!((all.boxes.len(), all.left_out), (1 + 500 * 5, 0));
    }
}
