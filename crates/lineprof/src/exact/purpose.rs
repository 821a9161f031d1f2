//! What builds are for, and what the compiler is told for it.

use super::Ir;
use std::env;

/// What a build is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// To be sampled: for the CPU at hand.
    Time,
    /// To count executions.
    Hits,
    /// To count instructions: for a CPU that valgrind knows.
    Ir,
}

impl Purpose {
    /// The folder below `target/lineprof` that its builds go to, so that they do not undo each other.
    #[must_use]
    pub const fn folder(self) -> &'static str {
        match self {
            Self::Time => "time",
            Self::Hits => "hits",
            Self::Ir => "ir",
        }
    }

    /// What the compiler is told.
    #[must_use]
    pub fn flags(self) -> Vec<String> {
        let cpu = if self == Self::Ir { Ir::CPU } else { "native" };
        let mut flags = vec!["-Cforce-frame-pointers=yes".to_owned()];
        // Without it, a leaf may set up its frame only after its hot loop, and its caller is skipped.
        flags.push("-Cllvm-args=-enable-shrink-wrap=false".to_owned());
        flags.push("-Csymbol-mangling-version=v0".to_owned());
        flags.push(format!("-Ctarget-cpu={cpu}"));
        if self == Self::Hits {
            flags.push("-Cinstrument-coverage".to_owned());
        }
        flags
    }
}

/// The user's flags, which the environment's variables of two kinds hold, and then those of a purpose.
pub(super) fn rustflags(purpose: Purpose) -> String {
    let encoded = env::var("CARGO_ENCODED_RUSTFLAGS").ok();
    let users: Vec<String> = match &encoded {
        Some(flags) => flags.split('\x1f').filter(|flag| !flag.is_empty()).map(str::to_owned).collect(),
        None => env::var("RUSTFLAGS").unwrap_or_default().split_whitespace().map(str::to_owned).collect(),
    };
    users.into_iter().chain(purpose.flags()).collect::<Vec<_>>().join("\x1f")
}
