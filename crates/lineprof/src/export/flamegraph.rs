//! Flame graphs, drawn by `inferno`.

use super::files::to_file;
use super::frames::Labels;
use crate::recording::Recording;
use crate::{Error, Profile};
use inferno::flamegraph::color::{MultiPalette, Palette};
use inferno::flamegraph::{Direction, Options, from_lines};
use std::io::{self, Write};
use std::path::Path;
use std::time::Duration;

/// The direction of a flame graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Callers below.
    Flames,
    /// Callers above.
    Icicles,
}

impl Profile {
    /// Writes a flame graph to an SVG file; without samples it shows a message.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn write_flamegraph(&self, path: &Path, shape: Shape, labels: Labels) -> Result<(), Error> {
        let Recording { command, backend, .. } = &self.recording;
        let total = self.recording.total();
        let seconds = self.recording.time(total).as_secs_f64();
        let subtitle = format!("{total} samples, {seconds:.2} s of CPU time, {backend}");
        // What is too narrow to be drawn may take much memory.
        let least = total.div_ceil(10_000);
        to_file(path, |out| draw(out, &self.folded_from(labels, least), command, &subtitle, (shape, SAMPLES)))
    }

    /// Writes a flame graph of the CPU time and of the waiting of all threads to an SVG file: its widths are time, and
    /// waiting ends in a frame `[waiting]`.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn write_wall_flamegraph(&self, path: &Path, shape: Shape, labels: Labels) -> Result<(), Error> {
        let recording = &self.recording;
        let (cpu, wall) = (recording.time(recording.total()).as_secs_f64(), recording.wall.as_secs_f64());
        let waiting = recording.waiting().map_or(0, |waiting| waiting.counts.iter().map(|count| count.amount).sum());
        let title = format!("CPU time and waiting: {}", recording.command);
        let waiting = Duration::from_nanos(waiting).as_secs_f64();
        let subtitle = format!("{cpu:.2} s of CPU time and {waiting:.2} s of waiting, of all threads, in {wall:.2} s");
        to_file(path, |out| draw(out, &self.folded_wall(labels), &title, &subtitle, (shape, MILLISECONDS)))
    }
}

/// The unit of widths, and the factor from weights to that unit.
type Unit = (&'static str, f64);

pub(super) const SAMPLES: Unit = ("samples", 1.0);
const MILLISECONDS: Unit = ("ms", 1e-6); // counted in nanoseconds

/// Draws folded stacks, which must be sorted by frames.
pub(super) fn draw(
    out: impl Write,
    folded: &str,
    title: &str,
    subtitle: &str,
    (shape, (unit, factor)): (Shape, Unit),
) -> io::Result<()> {
    // inferno refuses to draw frames without width.
    if folded.lines().all(|line| line.ends_with(" 0")) {
        return write_message(out, title, "There are no samples.");
    }
    let mut options = Options::default();
    options.title = title.to_owned();
    options.subtitle = Some(subtitle.to_owned());
    options.colors = Palette::Multi(MultiPalette::Rust);
    options.count_name = unit.to_owned();
    options.factor = factor;
    options.deterministic = true;
    options.flame_chart = true; // otherwise it sorts by letters
    if shape == Shape::Icicles {
        options.direction = Direction::Inverted;
    }
    from_lines(&mut options, folded.lines().rev(), out) // a flame chart's lines are in reverse order
}

fn write_message(mut out: impl Write, title: &str, message: &str) -> io::Result<()> {
    let title = title.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    write!(
        out,
        r#"<svg version="1.1" width="1200" height="80" viewBox="0 0 1200 80"
xmlns="http://www.w3.org/2000/svg" font-family="monospace" text-anchor="middle">
<rect width="100%" height="100%" fill="white"/>
<text x="50%" y="30" font-size="17">{title}</text>
<text x="50%" y="55" font-size="12">{message}</text>
</svg>
"#
    )
}

#[cfg(test)]
mod tests {
    use super::super::made::{Made, made};
    use super::*;
    use crate::recording::Event;

    fn svg(profile: &Profile, shape: Shape, labels: Labels) -> String {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("flamegraph.svg");
        profile.write_flamegraph(&path, shape, labels).unwrap();
        std::fs::read_to_string(&path).unwrap()
    }

    #[test]
    fn frames_count_samples_and_the_title_is_the_command() {
        let profile = made();
        let flames = svg(&profile, Shape::Flames, Labels::Functions);
        for part in [
            "<title>all (19 samples, 100%)</title>",
            "<title>kernels::step::&lt;f64&gt; (8 samples, 42.11%)</title>",
            "lanelab &lt;render&gt; &amp;",
            "19 samples, 0.02 s of CPU time, perf_event_open",
        ] {
            assert!(flames.contains(part), "{part}: {flames}");
        }
        let by_line = svg(&profile, Shape::Flames, Labels::Lines);
        assert!(by_line.contains("kernels::step::&lt;f64&gt; (kernels.rs:93) (3 samples"), "{by_line}");
        let icicles = svg(&profile, Shape::Icicles, Labels::Lines);
        assert!(icicles.contains("all (19 samples") && by_line != icicles, "icicles grow the other way: {icicles}");
        let empty = svg(&Made::default().profile(), Shape::Flames, Labels::Functions);
        assert!(empty.contains("There are no samples.") && empty.contains("&lt;render&gt; &amp;"), "{empty}");
    }

    #[test]
    fn widths_of_both_are_time_and_waiting_is_at_the_leaf() {
        let mut made = Made::default();
        let main: &[(&str, &str, u32)] = &[("main", "main.rs", 7)];
        made.sample(&[&[("work", "main.rs", 1)], main], "main", 3);
        made.count(Event::Waiting, &[&[("nanosleep", "libc.rs", 2)], main], "main", 9_000_000);
        made.count(Event::Waiting, &[&[("work", "main.rs", 1)], main], "main", 1_000_000);
        made.count(Event::PageFaults, &[&[("work", "main.rs", 1)], main], "main", 1000);
        let (profile, folder) = (made.profile(), tempfile::tempdir().unwrap());
        let folded = profile.folded_wall(Labels::Functions);
        let expected = "main;nanosleep;[waiting] 9000000\nmain;work 3009027\nmain;work;[waiting] 1000000\n".to_owned();
        assert_eq!(folded, expected);
        let path = folder.path().join("wall.svg");
        profile.write_wall_flamegraph(&path, Shape::Flames, Labels::Functions).unwrap();
        let svg = std::fs::read_to_string(path).unwrap();
        for part in [
            "<title>all (13 ms, 100%)</title>",
            "<title>[waiting] (9 ms, 69.",
            "CPU time and waiting: lanelab",
            "0.00 s of CPU time and 0.01 s of waiting, of all threads, in 2.00 s",
        ] {
            assert!(svg.contains(part), "{part}: {svg}");
        }
        assert!(!profile.folded(Labels::Functions).contains("waiting"), "samples alone");
    }

    #[test]
    fn a_function_is_one_frame_though_others_are_sorted_between_its_lines() {
        let mut made = Made::default();
        for leaf in ["a", "c"] {
            made.sample(&[&[(leaf, "a.rs", 1)], &[("a", "a.rs", 2)]], "main", 1);
        }
        made.sample(&[&[("a b", "a.rs", 1)]], "main", 1);
        made.sample(&[&[("a", "a.rs", 1)]], "main", 1);
        let svg = svg(&made.profile(), Shape::Flames, Labels::Functions);
        assert!(svg.contains("<title>a (3 samples, 75.00%)</title>"), "{svg}");
    }
}
