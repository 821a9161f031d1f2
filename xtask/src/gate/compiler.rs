//! The compiler, whose every version makes another build.

use anyhow::{Context, ensure};
use serde::{Deserialize, Serialize};
use std::env;
use std::fmt;
use std::process::Command;

/// What decides of two builds of one source with the same flags whether they are the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Compiler {
    /// Release, commit and date.
    pub(crate) rustc: String,
    /// The version of LLVM.
    pub(crate) llvm: String,
    /// What it compiles for.
    pub(crate) target: String,
}

impl Compiler {
    /// The one that cargo uses here.
    pub(crate) fn at_hand() -> anyhow::Result<Self> {
        let mut command = Command::new(env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
        let output = command.arg("-vV").output().context("rustc -vV")?;
        ensure!(output.status.success(), "rustc -vV failed: {}", output.status);
        Self::parse(&String::from_utf8_lossy(&output.stdout))
    }

    /// Reads what `rustc -vV` prints.
    fn parse(text: &str) -> anyhow::Result<Self> {
        let field = |key: &str| {
            let value = text.lines().find_map(|line| line.strip_prefix(key));
            value.map(str::to_owned).with_context(|| format!("rustc -vV says nothing of \"{key}\": {text}"))
        };
        Ok(Self { rustc: field("rustc ")?, llvm: field("LLVM version: ")?, target: field("host: ")? })
    }
}

impl fmt::Display for Compiler {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "rustc {} with LLVM {} for {}", self.rustc, self.llvm, self.target)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAID: &str = "rustc 1.95.0 (59807616e 2026-04-14)\nbinary: rustc\ncommit-hash: 59807616e\n\
                        host: x86_64-unknown-linux-gnu\nrelease: 1.95.0\nLLVM version: 22.1.2\n";

    #[test]
    fn a_compiler_is_its_version_its_llvm_and_its_target() {
        let compiler = Compiler::parse(SAID).unwrap();
        assert_eq!(
            compiler.to_string(),
            "rustc 1.95.0 (59807616e 2026-04-14) with LLVM 22.1.2 for x86_64-unknown-linux-gnu"
        );
        for other in [SAID.replace("22.1.2", "22.1.3"), SAID.replace("rustc 1.95.0 (5", "rustc 1.95.0 (6")] {
            assert_ne!(Compiler::parse(&other).unwrap(), compiler, "{other}");
        }
        assert!(Compiler::parse("rustc 1.95.0\n").unwrap_err().to_string().contains("LLVM"));
    }
}
