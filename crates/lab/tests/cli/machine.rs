//! A build reports the CPU that it runs on, and does not run where it would crash.

use crate::lanelab::{are_installed, lanelab, skipped};

#[test]
fn a_build_for_a_better_cpu_is_refused_before_its_first_vector_instruction() {
    let test = "a build for a better CPU than the machine's";
    if !cfg!(all(target_arch = "x86_64", target_feature = "avx")) {
        return skipped(&format!("{test}: this build runs on any"));
    }
    if !are_installed(&["qemu-x86_64"], test) {
        return;
    }
    for cpu in ["Nehalem", "core2duo", "qemu64"] {
        for words in ["", "list", "counts --rung lanes-masked --out a.npy", "--help"] {
            let ended = lanelab(words).by(&format!("exec qemu-x86_64 -cpu {cpu} \"$0\" \"$@\"")).fails().leaving(&[]);
            ended.saying(&["built for a CPU with instructions that this one lacks", "cargo build --release"]);
        }
    }
}

#[test]
fn the_banner_names_instructions_lanes_and_roundings() {
    for (words, banner) in [
        ("counts --rung textbook --size 2x2 --rounding fused", " f64 lanes a vector, rounding fused\n"),
        (
            "compare textbook textbook:contracted --size 2x2 --seconds 0.001",
            " f64 lanes a vector, roundings separate, contracted\n",
        ),
    ] {
        let errors = lanelab(words).succeeds().errors;
        assert!(errors.starts_with("lanelab: ") && errors.contains(banner), "{errors}");
    }
    for words in ["list", "--help", "--version"] {
        assert_eq!(lanelab(words).succeeds().errors, "", "{words} needs no banner");
    }
}
