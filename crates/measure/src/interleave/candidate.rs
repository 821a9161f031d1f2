//! What is measured: named work whose answer can be checked.

use std::error::Error;
use std::fmt;
use std::hint::black_box;

use crate::Usage;

/// Why an answer is wrong: an error of any type, or a text.
pub type Cause = Box<dyn Error + Send + Sync>;

/// Work to be timed, with what is done before and after it.
///
/// Any `FnMut()` is work without preparation or answer. Where it computes an answer and drops it, it must pass the
/// answer through [`black_box`], or the compiler may remove the computation; [`Candidate::answering`] does so.
pub trait Work {
    /// Prepares each sample, outside the clock. By default does nothing.
    fn prepare(&mut self) {}

    /// One call, which is timed. A sample may repeat it.
    fn run(&mut self);

    /// How often a sample may call it after one preparation; at least once. By default as often as it likes.
    fn most_calls(&self) -> u32 {
        u32::MAX
    }

    /// What the work has consumed so far, read before and after each sample, outside the clock. By default that of the
    /// calling thread; work on several threads gives [`Usage::of_process`], work elsewhere `None`.
    fn usage(&self) -> Option<Usage> {
        Usage::of_thread()
    }

    /// Checks the answer of the last call, after each sample, outside the clock. By default accepts it.
    ///
    /// # Errors
    /// Where the answer is wrong: what differs.
    fn check(&mut self) -> Result<(), Cause> {
        Ok(())
    }
}

impl<F: FnMut()> Work for F {
    fn run(&mut self) {
        self();
    }
}

/// Work under a name.
pub struct Candidate<'a> {
    /// Its name in tables and errors.
    pub name: String,
    pub(super) work: Box<dyn Work + 'a>,
    pub(super) least_rounds: u32,
}

impl<'a> Candidate<'a> {
    /// The candidate that runs `work`, a closure or a type with its own check.
    pub fn new(name: impl Into<String>, work: impl Work + 'a) -> Self {
        Self { name: name.into(), work: Box::new(work), least_rounds: 0 }
    }

    /// The same with at least this many rounds, even where the plan has fewer: for a candidate that others are paired
    /// with. The most rounds of the plan still hold.
    pub fn at_least(self, rounds: u32) -> Self {
        Self { least_rounds: rounds, ..self }
    }

    /// The candidate whose calls compute an answer; `check` gets the last answer of each sample. Storing the answer and
    /// dropping the one before it are part of the call.
    pub fn answering<T, E>(
        name: impl Into<String>,
        compute: impl FnMut() -> T + 'a,
        check: impl FnMut(&T) -> Result<(), E> + 'a,
    ) -> Self
    where
        T: 'a,
        E: Into<Cause> + 'a,
    {
        Self::new(name, Answering { compute, check, answer: None })
    }
}

impl fmt::Debug for Candidate<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Candidate").field("name", &self.name).finish_non_exhaustive()
    }
}

struct Answering<T, C, K> {
    compute: C,
    check: K,
    answer: Option<T>,
}

impl<T, E: Into<Cause>, C: FnMut() -> T, K: FnMut(&T) -> Result<(), E>> Work for Answering<T, C, K> {
    fn run(&mut self) {
        self.answer = Some(black_box((self.compute)()));
    }

    fn check(&mut self) -> Result<(), Cause> {
        self.answer.as_ref().map_or(Ok(()), |answer| (self.check)(answer).map_err(Into::into))
    }
}
