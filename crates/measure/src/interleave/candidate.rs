//! What is measured: a name, and work whose answer can be checked.

use std::error::Error;
use std::fmt;
use std::hint::black_box;

/// What a check has to say about a wrong answer: an error of any type, or a text.
pub type Cause = Box<dyn Error + Send + Sync>;

/// Work to be timed, with what belongs before and after it.
///
/// Any `FnMut()` is work that needs no preparation and gives no answer to check. Where the answer is
/// computed and dropped, the closure must pass it through [`black_box`], or the compiler may drop the
/// computation too; [`Candidate::answering`] does so.
pub trait Work {
    /// What is done before each sample, outside the clock. By default nothing.
    fn prepare(&mut self) {}

    /// What is timed: one call. A sample may repeat it.
    fn run(&mut self);

    /// Looks at the answer of the last call, after each sample, outside the clock. By default all is well.
    ///
    /// # Errors
    /// Where the answer is wrong: says what differs.
    fn check(&mut self) -> Result<(), Cause> {
        Ok(())
    }
}

impl<F: FnMut()> Work for F {
    fn run(&mut self) {
        self();
    }
}

/// A candidate: work under a name.
pub struct Candidate<'a> {
    name: String,
    work: Box<dyn Work + 'a>,
}

impl<'a> Candidate<'a> {
    /// The candidate that does `work`, a closure or a type with a check of its own.
    pub fn new(name: impl Into<String>, work: impl Work + 'a) -> Self {
        Self { name: name.into(), work: Box::new(work) }
    }

    /// The candidate whose every call computes an answer, and whose last answer of each sample is shown to
    /// `check`. Keeping the answer and dropping the one before it are part of the call.
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

    /// The same candidate, whose answer is also shown to `check`: for work that leaves its answer where
    /// both can see it.
    #[must_use]
    pub fn checked<E: Into<Cause> + 'a>(self, check: impl FnMut() -> Result<(), E> + 'a) -> Self {
        Self { name: self.name, work: Box::new(Checked { work: self.work, check }) }
    }

    /// Its name in tables and errors.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn parts(&mut self) -> (&str, &mut (dyn Work + 'a)) {
        (&self.name, &mut *self.work)
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

struct Checked<'a, K> {
    work: Box<dyn Work + 'a>,
    check: K,
}

impl<E: Into<Cause>, K: FnMut() -> Result<(), E>> Work for Checked<'_, K> {
    fn prepare(&mut self) {
        self.work.prepare();
    }

    fn run(&mut self) {
        self.work.run();
    }

    fn check(&mut self) -> Result<(), Cause> {
        self.work.check()?;
        (self.check)().map_err(Into::into)
    }
}
