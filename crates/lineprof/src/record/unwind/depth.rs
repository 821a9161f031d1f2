//! How deep a function's frame is at one of its instructions, from the instructions before it.
//!
//! Only the stack pointer of a blocked thread is known. Code with frame pointers finds its caller by the frame
//! pointer alone, though the distance between the two is fixed: what the function has pushed and reserved.

use crate::views::next;
use iced_x86::{Decoder, DecoderOptions, Instruction, Mnemonic, OpKind, Register};
use std::collections::HashMap;

/// Bytes between the return address and the stack pointer, at the instruction that holds a byte of a function's code;
/// `None` where paths to it differ, or reserve an amount that is not constant.
pub(super) fn depth(code: &[u8], at: u64) -> Option<i64> {
    let (mut depths, mut paths, mut found) = (HashMap::new(), vec![(0, 0)], None);
    while let Some((start, depth)) = paths.pop() {
        match depths.insert(start, depth) {
            Some(before) if before == depth => continue,
            Some(_) => return None,
            None => {}
        }
        let Some(rest) = usize::try_from(start).ok().and_then(|start| code.get(start..)) else { continue };
        let instruction = Decoder::with_ip(64, rest, start, DecoderOptions::NONE).decode();
        if (start..instruction.next_ip()).contains(&at) {
            found = Some(depth);
        }
        let after = after(&instruction, depth);
        paths.extend(after.into_iter().flat_map(|depth| next(&instruction).into_iter().map(move |next| (next, depth))));
    }
    found
}

/// The depth after an instruction; `None` where it is not known.
fn after(instruction: &Instruction, depth: i64) -> Option<i64> {
    let sets_top = instruction.op_count() > 0
        && instruction.op0_kind() == OpKind::Register
        && instruction.op0_register() == Register::RSP;
    let constant = || Some(instruction.try_immediate(1).ok()?.cast_signed());
    match instruction.mnemonic() {
        Mnemonic::Push => Some(depth + 8),
        Mnemonic::Pop if !sets_top => Some(depth - 8),
        Mnemonic::Sub if sets_top => Some(depth + constant()?),
        Mnemonic::Add if sets_top => Some(depth - constant()?),
        Mnemonic::Cmp | Mnemonic::Test => Some(depth),
        Mnemonic::INVALID | Mnemonic::Leave | Mnemonic::Enter | Mnemonic::Pushfq | Mnemonic::Popfq => None,
        _ => (!sets_top).then_some(depth),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pushes_and_reserved_bytes_count_up_to_an_instruction() {
        // push rbp; mov rbp, rsp; push rbx; sub rsp, 0x28; test edi, edi; je over; call 0; over: add rsp, 0x28; pop rbx;
        // pop rbp; ret
        let code = b"\x55\x48\x89\xe5\x53\x48\x83\xec\x28\x85\xff\x74\x05\xe8\0\0\0\0\x48\x83\xc4\x28\x5b\x5d\xc3";
        for (at, expected) in [(0, 0), (1, 8), (5, 16), (9, 56), (13, 56), (17, 56), (18, 56), (22, 16), (24, 0)] {
            assert_eq!(depth(code, at), Some(expected), "at {at}");
        }
        assert_eq!(depth(code, 99), None, "no path leads there");
    }

    #[test]
    fn what_differs_between_paths_or_is_no_constant_is_not_known() {
        // again: sub rsp, 0x1000; dec eax; jne again; call 0; ret
        let reserved_in_a_loop = b"\x48\x81\xec\0\x10\0\0\xff\xc8\x75\xf5\xe8\0\0\0\0\xc3";
        assert_eq!(depth(reserved_in_a_loop, 11), None);
        // push rbp; sub rsp, rax; call 0; ret; and with `and rsp, -32` in place of the second
        for aligned in [&b"\x55\x48\x29\xc4\xe8\0\0\0\0\xc3"[..], b"\x55\x48\x83\xe4\xe0\xe8\0\0\0\0\xc3"] {
            assert_eq!(depth(aligned, 1), Some(8));
            assert_eq!(depth(aligned, 5), None);
        }
    }
}
