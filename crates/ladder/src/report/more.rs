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

impl Report {
    /// The same with fields of a program.
    pub fn with<M: More>(
        self,
        more: M,
        of_scene: impl Fn(&Scene) -> M::Scene,
        of_rung: impl Fn(&Scene, &Rung) -> M::Rung,
    ) -> Report<M> {
        let Self { schema, ladder, precision, machine, limits, verification, scenes, profiles, more: Nothing {} } =
            self;
        let scene = |scene: Scene| {
            let rungs = scene.rungs.iter().map(|rung| rung.clone().with(of_rung(&scene, rung))).collect();
            let more = of_scene(&scene);
            let Scene { name, work, clock_ghz, floor, base, rungs: _, more: Nothing {} } = scene;
            Scene { name, work, clock_ghz, floor, base, rungs, more }
        };
        let scenes = scenes.into_iter().map(scene).collect();
        Report { schema, ladder, precision, machine, limits, verification, scenes, profiles, more }
    }
}

impl Rung {
    fn with<M: More>(self, more: M::Rung) -> Rung<M> {
        let Self { name, about, threads, oversubscribed, samples, calls_a_sample, .. } = self;
        let Self { median_s, median_ns, mad_ns, min_ns, max_ns, mean_ns, stddev_ns, .. } = self;
        let Self { verified, speed_up, verdict, of_copies, rate, limit, .. } = self;
        let Self { user_ns, system_ns, minor_faults, major_faults, .. } = self;
        Rung {
            name,
            about,
            threads,
            oversubscribed,
            samples,
            calls_a_sample,
            median_s,
            median_ns,
            mad_ns,
            min_ns,
            max_ns,
            mean_ns,
            stddev_ns,
            verified,
            speed_up,
            verdict,
            of_copies,
            rate,
            limit,
            user_ns,
            system_ns,
            minor_faults,
            major_faults,
            more,
        }
    }
}
