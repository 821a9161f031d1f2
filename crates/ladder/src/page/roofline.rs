//! The roofline of an input: what the machine can do at each arithmetic intensity, and what each rung does.

use super::Chart;
use super::canvas::{Canvas, Drawn, Picture, Side, spread};
use super::ink::Ink;
use super::plot::{HEIGHT, Label, Plot};
use super::scale::short;
use crate::report::{Amount, Report, Scene};
use crate::tables::label;
use lanelab_measure::format::Figure;
use std::collections::BTreeSet;

/// A limit of the machine on a number of threads.
#[derive(Debug, Clone, PartialEq)]
struct Roof {
    name: String,
    /// Bytes per second; for the peak, none.
    bandwidth: Option<f64>,
    /// The most operations per second.
    peak: f64,
    threads: usize,
}

/// Operations per byte, and each rung with its operations per second.
#[derive(Debug, PartialEq)]
struct Roofline {
    intensity: f64,
    rungs: Vec<(String, f64)>,
    roofs: Vec<Roof>,
}

/// How the work uses memory, as the name of a bandwidth.
fn access(work: &Amount) -> &'static str {
    match (work.reads_bytes > 0.0, work.writes_bytes > 0.0) {
        (true, true) => "copy",
        (false, true) => "write",
        _ => "read",
    }
}

/// The bytes that are read and written.
pub(super) fn bytes(work: &Amount) -> f64 {
    work.reads_bytes + work.writes_bytes
}

/// The chart of an input; none where the ladder does not say how many operations and bytes it takes.
pub(super) fn chart(report: &Report, scene: &Scene, id: String) -> Drawn<Option<Chart>> {
    let Some(roofline) = Roofline::of(report, scene) else { return Ok(None) };
    let intensity = Figure(roofline.intensity);
    let access = scene.work.as_ref().map_or("", access);
    let rungs = roofline.rungs.iter().map(|(name, rate)| format!("{name} {}flop/s", short(*rate)));
    let roofs = roofline.roofs.iter().map(Roof::describe);
    Ok(Some(Chart {
        id,
        title: format!("Roofline, {}", scene.name),
        description: format!(
            "At {intensity} flop/B: {}. Limits: {}.",
            rungs.collect::<Vec<_>>().join("; "),
            roofs.collect::<Vec<_>>().join("; ")
        ),
        caption: format!(
            "This input has {intensity} flop/B. Flat lines: the peak of the floating-point ports; slopes: the {access} \
             bandwidth of each level of memory; solid on one thread, dashed on several, all measured in this run. A rung reaches at \
             most the line of the level that holds its data. Both scales are logarithmic."
        ),
        pictures: Chart::pictures(|across| picture(&roofline, across))?,
    }))
}

impl Roof {
    /// The most operations per second at an intensity.
    fn at(&self, intensity: f64) -> f64 {
        self.bandwidth.map_or(self.peak, |bandwidth| self.peak.min(bandwidth * intensity))
    }

    /// The intensity from which on the peak is the limit.
    fn ridge(&self) -> Option<f64> {
        self.bandwidth.map(|bandwidth| self.peak / bandwidth)
    }

    fn describe(&self) -> String {
        match self.bandwidth {
            Some(bandwidth) => format!("{} {}B/s", self.label(), short(bandwidth)),
            None => format!("{} {}flop/s", self.label(), short(self.peak)),
        }
    }

    fn label(&self) -> String {
        if self.threads == 1 { self.name.clone() } else { format!("{} × {}", self.name, self.threads) }
    }
}

impl Roofline {
    fn of(report: &Report, scene: &Scene) -> Option<Self> {
        let (limits, work) = (report.limits.as_ref()?, scene.work.as_ref()?);
        let flops = work.flops.filter(|flops| *flops > 0.0)?;
        let bytes = Some(bytes(work)).filter(|bytes| *bytes > 0.0)?;
        let rungs = scene.rungs.iter().filter(|rung| rung.median_s > 0.0);
        let rungs: Vec<_> = rungs.map(|rung| (label(rung), flops / rung.median_s)).collect();
        let peak = if report.precision == "f32" { limits.f32_flops_per_s } else { limits.f64_flops_per_s };
        let most = limits.bandwidths.iter().map(|found| found.threads).max()?;
        let threads: BTreeSet<usize> = scene.rungs.iter().map(|rung| rung.threads.min(most)).chain([1]).collect();
        let mut roofs = Vec::new();
        for threads in threads {
            let peak = peak * threads as f64;
            let access = access(work);
            let is = |found: &&crate::report::Bandwidth| found.threads == threads && found.access == access;
            let bandwidths = limits.bandwidths.iter().filter(is);
            roofs.push(Roof { name: "peak".to_owned(), bandwidth: None, peak, threads });
            roofs.extend(bandwidths.map(|found| {
                let bandwidth = Some(found.bytes_per_s);
                Roof { name: found.level.clone(), bandwidth, peak, threads }
            }));
        }
        (peak > 0.0).then(|| Self { intensity: flops / bytes, rungs, roofs })
    }
}

