//! The crate from outside: one binary, a file per question.

#[cfg(test)]
mod property;
