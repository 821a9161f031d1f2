//! Calls that cannot be carried out: exit 2, and a message that names argument, value, rule and remedy.

use crate::lanelab::{Folder, lanelab};

/// A small computation, to which a bad argument is added.
const COUNTS: &str = "counts --rung textbook --size 4x4";

/// Adds `argument value` to a call of `counts`, and expects to be refused with these parts in the message.
fn refused(argument: &str, value: &str, parts: &[&str]) {
    let call = lanelab(COUNTS.trim_end_matches(if argument == "--size" { " --size 4x4" } else { "" }));
    call.word(format!("{argument}={value}")).refuses().saying(&[argument, value]).saying(parts).leaving(&[]);
}

#[test]
fn a_region_is_four_finite_numbers_in_order() {
    let order = "XMIN,XMAX,YMIN,YMAX";
    refused("--region", "nan,1,0,1", &["bound XMIN is NaN", "must be finite"]);
    refused("--region", "0,NaN,0,1", &["bound XMAX is NaN", "must be finite"]);
    refused("--region", "0,1,-inf,1", &["bound YMIN is -inf", "must be finite"]);
    refused("--region", "0,1,0,inf", &["bound YMAX is inf", "must be finite"]);
    refused("--region", "0,1,0,1e400", &["bound YMAX is inf", "must be finite"]);
    refused("--region", "1,1,0,1", &["is empty", "xmax 1 must be greater than xmin 1", order]);
    refused("--region", "2,1,0,1", &["is empty", "xmax 1 must be greater than xmin 2", order]);
    refused("--region", "0,1,3,-3", &["is empty", "ymax -3 must be greater than ymin 3", order]);
    refused("--region", "0,1,0,0", &["is empty", "ymax 0 must be greater than ymin 0", order]);
    refused("--region", "-1.7e308,1.7e308,0,1", &["too large", "overflows", "8e307"]);
    for text in ["0,1,0", "0,1,0,1,2", "0,1", "0", "a,b,c,d", "0,1,0,", "0;1;0;1", "0,1,0,1i", ",,,"] {
        refused("--region", text, &["four numbers", order, "as in"]);
    }
    lanelab(COUNTS).words("--region=").refuses().saying(&["--region", "four numbers"]);
}

#[test]
fn a_size_is_two_whole_numbers_with_a_product_that_fits() {
    for text in ["0x4", "4x0", "0x0"] {
        refused("--size", text, &["has no points", "at least 1"]);
    }
    for text in ["-4x4", "4x-4", "4", "x", "4x", "x4", "4x4x4", "4.5x4", "fourxfour", "1e3x4", "4 4", "0x4x"] {
        refused("--size", text, &["two whole numbers", "WIDTHxHEIGHT", "as in 300x300"]);
    }
    refused("--size", "99999999999999999999x4", &["two whole numbers", "too large"]);
    for text in ["4294967296x4294967296", "18446744073709551615x2", "18446744073709551615x18446744073709551615"] {
        refused("--size", text, &["overflows", "width * height must stay below"]);
    }
}

#[test]
fn a_size_beyond_memory_is_refused_before_work_starts() {
    for size in ["100000000x100000000", "10000000x10000000", "1x99999999999999999", "99999999999999999x1"] {
        let parts = [size, "textbook needs", "available", "choose a smaller --size"];
        lanelab("counts --rung textbook --size").word(size).refuses().saying(&parts).leaving(&[]);
    }
    for verb in ["run --seconds 0.01 --rung", "compare textbook", "counts --out a.npy --rung"] {
        let call = lanelab(verb).words("array-masked --size 1000000x1000000");
        let parts = ["size 1000000x1000000", "needs", "available", "choose a smaller --size"];
        call.refuses().saying(&parts).leaving(&[]);
    }
    let call = lanelab("run --seconds 0.01 --size 1000000x1000000");
    call.refuses().saying(&["size 1000000x1000000", "textbook needs", "choose a smaller --size"]);
    let call = lanelab("counts --rung array-whole --size 1000000x1000000");
    call.refuses().saying(&["array-whole needs", "or a rung that needs no arrays"]);
}

