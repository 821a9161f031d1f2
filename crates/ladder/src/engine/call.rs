//! Calls of a rung: the one computation that is verified and timed.

use super::verify::Prepared;
use super::{Entry, pool};
use crate::Ladder;
use crate::agreement::Agreement;
use crate::ladder::{Fills, Form, InPlace, Rung};
use lanelab_measure::format::{Count, plural};
use lanelab_measure::{Cause, Usage, Work};
use rayon::ThreadPool;
use std::cell::RefCell;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// The most copies of data that rungs change in place, one for each call of a sample.
const MOST_COPIES: u32 = 64;

/// Copies for calls that together take about this long.
const COPIES_FOR: Duration = Duration::from_millis(1);

/// A rung on an input. A sample of it is checked against the oracle's answer.
pub(crate) struct Call<'a, I, O, B> {
    agreement: &'a Agreement<I, O>,
    rung: &'a Rung<I, O>,
    input: &'a I,
    expected: &'a O,
    threads: usize,
    pool: Option<ThreadPool>,
    state: State<O, B>,
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
    let mut call = Call::new(ladder, entry, prepared, None)?;
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
enum State<O, B> {
    Returned(Option<O>),
    Filled(B),
    Changed { start: O, copies: Vec<O>, next: usize },
}

/// A buffer that rungs fill, which is made when the first needs it.
pub(crate) trait Buffer<O> {
    fn with<R>(&mut self, work: impl FnOnce(&mut Option<O>) -> R) -> R;
}

/// A call's own.
impl<O> Buffer<O> for Option<O> {
    fn with<R>(&mut self, work: impl FnOnce(&mut Self) -> R) -> R {
        work(self)
    }
}

/// One for all calls, so that its place in memory favours none.
impl<O> Buffer<O> for &RefCell<Option<O>> {
    fn with<R>(&mut self, work: impl FnOnce(&mut Option<O>) -> R) -> R {
        work(&mut self.borrow_mut())
    }
}

impl<'a, I: Sync, O: Send, B: Buffer<O>> Call<'a, I, O, B> {
    /// The call of an entry, with a buffer for its answer.
    ///
    /// # Errors
    /// Where threads cannot be started.
    pub(crate) fn new(
        ladder: &'a Ladder<I, O>,
        Entry { rung, threads }: Entry,
        prepared: &'a Prepared<I, O>,
        mut buffer: B,
    ) -> anyhow::Result<Self> {
        let rung = &ladder.rungs[rung];
        let (input, expected) = (&prepared.input, prepared.expected(rung));
        let pool = pool(rung, threads)?;
        let state = match &rung.form {
            Form::Returns(_) => State::Returned(None),
            Form::Fills(Fills { buffer: make, .. }) => {
                buffer.with(|buffer| _ = buffer.get_or_insert_with(|| make(expected)));
                State::Filled(buffer)
            }
            Form::InPlace(form) => in_place(form, input, threads, pool.as_ref()),
        };
        let agreement = &ladder.contracts[rung.contract].agreement;
        Ok(Self { agreement, rung, input, expected, threads, pool, state })
    }
}

fn in_place<I, O: Send, B>(form: &InPlace<I, O>, input: &I, threads: usize, pool: Option<&ThreadPool>) -> State<O, B> {
    let start = (form.start)(input);
    let mut first = (form.copy)(&start);
    let begin = Instant::now();
    within(pool, || (form.change)(&mut first, threads));
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

impl<I: Sync, O: Send, B: Buffer<O>> Work for Call<'_, I, O, B> {
    fn prepare(&mut self) {
        match (&self.rung.form, &mut self.state) {
            (Form::Fills(form), State::Filled(buffer)) => buffer.with(|buffer| {
                if let Some(buffer) = buffer {
                    (form.spoil)(buffer, self.expected);
                }
            }),
            (Form::InPlace(form), State::Changed { start, copies, next }) => {
                copies.iter_mut().for_each(|copy| (form.restore)(copy, start));
                *next = 0;
            }
            (_, state) => _ = state,
        }
    }

    fn run(&mut self) {
        let (input, threads, pool) = (black_box(self.input), self.threads, self.pool.as_ref());
        match (&self.rung.form, &mut self.state) {
            (Form::Returns(compute), State::Returned(answer)) => {
                *answer = Some(black_box(within(pool, || compute(input, threads))));
            }
            (Form::Fills(form), State::Filled(buffer)) => buffer.with(|buffer| {
                if let Some(buffer) = buffer {
                    within(pool, || (form.fill)(input, black_box(buffer), threads));
                    black_box(buffer);
                }
            }),
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
        if self.pool.is_some() || self.threads > 1 { Usage::of_process() } else { Usage::of_thread() }
    }

    fn check(&mut self) -> Result<(), Cause> {
        let expected = self.expected;
        let check = |answer: &O| {
            let checked = self.agreement.check(self.input, answer, expected);
            checked.map_err(|found| match &self.rung.form {
                Form::Fills(form) => format!("{found}{}", not_written((form.unwritten)(answer, expected))),
                _ => found.to_string(),
            })
        };
        match &mut self.state {
            State::Returned(answer) => answer.as_ref().map_or(Ok(()), check),
            State::Filled(buffer) => buffer.with(|buffer| buffer.as_ref().map_or(Ok(()), check)),
            State::Changed { copies, next, .. } => copies[..*next].iter().try_for_each(check),
        }
        .map_err(Cause::from)
    }
}

/// What to add to a disagreement where so many numbers are as they were before the call.
fn not_written(numbers: usize) -> String {
    match numbers {
        0 => String::new(),
        _ => format!("; it did not write {} {}", Count(numbers as u64), plural(numbers as u64, "number")),
    }
}
