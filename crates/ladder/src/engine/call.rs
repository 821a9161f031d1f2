//! Calls of a rung: the one computation that is verified and timed.

use super::verify::Prepared;
use super::{Entry, pool};
use crate::Ladder;
use crate::ladder::{Fills, Form, InPlace, Rung};
use lanelab_measure::{Cause, Usage, Work};
use rayon::ThreadPool;
use std::cell::{Cell, RefCell};
use std::hint::black_box;
use std::time::{Duration, Instant};

/// The most copies of data that rungs change in place, one for each call of a sample.
const MOST_COPIES: u32 = 64;

/// Copies for calls that together take about this long.
const COPIES_FOR: Duration = Duration::from_millis(1);

/// A rung on an input. A sample of it is checked against the oracle's answer.
pub(crate) struct Call<'a, I, O> {
    ladder: &'a Ladder<I, O>,
    rung: &'a Rung<I, O>,
    entry: Entry,
    prepared: &'a Prepared<I, O>,
    pool: Option<&'a ThreadPool>,
    shared: &'a Shared<O>,
    state: State<O>,
}

/// What the calls of all rungs on an input share.
pub(crate) struct Shared<O> {
    /// One buffer for all rungs, so that its place in memory favours none.
    buffer: RefCell<Option<O>>,
    /// The entry that was prepared last: after a panic, the one that panicked.
    pub(crate) running: Cell<Option<Entry>>,
}

impl<O> Default for Shared<O> {
    fn default() -> Self {
        Self { buffer: RefCell::new(None), running: Cell::new(None) }
    }
}

/// Gives `work` a function that calls an entry once, with its answer made wrong or restored beforehand where it has to be.
///
/// # Errors
/// Where threads cannot be started.
pub(crate) fn with<I: Sync, O: Send, T>(
    ladder: &Ladder<I, O>,
    entry: Entry,
    prepared: &Prepared<I, O>,
    work: impl FnOnce(&mut dyn FnMut()) -> T,
) -> anyhow::Result<T> {
    let pool = pool(ladder, entry)?;
    let shared = Shared::default();
    let mut call = Call::new(ladder, entry, prepared, pool.as_ref(), &shared);
    let (mut calls, most) = (0, call.most_calls());
    Ok(work(&mut || {
        if calls % most == 0 {
            call.prepare();
        }
        call.run();
        calls += 1;
    }))
}

/// Where the answer is.
enum State<O> {
    Returned(Option<O>),
    /// In the shared buffer.
    Filled,
    Changed {
        start: O,
        copies: Vec<O>,
        next: usize,
    },
}

impl<'a, I: Sync, O: Send> Call<'a, I, O> {
    pub(crate) fn new(
        ladder: &'a Ladder<I, O>,
        entry: Entry,
        prepared: &'a Prepared<I, O>,
        pool: Option<&'a ThreadPool>,
        shared: &'a Shared<O>,
    ) -> Self {
        shared.running.set(Some(entry));
        let rung = &ladder.rungs[entry.rung];
        let state = match &rung.form {
            Form::Returns(_) => State::Returned(None),
            Form::Fills(Fills { buffer: make, .. }) => {
                shared.buffer.borrow_mut().get_or_insert_with(|| make(&prepared.expected));
                State::Filled
            }
            Form::InPlace(form) => in_place(form, &prepared.input, entry.threads),
        };
        Self { ladder, rung, entry, prepared, pool, shared, state }
    }
}

fn in_place<I, O>(form: &InPlace<I, O>, input: &I, threads: usize) -> State<O> {
    let start = (form.start)(input);
    let mut first = (form.copy)(&start);
    let begin = Instant::now();
    (form.change)(&mut first, threads);
    let most = COPIES_FOR.as_nanos() / begin.elapsed().as_nanos().max(1);
    let copies = u32::try_from(most).unwrap_or(MOST_COPIES).clamp(1, MOST_COPIES);
    let copies = (0..copies).map(|_| (form.copy)(&start)).collect();
    State::Changed { start, copies, next: 0 }
}

/// Runs in a pool, if there is one.
fn within<R: Send>(pool: Option<&ThreadPool>, work: impl FnOnce() -> R + Send) -> R {
    match pool {
        Some(pool) => pool.install(work),
        None => work(),
    }
}

impl<I: Sync, O: Send> Work for Call<'_, I, O> {
    fn prepare(&mut self) {
        self.shared.running.set(Some(self.entry));
        match (&self.rung.form, &mut self.state) {
            (Form::Fills(form), State::Filled) => {
                if let Some(buffer) = &mut *self.shared.buffer.borrow_mut() {
                    (form.spoil)(buffer, &self.prepared.expected);
                }
            }
            (Form::InPlace(form), State::Changed { start, copies, next }) => {
                copies.iter_mut().for_each(|copy| (form.restore)(copy, start));
                *next = 0;
            }
            (_, state) => _ = state,
        }
    }

    fn run(&mut self) {
        let (input, threads, pool) = (black_box(&self.prepared.input), self.entry.threads, self.pool);
        match (&self.rung.form, &mut self.state) {
            (Form::Returns(compute), State::Returned(answer)) => {
                *answer = Some(black_box(within(pool, || compute(input, threads))));
            }
            (Form::Fills(form), State::Filled) => {
                if let Some(buffer) = &mut *self.shared.buffer.borrow_mut() {
                    within(pool, || (form.fill)(input, black_box(buffer), threads));
                    black_box(buffer);
                }
            }
            (Form::InPlace(form), State::Changed { copies, next, .. }) => {
                let copy = &mut copies[*next];
                within(pool, || (form.change)(black_box(copy), threads));
                black_box(copy);
                *next += 1;
            }
            (_, state) => _ = state,
        }
    }

    fn most_calls(&self) -> u32 {
        match &self.state {
            State::Changed { copies, .. } => u32::try_from(copies.len()).unwrap_or(MOST_COPIES),
            _ => u32::MAX,
        }
    }

    fn usage(&self) -> Option<Usage> {
        if self.pool.is_some() { Usage::of_process() } else { Usage::of_thread() }
    }

    fn check(&mut self) -> Result<(), Cause> {
        let Prepared { input, expected, .. } = self.prepared;
        let check = |answer: &O| self.ladder.agreement.check(input, answer, expected);
        match &self.state {
            State::Returned(answer) => answer.as_ref().map_or(Ok(()), check),
            State::Filled => self.shared.buffer.borrow().as_ref().map_or(Ok(()), check),
            State::Changed { copies, next, .. } => copies[..*next].iter().try_for_each(check),
        }
        .map_err(|disagreement| disagreement.to_string().into())
    }
}
