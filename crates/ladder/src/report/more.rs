//! What a program adds to the schema.

use super::{Report, Rung, Scene};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::fmt::Debug;

/// Fields that a program adds to a report, to its scenes and to its rungs. Each is a struct with named fields, which stand
/// in the JSON among the others.
pub trait More: Clone + Debug + Serialize + DeserializeOwned {
    /// Those of a scene.
    type Scene: Clone + Debug + Serialize + DeserializeOwned;
    /// Those of a rung.
    type Rung: Clone + Debug + Serialize + DeserializeOwned;
}

/// No field.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Nothing {}

impl More for Nothing {
    type Scene = Self;
    type Rung = Self;
}

/// A struct with the fields of another one, and others: since its type differs, `..` cannot take them.
macro_rules! with {
    ($from:ident, $more:ident, $into:ident { $($field:ident)* } $($other:ident)?) => {
        $into { $($field: $from.$field.clone(),)* $($other,)? more: $more }
    };
}

impl Report {
    /// The same with fields of a program.
    pub fn with<M: More>(
        self,
        more: M,
        of_scene: impl Fn(&Scene) -> M::Scene,
        of_rung: impl Fn(&Scene, &Rung) -> M::Rung,
    ) -> Report<M> {
        let scene = |scene: &Scene| {
            let rungs = scene.rungs.iter().map(|rung| {
                let more = of_rung(scene, rung);
                with!(rung, more, Rung { name about threads oversubscribed samples calls_a_sample median_s median_ns
                    mad_ns min_ns max_ns mean_ns stddev_ns verified speed_up verdict of_copies rate limit code user_ns
                    system_ns minor_faults major_faults })
            });
            let (rungs, more) = (rungs.collect(), of_scene(scene));
            with!(scene, more, Scene { name work clock_ghz floor base } rungs)
        };
        let scenes = self.scenes.iter().map(scene).collect();
        with!(self, more, Report { schema ladder precision machine limits verification profiles } scenes)
    }
}
