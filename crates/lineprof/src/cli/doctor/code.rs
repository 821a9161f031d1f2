//! What a program's instructions tell about its build.

use super::Finding;
use crate::attribution::{ObjectFile, code_of};
use crate::{Origin, OriginKind};
use iced_x86::{Code, Decoder, DecoderOptions, Instruction, Register};
use object::{Architecture, Object as _, ObjectSymbol as _};

/// Functions examined: enough for a share, few enough to be quick.
const MOST_FUNCTIONS: usize = 3000;

/// Smaller functions, in bytes, are skipped.
const LEAST_SIZE: u64 = 64;

/// A frame counts as set up at once where that happens within this many instructions.
const PROLOGUE: usize = 4;

/// Frame pointers and vectors of a program for x86-64; none for others. The functions whose code begins in a local file are
/// examined, those of Rust where there is none.
pub(super) fn findings(file: &object::File<'_>, debug: &ObjectFile) -> Vec<Finding> {
    if file.architecture() != Architecture::X86_64 {
        return Vec::new();
    }
    let is_local = |symbol: &object::Symbol<'_, '_>| {
        let file = debug.lines(symbol.address()).last();
        file.is_some_and(|(file, _)| Origin::of(&file).kind == OriginKind::Local)
    };
    let is_rust = |symbol: &object::Symbol<'_, '_>| {
        symbol.name().is_ok_and(|name| name.starts_with("_R") || name.starts_with("_ZN"))
    };
    let own = examine(file, is_local);
    let seen = if own.functions == 0 { examine(file, is_rust) } else { own };
    if seen.functions == 0 { Vec::new() } else { vec![seen.frames(), seen.vectors()] }
}

fn examine(file: &object::File<'_>, is_own: impl Fn(&object::Symbol<'_, '_>) -> bool) -> Seen {
    let mut seen = Seen { tables: file.section_by_name(".eh_frame").is_some(), ..Seen::default() };
    for symbol in file.symbols().filter(|symbol| symbol.size() >= LEAST_SIZE && is_own(symbol)) {
        if let Some(code) = code_of(file, &symbol) {
            seen.examine(code);
        }
        if seen.functions == MOST_FUNCTIONS {
            break;
        }
    }
    seen
}

#[derive(Debug, Default)]
struct Seen {
    functions: usize,
    framed: usize,
    /// Whether the program has unwind tables.
    tables: bool,
    zmm: bool,
    ymm: bool,
}

impl Seen {
    fn examine(&mut self, code: &[u8]) {
        self.functions += 1;
        let mut instruction = Instruction::default();
        let mut decoder = Decoder::new(64, code, DecoderOptions::NONE);
        let mut at = 0;
        let mut set_up = None;
        while decoder.can_decode() {
            decoder.decode_out(&mut instruction);
            let moves = matches!(instruction.code(), Code::Mov_rm64_r64 | Code::Mov_r64_rm64);
            if moves && instruction.op0_register() == Register::RBP && instruction.op1_register() == Register::RSP {
                set_up.get_or_insert(at);
            }
            for operand in 0..instruction.op_count() {
                let register = instruction.op_register(operand);
                self.zmm |= (Register::ZMM0..=Register::ZMM31).contains(&register);
                self.ymm |= (Register::YMM0..=Register::YMM31).contains(&register);
            }
            at += 1;
        }
        self.framed += usize::from(set_up.is_some_and(|at| at < PROLOGUE));
    }

    fn frames(&self) -> Finding {
        let percent = 100 * self.framed / self.functions;
        let text = format!("{percent} % of its own functions set up a frame at once");
        match (self.tables, percent) {
            (_, 95..) => Finding::good(text),
            (true, _) => Finding::good(format!("{text}; callers of the others are found by unwind tables")),
            (false, _) => Finding::bad(
                format!("{text}, and it has no unwind tables (.eh_frame): callers are missed"),
                "RUSTFLAGS=\"-C force-frame-pointers=yes -C llvm-args=-enable-shrink-wrap=false\"",
            ),
        }
    }

    fn vectors(&self) -> Finding {
        Finding::good(match (self.zmm, self.ymm) {
            (true, _) => "it is built for AVX-512: valgrind cannot run it, so --ir builds for x86-64-v3",
            (false, true) => "it is built for AVX",
            (false, false) => "it is built for SSE2, the baseline of x86-64: -C target-cpu=native may make it faster",
        })
    }
}
