//! The work that is timed: one view filled by a rung, or several views filled by independent single-thread runs of it.

use super::selection::Selection;
use super::{Answers, Entry};
use lanelab_escape::{Disagreement, Ladder, Threads, verify_steps};
use lanelab_grid::Steps;
use lanelab_measure::copies::Task;
use lanelab_measure::{Cause, ConcurrentCopies, Work};
use std::cell::RefCell;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::Scope;

/// The array's content before a sample, so that a rung which writes nothing is detected.
pub(crate) const UNWRITTEN: u32 = u32::MAX;

/// One view, filled by one rung.
pub(super) struct Fill<'a> {
    pub(super) ladder: &'a Ladder,
    pub(super) selection: &'a Selection,
    pub(super) entry: Entry<'a>,
    pub(super) pool: &'a Threads,
    pub(super) expected: &'a Answers,
    /// One buffer for all entries, so that buffer alignment favours none.
    pub(super) buffer: &'a RefCell<Steps>,
}

impl Work for Fill<'_> {
    fn prepare(&mut self) {
        self.buffer.borrow_mut().view_mut().fill(UNWRITTEN);
    }

    fn run(&mut self) {
        let Entry { rung, rounding, .. } = self.entry;
        self.pool.fill(rung, &self.selection.job(rounding), self.buffer.borrow_mut().view_mut(), &|_| ());
    }

    fn check(&mut self) -> Result<(), Cause> {
        check(self.ladder, self.selection, self.entry, self.expected, &self.buffer.borrow())
    }
}

fn check(
    ladder: &Ladder,
    selection: &Selection,
    entry: Entry<'_>,
    expected: &Answers,
    found: &Steps,
) -> Result<(), Cause> {
    let expected = expected.get(&entry.numerics()).ok_or("no answer to compare with")?;
    let verified = verify_steps(ladder, entry.rung, &selection.job(entry.rounding), expected, found);
    verified.map_err(|disagreement: Box<Disagreement>| -> Cause { disagreement })
}

/// As many views as the entry has threads, each filled by an independent single-thread run, all started together.
pub(super) struct IndependentRuns<'a> {
    ladder: &'a Ladder,
    selection: &'a Selection,
    entry: Entry<'a>,
    expected: &'a Answers,
    buffers: Vec<Arc<Mutex<Steps>>>,
    copies: ConcurrentCopies<'a>,
}

impl<'a> IndependentRuns<'a> {
    pub(super) fn start(
        scope: &'a Scope<'a, '_>,
        ladder: &'a Ladder,
        selection: &'a Selection,
        entry: Entry<'a>,
        expected: &'a Answers,
    ) -> anyhow::Result<Self> {
        let buffer = |_| anyhow::Ok(Arc::new(Mutex::new(selection.blank()?)));
        let buffers = (0..entry.threads).map(buffer).collect::<anyhow::Result<Vec<_>>>()?;
        let tasks = buffers.iter().map(|buffer| single_thread(selection, entry, Arc::clone(buffer)));
        let copies = ConcurrentCopies::start(scope, tasks.collect::<anyhow::Result<_>>()?);
        let copies = copies.map_err(|error| anyhow::anyhow!("--threads {}: {error}", entry.threads))?;
        Ok(Self { ladder, selection, entry, expected, buffers, copies })
    }
}

fn single_thread<'a>(
    selection: &'a Selection,
    entry: Entry<'a>,
    buffer: Arc<Mutex<Steps>>,
) -> anyhow::Result<Task<'a>> {
    let one = Threads::new(1)?;
    Ok(Box::new(move || {
        one.fill(entry.rung, &selection.job(entry.rounding), lock(&buffer).view_mut(), &|_| ());
    }))
}

fn lock(buffer: &Mutex<Steps>) -> MutexGuard<'_, Steps> {
    buffer.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Work for IndependentRuns<'_> {
    fn prepare(&mut self) {
        self.buffers.iter().for_each(|buffer| lock(buffer).view_mut().fill(UNWRITTEN));
        self.copies.prepare();
    }

    fn run(&mut self) {
        self.copies.run();
    }

    fn check(&mut self) -> Result<(), Cause> {
        let mut buffers = self.buffers.iter();
        buffers.try_for_each(|buffer| check(self.ladder, self.selection, self.entry, self.expected, &lock(buffer)))
    }
}
