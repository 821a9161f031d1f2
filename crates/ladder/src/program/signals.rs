//! Signals: the clean-up before one ends the program, and the one that does not.

/// Makes a file beyond the user's size limit an error of the write, like a full disk, instead of a fatal signal.
#[cfg(unix)]
pub fn survive_a_file_too_large() {
    use signal_hook::{consts::SIGXFSZ, flag};
    // Where the system refuses, the signal stays fatal.
    drop(flag::register(SIGXFSZ, std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false))));
}

/// Other systems have no such signal.
#[cfg(not(unix))]
pub fn survive_a_file_too_large() {}

/// From now on, runs `clean` before a Ctrl-C, a termination or a lost terminal ends the program.
///
/// A signal that was ignored when the program started, as under `nohup`, stays ignored.
#[cfg(unix)]
pub fn clean_up_with(clean: fn()) {
    use signal_hook::{iterator::Signals, low_level::emulate_default_handler};
    let (ready, wait) = std::sync::mpsc::channel();
    let watch = move || {
        let signals = Signals::new(ending_signals());
        ready.send(()).unwrap_or(());
        let Ok(mut signals) = signals else { return };
        for signal in signals.forever() {
            clean();
            drop(emulate_default_handler(signal));
        }
    };
    // Registered in the thread that handles them: where none can be started, signals end the program at once.
    if std::thread::Builder::new().name("signals".to_owned()).spawn(watch).is_ok() {
        wait.recv().unwrap_or(());
    }
}

/// Other systems have no such signals.
#[cfg(not(unix))]
pub fn clean_up_with(_clean: fn()) {}

#[cfg(unix)]
fn ending_signals() -> Vec<i32> {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    [SIGHUP, SIGINT, SIGTERM].into_iter().filter(|&signal| !ignored(&status, signal)).collect()
}

/// Whether a signal is ignored, according to `/proc/self/status`.
#[cfg(unix)]
fn ignored(status: &str, signal: i32) -> bool {
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0);
    mask >> (signal - 1) & 1 == 1
}
