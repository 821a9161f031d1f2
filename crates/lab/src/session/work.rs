//! The work that is timed: one view filled by one rung, and as many views by as many copies of it.

use super::{Answers, Entry};
use crate::chosen::Chosen;
use lanelab_escape::{Disagreement, Ladder, Threads, verify_steps};
use lanelab_grid::Steps;
use lanelab_measure::copies::Task;
use lanelab_measure::{Cause, ConcurrentCopies, Work};
use std::cell::RefCell;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::Scope;

/// What stands in the array before a sample, so that a rung which writes nothing is found out.
pub(crate) const UNWRITTEN: u32 = u32::MAX;

/// One view, filled by one rung.
pub(super) struct Filling<'a> {
    pub(super) ladder: &'a Ladder,
    pub(super) chosen: &'a Chosen,
    pub(super) entry: Entry<'a>,
    pub(super) pool: &'a Threads,
    pub(super) expected: &'a Answers,
    /// Shared by all that are timed in turn, so that none has a luckier place in memory.
    pub(super) buffer: &'a RefCell<Steps>,
}

impl Work for Filling<'_> {
    fn prepare(&mut self) {
        self.buffer.borrow_mut().view_mut().fill(UNWRITTEN);
    }

    fn run(&mut self) {
        let Entry { kernel, rounding, .. } = self.entry;
        let mut buffer = self.buffer.borrow_mut();
        self.pool.fill(kernel, rounding, &self.chosen.view, self.chosen.limit, buffer.view_mut(), &|_| ());
    }

    fn check(&mut self) -> Result<(), Cause> {
        check(self.ladder, self.chosen, self.entry, self.expected, &self.buffer.borrow())
    }
}

fn check(ladder: &Ladder, chosen: &Chosen, entry: Entry<'_>, expected: &Answers, found: &Steps) -> Result<(), Cause> {
    let expected = expected.get(&entry.numerics()).ok_or("no answer to compare with")?;
    let verified = verify_steps(ladder, entry.kernel, entry.rounding, &chosen.view, expected, found);
    verified.map_err(|disagreement: Box<Disagreement>| -> Cause { disagreement })
}

/// As many views as the entry has threads, each filled by a single-thread copy of the rung, all started together.
pub(super) struct Copies<'a> {
    ladder: &'a Ladder,
    chosen: &'a Chosen,
    entry: Entry<'a>,
    expected: &'a Answers,
    buffers: Vec<Arc<Mutex<Steps>>>,
    copies: ConcurrentCopies<'a>,
}

impl<'a> Copies<'a> {
    pub(super) fn gather(
        scope: &'a Scope<'a, '_>,
        ladder: &'a Ladder,
        chosen: &'a Chosen,
        entry: Entry<'a>,
        expected: &'a Answers,
    ) -> anyhow::Result<Self> {
        let buffer = |_| anyhow::Ok(Arc::new(Mutex::new(chosen.blank()?)));
        let buffers = (0..entry.threads).map(buffer).collect::<anyhow::Result<Vec<_>>>()?;
        let tasks = buffers.iter().map(|buffer| copy(chosen, entry, Arc::clone(buffer)));
        let copies = ConcurrentCopies::start(scope, tasks.collect::<anyhow::Result<_>>()?);
        let copies = copies.map_err(|error| anyhow::anyhow!("--threads {}: {error}", entry.threads))?;
        Ok(Self { ladder, chosen, entry, expected, buffers, copies })
    }
}

fn copy<'a>(chosen: &'a Chosen, entry: Entry<'a>, buffer: Arc<Mutex<Steps>>) -> anyhow::Result<Task<'a>> {
    let one = Threads::new(1)?;
    Ok(Box::new(move || {
        let mut steps = buffer.lock().unwrap_or_else(PoisonError::into_inner);
        one.fill(entry.kernel, entry.rounding, &chosen.view, chosen.limit, steps.view_mut(), &|_| ());
    }))
}

impl Work for Copies<'_> {
    fn prepare(&mut self) {
        for buffer in &self.buffers {
            buffer.lock().unwrap_or_else(PoisonError::into_inner).view_mut().fill(UNWRITTEN);
        }
        self.copies.prepare();
    }

    fn run(&mut self) {
        self.copies.run();
    }

    fn check(&mut self) -> Result<(), Cause> {
        self.buffers.iter().try_for_each(|buffer| {
            let steps = buffer.lock().unwrap_or_else(PoisonError::into_inner);
            check(self.ladder, self.chosen, self.entry, self.expected, &steps)
        })
    }
}
