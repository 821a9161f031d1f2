//! Flame graphs, drawn by `inferno`.

use super::frames::Labels;
use super::to_file;
use crate::{Error, Profile};
use inferno::flamegraph::color::{MultiPalette, Palette};
use inferno::flamegraph::{Direction, Options, from_lines};
use std::io::{self, Write};
use std::path::Path;

/// Which way a flame graph grows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Shape {
    /// Callers below.
    #[default]
    Flames,
    /// Callers above.
    Icicles,
}

impl Profile {
    /// Writes a flame graph to an SVG file; without samples it says so.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn write_flamegraph(&self, path: &Path, shape: Shape, labels: Labels) -> Result<(), Error> {
        let title = &self.recording.command;
        to_file(path, |out| draw(out, &self.folded(labels), title, &subtitle(self), shape))
    }
}

/// Samples, seconds and backend.
pub(super) fn subtitle(profile: &Profile) -> String {
    let recording = &profile.recording;
    let total = recording.total();
    let seconds = recording.time(total).as_secs_f64();
    format!("{total} samples, {seconds:.2} s of CPU time, {}", recording.backend)
}

/// Draws folded stacks that are sorted by frames.
pub(super) fn draw(out: impl Write, folded: &str, title: &str, subtitle: &str, shape: Shape) -> io::Result<()> {
    // It refuses to draw what has no width.
    if folded.lines().all(|line| line.ends_with(" 0")) {
        return say(out, title, "There are no samples.");
    }
    let mut options = Options::default();
    options.title = title.to_owned();
    options.subtitle = Some(subtitle.to_owned());
    options.colors = Palette::Multi(MultiPalette::Rust);
    options.count_name = "samples".to_owned();
    options.deterministic = true;
    options.flame_chart = true; // or it would sort by letters
    if shape == Shape::Icicles {
        options.direction = Direction::Inverted;
    }
    from_lines(&mut options, folded.lines().rev(), out) // a flame chart's lines come last first
}

/// A picture of two lines of text.
fn say(mut out: impl Write, title: &str, message: &str) -> io::Result<()> {
    let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let (title, message) = (escaped(title), escaped(message));
    writeln!(out, r#"<svg version="1.1" width="1200" height="80" viewBox="0 0 1200 80" "#)?;
    writeln!(out, r#"xmlns="http://www.w3.org/2000/svg" font-family="monospace" text-anchor="middle">"#)?;
    writeln!(out, r#"<rect width="100%" height="100%" fill="white"/>"#)?;
    writeln!(out, r#"<text x="50%" y="30" font-size="17">{title}</text>"#)?;
    writeln!(out, r#"<text x="50%" y="55" font-size="12">{message}</text>"#)?;
    writeln!(out, "</svg>")
}

#[cfg(test)]
mod tests {
    use super::super::made::{Made, made};
    use super::*;

    fn svg(profile: &Profile, shape: Shape, labels: Labels) -> String {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("flamegraph.svg");
        profile.write_flamegraph(&path, shape, labels).unwrap();
        std::fs::read_to_string(&path).unwrap()
    }

    #[test]
    fn what_is_drawn_counts_samples() {
        let svg = svg(&made(), Shape::Flames, Labels::Functions);
        assert!(svg.contains("<title>all (19 samples, 100%)</title>"), "{svg}");
        assert!(svg.contains("<title>kernels::step::&lt;f64&gt; (8 samples, 42.11%)</title>"), "{svg}");
        assert!(svg.contains("lanelab &lt;render&gt; &amp;"), "the command is the title: {svg}");
        assert!(svg.contains("19 samples, 0.02 s of CPU time, perf_event_open"), "{svg}");
    }

    #[test]
    fn lines_and_icicles_are_drawn_otherwise() {
        let flames = svg(&made(), Shape::Flames, Labels::Lines);
        assert!(flames.contains("kernels::step::&lt;f64&gt; (kernels.rs:93) (3 samples"), "{flames}");
        assert_ne!(flames, svg(&made(), Shape::Icicles, Labels::Lines));
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

    #[test]
    fn no_samples_are_a_picture_too() {
        let svg = svg(&Made::default().profile(), Shape::Flames, Labels::Functions);
        assert!(svg.contains("There are no samples."), "{svg}");
        assert!(svg.contains("&lt;render&gt; &amp;"), "{svg}");
    }
}
