//! Code as runs: instructions between branches and the targets of branches, executed one after the other.

use crate::evidence::Code;
use iced_x86::{Decoder, DecoderOptions, Instruction, Mnemonic, OpKind, Register};
use std::collections::{BTreeMap, BTreeSet};

/// The sizes of vector registers, in bits.
pub(super) const WIDTHS: [u32; 3] = [128, 256, 512];

/// The arithmetic of a run: numbers of instructions.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Arithmetic {
    /// On all lanes of registers, by their sizes.
    pub(super) packed: [u32; 3],
    /// On one floating-point number.
    pub(super) scalar: u32,
}

#[derive(Debug, Default)]
struct Run {
    end: u64,
    arithmetic: Arithmetic,
    instructions: BTreeMap<String, u32>,
    /// Where execution goes on, as far as the instructions tell.
    next: Vec<u64>,
}

/// The runs of a piece of code, by their offsets in the object's file.
#[derive(Debug)]
pub(super) struct Runs(BTreeMap<u64, Run>);

impl Runs {
    pub(super) fn of(code: &Code) -> Self {
        let decoder = Decoder::with_ip(64, &code.bytes, code.offset, DecoderOptions::NONE);
        let instructions: Vec<Instruction> = decoder.into_iter().collect();
        let branches = || instructions.iter().filter(|instruction| Leaves::of(instruction).is_some());
        let starts: BTreeSet<u64> =
            branches().flat_map(|branch| target(branch).into_iter().chain([branch.next_ip()])).collect();
        let mut runs = BTreeMap::<u64, Run>::new();
        for instruction in &instructions {
            if starts.contains(&instruction.ip()) || runs.is_empty() {
                runs.insert(instruction.ip(), Run::default());
            }
            if let Some(mut last) = runs.last_entry() {
                last.get_mut().add(instruction);
            }
        }
        Self(runs)
    }

    fn at(&self, offset: u64) -> Option<&Run> {
        let (_, run) = self.0.range(..=offset).next_back()?;
        (offset < run.end).then_some(run)
    }

    /// The arithmetic of the run around an offset; `None` where that is not in this code.
    pub(super) fn arithmetic(&self, offset: u64) -> Option<Arithmetic> {
        self.at(offset).map(|run| run.arithmetic)
    }

    /// The end of the run around an offset, which tells runs apart, and how often it has each instruction; `None` where that
    /// is not in this code.
    pub(super) fn instructions(&self, offset: u64) -> Option<(u64, &BTreeMap<String, u32>)> {
        self.at(offset).map(|run| (run.end, &run.instructions))
    }

    /// Whether execution can come back to an offset, as in a loop.
    pub(super) fn repeats(&self, offset: u64) -> bool {
        let Some(run) = self.at(offset) else { return false };
        let (mut seen, mut open) = (BTreeSet::new(), run.next.clone());
        while let Some(start) = open.pop().filter(|_| !seen.contains(&run.end)) {
            if let Some(next) = self.0.get(&start).filter(|next| seen.insert(next.end)) {
                open.extend(&next.next);
            }
        }
        seen.contains(&run.end)
    }
}

impl Run {
    fn add(&mut self, instruction: &Instruction) {
        self.end = instruction.next_ip();
        self.next = next(instruction);
        *self.instructions.entry(name(instruction)).or_default() += 1;
        match kind(instruction) {
            Some(Kind::Packed(size)) => self.arithmetic.packed[size] += 1,
            Some(Kind::Scalar) => self.arithmetic.scalar += 1,
            None => {}
        }
    }
}

/// The mnemonic, with the size of the widest vector register: `vmulpd 512`.
fn name(instruction: &Instruction) -> String {
    let name = format!("{:?}", instruction.mnemonic()).to_lowercase();
    let widest = (0..instruction.op_count()).filter_map(|operand| size(instruction.op_register(operand))).max();
    widest.map_or(name.clone(), |size| format!("{name} {}", WIDTHS[size]))
}

/// Where execution continues after an instruction and what it calls, as far as the instruction shows.
pub(crate) fn next(instruction: &Instruction) -> Vec<u64> {
    let mut next = match Leaves::of(instruction) {
        None | Some(Leaves::Perhaps) => vec![instruction.next_ip()],
        Some(Leaves::Always) => Vec::new(),
    };
    next.extend(target(instruction));
    next
}

/// Whether a branch is always taken. Calls are no branches, since they come back.
enum Leaves {
    Always,
    Perhaps,
}

impl Leaves {
    fn of(instruction: &Instruction) -> Option<Self> {
        match instruction.mnemonic() {
            Mnemonic::Jmp | Mnemonic::Ret | Mnemonic::Ud2 | Mnemonic::Int3 | Mnemonic::Hlt => Some(Self::Always),
            mnemonic => (is_near(instruction) && mnemonic != Mnemonic::Call).then_some(Self::Perhaps),
        }
    }
}

fn is_near(instruction: &Instruction) -> bool {
    matches!(instruction.op0_kind(), OpKind::NearBranch16 | OpKind::NearBranch32 | OpKind::NearBranch64)
}

fn target(instruction: &Instruction) -> Option<u64> {
    (is_near(instruction) && instruction.mnemonic() != Mnemonic::Call).then(|| instruction.near_branch_target())
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// By the index of the size of its widest register.
    Packed(usize),
    Scalar,
}

/// What moves lanes and computes nothing, as the beginnings of names without `v`.
const MOVES: &str = "mov maskmov ld unpck shuf perm broadcast blend insert extract gather scatter expand compress align \
                     pmov pmaskmov pack punpck pshuf pbroadcast pblend pinsr pextr pgather pscatter pexpand pcompress \
                     palignr";

