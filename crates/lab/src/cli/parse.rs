//! Values of arguments. Each error names the rule and the remedy; clap adds the argument and the value.

use lanelab_escape::{Map, Scene, Threads};
use lanelab_grid::{Limit, Raster, Region};
use lanelab_lesson::Step;
use std::str::FromStr;

pub(crate) fn parsed<T: FromStr>(text: &str) -> Result<T, String>
where
    T::Err: ToString,
{
    text.parse().map_err(|error: T::Err| error.to_string())
}

/// A value that a rule admits; else the rule.
fn admitted<T: FromStr>(text: &str, rule: &str, admits: impl Fn(&T) -> bool) -> Result<T, String> {
    text.trim().parse().ok().filter(admits).ok_or_else(|| rule.to_owned())
}

pub(crate) fn scene(name: &str) -> Result<&'static Scene, String> {
    Scene::find(name).map_err(|error| error.to_string())
}

/// The names of rungs are the same for all maps.
pub(crate) fn rung(name: &str) -> Result<String, String> {
    Map::default().ladder().rung(name).map(|rung| rung.name.to_owned()).map_err(|error| error.to_string())
}

pub(crate) fn step(text: &str) -> Result<&'static Step, String> {
    Step::find(text.trim()).map_err(|error| error.to_string())
}

pub(crate) fn region(text: &str) -> Result<Region, String> {
    let bounds: Vec<_> = text.split(',').map(|bound| bound.trim().parse::<f64>()).collect();
    match bounds.as_slice() {
        [Ok(x_min), Ok(x_max), Ok(y_min), Ok(y_max)] => {
            Region::new(*x_min, *x_max, *y_min, *y_max).map_err(|error| error.to_string())
        }
        _ => Err("a region is four numbers XMIN,XMAX,YMIN,YMAX, as in -2,0.5,-1.25,1.25".to_owned()),
    }
}

pub(crate) fn raster(text: &str) -> Result<Raster, String> {
    let form = "a size is two whole numbers WIDTHxHEIGHT, as in 300x300";
    let (width, height) = text.split_once(['x', 'X', '×']).ok_or(form)?;
    let side = |text: &str| text.trim().parse::<usize>().map_err(|error| format!("{form}; \"{text}\": {error}"));
    Raster::new(side(width)?, side(height)?).map_err(|error| error.to_string())
}

pub(crate) fn limit(text: &str) -> Result<Limit, String> {
    let rule = format!("a limit is a whole number of steps from 1 to {}", u32::MAX);
    Limit::new(admitted(text, &rule, |_| true)?).map_err(|error| error.to_string())
}

pub(crate) fn threads(text: &str) -> Result<usize, String> {
    let rule = format!("threads are a whole number from 1 to {}", Threads::MOST);
    admitted(text, &rule, |count| (1..=Threads::MOST).contains(count))
}

pub(crate) fn seconds(text: &str) -> Result<f64, String> {
    let rule = "seconds are a number above 0 and at most 86400, as in 0.5";
    admitted(text, rule, |&seconds| seconds > 0.0 && seconds <= 86_400.0)
}

pub(crate) fn percent(text: &str) -> Result<f64, String> {
    admitted(text, "a delay is a percentage from 0 to 1000, as in 5", |share| (0.0..=1000.0).contains(share))
}

pub(crate) fn hertz(text: &str) -> Result<u32, String> {
    let rule = "a rate is a whole number of samples per second from 1 to 20000";
    admitted(text, rule, |hz| (1..=20_000).contains(hz))
}
