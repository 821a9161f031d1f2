//! The line profiler's command.

fn main() -> std::process::ExitCode {
    lineprof::cli::main()
}
