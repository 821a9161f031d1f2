//! The work that is timed: one view filled by a rung, or several views filled by independent single-thread runs of it.

use super::selection::Selection;
use super::{Answers, Entry};
use lanelab_escape::{Disagreement, Ladder, Threads, verify_steps};
use lanelab_grid::Steps;
use lanelab_measure::team::Member;
use lanelab_measure::{Cause, Team, Work};
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
        let Entry { kernel, rounding, .. } = self.entry;
        let mut buffer = self.buffer.borrow_mut();
        self.pool.fill(kernel, rounding, &self.selection.view, self.selection.limit, buffer.view_mut(), &|_| ());
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
    let expected = expected.get(&entry.contract()).ok_or("no answer to compare with")?;
    let verified = verify_steps(ladder, entry.kernel, entry.rounding, &selection.view, expected, found);
    verified.map_err(|disagreement: Box<Disagreement>| -> Cause { disagreement })
}

/// As many views as the entry has threads, each filled by an independent single-thread run, all started together.
pub(super) struct IndependentRuns<'a> {
    ladder: &'a Ladder,
    selection: &'a Selection,
    entry: Entry<'a>,
    expected: &'a Answers,
    buffers: Vec<Arc<Mutex<Steps>>>,
    team: Team<'a>,
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
        let runs = buffers.iter().map(|buffer| single_thread(selection, entry, Arc::clone(buffer)));
        let team = Team::gather(scope, runs.collect::<anyhow::Result<_>>()?);
        let team = team.map_err(|error| anyhow::anyhow!("--threads {}: {error}", entry.threads))?;
        Ok(Self { ladder, selection, entry, expected, buffers, team })
    }
}

fn single_thread<'a>(
    selection: &'a Selection,
    entry: Entry<'a>,
    buffer: Arc<Mutex<Steps>>,
) -> anyhow::Result<Member<'a>> {
    let one = Threads::new(1)?;
    Ok(Box::new(move || {
        let (view, limit) = (&selection.view, selection.limit);
        one.fill(entry.kernel, entry.rounding, view, limit, lock(&buffer).view_mut(), &|_| ());
    }))
}

fn lock(buffer: &Mutex<Steps>) -> MutexGuard<'_, Steps> {
    buffer.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Work for IndependentRuns<'_> {
    fn prepare(&mut self) {
        self.buffers.iter().for_each(|buffer| lock(buffer).view_mut().fill(UNWRITTEN));
        self.team.prepare();
    }

    fn run(&mut self) {
        self.team.run();
    }

    fn check(&mut self) -> Result<(), Cause> {
        let mut buffers = self.buffers.iter();
        buffers.try_for_each(|buffer| check(self.ladder, self.selection, self.entry, self.expected, &lock(buffer)))
    }
}
