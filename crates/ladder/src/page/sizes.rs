//! Throughput over the size of the input: inputs of which the names are `n=NUMBER`.

use super::canvas::{Canvas, Drawn, Picture, Side};
use super::ink::Ink;
use super::plot::{HEIGHT, Label, Plot};
use super::roofline::bytes;
use super::scale::{crossing, short};
use super::{Chart, WIDE};
use crate::report::{Limits, Report};
use crate::tables::label;
use lanelab_measure::format::Bytes;

/// The rungs over the values of one parameter.
#[derive(Debug, PartialEq)]
struct Sweep {
    parameter: String,
    unit: String,
    lines: Vec<Line>,
    /// Sizes, and the bytes that are read and written.
    bytes: Vec<(f64, f64)>,
}

/// A rung: its name, and units per second over sizes.
type Line = (String, Vec<(f64, f64)>);

/// A chart for each parameter that has several values.
pub(super) fn charts(report: &Report) -> Drawn<Vec<Chart>> {
    sweeps(report).iter().enumerate().map(|(index, sweep)| chart(sweep, report.limits.as_ref(), index)).collect()
}

fn chart(sweep: &Sweep, limits: Option<&Limits>, index: usize) -> Drawn<Chart> {
    let Sweep { parameter, unit, lines, bytes } = sweep;
    let line = |(name, points): &Line| {
        let points = points.iter().map(|(size, rate)| format!("{} at {}", short(*rate), short(*size)));
        format!("{name}: {}", points.collect::<Vec<_>>().join(", "))
    };
    let caches = caches(limits, bytes);
    let dashed = match caches.is_empty() {
        true => String::new(),
        false => format!(" Dashed: from there on the input is larger than that cache of one core: {}.", named(&caches)),
    };
    Ok(Chart {
        id: format!("sizes-{index}"),
        title: format!("Throughput over {parameter}"),
        description: format!("{unit}/s. {}.", lines.iter().map(line).collect::<Vec<_>>().join("; ")),
        caption: format!("Medians; up is faster.{dashed} Both scales are logarithmic."),
        pictures: Chart::pictures(|across| picture(sweep, &caches, across))?,
    })
}

fn named(caches: &[Cache]) -> String {
    caches.iter().map(|cache| format!("{} ({})", cache.name, Bytes(cache.bytes))).collect::<Vec<_>>().join(", ")
}

fn picture(sweep: &Sweep, caches: &[Cache], across: u32) -> Drawn<Picture> {
    Picture::draw((across, HEIGHT), |canvas| {
        let points = || sweep.lines.iter().flat_map(|(_, points)| points);
        let (xs, ys) = (points().map(|point| point.0).collect(), points().map(|point| point.1).collect());
        let names: Vec<_> = sweep.lines.iter().map(|(name, _)| name.clone()).collect();
        let y_title = format!("{}/s", sweep.unit);
        let plot = Plot::draw(canvas, (xs, ys), (&sweep.parameter, &y_title), (across, &names))?;
        mark_caches(canvas, &plot, caches, across)?;
        for (index, (_, points)) in sweep.lines.iter().enumerate() {
            let places: Vec<_> = points.iter().map(|&point| plot.at(point)).collect();
            canvas.line(&places, Ink::Series(index), 2)?;
            places.iter().try_for_each(|&place| canvas.mark(index, place, Ink::Series(index)))?;
        }
        let label = |(index, (name, points)): (usize, &Line)| {
            let place = plot.at(*points.last()?);
            Some(Label { text: name.clone(), place, mark: Some(index) })
        };
        plot.labels(across, &sweep.lines.iter().enumerate().filter_map(label).collect::<Vec<_>>())
    })
}

fn mark_caches(canvas: &Canvas<'_>, plot: &Plot<'_, '_>, caches: &[Cache], across: u32) -> Drawn {
    let (bottom, top) = plot.y.pixels();
    for cache in caches {
        let x = plot.x.at(cache.size);
        canvas.dashed(((x, top), (x, bottom)), Ink::Muted)?;
        let name = if across >= WIDE { format!("{} {}", cache.name, Bytes(cache.bytes)) } else { cache.name.clone() };
        canvas.text(&name, (x, top - 10.0), Side::Middle, Ink::Muted)?;
    }
    Ok(())
}

