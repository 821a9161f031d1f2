//! Usage errors: exit code 2, and a message that names argument, value, rule and remedy.

use crate::lanelab::{Folder, lanelab};

/// A small computation, to which a wrong argument is added.
const COUNTS: &str = "counts --rung textbook --size 4x4";

/// A call of `counts` with each value of an argument, for which the message must have these parts.
fn refuse(argument: &str, values: &[&str], parts: &[&str]) {
    let counts = COUNTS.trim_end_matches(if argument == "--size" { " --size 4x4" } else { "" });
    for value in values {
        let call = lanelab(counts).word(format!("{argument}={value}"));
        call.refuses().saying(&[argument, value]).saying(parts).leaving(&[]);
    }
}

#[test]
fn a_region_is_four_finite_numbers_in_order() {
    let order = "XMIN,XMAX,YMIN,YMAX";
    for (value, parts) in [
        ("nan,1,0,1", ["bound XMIN is NaN", "must be finite"]),
        ("0,NaN,0,1", ["bound XMAX is NaN", "must be finite"]),
        ("0,1,-inf,1", ["bound YMIN is -inf", "must be finite"]),
        ("0,1,0,inf", ["bound YMAX is inf", "must be finite"]),
        ("0,1,0,1e400", ["bound YMAX is inf", "must be finite"]),
        ("1,1,0,1", ["is empty", "xmax 1 must be greater than xmin 1"]),
        ("2,1,0,1", [order, "xmax 1 must be greater than xmin 2"]),
        ("0,1,3,-3", [order, "ymax -3 must be greater than ymin 3"]),
        ("0,1,0,0", ["is empty", "ymax 0 must be greater than ymin 0"]),
        ("-1.7e308,1.7e308,0,1", ["too large", "8e307"]),
    ] {
        refuse("--region", &[value], &parts);
    }
    let values = ["0,1,0", "0,1,0,1,2", "0,1", "0", "a,b,c,d", "0,1,0,", "0;1;0;1", "0,1,0,1i", ",,,", ""];
    refuse("--region", &values, &["four numbers", order, "as in"]);
}

#[test]
fn a_size_is_two_whole_numbers_with_a_product_that_fits() {
    refuse("--size", &["0x4", "4x0", "0x0"], &["has no points", "at least 1"]);
    let values = ["-4x4", "4x-4", "4", "x", "4x", "x4", "4x4x4", "4.5x4", "fourxfour", "1e3x4", "4 4", "0x4x"];
    refuse("--size", &values, &["two whole numbers", "WIDTHxHEIGHT", "as in 300x300"]);
    refuse("--size", &["99999999999999999999x4"], &["two whole numbers", "too large"]);
    let values = ["4294967296x4294967296", "18446744073709551615x2", "18446744073709551615x18446744073709551615"];
    refuse("--size", &values, &["overflows", "width * height must stay below"]);
}

#[test]
fn a_size_beyond_memory_is_refused_before_the_work() {
    let sizes = ["100000000x100000000", "10000000x10000000", "1x99999999999999999", "99999999999999999x1"];
    refuse("--size", &sizes, &["textbook needs", "available", "choose a smaller"]);
    for (command, rung) in [
        ("run --seconds 0.01 --rung array-masked", "array-masked"),
        ("run --seconds 0.01", "textbook"),
        ("compare textbook array-masked", "needs"),
        ("counts --out a.npy --rung array-masked", "array-masked needs"),
        ("counts --rung array-whole", "or a rung that needs no arrays"),
    ] {
        let parts = ["size 1000000x1000000", rung, "available", "choose a smaller --size"];
        lanelab(command).words("--size 1000000x1000000").refuses().saying(&parts).leaving(&[]);
    }
}