/// What works on bits, which scalar code does in the registers of 128 bits too.
const BITS: &str = "and or xor pand por pxor pternlog ptest test pslldq psrldq";

/// The kind of arithmetic of an instruction; `None` where it is none, or neither on floating-point numbers nor on vectors.
fn kind(instruction: &Instruction) -> Option<Kind> {
    let size = (0..instruction.op_count()).filter_map(|operand| size(instruction.op_register(operand))).max()?;
    let name = format!("{:?}", instruction.mnemonic()).to_lowercase();
    let name = name.strip_prefix('v').unwrap_or(&name);
    let begins = |names: &str| names.split(' ').any(|begin| name.starts_with(begin));
    if begins(MOVES) || size == 0 && begins(BITS) {
        return None;
    }
    let is_scalar = match name.strip_prefix("cvt") {
        Some(types) => ["ss", "sd", "si", "sh"].iter().any(|of| types.contains(of)),
        // As for `pmaxsd`, what begins with `p` is packed.
        None => !name.starts_with('p') && ["ss", "sd", "sh"].iter().any(|of| name.ends_with(of)),
    };
    Some(if is_scalar && size == 0 { Kind::Scalar } else { Kind::Packed(size) })
}

/// The index of the size of a vector register.
fn size(register: Register) -> Option<usize> {
    match register {
        _ if (Register::XMM0..=Register::XMM31).contains(&register) => Some(0),
        _ if (Register::YMM0..=Register::YMM31).contains(&register) => Some(1),
        _ if (Register::ZMM0..=Register::ZMM31).contains(&register) => Some(2),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn runs(parts: &[&[u8]]) -> Runs {
        let bytes = parts.concat();
        Runs::of(&Code { object: 0, function: 0, offset: 0x40, address: 0, bytes, lines: Vec::new() })
    }

    #[test]
    fn arithmetic_is_packed_or_scalar_and_moves_are_neither() {
        let (none, scalar) = (([0, 0, 0], 0), ([0, 0, 0], 1));
        let packed = |size| (std::array::from_fn(|index| u32::from(index == size)), 0);
        for (name, bytes, expected) in [
            ("addps xmm", &[0x0f, 0x58, 0xc1][..], packed(0)),
            ("vaddps ymm", &[0xc5, 0xf4, 0x58, 0xc2], packed(1)),
            ("vaddps zmm", &[0x62, 0xf1, 0x74, 0x48, 0x58, 0xc2], packed(2)),
            ("vfmadd213ps ymm", &[0xc4, 0xe2, 0x75, 0xa8, 0xc2], packed(1)),
            ("pmaxsd xmm", &[0x66, 0x0f, 0x38, 0x3d, 0xc1], packed(0)),
            ("pcmpeqb xmm", &[0x66, 0x0f, 0x74, 0xc1], packed(0)),
            ("cvtdq2ps xmm", &[0x0f, 0x5b, 0xc1], packed(0)),
            ("vxorps ymm", &[0xc5, 0xf4, 0x57, 0xc2], packed(1)),
            ("addss", &[0xf3, 0x0f, 0x58, 0xc1], scalar),
            ("ucomisd", &[0x66, 0x0f, 0x2e, 0xc1], scalar),
            ("cvtsi2sd", &[0xf2, 0x48, 0x0f, 0x2a, 0xc0], scalar),
            ("xorps xmm", &[0x0f, 0x57, 0xc0], none),
            ("movaps", &[0x0f, 0x28, 0xc1], none),
            ("shufps", &[0x0f, 0xc6, 0xc1, 0x00], none),
            ("pshufd", &[0x66, 0x0f, 0x70, 0xc1, 0x00], none),
            ("vmovups zmm", &[0x62, 0xf1, 0x7c, 0x48, 0x10, 0x07], none),
            ("add rax", &[0x48, 0x01, 0xd8], none),
        ] {
            let found = runs(&[bytes]).arithmetic(0x40).expect("it is in the code");
            assert_eq!((found.packed, found.scalar), expected, "{name}");
        }
    }

    #[test]
    fn a_run_counts_its_instructions_by_the_size_of_their_registers() {
        // addps xmm, twice; vaddps zmm; add rax.
        let (addps, vaddps) = (&[0x0f, 0x58, 0xc1][..], &[0x62, 0xf1, 0x74, 0x48, 0x58, 0xc2][..]);
        let runs = runs(&[addps, vaddps, addps, &[0x48, 0x01, 0xd8]]);
        let (end, found) = runs.instructions(0x42).expect("it is in the code");
        let found: Vec<_> = found.iter().map(|(name, &number)| (name.as_str(), number)).collect();
        assert_eq!((end, found), (0x4f, vec![("add", 1), ("addps 128", 2), ("vaddps 512", 1)]));
    }

    #[test]
    fn a_run_ends_at_branches_and_at_their_targets_and_a_loop_repeats() {
        let (add, call, back) = (&[0x0f, 0x58, 0xc1][..], &[0xe8, 0, 0, 0, 0][..], &[0x75, 0xf3][..]);
        // addss; loop: addps, call, addps, jne loop; then addps, ret.
        let runs = runs(&[&[0xf3, 0x0f, 0x58, 0xc1], add, call, add, back, add, &[0xc3]]);
        let of = |offset| runs.arithmetic(offset).map(|found| (found.packed[0], found.scalar));
        let all = [of(0x40), of(0x44), of(0x4b), of(0x50), of(0x51), of(0x54), of(0x55)];
        assert_eq!(all, [Some((0, 1)), Some((2, 0)), Some((2, 0)), Some((2, 0)), Some((1, 0)), Some((1, 0)), None]);
        assert_eq!(
            [0x40, 0x44, 0x4b, 0x50, 0x51, 0x99].map(|offset| runs.repeats(offset)),
            [false, true, true, true, false, false]
        );
    }
}
