//! What a ladder is: inputs, contracts (an oracle and an agreement each), and rungs.

mod builder;
mod rung;
mod work;

pub use builder::{Named, WithInput};
pub(crate) use rung::{Fills, Form, InPlace, Rung, Threading};
pub use work::Work;
use work::WorkOf;

use crate::agreement::{Agreement, Answer};
use std::fmt;

/// One computation written many ways, the rungs, and how each is verified and measured.
///
/// `I` is what a rung gets, `O` what it computes. The first rung is the base, with which the others are compared.
pub struct Ladder<I, O> {
    pub(crate) name: String,
    pub(crate) inputs: Vec<Input<I>>,
    pub(crate) work: Option<WorkOf<I, O>>,
    /// At least one.
    pub(crate) contracts: Vec<Contract<I, O>>,
    pub(crate) rungs: Vec<Rung<I, O>>,
    /// Whether floating-point work is in `f32`.
    pub(crate) single: bool,
    /// Whether only rungs with vectors of one width are compared.
    pub(crate) equal_width: bool,
}

/// What a rung must compute: an oracle, and the rule by which answers agree with it.
pub(crate) struct Contract<I, O> {
    pub(crate) oracle: Box<dyn Fn(&I) -> O>,
    pub(crate) agreement: Agreement<I, O>,
}

/// An input by its name, which is made when it is needed.
pub(crate) struct Input<I> {
    pub(crate) name: String,
    pub(crate) make: Box<dyn Fn() -> I>,
}

impl Ladder<(), ()> {
    /// A ladder of this name.
    #[expect(clippy::new_ret_no_self, reason = "what it is a ladder of is known once it has inputs and an oracle")]
    pub fn new(name: impl Into<String>) -> Named {
        Named::new(name)
    }
}

impl<I: Sync + 'static, O: Send + Sync + 'static> Ladder<I, O> {
    /// The same with another rule by which answers agree with the last oracle; the default is [`Agreement::exact`].
    #[must_use]
    pub fn agreement(mut self, agreement: Agreement<I, O>) -> Self {
        if let Some(contract) = self.contracts.last_mut() {
            contract.agreement = agreement;
        }
        self
    }

    /// The same with another oracle, which rungs added after it are compared with: for forms of one computation whose
    /// answers differ on purpose, as in `f32` and in `f64`.
    #[must_use]
    pub fn another_oracle(mut self, oracle: impl Fn(&I) -> O + 'static, agreement: Agreement<I, O>) -> Self {
        self.contracts.push(Contract { oracle: Box::new(oracle), agreement });
        self
    }

    /// The same with how much there is to do on an input, as [`WithInput::work`].
    #[must_use]
    pub fn work(self, work: impl Fn(&I) -> Work + 'static) -> Self {
        self.work_by_answer(move |input, _| work(input))
    }

    /// The same with how much there is to do on an input, where the oracle's answer decides it. A rung's rate is by the
    /// answer of its own oracle.
    #[must_use]
    pub fn work_by_answer(self, work: impl Fn(&I, &O) -> Work + 'static) -> Self {
        Self { work: Some(Box::new(work)), ..self }
    }

    /// The same where rungs are compared only at an equal width of vectors, as ways to write the same vectors are. `run`
    /// samples each rung on every input, and its machine code says how wide its vectors are. Where these differ from those of
    /// the base, or are not known, the verdict says that, and not which rung is faster.
    #[must_use]
    pub fn at_equal_width(self) -> Self {
        Self { equal_width: true, ..self }
    }

    /// The same with a rung that returns its answer.
    #[must_use]
    pub fn rung(self, name: &str, about: &str, compute: impl Fn(&I) -> O + Sync + 'static) -> Self {
        self.with(name, about, Form::Returns(Box::new(move |input, _| compute(input))), Threading::One)
    }

    /// The same with a rung that returns its answer and works on several threads: it gets their number, and runs in a
    /// rayon pool that has as many.
    #[must_use]
    pub fn threaded(self, name: &str, about: &str, compute: impl Fn(&I, usize) -> O + Sync + 'static) -> Self {
        self.with(name, about, Form::Returns(Box::new(compute)), Threading::Pool)
    }

