//! The scenes: named views, each of which stresses another part of a rung.

use crate::UnknownName;
use lanelab_grid::{Job, Limit, Numerics, Raster, Region, Rounding, Steps, View};
use std::fmt::Debug;

/// A region and a limit, in a full and a small form.
#[derive(Debug, Clone, Copy)]
pub struct Scene {
    /// The name on the command line.
    pub name: &'static str,
    /// Which part of a rung it stresses.
    pub stresses: &'static str,
    region: [f64; 4],
    limit: u64,
    sides: [usize; 2],
    /// By form, precision and rounding in the order of their declarations; `lanelab verify --full` recomputes them.
    checksums: [[[u32; 3]; 2]; 2],
}

/// Which form of a scene.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// The form that is measured for records.
    Full,
    /// The same region and limit with fewer points, for tests and the default run.
    Small,
}

impl Form {
    /// Both forms.
    pub const ALL: [Self; 2] = [Self::Full, Self::Small];

    /// `full` or `small`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Small => "small",
        }
    }
}

/// The centre of the seahorse scene, real and imaginary part.
const SEAHORSE: (f64, f64) = (-0.743_643_887_037_151, 0.131_825_904_205_33);

/// All scenes, beginning with that of the course.
pub const SCENES: [Scene; 3] = [
    Scene {
        name: "lesson",
        stresses: "The course's own picture at its limit of 50. The steps are so little work that overheads decide: \
                   ragged escapes, mispredicted branches, calls, allocation. At this limit the roundings agree in f64.",
        region: [-1.5, 0.5, -1.0, 1.0],
        limit: 50,
        sides: [300, 300],
        checksums: [[[0x4e4d_fe84; 3], [0xaeaf_66cd, 0x7914_74d6, 0x68cf_c093]]; 2],
    },
    Scene {
        name: "overview",
        stresses: "The whole set. Nearly all iterations are spent on points that never escape, so the rate of the \
                   inner loop decides; bands through the middle cost most, so threads need well-balanced tiles.",
        region: [-2.0, 0.5, -1.25, 1.25],
        limit: 1000,
        sides: [2000, 256],
        checksums: [
            [[0x3e26_4f9b, 0x7d33_afb5, 0xe396_596c], [0xa9d5_5e14, 0xade4_c728, 0x0cbc_7224]],
            [[0xe72e_c6b2, 0x4e2c_f98a, 0x0d3e_e420], [0x1fdb_5ffc, 0xc359_5edf, 0xb4ae_d040]],
        ],
    },
    Scene {
        name: "seahorse",
        stresses: "A deep view of the seahorse valley. Few points are members, and neighbours escape at very \
                   different steps, on average after 82 of 2000; so speed depends on how soon a \
                   lane whose point has escaped gets another.",
        region: [SEAHORSE.0 - 0.001, SEAHORSE.0 + 0.001, SEAHORSE.1 - 0.001, SEAHORSE.1 + 0.001],
        limit: 2000,
        sides: [1024, 128],
        checksums: [
            [[0xe017_223d, 0xfd2d_1eec, 0x63b6_7899], [0x02d3_ca0c, 0x5d08_a150, 0x3eac_d55a]],
            [[0x410c_f7a2, 0x6151_4585, 0xe104_ad77], [0xfc4f_bdf5, 0xfe98_e621, 0xb67f_3ed0]],
        ],
    },
];

impl Scene {
    /// The scene of this name.
    ///
    /// # Errors
    /// Where there is none; the message lists all names.
    pub fn find(name: &str) -> Result<&'static Self, UnknownName> {
        let found = SCENES.iter().find(|scene| scene.name == name);
        found.ok_or_else(|| UnknownName::new("scene", name, SCENES.iter().map(|scene| scene.name)))
    }

    /// Its rectangle.
    pub fn region(&self) -> Region {
        let [x_min, x_max, y_min, y_max] = self.region;
        valid(Region::new(x_min, x_max, y_min, y_max))
    }

    /// The raster of a form.
    pub fn raster(&self, form: Form) -> Raster {
        let side = self.sides[form as usize];
        valid(Raster::new(side, side))
    }

    /// The view of a form.
    pub fn view(&self, form: Form) -> View {
        View::new(self.region(), self.raster(form))
    }

    /// The limit, the same in both forms.
    pub fn limit(&self) -> Limit {
        valid(Limit::new(self.limit))
    }

    /// The job of a form: the whole view up to the scene's limit, under a rounding.
    pub fn job(&self, form: Form, rounding: Rounding) -> Job {
        Job::whole(&self.view(form), self.limit(), rounding)
    }

    /// The checksum of the steps of the Mandelbrot map, by [`checksum`].
    pub const fn checksum(&self, form: Form, numerics: Numerics) -> u32 {
        self.checksums[form as usize][numerics.precision as usize][numerics.rounding as usize]
    }
}

/// A part of a scene: all of them are constants, and a test builds each.
fn valid<T, E: Debug>(part: Result<T, E>) -> T {
    part.expect("the scenes are valid constants")
}

/// CRC-32 (IEEE 802.3) over the steps as little-endian 32-bit words, row by row.
pub fn checksum(steps: &Steps) -> u32 {
    let mut crc = crc32fast::Hasher::new();
    for row in steps.view().rows() {
        let bytes: Vec<u8> = row.iter().flat_map(|steps| steps.to_le_bytes()).collect();
        crc.update(&bytes);
    }
    crc.finalize()
}
