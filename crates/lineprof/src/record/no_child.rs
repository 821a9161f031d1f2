//! Where there is no sampler of other programs.

use super::Turn;
use crate::recording::Recording;
use crate::{Choice, Config, Error};
use std::process::{Command, ExitStatus};

/// Runs no command: there is no sampler for it on this system.
///
/// # Errors
/// Always, with the reason.
pub fn record(config: &Config, _command: &mut Command) -> Result<(ExitStatus, Recording), Error> {
    config.check()?;
    let _turn = Turn::take()?;
    let reason = "other programs are sampled on Linux alone".to_owned();
    Err(Error::Backend { choice: Choice::PerfEvent, reason })
}
