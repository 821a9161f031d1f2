//! What the core's execution ports allow at best.
//!
//! * [`Ceiling`], [`ceilings`]: the best measured rate of a loop.
//! * [`Chains`], [`chains()`]: loops of one [`Kind`] of operation, whose rates are those of the ports.
//! * [`Ports`]: the bound that these rates set for the [`Operations`] of a loop.

mod ceiling;
mod chains;
mod ports;

pub use ceiling::{Burst, Ceiling, ceilings};
pub use chains::{Chains, Kind, chains};
pub use ports::{Operations, Ports};
