//! Arguments that several commands share: the view, and a rung with its rounding.

use super::parse::{known_rung, limit, raster, region};
use crate::machine::note;
use clap::Args;
use lanelab_escape::{Form, Map, Scene};
use lanelab_grid::{Limit, Raster, Region, Rounding};
use std::fmt;
use std::str::FromStr;

/// What to compute: a scene, and what replaces its defaults.
#[derive(Debug, Clone, Args)]
pub(crate) struct ViewArgs {
    /// Scene that gives the defaults: lesson, overview or seahorse
    #[arg(long, value_name = "NAME", default_value = "lesson", value_parser = Scene::find)]
    pub(crate) scene: &'static Scene,
    /// Take the scene's small form instead of its full one: fewer points
    #[arg(long)]
    pub(crate) small: bool,
    /// Bounds of the view [default: the scene's]
    #[arg(long, value_name = "XMIN,XMAX,YMIN,YMAX", value_parser = region, allow_hyphen_values = true)]
    pub(crate) region: Option<Region>,
    /// Points per row, and rows [default: the scene's, see lanelab list]
    #[arg(long, value_name = "WIDTHxHEIGHT", value_parser = raster, allow_hyphen_values = true)]
    pub(crate) size: Option<Raster>,
    /// Steps after which a point counts as a member of the set, 1 to 4294967295 [default: the scene's]
    #[arg(long, value_name = "N", value_parser = limit, allow_hyphen_values = true)]
    pub(crate) limit: Option<Limit>,
    /// Map: mandelbrot, julia:RE,IM, burning-ship or multibrot3
    #[arg(long, value_name = "MAP", default_value = "mandelbrot")]
    pub(crate) map: Map,
}

impl ViewArgs {
    /// The form of the scene; a note on standard error where `--small` has no effect.
    pub(crate) fn form(&self) -> Form {
        let idle = match self.size {
            Some(_) => Some("--size gives the points"),
            None => {
                (self.scene.raster(Form::Full) == self.scene.raster(Form::Small)).then_some("this scene has one form")
            }
        };
        match (self.small, idle) {
            (false, _) => Form::Full,
            (true, None) => Form::Small,
            (true, Some(why)) => {
                note(&format!("--small changes nothing: {why}."));
                Form::Full
            }
        }
    }

    /// The same arguments as words of a command line.
    pub(crate) fn words(&self) -> Vec<String> {
        let Self { scene, region, size, limit, map, .. } = self;
        let mut words = vec![format!("--scene={}", scene.name), format!("--map={map}")];
        words.extend((self.form() == Form::Small).then(|| "--small".to_owned()));
        words.extend(region.map(|region| {
            let [x_min, x_max, y_min, y_max] = region.bounds();
            format!("--region={x_min:?},{x_max:?},{y_min:?},{y_max:?}")
        }));
        words.extend(size.map(|size| format!("--size={}x{}", size.width, size.height)));
        words.extend(limit.map(|limit| format!("--limit={}", limit.get())));
        words
    }
}

/// `RUNG[:ROUNDING]`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Side {
    pub(crate) rung: String,
    pub(crate) rounding: Rounding,
}

impl FromStr for Side {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> anyhow::Result<Self> {
        if text.parse::<Rounding>().is_ok() {
            anyhow::bail!("{text} is a rounding: write it after its rung, as in best:{text}");
        }
        let (name, rounding) = text.split_once(':').unwrap_or((text, Rounding::Separate.name()));
        Ok(Self { rung: known_rung(name)?, rounding: rounding.parse()? })
    }
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.rung, self.rounding)
    }
}
