//! The flame graphs of a profile: of CPU time, of waiting, and of each counter.

use super::owner::Owners;
use crate::Profile;
use crate::export::{Step, ranked};
use crate::page::{Flames, Frame};
use crate::recording::{Counter, Event};
use crate::views::{Measure, amount};
use serde::Serialize;
use std::collections::{HashMap, HashSet};

/// A flame graph and the unit of its widths.
#[derive(Debug, Serialize)]
pub(super) struct Graph {
    name: String,
    about: String,
    flames: Flames,
    left_out: String,
}

/// The CSS classes of boxes, and their labels.
const OWNERS: [(&str, &str); 7] = [
    ("yours", "yours"),
    ("dependency", "a dependency"),
    ("std", "std"),
    ("system", "system"),
    ("kernel", "kernel"),
    ("waiting", "waiting"),
    ("", "not known"),
];

/// The CSS classes of boxes that occur, and their labels.
pub(super) fn owners(graphs: &[Graph]) -> Vec<(&'static str, &'static str)> {
    let present: HashSet<&str> = graphs.iter().flat_map(|graph| graph.flames.owners()).collect();
    OWNERS.into_iter().filter(|(class, _)| present.contains(class)).collect()
}

/// The weight of a stack, and whether it is waiting.
type Weights = HashMap<(u32, bool), u64>;

/// All graphs that are not empty.
pub(super) fn graphs(profile: &Profile) -> Vec<Graph> {
    let of = |measure: Measure<'_>, times: u64, waits: bool| -> Weights {
        let stacks = measure.of_stacks(&profile.recording, |_| true).into_iter();
        stacks.map(|(stack, weight)| ((stack, waits), weight * times)).collect()
    };
    let seconds = |nanoseconds: u64| format!("{:.3} s", nanoseconds as f64 / 1e9);
    let period = profile.recording.period_ns;
    let owners = Owners::of(profile);
    let graph = |name: &str, about: &dyn Fn(u64) -> String, weights: &Weights| {
        let total = weights.values().sum();
        (total > 0).then(|| draw(profile, &owners, name, about(total), weights))
    };
    let cpu = of(Measure::Time, period, false);
    let mut graphs = vec![graph("CPU time", &|total| format!("{} of CPU time", seconds(total)), &cpu)];
    let counters = profile.recording.counters.iter();
    // Waiting is shown in the same unit as CPU time.
    let (waiting, events): (Vec<_>, Vec<_>) = counters.partition(|counter| counter.event == Event::Waiting);
    for counter in waiting.into_iter().chain(events) {
        let Counter { event, .. } = counter;
        let counted = of(Measure::Counter(counter), 1, *event == Event::Waiting);
        if *event == Event::Waiting {
            let both: Weights = cpu.iter().chain(&counted).map(|(key, weight)| (*key, *weight)).collect();
            let about = |total| format!("{} of all threads, on a CPU or waiting", seconds(total));
            graphs.push(graph("CPU time and waiting", &about, &both));
            graphs.push(graph("Waiting", &|total| format!("{} of all threads off the CPU", seconds(total)), &counted));
        } else {
            graphs.push(graph(&event.to_string(), &|total| format!("{} {event}", amount(*event, total)), &counted));
        }
    }
    graphs.into_iter().flatten().collect()
}

fn draw(profile: &Profile, owners: &Owners<'_>, name: &str, about: String, weights: &Weights) -> Graph {
    let shown = profile.shown_steps();
    let steps = |(stack, waits): (u32, bool)| {
        let mut steps = shown(stack);
        steps.splice(0..0, waits.then_some(Step::Named("[waiting]")));
        steps
    };
    let frame = |step: Step| Frame { name: step.name(profile).into_owned(), owner: owners.owner(step) };
    let (frames, stacks) = ranked(weights, steps, frame);
    let stacks: Vec<(&[usize], u64)> = stacks.iter().map(|(stack, weight)| (&**stack, *weight)).collect();
    let flames = Flames::of(name, &frames, &stacks, weights.values().sum());
    Graph { name: name.to_owned(), left_out: flames.left_out(), about, flames }
}
