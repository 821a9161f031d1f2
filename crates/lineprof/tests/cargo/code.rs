//! The machine code of two builds, compared.

use object::{Object as _, ObjectSection as _, ObjectSymbol as _, SectionKind, SymbolKind};
use std::fs;
use std::path::Path;

/// The sections of code.
fn sections(program: &Path) -> Vec<(u64, Vec<u8>)> {
    let bytes = fs::read(program).expect("it can be read");
    let file = object::File::parse(&*bytes).expect("it is a program");
    let code = file.sections().filter(|section| section.kind() == SectionKind::Text);
    code.map(|section| (section.address(), section.data().expect("it is whole").to_vec())).collect()
}

/// The functions in the order of their addresses, each with its instructions but for what depends on where it lies.
fn functions(program: &Path) -> Vec<(String, Vec<iced_x86::Instruction>)> {
    let bytes = fs::read(program).expect("it can be read");
    let file = object::File::parse(&*bytes).expect("it is a program");
    let is_function = |symbol: &object::Symbol<'_, '_>| symbol.kind() == SymbolKind::Text && symbol.size() > 0;
    let mut functions: Vec<_> = file.symbols().filter(is_function).collect();
    functions.sort_by_key(|symbol| (symbol.address(), symbol.name().unwrap_or_default().to_owned()));
    let instructions = |symbol: &object::Symbol<'_, '_>| {
        let section = file.section_by_index(symbol.section_index().expect("a section")).expect("it is there");
        let code = section.data_range(symbol.address(), symbol.size()).expect("it is whole").expect("it is there");
        iced_x86::Decoder::with_ip(64, code, 0, 0).into_iter().map(without_places).collect()
    };
    functions.iter().map(|symbol| (symbol.name().unwrap_or_default().to_owned(), instructions(symbol))).collect()
}

fn without_places(mut instruction: iced_x86::Instruction) -> iced_x86::Instruction {
    if instruction.is_ip_rel_memory_operand() {
        instruction.set_memory_displacement64(0);
    }
    if instruction.op0_kind() == iced_x86::OpKind::NearBranch64 {
        instruction.set_near_branch64(0);
    }
    instruction
}

/// Checks that a program of ours has the code of cargo's.
///
/// Where cargo's has debug information, bytes are equal. Otherwise instructions are, but for one in `main`: with debug
/// information the compiler adds there a reference to a section for debuggers, which also moves the code.
pub(crate) fn assert_equal(ours: &Path, cargos: &Path, what: &str) {
    let has_lines = |program| {
        let bytes = fs::read(program).expect("it can be read");
        object::File::parse(&*bytes).expect("it is a program").section_by_name(".debug_gdb_scripts").is_some()
    };
    assert!(has_lines(ours), "{what}: debug information");
    if has_lines(cargos) {
        return assert!(sections(ours) == sections(cargos), "{what}: code sections");
    }
    let (ours, cargos) = (functions(ours), functions(cargos));
    assert!(cargos.len() > 100, "{what}: {} functions", cargos.len());
    let names = |functions: &[(String, _)]| functions.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
    assert_eq!(names(&ours), names(&cargos), "{what}: functions and their order");
    let differing = ours.iter().zip(&cargos).filter(|(ours, cargos)| ours.1 != cargos.1).map(|(ours, _)| &*ours.0);
    assert_eq!(differing.collect::<Vec<_>>(), ["main"], "{what}: functions that differ");
}