#[test]
fn numbers_have_bounds() {
    let limit = ["whole number of steps", "1 to 4294967295"];
    refuse("--limit", &["0", "-1", "4294967296", "99999999999999999999999", "ten", "1.5", "1e3", "nan", ""], &limit);
    lanelab(COUNTS).words("--limit -1").refuses().saying(&["--limit", "-1"]).saying(&limit);
    lanelab(COUNTS).words("--limit 1").succeeds();

    let threads = ["0", "1025", "10000", "-1", "many", "1.5", "99999999999999999999999"];
    refuse("--threads", &threads, &["must be a whole number of threads from 1 to 1024"]);
    for (value, wrong) in [("1,0", "0"), ("0,1", "0"), ("1,10000", "10000"), ("1;2", "1;2"), ("1,", "''")] {
        let call = lanelab("run --rung textbook --size 4x4 --threads").word(value);
        call.refuses().saying(&["--threads", wrong, "from 1 to 1024"]);
    }
    lanelab("compare textbook textbook --threads 0").refuses().saying(&["--threads", "'0'", "from 1 to 1024"]);

    for text in ["0", "-0", "-1", "nan", "inf", "-inf", "1e300", "1e-300", "86401", "soon", "1s"] {
        for command in ["run", "compare textbook components"] {
            let parts = ["--seconds", text, "from 1e-9 to 86400", "as in 0.5"];
            lanelab(command).word(format!("--seconds={text}")).refuses().saying(&parts).leaving(&[]);
        }
    }
}

#[test]
fn the_error_of_an_unknown_name_lists_the_known_ones() {
    let rungs = ["textbook", "components", "array-whole", "array-masked", "array-compacted", "lanes-masked"];
    for (call, parts) in [
        ("counts --rung textbok", ["--rung", "\"textbok\""]),
        ("run --rung textbok", ["--rung", "\"textbok\""]),
        ("compare textbook Textbook", ["<B[:ROUNDING]>", "\"Textbook\""]),
        ("compare textbok:fused textbook", ["<A[:ROUNDING]>", "\"textbok\""]),
    ] {
        lanelab(call).refuses().saying(&parts).saying(&rungs);
    }
    let parts =
        ["period:contracted: rung period does not support rounding contracted; choose separate", "or one of the rungs"];
    lanelab("compare period:contracted textbook").refuses().saying(&parts).saying(&["textbook", "lanes-masked"]);
    let roundings = ["\"exact\"", "choose separate, fused or contracted"];
    refuse("--rounding", &["exact"], &roundings);
    lanelab("run --rounding exact").refuses().saying(&roundings);
    lanelab("compare textbook components:exact").refuses().saying(&["<B[:ROUNDING]>"]).saying(&roundings);
    refuse("--map", &["mandelbulb"], &["choose mandelbrot, julia:RE,IM, burning-ship or multibrot3"]);
    let julias = ["julia", "julia:1", "julia:1,2,3", "julia:nan,0", "julia:0,inf", "julia:one,two"];
    refuse("--map", &julias, &["needs a constant of two finite numbers", "as in julia:-0.8,0.156"]);
    refuse("--scene", &["seaside"], &["choose one of lesson, overview, seahorse"]);
    lanelab(COUNTS).words("--out a.npy --format tiff").refuses().saying(&["--format", "'tiff'", "npy, csv, png"]);
}

#[test]
fn a_file_without_a_known_ending_needs_a_format() {
    for path in ["a", "a.tiff", "a.npy.gz", ".npy", "-", "/dev/stdout"] {
        let rule =
            if ["-", "/dev/stdout"].contains(&path) { "standard output has no ending" } else { ".npy, .csv or .png" };
        let parts = [&format!("--out {path}: "), rule, "--format npy, csv, png or figure"];
        lanelab(COUNTS).within(&Folder::new()).words("--out").word(path).refuses().saying(&parts).leaving(&[]);
    }
    lanelab(COUNTS).words("--format npy").refuses().saying(&["--out"]);
    lanelab(COUNTS).words("--out").word("").refuses().saying(&["--out"]);
    lanelab("run --json").word("").refuses().saying(&["--json"]);
}

#[test]
fn the_error_of_a_wrong_command_line_refers_to_the_help() {
    for call in ["mesure", "list all", "counts", "compare", "compare textbook", "run --fast", "--fast", "verify --ful"]
    {
        lanelab(call).refuses().saying(&["error: ", "--help"]);
    }
    lanelab("counts --rung textbook --rung components").refuses().saying(&["--rung", "cannot be used multiple"]);
}

