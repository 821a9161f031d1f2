//! The unwind tables (`.eh_frame`) of a program or library.

use super::Failure;
use super::registers::{Registers, StackCopy};
use gimli::{BaseAddresses, CfaRule, EhFrame, EhFrameHdr, Encoding, EndianSlice, NativeEndian, RegisterRule};
use gimli::{EvaluationResult, Location, Register, UnwindContext, UnwindExpression, UnwindSection as _, Value};
use object::{Object as _, ObjectSection as _, ObjectSegment as _, ReadCache, ReadRef};
use std::cell::OnceCell;
use std::collections::HashMap;
use std::fs::File;
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};

type Reader<'a> = EndianSlice<'a, NativeEndian>;

/// How the caller's registers follow from those of a function, at one place in it.
#[derive(Debug)]
struct Row {
    cfa: CfaRule<usize>,
    registers: Vec<(u16, RegisterRule<usize>)>,
    return_address: u16,
    /// Whether the kernel called it to return from a signal handler, so its caller was interrupted and did not call.
    signal: bool,
    encoding: Encoding,
    /// The offset in the file and the size of the function's code.
    function: (u64, u64),
    /// The distance from the stack pointer to the CFA, looked up where the frame pointer is needed and not known.
    depth: OnceCell<Option<i64>>,
}

/// The caller of a frame.
#[derive(Debug)]
pub(super) struct Caller {
    pub(super) address: u64,
    pub(super) registers: Registers,
    /// Whether it was interrupted at its address, and did not call.
    pub(super) interrupted: bool,
}

/// The unwind tables of a file. Rows are looked up once.
#[derive(Debug)]
pub(super) struct Tables {
    path: PathBuf,
    /// File offset and size, and address of each loaded segment.
    segments: Vec<((u64, u64), u64)>,
    eh_frame: Vec<u8>,
    eh_frame_hdr: Vec<u8>,
    bases: BaseAddresses,
    rows: HashMap<u64, Option<Row>>,
    context: UnwindContext<usize>,
}

impl Tables {
    pub(super) fn open(path: &Path) -> Option<Self> {
        if path == Path::new("[vdso]") {
            return Self::parse(path, &*super::vdso()?);
        }
        Self::parse(path, &ReadCache::new(File::open(path).ok()?))
    }

    fn parse<'a, R: ReadRef<'a>>(path: &Path, data: R) -> Option<Self> {
        let file = object::File::parse(data).ok()?;
        let section = |name| {
            let section = file.section_by_name(name);
            let bytes = section.as_ref().and_then(|section| section.uncompressed_data().ok());
            (section.map_or(0, |section| section.address()), bytes.unwrap_or_default().into_owned())
        };
        let ((frame_at, eh_frame), (header_at, eh_frame_hdr)) = (section(".eh_frame"), section(".eh_frame_hdr"));
        let bases = BaseAddresses::default().set_eh_frame(frame_at).set_eh_frame_hdr(header_at);
        let bases = bases.set_text(section(".text").0).set_got(section(".got").0);
        let segments = file.segments().map(|segment| (segment.file_range(), segment.address())).collect();
        (!eh_frame.is_empty()).then(|| Self {
            path: path.to_owned(),
            segments,
            eh_frame,
            eh_frame_hdr,
            bases,
            rows: HashMap::new(),
            context: UnwindContext::new(),
        })
    }

    /// The caller of the frame with these registers at an offset in the file; `Ok(None)` at the root of the stack.
    pub(super) fn caller(
        &mut self,
        offset: u64,
        registers: &Registers,
        stack: &StackCopy,
    ) -> Result<Option<Caller>, Failure> {
        if !self.rows.contains_key(&offset) {
            let row = self.look_up(offset);
            self.rows.insert(offset, row);
        }
        let row = self.rows.get(&offset).and_then(Option::as_ref).ok_or(Failure::NoTable)?;
        let mut registers = *registers;
        if registers.get(Registers::FRAME_POINTER).is_none()
            && let CfaRule::RegisterAndOffset { register: Register(Registers::FRAME_POINTER), offset: below } = row.cfa
        {
            let depth = *row.depth.get_or_init(|| self.depth(row, offset));
            let top = registers.get(Registers::STACK_POINTER);
            let frame = top.zip(depth).map(|(top, depth)| top.wrapping_add_signed(depth - below));
            registers.set(Registers::FRAME_POINTER, frame);
        }
        row.caller(&registers, stack, &self.section())
    }

    /// The distance from the stack pointer to the CFA at an offset in the file, by the instructions before it, of which
    /// only those of x86-64 are known.
    fn depth(&self, row: &Row, offset: u64) -> Option<i64> {
        const RETURN_ADDRESS: i64 = 8;
        const LARGEST: u64 = 16 << 20; // a broken table may have any size
        if !cfg!(target_arch = "x86_64") {
            return None;
        }
        let (start, size) = row.function;
        let mut code = vec![0; usize::try_from(size).ok().filter(|_| size <= LARGEST)?];
        File::open(&self.path).ok()?.read_exact_at(&mut code, start).ok()?;
        Some(super::depth::depth(&code, offset - start)? + RETURN_ADDRESS)
    }

