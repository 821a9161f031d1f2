//! The crate from outside: one binary, a file per question.

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