/// The size from which on the input is larger than a cache.
#[derive(Debug, PartialEq)]
struct Cache {
    name: String,
    bytes: u64,
    size: f64,
}

/// The caches whose bytes lie between those of the smallest and the largest input.
fn caches(limits: Option<&Limits>, bytes: &[(f64, f64)]) -> Vec<Cache> {
    let bandwidths = limits.map_or(&[][..], |limits| &limits.bandwidths);
    // The last level is memory, which holds all.
    let most = bandwidths.iter().map(|found| found.level_bytes).max().unwrap_or(0);
    let mut levels: Vec<_> = bandwidths.iter().map(|found| (found.level_bytes, &found.level)).collect();
    levels.retain(|(bytes, _)| *bytes < most);
    levels.sort_unstable();
    levels.dedup();
    let cache = |(level, name): (usize, &String)| {
        let size = crossing(bytes, level as f64)?;
        Some(Cache { name: name.clone(), bytes: level as u64, size })
    };
    levels.into_iter().filter_map(cache).collect()
}

fn sweeps(report: &Report) -> Vec<Sweep> {
    let mut sweeps: Vec<Sweep> = Vec::new();
    for scene in &report.scenes {
        let Some((parameter, size)) = scene.name.split_once('=') else { continue };
        let Some(size) = size.parse::<f64>().ok().filter(|size| size.is_finite() && *size > 0.0) else { continue };
        for rung in &scene.rungs {
            let Some(rate) = rung.rate.as_ref().filter(|rate| rate.per_s > 0.0) else { continue };
            let is = |sweep: &Sweep| sweep.parameter == parameter && sweep.unit == rate.unit;
            let index = sweeps.iter().position(is).unwrap_or_else(|| {
                let (parameter, unit) = (parameter.to_owned(), rate.unit.clone());
                sweeps.push(Sweep { parameter, unit, lines: Vec::new(), bytes: Vec::new() });
                sweeps.len() - 1
            });
            sweeps[index].add(label(rung), (size, rate.per_s), scene.work.as_ref().map(bytes));
        }
    }
    sweeps.iter_mut().for_each(Sweep::sort);
    sweeps.retain(|sweep| sweep.lines.iter().any(|(_, points)| points.len() > 1));
    sweeps
}

impl Sweep {
    fn add(&mut self, name: String, point: (f64, f64), bytes: Option<f64>) {
        match self.lines.iter_mut().find(|(known, _)| *known == name) {
            Some((_, points)) => points.push(point),
            None => self.lines.push((name, vec![point])),
        }
        self.bytes.extend(bytes.filter(|bytes| *bytes > 0.0).map(|bytes| (point.0, bytes)));
    }

    fn sort(&mut self) {
        let lines = self.lines.iter_mut().map(|(_, points)| points);
        for points in lines.chain([&mut self.bytes]) {
            points.sort_by(|a, b| a.0.total_cmp(&b.0));
            points.dedup_by_key(|point| point.0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::fixture;

    #[test]
    fn inputs_of_one_parameter_are_one_chart_in_the_order_of_their_sizes() {
        let mut report = fixture::report();
        report.scenes.swap(0, 2);
        report.scenes.push(fixture::report().scenes[0].clone());
        report.scenes[3].name = "ones".to_owned();
        let sweeps = sweeps(&report);
        assert_eq!(sweeps.len(), 1);
        assert_eq!(sweeps[0].bytes, [(1e3, 8e3), (1e5, 8e5), (1e7, 8e7)]);
        let sizes = |points: &[(f64, f64)]| points.iter().map(|point| point.0).collect::<Vec<_>>();
        assert!(sweeps[0].lines.iter().all(|(_, points)| sizes(points) == [1e3, 1e5, 1e7]), "{sweeps:?}");
        report.scenes.truncate(1);
        assert_eq!(super::sweeps(&report), []);
    }

    #[test]
    fn a_cache_is_marked_where_the_input_outgrows_it() {
        let report = fixture::report();
        let caches = caches(report.limits.as_ref(), &[(1e3, 8e3), (1e5, 8e5), (1e7, 8e7)]);
        let found: Vec<_> = caches.iter().map(|cache| (cache.name.as_str(), cache.size.round())).collect();
        assert_eq!(found, [("L1", 6144.0), ("L2", 131_072.0), ("L3", 4_194_304.0)]);
    }
}