    /// The same where the last rung, on several threads, starts these itself: it is called on the calling thread, in no
    /// rayon pool.
    #[must_use]
    pub fn with_own_threads(mut self) -> Self {
        if let Some(rung) = self.rungs.last_mut() {
            rung.threading = Threading::Own;
        }
        self
    }

    fn with(mut self, name: &str, about: &str, form: Form<I, O>, threading: Threading) -> Self {
        let contract = self.contracts.len() - 1;
        self.rungs.push(Rung { name: name.to_owned(), about: about.to_owned(), form, threading, contract });
        self
    }
}

impl<I: Sync + 'static, O: Clone + Send + Sync + 'static> Ladder<I, O> {
    /// The same with a rung that changes data in place. `start` makes them from the input; what they are after the call is
    /// the answer, so they have the type of the oracle's. Each call of a sample, of up to 64, has a copy of its own, made
    /// outside the clock; so short calls find their data in a larger cache than those of a rung that fills one buffer.
    ///
    /// ```
    /// # use lanelab_ladder::Ladder;
    /// let ladder = Ladder::new("sort")
    ///     .input("n", [10, 1000], |&n| (0..n).rev().collect::<Vec<u32>>())
    ///     .oracle(|v| (0..v.len() as u32).collect::<Vec<u32>>())
    ///     .rung_in_place("std", "the standard library's", |v| v.clone(), |v| v.sort_unstable());
    /// assert!(ladder.answer(["sort", "verify"], &mut Vec::new()).unwrap());
    /// ```
    #[must_use]
    pub fn rung_in_place(
        self,
        name: &str,
        about: &str,
        start: impl Fn(&I) -> O + Sync + 'static,
        change: impl Fn(&mut O) + Sync + 'static,
    ) -> Self {
        self.with(name, about, Form::InPlace(InPlace::new(start, move |data, _| change(data))), Threading::One)
    }

    /// The same with a rung that changes data in place on several threads, as [`Ladder::threaded`].
    #[must_use]
    pub fn threaded_in_place(
        self,
        name: &str,
        about: &str,
        start: impl Fn(&I) -> O + Sync + 'static,
        change: impl Fn(&mut O, usize) + Sync + 'static,
    ) -> Self {
        self.with(name, about, Form::InPlace(InPlace::new(start, change)), Threading::Pool)
    }
}

impl<I: Sync + 'static, O: Answer + Clone + Send + Sync + 'static> Ladder<I, O> {
    /// The same with a rung that fills a buffer of the shape of the oracle's answer. It is allocated once, and before
    /// each sample every number in it is made wrong, so that one that is not written is found.
    #[must_use]
    pub fn rung_into(self, name: &str, about: &str, fill: impl Fn(&I, &mut O) + Sync + 'static) -> Self {
        let fill = move |input: &I, out: &mut O, _| fill(input, out);
        self.with(name, about, Form::Fills(Fills::new(fill)), Threading::One)
    }

    /// The same with a rung that fills a buffer and works on several threads, as [`Ladder::threaded`].
    #[must_use]
    pub fn threaded_into(self, name: &str, about: &str, fill: impl Fn(&I, &mut O, usize) + Sync + 'static) -> Self {
        self.with(name, about, Form::Fills(Fills::new(fill)), Threading::Pool)
    }
}

impl<I, O> Ladder<I, O> {
    /// The rules of all oracles, each once.
    pub(crate) fn agreements(&self) -> String {
        let mut names: Vec<_> = self.contracts.iter().map(|contract| contract.agreement.to_string()).collect();
        names.dedup();
        names.join("; ")
    }
}

impl<I, O> fmt::Debug for Ladder<I, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inputs: Vec<_> = self.inputs.iter().map(|input| &input.name).collect();
        f.debug_struct("Ladder")
            .field("name", &self.name)
            .field("inputs", &inputs)
            .field("rungs", &self.rungs)
            .finish_non_exhaustive()
    }
}
