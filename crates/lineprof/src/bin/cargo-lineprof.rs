//! What cargo runs for `cargo lineprof`: the same program as `lineprof`.

fn main() -> std::process::ExitCode {
    lineprof::cli::main()
}
