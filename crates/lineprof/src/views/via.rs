//! In whose code the time of a line is spent.

use super::Share;
use super::instances::Instances;
use crate::recording::{KERNEL, Pc};
use crate::{Location, Profile};
use std::fmt;
use std::path::Path;

/// Smaller shares of a line do not say where its time is spent.
const LEAST: f64 = 0.1;

/// From this share on it is the whole.
const WHOLE: f64 = 0.95;

/// The function below a line with most of its samples.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Via {
    /// Its name, after that of its library where it is of C; what is known, in brackets, where it has none.
    pub name: String,
    /// Its share of the line.
    pub of_line: Share,
}

/// As `via libc memcmp (61.0 % of it)`.
impl fmt::Display for Via {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "via {}{}", self.name, self.share())
    }
}

impl Via {
    /// The share, where it is not nearly the whole.
    pub(super) fn share(&self) -> String {
        if self.of_line.value() >= WHOLE { String::new() } else { format!(" ({} % of it)", self.of_line) }
    }
}

/// What is below the charged frame: the called function whose code ran, or else the one that was inlined there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Below {
    Function(u32),
    Unknown(Option<u32>),
}

impl Below {
    /// Nothing where the line's own instructions ran.
    pub(super) fn of(profile: &Profile, instances: &Instances, stack: u32) -> Option<Self> {
        let mut locations = profile.symbols.locations_of(stack).peekable();
        let leaf = *locations.peek()?;
        let users = |location: &Location| location.frames.iter().position(|frame| profile.is_users(frame));
        if let Some(charged) = users(leaf) {
            let inlined = leaf.frames[..charged].last()?;
            return Some(Self::Function(instances.first(inlined.function)));
        }
        Some(Self::outer(leaf, instances))
    }

    /// The function that a location's code belongs to.
    pub(super) fn outer(location: &Location, instances: &Instances) -> Self {
        let unknown = Self::Unknown(location.pc.object);
        location.frames.last().map_or(unknown, |outer| Self::Function(instances.first(outer.function)))
    }

    pub(super) fn name(self, profile: &Profile, instances: &Instances) -> String {
        match self {
            Self::Unknown(object) => profile.object_label(object),
            Self::Function(function) => {
                let name = instances.name(profile, function);
                let object = profile.symbols.functions.get(function as usize).and_then(|function| function.object);
                match library(profile, Pc { object, offset: 0 }).filter(|_| !name.contains("::")) {
                    Some(library) => format!("{library} {name}"),
                    None => name,
                }
            }
        }
    }

    /// Of what is below a line, with the samples of each, what has most.
    pub(super) fn most(
        profile: &Profile,
        instances: &Instances,
        below: impl IntoIterator<Item = (Self, u64)>,
        of: u64,
    ) -> Option<Via> {
        let (below, samples) = below.into_iter().max_by_key(|&(below, samples)| (samples, below))?;
        let of_line = Share { samples, of };
        (of_line.value() >= LEAST).then(|| Via { name: below.name(profile, instances), of_line })
    }
}

/// The short name of a shared library, as `libc` for `libc.so.6`, or of the kernel.
fn library(profile: &Profile, pc: Pc) -> Option<String> {
    let path = &profile.recording.objects.get(pc.object? as usize)?.path;
    if path == Path::new(KERNEL) {
        return Some("kernel".to_owned());
    }
    let (name, _) = path.file_name()?.to_str()?.split_once(".so")?;
    Some(name.to_owned())
}
