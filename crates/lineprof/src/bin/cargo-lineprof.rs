//! What cargo runs for `cargo lineprof`: the same program as `lineprof`.

#[path = "lineprof/main.rs"]
mod lineprof;

fn main() -> std::process::ExitCode {
    lineprof::main()
}
