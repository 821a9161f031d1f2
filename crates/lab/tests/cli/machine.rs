//! A build meets a CPU: it says what it runs on, and does not run where it would crash.

use crate::lanelab::{is_installed, lanelab, skipped};

#[test]
fn a_build_for_a_better_cpu_is_refused_before_its_first_vector_instruction() {
    const EMULATOR: &str = "qemu-x86_64";
    if !cfg!(all(target_arch = "x86_64", target_feature = "avx")) {
        return skipped("a build for a better CPU: this build runs on any");
    }
    if !is_installed(EMULATOR) {
        return skipped("no qemu-x86_64: a build for a better CPU than the machine's (install qemu-user)");
    }
    for cpu in ["Nehalem", "core2duo", "qemu64"] {
        for words in ["", "list", "counts --rung lanes-masked --out a.npy", "--help"] {
            let ended = lanelab(words).under(&[EMULATOR, "-cpu", cpu]).fails();
            let ended = ended.saying(&["built for a CPU with instructions that this one lacks"]);
            ended.saying(&["cargo build --release"]).leaving(&[]);
        }
    }
}

#[test]
fn the_banner_names_instructions_lanes_and_roundings() {
    let said = |words: &str| lanelab(words).succeeds().said;
    let banner = said("counts --rung textbook --size 2x2 --rounding fused");
    assert!(banner.starts_with("lanelab: ") && banner.contains(" f64 lanes a vector, rounding fused\n"), "{banner}");
    let banner = said("compare textbook textbook:contracted --size 2x2 --seconds 0.001");
    assert!(banner.contains(" f64 lanes a vector, roundings separate and contracted\n"), "{banner}");
    for words in ["list", "--help", "--version"] {
        assert_eq!(said(words), "", "{words} needs no banner");
    }
}
