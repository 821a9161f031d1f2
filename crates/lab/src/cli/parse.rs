//! Values of arguments. Each error names the rule and the remedy; clap adds the argument and the value.

use anyhow::{Context, Result, anyhow, bail};
use lanelab_escape::{Map, Threads};
use lanelab_grid::{Limit, Raster, Region};
use lanelab_lesson::Step;
use std::str::FromStr;

/// A value that a rule admits; else the rule.
fn admitted<T: FromStr>(text: &str, rule: &str, admits: impl Fn(&T) -> bool) -> Result<T> {
    text.trim().parse().ok().filter(admits).with_context(|| rule.to_owned())
}

/// The name of a rung, without a rounding. The names are the same for all maps.
pub(crate) fn rung(name: &str) -> Result<String> {
    if let Some((rung, rounding)) = name.split_once(':') {
        bail!("this command takes the rounding by itself: write --rung {rung} --rounding {rounding}");
    }
    known_rung(name)
}

pub(crate) fn known_rung(name: &str) -> Result<String> {
    Ok(Map::default().ladder().rung(name)?.name.to_owned())
}

pub(crate) fn step(text: &str) -> Result<&'static Step> {
    Ok(Step::find(text.trim())?)
}

pub(crate) fn region(text: &str) -> Result<Region> {
    let bounds: Vec<f64> = text.split(',').map_while(|bound| bound.trim().parse().ok()).collect();
    match bounds.as_slice() {
        [x_min, x_max, y_min, y_max] if text.split(',').count() == 4 => {
            Ok(Region::new(*x_min, *x_max, *y_min, *y_max)?)
        }
        _ => bail!("must be four numbers XMIN,XMAX,YMIN,YMAX, as in -2,0.5,-1.25,1.25"),
    }
}

pub(crate) fn raster(text: &str) -> Result<Raster> {
    let form = "must be two whole numbers WIDTHxHEIGHT, as in 300x300";
    let (width, height) = text.split_once(['x', 'X', '×']).context(form)?;
    let side = |text: &str| text.trim().parse().map_err(|error| anyhow!("{form}; \"{text}\": {error}"));
    Ok(Raster::new(side(width)?, side(height)?)?)
}

pub(crate) fn limit(text: &str) -> Result<Limit> {
    let rule = format!("must be a whole number of steps from 1 to {}, as in 1000", u32::MAX);
    Ok(Limit::new(admitted(text, &rule, |_| true)?)?)
}

pub(crate) fn threads(text: &str) -> Result<usize> {
    let rule = format!("must be a whole number of threads from 1 to {}, as in 2", Threads::MOST);
    admitted(text, &rule, |count| (1..=Threads::MOST).contains(count))
}

pub(crate) fn seconds(text: &str) -> Result<f64> {
    let rule = "must be a number of seconds from 1e-9 to 86400, as in 0.5";
    admitted(text, rule, |seconds| (1e-9..=86_400.0).contains(seconds))
}

pub(crate) fn percent(text: &str) -> Result<f64> {
    admitted(text, "must be a percentage from 0 to 1000, as in 5", |share| (0.0..=1000.0).contains(share))
}

pub(crate) fn hertz(text: &str) -> Result<u32> {
    let rule = "must be a whole number of samples per second from 1 to 20000, as in 997";
    admitted(text, rule, |hz| (1..=20_000).contains(hz))
}
