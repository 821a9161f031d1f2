//! Lines for which there is no program.

use crate::workspace::{Workspace, run, text};

#[test]
fn cargo_reports_what_it_cannot_build_and_its_exit_code_is_ours() {
    let workspace = Workspace::new();
    let failures: [(&[&str], &str); 8] = [
        (&["run", "--bin", "none"], "`none`"),
        (&["run", "--bin"], "second"),
        (&["run", "--config", "package"], "--config"),
        (&["run", "--manifest-path", "none/Cargo.toml"], "none/Cargo.toml"),
        (&["run", "--manifest-path", "../../outside/Cargo.toml"], "bin target"),
        (&["run", "--bin", "first", "--bin", "second"], "one executable"),
        (&["test", "--test", "none"], "`none`"),
        (&["bench", "none"], "`none`"),
    ];
    for (line, reason) in failures {
        let output = run(workspace.lineprof(line[0]).args(&line[1..]));
        let shown = text(&output.stderr);
        assert!(output.status.code().is_some_and(|code| [1, 101].contains(&code)), "{line:?}: {}", output.status);
        assert!(shown.contains(reason), "{line:?}: {shown}");
        assert_eq!(shown.matches("error: ").count(), 1, "{line:?}, once: {shown}");
    }
}

#[test]
fn several_programs_are_named_and_a_missing_cargo_is() {
    let workspace = Workspace::new();
    let output = run(workspace.lineprof("test").args(["-p", "app", "--profile", "dev"]));
    let shown = text(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{shown}");
    assert!(shown.contains("5 programs where one is needed (app, first, second, slow, tests)"), "{shown}");
    let output = run(workspace.lineprof("run").env("CARGO", "no-such-cargo"));
    let shown = text(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{shown}");
    assert!(shown.contains("error: no-such-cargo") && shown.contains("could not be started"), "{shown}");
}
