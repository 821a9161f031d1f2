//! Callers by unwind tables: from the registers and a copy of the stack at a sample.
//!
//! ```text
//! row    = the row of the code's table for this address
//! CFA    = the stack pointer before the call, which the row derives from a register
//! caller = the registers that the row finds at offsets from the CFA, the return address among them
//! ```
//!
//! Code without a table is taken to keep frame pointers; where that gives no address of code, the stack ends there.
//! Where the copy of the stack ends first, the outer callers are those of the thread's sample before, if that had the same
//! call at the same place of the stack; or else frame pointers continue, if they told the same callers up to there.

mod depth;
mod registers;
mod tables;

pub(super) use registers::{Registers, StackCopy};

use super::mappings::{Mappings, parse_maps};
use crate::recording::Pc;
use std::collections::HashMap;
use std::fs::{self, File};
use std::os::unix::fs::FileExt as _;
use tables::{Caller, Tables};

/// Longer stacks are cut.
const MOST_FRAMES: usize = 2000;

/// Why a stack has no further callers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Failure {
    /// The copy of the stack ends.
    CopyTooShort,
    /// The code has no unwind table, and keeps no frame pointer.
    NoTable,
    /// A table does not fit, or the stack is damaged.
    Wrong,
    /// The kernel or [`MOST_FRAMES`] limits the number of callers.
    TooMany,
}

/// A call that has not returned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Call {
    pub(super) return_address: u64,
    /// The caller's stack pointer.
    stack_pointer: u64,
}

impl Call {
    /// Whether a copy of a stack has its return address where calls leave it: below the caller's stack pointer.
    pub(super) fn is_in(&self, stack: &StackCopy) -> bool {
        stack.word(self.stack_pointer.wrapping_sub(8)) == Some(self.return_address)
    }
}

/// The tables of the objects that samples have met.
#[derive(Debug, Default)]
pub(super) struct Unwinder {
    tables: HashMap<u32, Option<Tables>>,
}

impl Unwinder {
    /// The calls of a stack, innermost first, and whether the last is that of its root.
    pub(super) fn callers(
        &mut self,
        at: impl Fn(u64) -> Pc,
        mappings: &Mappings,
        address: u64,
        mut registers: Registers,
        stack: &StackCopy,
    ) -> (Vec<Call>, Result<(), Failure>) {
        let mut calls: Vec<Call> = Vec::new();
        let mut code = address;
        while calls.len() < MOST_FRAMES {
            let caller = match self.caller(at(code), mappings, &registers, stack) {
                Ok(None) => return (calls, Ok(())),
                Ok(Some(caller)) => caller,
                Err(failure) => return (calls, Err(failure)),
            };
            let stack_pointer = caller.registers.get(Registers::STACK_POINTER).unwrap_or_default();
            let sinks = Some(stack_pointer) <= registers.get(Registers::STACK_POINTER);
            if at(caller.address - 1).object.is_none() || (sinks && !calls.is_empty() && !caller.interrupted) {
                return (calls, Err(Failure::Wrong));
            }
            calls.push(Call { return_address: caller.address, stack_pointer });
            // A call may be the last instruction of its function, so the byte before its return address is looked up.
            code = caller.address - u64::from(!caller.interrupted);
            registers = caller.registers;
        }
        (calls, Err(Failure::TooMany))
    }

    fn caller(
        &mut self,
        pc: Pc,
        mappings: &Mappings,
        registers: &Registers,
        stack: &StackCopy,
    ) -> Result<Option<Caller>, Failure> {
        let tables = pc.object.and_then(|object| {
            let open = || Tables::open(mappings.objects.get(object as usize)?.file());
            self.tables.entry(object).or_insert_with(open).as_mut()
        });
        match tables.map(|tables| tables.caller(pc.offset, registers, stack)) {
            None | Some(Err(Failure::NoTable)) => by_frame_pointer(registers, stack).map(Some),
            Some(caller) => caller,
        }
    }
}

/// The caller of a frame whose frame pointer holds the address of the caller's, below the return address.
fn by_frame_pointer(registers: &Registers, stack: &StackCopy) -> Result<Caller, Failure> {
    let frame = registers.get(Registers::FRAME_POINTER).ok_or(Failure::NoTable)?;
    let word = |address| stack.word(address).ok_or(Failure::NoTable);
    let (outer, address) = (word(frame)?, word(frame.wrapping_add(8))?);
    let mut caller = registers.preserved(frame.wrapping_add(16));
    caller.set(Registers::FRAME_POINTER, Some(outer));
    if address == 0 { Err(Failure::NoTable) } else { Ok(Caller { address, registers: caller, interrupted: false }) }
}

/// The calls of the thread's sample before that are outside of the outermost of these, if that is one of them.
pub(super) fn outer<'a>(calls: &[Call], before: &'a [Call]) -> Option<&'a [Call]> {
    let last = calls.last()?;
    let at = before.iter().position(|call| call == last)?;
    Some(&before[at + 1..])
}

/// The return addresses that frame pointers tell beyond these, if they told the same up to there. They may lack the
/// innermost.
pub(super) fn beyond<'a>(calls: &[Call], chain: &'a [u64]) -> Option<&'a [u64]> {
    let place = |call: &Call| chain.iter().position(|address| *address == call.return_address);
    let (skipped, at) = calls.iter().enumerate().find_map(|(skipped, call)| Some((skipped, place(call)?)))?;
    let same = calls[skipped..].iter().map(|call| &call.return_address);
    let agrees = same.len() * 2 >= calls.len() && same.clone().eq(chain[at..].iter().take(same.len()));
    agrees.then(|| &chain[at + same.len()..])
}

/// The kernel's library in every process, read from this one.
pub(crate) fn vdso() -> Option<Vec<u8>> {
    let maps = fs::read_to_string("/proc/self/maps").ok()?;
    let map = parse_maps(&maps).find(|map| map.path == "[vdso]")?;
    let mut bytes = vec![0; usize::try_from(map.end - map.start).ok()?];
    File::open("/proc/self/mem").ok()?.read_exact_at(&mut bytes, map.start).ok()?;
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calls(of: &[(u64, u64)]) -> Vec<Call> {
        of.iter().map(|&(return_address, stack_pointer)| Call { return_address, stack_pointer }).collect()
    }

    #[test]
    fn the_sample_before_continues_a_stack_whose_outermost_call_it_has() {
        let before = calls(&[(5, 50), (6, 60), (7, 70)]);
        assert_eq!(outer(&calls(&[(4, 40), (5, 50)]), &before), Some(&before[1..]));
        for (other, why) in [(&[(5, 55)][..], "another place"), (&[(8, 50)], "another call"), (&[], "none")] {
            assert_eq!(outer(&calls(other), &before), None, "{why}");
        }
    }

    #[test]
    fn frame_pointers_continue_a_stack_that_they_told_too() {
        let known = calls(&[(1, 0), (2, 0), (3, 0), (4, 0)]);
        assert_eq!(beyond(&known, &[2, 3, 4, 5, 6]), Some(&[5, 6][..]), "but for the innermost call");
        assert_eq!(beyond(&known, &[2, 3, 4]), Some(&[][..]), "nothing is beyond");
        for (chain, why) in [(&[2, 4, 5][..], "one is skipped"), (&[4, 5], "half differ"), (&[8, 9], "all differ")] {
            assert_eq!(beyond(&known, chain), None, "{why}");
        }
    }
}
