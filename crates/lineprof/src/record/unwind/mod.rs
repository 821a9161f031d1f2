//! Callers by unwind tables: from the registers and a copy of the stack at a sample.
//!
//! ```text
//! row    = the row of the code's table for this address
//! CFA    = the stack pointer before the call, which the row derives from a register
//! caller = the registers that the row finds at offsets from the CFA, the return address among them
//! ```
//!
//! Code without a table is taken to keep frame pointers; where that gives no address of code, the stack ends there.
//! Where the copy of the stack ends first, frame pointers continue if they told the same callers up to there.

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

/// The tables of the objects that samples have met.
#[derive(Debug, Default)]
pub(super) struct Unwinder {
    tables: HashMap<u32, Option<Tables>>,
}

impl Unwinder {
    /// The callers' return addresses, innermost first, and whether the last is the root of the stack.
    pub(super) fn callers(
        &mut self,
        at: impl Fn(u64) -> Pc,
        mappings: &Mappings,
        address: u64,
        mut registers: Registers,
        stack: &StackCopy,
    ) -> (Vec<u64>, Result<(), Failure>) {
        let mut callers = Vec::new();
        let mut code = address;
        while callers.len() < MOST_FRAMES {
            let caller = match self.caller(at(code), mappings, &registers, stack) {
                Ok(None) => return (callers, Ok(())),
                Ok(Some(caller)) => caller,
                Err(failure) => return (callers, Err(failure)),
            };
            let sinks = caller.registers.get(Registers::STACK_POINTER) <= registers.get(Registers::STACK_POINTER);
            if at(caller.address - 1).object.is_none() || (sinks && !callers.is_empty() && !caller.interrupted) {
                return (callers, Err(Failure::Wrong));
            }
            callers.push(caller.address);
            // A call may be the last instruction of its function, so the byte before its return address is looked up.
            code = caller.address - u64::from(!caller.interrupted);
            registers = caller.registers;
        }
        (callers, Err(Failure::TooMany))
    }

    fn caller(
        &mut self,
        pc: Pc,
        mappings: &Mappings,
        registers: &Registers,
        stack: &StackCopy,
    ) -> Result<Option<Caller>, Failure> {
        let tables = pc.object.and_then(|object| {
            let open = || Tables::open(&mappings.objects.get(object as usize)?.path);
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

/// The callers from both sources: those by tables, then, where these stop, those that frame pointers tell beyond.
/// Frame pointers count only where they told the same callers up to there.
pub(super) fn continued(callers: &mut Vec<u64>, chain: &[u64]) -> bool {
    let known = (0..callers.len()).find_map(|skipped| {
        let at = chain.iter().position(|address| *address == callers[skipped])?;
        Some((skipped, at))
    });
    let Some((skipped, at)) = known else { return false };
    let same = callers.len() - skipped;
    let agrees = same * 2 >= callers.len() && chain[at..].starts_with(&callers[skipped..]);
    if agrees {
        callers.extend_from_slice(&chain[at + same..]);
    }
    agrees
}

/// The kernel's library in every process, read from this one.
fn vdso() -> Option<Vec<u8>> {
    let maps = fs::read_to_string("/proc/self/maps").ok()?;
    let map = parse_maps(&maps).find(|map| map.path == "[vdso]")?;
    let mut bytes = vec![0; usize::try_from(map.end - map.start).ok()?];
    File::open("/proc/self/mem").ok()?.read_exact_at(&mut bytes, map.start).ok()?;
    Some(bytes)
}