    fn section(&self) -> EhFrame<Reader<'_>> {
        let mut section = EhFrame::new(&self.eh_frame, NativeEndian);
        section.set_address_size(8);
        #[cfg(target_arch = "aarch64")]
        section.set_vendor(gimli::Vendor::AArch64);
        section
    }

    fn look_up(&mut self, offset: u64) -> Option<Row> {
        let segment = self.segments.iter().find(|((start, size), _)| (*start..start + size).contains(&offset));
        let address = segment.map(|((start, _), address)| offset - start + address)?;
        let mut context = std::mem::take(&mut self.context);
        let row = self.row(offset, address, &mut context);
        self.context = context;
        row
    }

    fn row(&self, offset: u64, address: u64, context: &mut UnwindContext<usize>) -> Option<Row> {
        let section = self.section();
        let header = EhFrameHdr::new(&self.eh_frame_hdr, NativeEndian).parse(&self.bases, 8).ok();
        let entry = match header.as_ref().and_then(|header| header.table()) {
            Some(table) => table.fde_for_address(&section, &self.bases, address, EhFrame::cie_from_offset),
            None => section.fde_for_address(&self.bases, address, EhFrame::cie_from_offset),
        };
        let entry = entry.ok()?;
        let row = entry.unwind_info_for_address(&section, &self.bases, context, address).ok()?;
        Some(Row {
            cfa: row.cfa().clone(),
            registers: row.registers().map(|(register, rule)| (register.0, rule.clone())).collect(),
            return_address: entry.cie().return_address_register().0,
            signal: entry.is_signal_trampoline(),
            encoding: entry.cie().encoding(),
            function: (offset.checked_sub(address - entry.initial_address())?, entry.len()),
            depth: OnceCell::new(),
        })
    }
}

impl Row {
    fn caller(
        &self,
        registers: &Registers,
        stack: &StackCopy,
        section: &EhFrame<Reader<'_>>,
    ) -> Result<Option<Caller>, Failure> {
        let of = |number| registers.get(number).ok_or(Failure::Wrong);
        let word = |address: u64| stack.word(address).ok_or(Failure::CopyTooShort);
        let top = of(Registers::STACK_POINTER)?;
        // At the end of a function compilers still name the place of a register that was already popped.
        let saved = |number, address| if address < top { of(number) } else { word(address) };
        let evaluate =
            |expression: &UnwindExpression<usize>, cfa| self.evaluate(expression, cfa, registers, stack, section);
        let cfa = match &self.cfa {
            CfaRule::RegisterAndOffset { register, offset } => of(register.0)?.wrapping_add_signed(*offset),
            CfaRule::Expression(expression) => evaluate(expression, None)?,
        };
        let mut caller = registers.preserved(cfa);
        caller.set(self.return_address, registers.get(self.return_address));
        for (number, rule) in &self.registers {
            let value = match rule {
                RegisterRule::Undefined => None,
                RegisterRule::SameValue => registers.get(*number),
                RegisterRule::Offset(offset) => Some(saved(*number, cfa.wrapping_add_signed(*offset))?),
                RegisterRule::ValOffset(offset) => Some(cfa.wrapping_add_signed(*offset)),
                RegisterRule::Register(register) => registers.get(register.0),
                RegisterRule::Expression(expression) => Some(saved(*number, evaluate(expression, Some(cfa))?)?),
                RegisterRule::ValExpression(expression) => Some(evaluate(expression, Some(cfa))?),
                _ => return Err(Failure::Wrong),
            };
            caller.set(*number, value);
        }
        // The tables of a thread's first function say that it has no return address; at a program's entry it is 0.
        let address = caller.get(self.return_address).map_or(0, without_signature);
        let interrupted = self.signal;
        Ok((address != 0).then_some(Caller { address, registers: caller, interrupted }))
    }

    fn evaluate(
        &self,
        expression: &UnwindExpression<usize>,
        cfa: Option<u64>,
        registers: &Registers,
        stack: &StackCopy,
        section: &EhFrame<Reader<'_>>,
    ) -> Result<u64, Failure> {
        let wrong = |_: gimli::Error| Failure::Wrong;
        let mut evaluation = expression.get(section).map_err(wrong)?.evaluation(self.encoding);
        if let Some(cfa) = cfa {
            evaluation.set_initial_value(cfa);
        }
        let mut result = evaluation.evaluate().map_err(wrong)?;
        loop {
            result = match result {
                EvaluationResult::Complete => break,
                EvaluationResult::RequiresRegister { register, .. } => {
                    let value = registers.get(register.0).ok_or(Failure::Wrong)?;
                    evaluation.resume_with_register(Value::Generic(value)).map_err(wrong)?
                }
                EvaluationResult::RequiresMemory { address, .. } => {
                    let value = stack.word(address).ok_or(Failure::CopyTooShort)?;
                    evaluation.resume_with_memory(Value::Generic(value)).map_err(wrong)?
                }
                _ => return Err(Failure::Wrong),
            };
        }
        match evaluation.as_result().last().map(|piece| &piece.location) {
            Some(Location::Address { address }) => Ok(*address),
            _ => Err(Failure::Wrong),
        }
    }
}

/// A return address without the signature that aarch64 may keep in its upper bits.
const fn without_signature(address: u64) -> u64 {
    if cfg!(target_arch = "aarch64") { address & ((1 << 48) - 1) } else { address }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kernels_library_and_this_program_have_tables() {
        let program = std::env::current_exe().unwrap();
        for path in [Path::new("[vdso]"), &program] {
            assert!(Tables::open(path).is_some(), "{}", path.display());
        }
        assert!(Tables::open(Path::new("[stack]")).is_none(), "no file");
    }
}
