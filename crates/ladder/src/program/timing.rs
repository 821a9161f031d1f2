//! Timing with a progress bar.

use super::console::{progress_bar, show_time};
use anyhow::Context;
use lanelab_measure::{Candidate, Clock, Frequency, Plan, Progress, Timing};

/// The timings, and the clock frequency of the core, read once per round.
///
/// # Errors
/// As [`Plan::measure`].
pub fn time(plan: &Plan, candidates: &mut [Candidate<'_>]) -> anyhow::Result<(Vec<Timing>, Frequency)> {
    let bar = progress_bar(candidates.len());
    show_time(&bar, true);
    let (mut clocks, mut round) = (vec![Clock::THOROUGH.read()], None);
    let timings = plan.measure(candidates, |progress: &Progress<'_>| {
        if progress.round != round {
            round = progress.round;
            clocks.push(Clock::BRIEF.read());
        }
        if progress.round.is_none() {
            // One call of each, which may take long and is not timed.
            bar.set_message(format!("warm-up of {}", progress.candidate));
            bar.inc(1);
        } else {
            if bar.length() != Some(1000) {
                show_time(&bar, false);
                bar.set_length(1000);
            }
            bar.set_message(progress.candidate.to_owned());
            bar.set_position(thousandths(progress.done));
        }
    })?;
    bar.finish_and_clear();
    Ok((timings, Frequency::median(&clocks).context("the clock was never read")?))
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of 1000 ticks")]
fn thousandths(share: f64) -> u64 {
    (share.clamp(0.0, 1.0) * 1000.0) as u64
}
