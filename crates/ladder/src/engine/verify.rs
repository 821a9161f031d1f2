//! Compares every rung with the oracle.

use super::Entry;
use super::call::Call;
use crate::Ladder;
use crate::ladder::Rung;
use crate::machine::note;
use anyhow::bail;
use lanelab_measure::Work as _;
use std::any::Any;
use std::collections::BTreeMap;
use std::panic::{self, AssertUnwindSafe, catch_unwind};
use std::sync::Once;
use std::sync::atomic::{AtomicUsize, Ordering};

/// An input and the oracles' answers.
pub(crate) struct Prepared<I, O> {
    pub(crate) name: String,
    pub(crate) input: I,
    /// By the index of the contract, of those that the entries have.
    answers: BTreeMap<usize, O>,
}

impl<I, O> Prepared<I, O> {
    /// The answer that a rung is compared with, one of those that the input was prepared for.
    pub(crate) fn expected(&self, rung: &Rung<I, O>) -> &O {
        &self.answers[&rung.contract]
    }
}

/// What was found of a rung.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Its answer is right.
    Agrees,
    /// How it differs, or that it panicked.
    Fails(String),
}

impl<I: Sync, O: Send> Ladder<I, O> {
    /// Makes the input at an index, and asks the oracles of these entries, each once.
    ///
    /// # Errors
    /// Where one of them panics.
    pub(crate) fn prepare(&self, index: usize, entries: &[Entry]) -> anyhow::Result<Prepared<I, O>> {
        let name = self.inputs[index].name.clone();
        let input = match caught(|| (self.inputs[index].make)()) {
            Ok(input) => input,
            Err(text) => bail!("the input {name} was not made: its function panicked: {text}; mend it"),
        };
        let mut answers = BTreeMap::new();
        for contract in entries.iter().map(|entry| self.rungs[entry.rung].contract) {
            if answers.contains_key(&contract) {
                continue;
            }
            match caught(|| (self.contracts[contract].oracle)(&input)) {
                Ok(answer) => {
                    self.contracts[contract].agreement.remark(&answer, &name).iter().for_each(|text| note(text));
                    answers.insert(contract, answer);
                }
                Err(text) => bail!("the oracle panicked on {name}: {text}; mend it, as rungs are compared with it"),
            }
        }
        Ok(Prepared { name, input, answers })
    }
}

/// Calls an entry so many times on an input, and compares each answer.
///
/// # Errors
/// Where threads cannot be started.
pub(crate) fn verify<I: Sync, O: Send>(
    ladder: &Ladder<I, O>,
    entry: Entry,
    prepared: &Prepared<I, O>,
    calls: u32,
) -> anyhow::Result<Outcome> {
    let answer = caught(|| {
        let mut call = Call::new(ladder, entry, prepared, None)?;
        anyhow::Ok((0..calls).try_for_each(|_| {
            call.prepare();
            call.run();
            call.check()
        }))
    });
    Ok(match answer {
        Ok(found) => found?.map_or_else(|disagreement| Outcome::Fails(disagreement.to_string()), |()| Outcome::Agrees),
        Err(panic) => Outcome::Fails(format!("it panicked: {panic}")),
    })
}

/// How much work runs whose panics are caught, and so not printed as they happen, on whatever thread.
static CAUGHT: AtomicUsize = AtomicUsize::new(0);

/// What work returns, or the message of its panic.
pub(crate) fn caught<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    static QUIET: Once = Once::new();
    QUIET.call_once(|| {
        let print = panic::take_hook();
        panic::set_hook(Box::new(move |fault| {
            if CAUGHT.load(Ordering::Relaxed) == 0 {
                print(fault);
            }
        }));
    });
    CAUGHT.fetch_add(1, Ordering::Relaxed);
    let outcome = catch_unwind(AssertUnwindSafe(work));
    CAUGHT.fetch_sub(1, Ordering::Relaxed);
    outcome.map_err(|panic| message(&*panic))
}

fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no message").to_owned()
}
