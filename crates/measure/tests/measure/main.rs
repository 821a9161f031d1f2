//! Tests of the public interface.

#[cfg(test)]
mod fake;
#[cfg(test)]
mod interleave;
#[cfg(test)]
mod property;
#[cfg(test)]
mod simulation;
#[cfg(test)]
mod timeit;
