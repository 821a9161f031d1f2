//! The work that is timed: one view filled by a rung, or several views filled by independent single-thread runs of it.

use super::selection::Selection;
use super::{Answers, Entry};
use lanelab_escape::{Ladder, Threads, verify_steps};
use lanelab_grid::Steps;
use lanelab_measure::copies::Task;
use lanelab_measure::{Cause, ConcurrentCopies, Usage, Work};
use std::cell::RefCell;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::Scope;

/// The array's content before a sample, so that a rung which writes nothing is detected.
pub(crate) const UNWRITTEN: u32 = u32::MAX;

/// An entry on a view, with the answers that it is compared with.
#[derive(Clone, Copy)]
pub(super) struct Subject<'a> {
    pub(super) ladder: &'a Ladder,
    pub(super) selection: &'a Selection,
    pub(super) entry: Entry<'a>,
    pub(super) expected: &'a Answers,
}

impl<'a> Subject<'a> {
    fn fill(self, threads: &Threads, steps: &mut Steps) {
        threads.fill(self.entry.rung, &self.selection.job(self.entry.rounding), steps.view_mut(), &|_| ());
    }

    fn check(self, found: &Steps) -> Result<(), Cause> {
        let Self { ladder, selection, entry, expected } = self;
        let expected = expected.get(&entry.numerics()).ok_or("no answer to compare with")?;
        let verified = verify_steps(ladder, entry.rung, &selection.job(entry.rounding), expected, found);
        verified.map_err(Cause::from)
    }

    /// One run on a thread of its own, which fills its own buffer.
    fn single_thread(self, buffer: Arc<Mutex<Steps>>) -> anyhow::Result<Task<'a>> {
        let one = Threads::new(1)?;
        Ok(Box::new(move || self.fill(&one, &mut lock(&buffer))))
    }
}

/// One view, filled by one rung.
pub(super) struct Fill<'a> {
    pub(super) subject: Subject<'a>,
    pub(super) pool: &'a Threads,
    /// One buffer for all entries, so that buffer alignment favours none.
    pub(super) buffer: &'a RefCell<Steps>,
}

impl Work for Fill<'_> {
    fn prepare(&mut self) {
        self.buffer.borrow_mut().view_mut().fill(UNWRITTEN);
    }

    fn run(&mut self) {
        self.subject.fill(self.pool, &mut self.buffer.borrow_mut());
    }

    fn usage(&self) -> Option<Usage> {
        if self.pool.count() == 1 { Usage::of_thread() } else { Usage::of_process() }
    }

    fn check(&mut self) -> Result<(), Cause> {
        self.subject.check(&self.buffer.borrow())
    }
}

/// As many views as the entry has threads, each filled by an independent single-thread run, all started together.
pub(super) struct IndependentRuns<'a> {
    subject: Subject<'a>,
    buffers: Vec<Arc<Mutex<Steps>>>,
    copies: ConcurrentCopies<'a>,
}

impl<'a> IndependentRuns<'a> {
    pub(super) fn start(scope: &'a Scope<'a, '_>, subject: Subject<'a>) -> anyhow::Result<Self> {
        let threads = subject.entry.threads;
        let buffer = |_| anyhow::Ok(Arc::new(Mutex::new(subject.selection.blank()?)));
        let buffers = (0..threads).map(buffer).collect::<anyhow::Result<Vec<_>>>()?;
        let tasks = buffers.iter().map(|buffer| subject.single_thread(Arc::clone(buffer)));
        let copies = ConcurrentCopies::start(scope, tasks.collect::<anyhow::Result<_>>()?);
        let copies = copies.map_err(|error| anyhow::anyhow!("--threads {threads}: {error}"))?;
        Ok(Self { subject, buffers, copies })
    }
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

    fn usage(&self) -> Option<Usage> {
        self.copies.usage()
    }

    fn check(&mut self) -> Result<(), Cause> {
        self.buffers.iter().try_for_each(|buffer| self.subject.check(&lock(buffer)))
    }
}
