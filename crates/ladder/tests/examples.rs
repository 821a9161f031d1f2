//! The examples, whose rungs agree with their oracles: on the inputs that are small enough for a build without
//! optimisation.

use lanelab_ladder::Ladder;

macro_rules! examples {
    ($($name:ident $path:literal $input:literal $rungs:literal)*) => {$(
        #[path = $path]
        #[expect(dead_code, reason = "main is for the program")]
        mod $name;

        #[test]
        fn $name() {
            verify(&self::$name::ladder(), $input, $rungs);
        }
    )*};
}

examples! {
    dot "../examples/dot.rs" "4001" 6
    colour "../examples/colour.rs" "1000" 7
    count_byte "../examples/count_byte.rs" "512" 7
    histogram "../examples/histogram.rs" "16" 5
}

fn verify<I: Sync + 'static, O: Send + Sync + 'static>(ladder: &Ladder<I, O>, input: &str, rungs: usize) {
    let mut out = Vec::new();
    let well =
        ladder.answer(["ladder", "verify", "--threads", "3", "--input", input], &mut out).expect("it is verified");
    let text = String::from_utf8(out).expect("it is text");
    assert!(well && text.starts_with(&format!("Verified: {rungs} rungs on 1 input agree")), "{text}");
}

/// That of the README ends in `.main()`, so it is run as a program, which cargo builds before it runs all tests.
#[test]
fn sum_of_squares() {
    let deps = std::env::current_exe().expect("a path");
    let program = deps.with_file_name("../examples/sum_of_squares");
    let program = program.with_extension(std::env::consts::EXE_EXTENSION);
    let Ok(output) = std::process::Command::new(&program).args(["verify", "--input", "4000"]).output() else {
        // Past the test harness, which hides what a passing test prints.
        std::io::Write::write_all(
            &mut std::io::stderr(),
            b"skipped: sum_of_squares: cargo test --test builds no example\n",
        )
        .expect("standard error can be written");
        return;
    };
    let text = String::from_utf8(output.stdout).expect("it is text");
    assert!(output.status.success() && text.starts_with("Verified: 2 rungs on 1 input agree"), "{text}");
}