#[test]
fn a_limit_is_a_whole_number_from_one_to_the_largest_u32() {
    for text in ["0", "-1", "4294967296", "99999999999999999999999", "ten", "1.5", "1e3", "nan"] {
        refused("--limit", text, &["whole number of steps", "1 to 4294967295"]);
    }
    lanelab(COUNTS).words("--limit=").refuses().saying(&["--limit", "1 to 4294967295"]);
    lanelab(COUNTS).words("--limit -1").refuses().saying(&["--limit", "-1", "1 to 4294967295"]);
    lanelab(COUNTS).words("--limit 1").succeeds();
}

#[test]
fn threads_are_from_1_to_1024() {
    for text in ["0", "1025", "10000", "-1", "many", "1.5", "99999999999999999999999"] {
        refused("--threads", text, &["threads are a whole number from 1 to 1024"]);
    }
    for text in ["0", "1,0", "0,1", "1,10000", "1;2", "two"] {
        let bad = text.split(',').find(|number| !matches!(*number, "1")).unwrap_or(text);
        let call = lanelab("run --rung textbook --size 4x4 --threads").word(text);
        call.refuses().saying(&["--threads", bad, "from 1 to 1024"]);
    }
    lanelab("run --threads 1,").refuses().saying(&["--threads", "from 1 to 1024"]);
    lanelab("compare textbook textbook --threads 0").refuses().saying(&["--threads", "'0'", "from 1 to 1024"]);
}

#[test]
fn seconds_are_above_zero_and_finite() {
    for text in ["0", "-0", "-1", "nan", "inf", "-inf", "1e300", "86401", "soon", "1s"] {
        for verb in ["run", "compare textbook components"] {
            let call = lanelab(verb).word(format!("--seconds={text}"));
            let parts = ["--seconds", text, "above 0 and at most 86400", "as in 0.5"];
            call.refuses().saying(&parts).leaving(&[]);
        }
    }
}

#[test]
fn an_unknown_name_brings_the_names_there_are() {
    let rungs = ["textbook", "components", "array-whole", "array-masked", "array-compacted", "lanes-masked"];
    lanelab("counts --rung textbok").refuses().saying(&["--rung", "\"textbok\""]).saying(&rungs);
    lanelab("run --rung textbok").refuses().saying(&["--rung", "\"textbok\""]).saying(&rungs);
    lanelab("compare textbook Textbook").refuses().saying(&["<B>", "\"Textbook\""]).saying(&rungs);
    lanelab("compare textbok:fused textbook").refuses().saying(&["<A>", "\"textbok\""]).saying(&rungs);
    let roundings = ["\"exact\"", "choose separate, fused or contracted"];
    refused("--rounding", "exact", &roundings);
    lanelab("run --rounding exact").refuses().saying(&roundings);
    lanelab("compare textbook components:exact").refuses().saying(&["<B>"]).saying(&roundings);
    refused("--map", "mandelbulb", &["choose mandelbrot, julia:RE,IM, burning-ship or multibrot3"]);
    for text in ["julia", "julia:1", "julia:1,2,3", "julia:nan,0", "julia:0,inf", "julia:one,two"] {
        refused("--map", text, &["two finite numbers", "as in julia:-0.8,0.156"]);
    }
    refused("--scene", "seaside", &["choose one of lesson, overview, seahorse"]);
    lanelab(COUNTS).words("--out a.npy --format tiff").refuses().saying(&["--format", "'tiff'", "npy, csv, png"]);
}

#[test]
fn a_file_without_a_known_ending_needs_a_format() {
    for path in ["a", "a.tiff", "a.npy.gz", ".npy", "-", "/dev/stdout"] {
        let parts = [&format!("--out {path}: "), ".npy, .csv or .png", "--format npy, csv or png"];
        let folder = Folder::new();
        lanelab(COUNTS).within(&folder).words("--out").word(path).refuses().saying(&parts).leaving(&[]);
    }
    lanelab(COUNTS).words("--format npy").refuses().saying(&["--out"]);
    lanelab(COUNTS).words("--out").word("").refuses().saying(&["--out"]);
    lanelab("run --json").word("").refuses().saying(&["--json"]);
}

#[test]
fn a_call_that_is_no_call_says_how_to_go_on() {
    for call in ["mesure", "list all", "counts", "compare", "compare textbook", "run --fast", "--fast", "verify --ful"]
    {
        lanelab(call).refuses().saying(&["error: ", "--help"]);
    }
    lanelab("counts --rung textbook --rung components").refuses().saying(&["--rung", "cannot be used multiple"]);
}