/// Each tip is the form that the command takes.
#[test]
fn the_error_of_a_rung_in_another_commands_form_shows_the_right_form() {
    for (call, tip) in [
        ("run --rung best:fused", "write --rung best --rounding fused"),
        ("counts --rung best:fused", "write --rung best --rounding fused"),
        ("run best", "--rung RUNG --rounding ROUNDING"),
        ("occupancy best:fused", "--rung RUNG --rounding ROUNDING"),
        ("compare --rung best", "RUNG[:ROUNDING], as in best:fused"),
        ("profile best --rounding=fused", "RUNG[:ROUNDING], as in best:fused"),
        ("compare best fused", "write it after its rung, as in best:fused"),
    ] {
        let ended = lanelab(call).refuses().saying(&[tip]).leaving(&[]);
        assert!(!ended.errors.contains("-- --r"), "no other tip: {ended}");
    }
}

#[test]
fn help_gives_the_default_of_every_option_that_has_one() {
    let ended = lanelab("run --help").succeeds();
    for option in
        ["--scene", "--region", "--size", "--limit", "--map", "--rung", "--threads", "--rounding", "--seconds"]
    {
        let (_, after) =
            ended.text().split_once(&format!(" {option} <")).unwrap_or_else(|| panic!("{option}: {ended}"));
        let description = after.split("\n      --").next().unwrap_or_default();
        let description = description.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(description.contains("[default: "), "{option}: {description}");
    }
}

#[test]
fn an_option_without_effect_is_noted() {
    for (words, note) in [
        ("--scene lesson --small --size 9x9", "--small changes nothing: --size gives the points"),
        ("--scene lesson --small", "--small changes nothing: this scene has one form"),
    ] {
        lanelab("counts --rung best").words(words).succeeds().quietly().noting(&[note]);
    }
    let ended = lanelab("counts --rung best --scene seahorse --small").succeeds();
    assert!(!ended.errors.contains("note: "), "{ended}");
}

/// Odd command lines that work or say why not; none was accepted by mistake, none ended in a panic.
#[test]
fn odd_numbers_and_names_are_read_or_refused() {
    refuse("--size", &["٣x٣", "3x3.0"], &["two whole numbers"]);
    refuse("--limit", &["0x10", "1_000"], &["whole number of steps"]);
    refuse("--threads", &["1,2", "", "½"], &["whole number of threads"]);
    for side in ["best:", "best:fused:separate", "best:FUSED", ":fused", "", " "] {
        lanelab("compare textbook").word(side).refuses().saying(&["choose"]).leaving(&[]);
    }
    for call in [
        "run --json - --json -",
        "counts --rung best --out a.npy --out b.npy",
        "counts --rung best --size 2x2 --size 2x2",
    ] {
        lanelab(call).refuses().saying(&["cannot be used multiple times"]).leaving(&[]);
    }
    let tiny = lanelab(COUNTS).words("--region=1e-320,2e-320,-8e307,8e307").succeeds().quietly();
    tiny.printing(&["on 1e-320..2e-320 × -8e307..8e307, 4x4 points"]);
    lanelab(COUNTS).words("--map julia:1e308,-2").succeeds().printing(&["julia:1e308,-2 on"]);
    lanelab("compare best lanes-f32 --size 1x1 --limit 1 --seconds 1e-9").succeeds().printing(&["of 1 (0 %)"]);
}

#[cfg(unix)]
#[test]
fn words_that_are_not_text_are_refused_or_name_files() {
    use std::os::unix::ffi::OsStrExt;
    let not_text = |bytes: &[u8]| std::ffi::OsStr::from_bytes(bytes).to_owned();
    lanelab("").word(not_text(b"li\xffst")).refuses().saying(&["unrecognized subcommand"]);
    for call in ["counts --rung", "compare best", "run --map", "run --threads", "lesson --step"] {
        lanelab(call).word(not_text(b"b\xff")).ends().exits_with(2).leaving(&[]);
    }
    let ended = lanelab(COUNTS).words("--format csv --out").word(not_text(b"a\xff")).succeeds().quietly();
    assert!(std::fs::exists(ended.folder.path("").join(not_text(b"a\xff"))).unwrap(), "{ended}");
}
