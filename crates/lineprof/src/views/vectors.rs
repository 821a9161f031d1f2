//! Which vectors the sampled code uses, and what its loops call.

use super::compiled::{AllCompiled, Compiled, LEAST_CALL, Mix, OutOfLine};
use super::instances::Instances;
use super::layout::write_wrapped;
use crate::Profile;
use std::collections::BTreeMap;
use std::fmt;

/// Which vectors the sampled code uses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vectors {
    /// All samples.
    pub all: Mix,
    /// Functions by their names, as [`Profile::functions`] has them.
    pub functions: BTreeMap<String, Mix>,
    /// The user's lines, by file and number, as [`Profile::lines`] has them.
    pub lines: BTreeMap<(String, u32), Mix>,
    /// The hottest first. Functions of the user's with loops of their own are not among them: to inline those gains little.
    pub not_inlined: Vec<OutOfLine>,
}

impl Profile {
    /// Which vectors the sampled code uses. The code is that of the profile, also where the program was rebuilt since. Only
    /// x86-64 is known: on others no instruction is.
    pub fn vectors(&self) -> Vectors {
        let instances = Instances::merged(self);
        let AllCompiled { all, lines, functions } = AllCompiled::of(self, &instances, false);
        let with_samples = |compiled: &Compiled| compiled.mix.packed.of > 0;
        let line = |((file, line, _), compiled): (_, Compiled)| {
            Some(((self.place(self.symbols.path(file?)), line?), compiled.mix)).filter(|_| with_samples(&compiled))
        };
        let functions = functions.into_iter().filter(|(_, compiled)| with_samples(compiled));
        Vectors {
            all: all.mix,
            functions: functions.map(|(function, of)| (instances.name(self, function), of.mix)).collect(),
            lines: lines.into_iter().filter_map(line).collect(),
            not_inlined: all.not_inlined,
        }
    }
}

/// Most names that are told.
const SHOWN: usize = 3;

impl Vectors {
    /// A sentence on all samples, as `97.0 % of samples on packed arithmetic, 512-bit vectors; not inlined: none`.
    pub fn sentence(&self) -> String {
        let noted = || self.not_inlined.iter().filter(|call| call.inclusive.value() >= LEAST_CALL);
        let mut names: Vec<_> =
            noted().take(SHOWN).map(|call| format!("{} ({} %)", call.function, call.inclusive)).collect();
        let more = noted().count().saturating_sub(SHOWN);
        names.extend((more > 0).then(|| format!("{more} more")));
        let names = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
        format!("{}; not inlined: {names}", self.all)
    }
}

/// A paragraph with [`Vectors::sentence`].
impl fmt::Display for Vectors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_wrapped(&format!("Vectors: {}", self.sentence()), f)
    }
}
