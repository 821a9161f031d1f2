//! The steps from a name to a ladder: inputs first, then the oracle.

use super::{Contract, Input, Ladder, Work, WorkOf};
use crate::agreement::{Agreement, Answer, Number as _};
use std::fmt::{self, Display};
use std::rc::Rc;

/// A ladder that has a name, and needs an input.
#[derive(Debug, Clone)]
pub struct Named(String);

type OfInput<I> = Box<dyn Fn(&I) -> Work>;

/// A ladder that has inputs, and needs an oracle.
pub struct WithInput<I> {
    name: String,
    inputs: Vec<Input<I>>,
    work: Option<OfInput<I>>,
}

impl Named {
    pub(super) fn new(name: impl Into<String>) -> Self {
        Self(name.into())
    }

    /// An input for each value of a parameter, as `.input("n", [1_000, 100_000], |n| vectors(n, 7))`. The same value must
    /// always make the same input. Inputs are made one after the other.
    pub fn input<I: 'static, P: Display + 'static>(
        self,
        parameter: &str,
        values: impl IntoIterator<Item = P>,
        make: impl Fn(&P) -> I + 'static,
    ) -> WithInput<I> {
        WithInput { name: self.0, inputs: Vec::new(), work: None }.input(parameter, values, make)
    }

    /// One input with a name of its own.
    pub fn case<I: 'static>(self, name: &str, make: impl Fn() -> I + 'static) -> WithInput<I> {
        WithInput { name: self.0, inputs: Vec::new(), work: None }.case(name, make)
    }
}

impl<I: 'static> WithInput<I> {
    /// More inputs, as [`Named::input`].
    #[must_use]
    pub fn input<P: Display + 'static>(
        mut self,
        parameter: &str,
        values: impl IntoIterator<Item = P>,
        make: impl Fn(&P) -> I + 'static,
    ) -> Self {
        let make = Rc::new(make);
        for value in values {
            let (name, make) = (format!("{parameter}={value}"), Rc::clone(&make));
            self.inputs.push(Input { name, make: Box::new(move || make(&value)) });
        }
        self
    }

    /// One more input with a name of its own.
    #[must_use]
    pub fn case(mut self, name: &str, make: impl Fn() -> I + 'static) -> Self {
        self.inputs.push(Input { name: name.to_owned(), make: Box::new(make) });
        self
    }

    /// How much there is to do on an input: the unit of rates, and what the machine's limits are compared with.
    #[must_use]
    pub fn work(mut self, work: impl Fn(&I) -> Work + 'static) -> Self {
        self.work = Some(Box::new(work));
        self
    }

    /// The plain reference that every rung is compared with. It is never timed. Answers must be equal bit for bit
    /// unless [`Ladder::agreement`] says otherwise.
    pub fn oracle<O: Answer + 'static>(self, oracle: impl Fn(&I) -> O + 'static) -> Ladder<I, O> {
        Ladder { single: O::Number::TYPE != "f64", ..self.oracle_by(oracle, Agreement::exact()) }
    }

    /// As [`WithInput::oracle`], for answers of any type, with the rule by which they agree.
    pub fn oracle_by<O: 'static>(self, oracle: impl Fn(&I) -> O + 'static, agreement: Agreement<I, O>) -> Ladder<I, O> {
        let Self { name, inputs, work } = self;
        let contracts = vec![Contract { oracle: Box::new(oracle), agreement }];
        let work = work.map(|work| -> WorkOf<I, O> { Box::new(move |input, _| work(input)) });
        Ladder { name, inputs, work, contracts, rungs: Vec::new(), single: true, equal_width: false }
    }
}

impl<I> fmt::Debug for WithInput<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WithInput").field("name", &self.name).finish_non_exhaustive()
    }
}