fn picture(roofline: &Roofline, across: u32) -> Drawn<Picture> {
    Picture::draw((across, HEIGHT), |canvas| {
        let Roofline { intensity, rungs, roofs } = roofline;
        // The slopes begin at the left end, where their names stand.
        let xs: Vec<f64> = roofs.iter().filter_map(Roof::ridge).chain([*intensity, intensity / 8.0]).collect();
        let least = xs.iter().copied().fold(f64::MAX, f64::min);
        let ys =
            roofs.iter().flat_map(|roof| [roof.at(least) * 0.6, roof.peak]).chain(rungs.iter().map(|(_, rate)| *rate));
        let names: Vec<_> = rungs.iter().map(|(name, _)| name.clone()).collect();
        let titles = ("arithmetic intensity, flop/B", "flop/s");
        let plot = Plot::draw(canvas, (xs.clone(), ys.collect()), titles, (across, &names))?;
        let x = plot.x.at(*intensity);
        canvas.line(&[(x, plot.y.pixels().0), (x, plot.y.pixels().1)], Ink::Band, 3)?;
        draw_roofs(canvas, &plot, roofs)?;
        let labels = rungs.iter().enumerate().map(|(index, (name, rate))| {
            let place = plot.at((*intensity, *rate));
            Label { text: name.clone(), place, mark: Some(index) }
        });
        let labels: Vec<_> = labels.collect();
        plot.labels(across, &labels)?;
        labels.iter().enumerate().try_for_each(|(index, label)| canvas.mark(index, label.place, Ink::Series(index)))
    })
}

fn draw_roofs(canvas: &Canvas<'_>, plot: &Plot<'_, '_>, roofs: &[Roof]) -> Drawn {
    let (low, high) = plot.x.ends();
    for roof in roofs {
        let from = roof.ridge().unwrap_or(low).clamp(low, high);
        let end = if roof.bandwidth.is_some() { (low, roof.at(low)) } else { (high, roof.peak) };
        let line = (plot.at(end), plot.at((from, roof.at(from))));
        match roof.threads {
            1 => canvas.line(&[line.0, line.1], Ink::Muted, 2)?,
            _ => canvas.dashed(line, Ink::Muted)?,
        }
    }
    // Below its line, which rises.
    let starts: Vec<f64> = roofs.iter().map(|roof| plot.y.at(roof.at(low)) + 10.0).collect();
    let heights = spread(&starts, 15.0, (plot.y.pixels().1, plot.y.pixels().0 - 8.0));
    let x = plot.x.pixels().0 + 6.0;
    roofs.iter().zip(heights).try_for_each(|(roof, y)| canvas.text(&roof.label(), (x, y), Side::Right, Ink::Text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::fixture;

    #[test]
    fn roofs_are_those_of_the_threads_and_of_the_access_of_the_work() {
        let report = fixture::report();
        let roofline = Roofline::of(&report, &report.scenes[1]).unwrap();
        assert!((roofline.intensity - 0.25).abs() < 1e-12);
        let labels: Vec<_> = roofline.roofs.iter().map(Roof::label).collect();
        let one = ["peak", "L1", "L2", "L3", "memory"].map(str::to_owned);
        assert_eq!(labels, [one.clone(), one.map(|name| format!("{name} × 2"))].concat());
        let [peak, level] = [&roofline.roofs[0], &roofline.roofs[2]];
        assert!((peak.at(0.25) - 256e9).abs() < 1.0 && (level.at(0.25) - 30e9).abs() < 1.0, "{roofline:?}");
        assert!((level.at(100.0) - 256e9).abs() < 1.0, "no slope rises above the peak: {roofline:?}");
        assert!((roofline.roofs[5].at(1.0) - 512e9).abs() < 1.0, "{roofline:?}");
    }

    #[test]
    fn work_without_bytes_or_operations_has_no_roofline() {
        let mut report = fixture::report();
        let work = report.scenes[0].work.as_mut().unwrap();
        work.reads_bytes = 0.0;
        assert_eq!(Roofline::of(&report, &report.scenes[0]), None);
        report.scenes[1].work.as_mut().unwrap().flops = None;
        assert_eq!(Roofline::of(&report, &report.scenes[1]), None);
        report.scenes[2].work = None;
        assert_eq!(Roofline::of(&report, &report.scenes[2]), None);
    }
}
