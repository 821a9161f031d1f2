//! Registers by the numbers that unwind tables use, and those that the kernel uses.

use perf_event::data::Registers as Recorded;

#[cfg(target_arch = "x86_64")]
mod numbers {
    /// The kernel's number of each register, by its number in unwind tables; the last is the instruction pointer.
    pub(super) const KERNEL: [u32; 17] = [0, 3, 2, 1, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23, 8];
    pub(super) const FRAME_POINTER: u16 = 6;
    pub(super) const STACK_POINTER: u16 = 7;
    /// Those that a function leaves as they were.
    pub(super) const PRESERVED: [u16; 6] = [3, 6, 12, 13, 14, 15];
}

#[cfg(target_arch = "aarch64")]
mod numbers {
    /// The kernel's number of each register, by its number in unwind tables; the last is the program counter.
    pub(super) const KERNEL: [u32; 33] = {
        let mut numbers = [0; 33];
        while numbers[32] < 32 {
            numbers[numbers[32] as usize] = numbers[32];
            numbers[32] += 1;
        }
        numbers
    };
    pub(super) const FRAME_POINTER: u16 = 29;
    pub(super) const STACK_POINTER: u16 = 31;
    /// Those that a function leaves as they were.
    pub(super) const PRESERVED: [u16; 11] = [19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29];
}

const COUNT: usize = numbers::KERNEL.len();

/// The registers of a frame; those that no table tells are unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::record) struct Registers([Option<u64>; COUNT]);

impl Registers {
    pub(super) const FRAME_POINTER: u16 = numbers::FRAME_POINTER;
    pub(super) const STACK_POINTER: u16 = numbers::STACK_POINTER;

    /// The kernel's bit mask of the registers to record.
    pub(in crate::record) fn mask() -> u64 {
        numbers::KERNEL.iter().fold(0, |mask, number| mask | 1 << number)
    }

    /// The registers that were recorded with [`Registers::mask`]: in the order of the kernel's numbers.
    pub(in crate::record) fn recorded(recorded: &Recorded<'_>) -> Option<Self> {
        let place = |number: u32| (recorded.mask & ((1 << number) - 1)).count_ones() as usize;
        let all = numbers::KERNEL.map(|number| recorded.regs.get(place(number)).copied());
        all.iter().all(Option::is_some).then_some(Self(all))
    }

    pub(in crate::record) const UNKNOWN: Self = Self([None; COUNT]);

    /// All registers, by their numbers in unwind tables.
    pub(in crate::record) fn all(values: [u64; COUNT]) -> Self {
        Self(values.map(Some))
    }

    /// Only the stack pointer.
    pub(in crate::record) fn of_stack(stack_pointer: u64) -> Self {
        let mut registers = Self::UNKNOWN;
        registers.set(Self::STACK_POINTER, Some(stack_pointer));
        registers
    }

    /// The address of the code, the frame pointer and the stack pointer; 0 where unknown.
    pub(in crate::record) fn of_frame(&self) -> [u64; 3] {
        [self.0[COUNT - 1], self.get(Self::FRAME_POINTER), self.get(Self::STACK_POINTER)].map(Option::unwrap_or_default)
    }

    /// Whether a thread in the kernel called it, and was not interrupted, as by a page fault. The call instruction of x86-64
    /// leaves the address after it in a register; elsewhere the difference is unknown.
    pub(in crate::record) fn called_kernel(&self) -> bool {
        const RCX: usize = 2;
        cfg!(not(target_arch = "x86_64")) || self.0[RCX] == self.0[COUNT - 1]
    }

    pub(super) fn get(&self, number: u16) -> Option<u64> {
        *self.0.get(usize::from(number))?
    }

    /// Registers without a number here, as those of vectors, are left out.
    pub(super) fn set(&mut self, number: u16, value: Option<u64>) {
        if let Some(register) = self.0.get_mut(usize::from(number)) {
            *register = value;
        }
    }

    /// What a caller finds as it was, with its stack pointer.
    pub(super) fn preserved(&self, stack_pointer: u64) -> Self {
        let mut preserved = Self::UNKNOWN;
        numbers::PRESERVED.iter().for_each(|&number| preserved.set(number, self.get(number)));
        preserved.set(Self::STACK_POINTER, Some(stack_pointer));
        preserved
    }
}

/// A copy of the innermost part of a stack.
#[derive(Debug, Clone, Default)]
pub(in crate::record) struct StackCopy {
    pub(super) begin: u64,
    pub(super) bytes: Box<[u8]>,
}

impl StackCopy {
    /// The copy of what lies at and above the stack pointer.
    pub(in crate::record) fn new(registers: &Registers, bytes: &[u8]) -> Self {
        Self { begin: registers.get(Registers::STACK_POINTER).unwrap_or_default(), bytes: bytes.into() }
    }

    /// The word at an address; `None` where the copy does not reach.
    pub(super) fn word(&self, address: u64) -> Option<u64> {
        let at = usize::try_from(address.checked_sub(self.begin)?).ok()?;
        let word = self.bytes.get(at..at.checked_add(8)?)?;
        Some(u64::from_ne_bytes(word.try_into().ok()?))
    }
}
