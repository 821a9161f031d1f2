//! `lanelab lesson`: all its steps, one step, and what can be asked of them.

use crate::lanelab::{Call, Folder, PYTHON, lanelab};

/// Steps whose answer is compared with a reference, number by number.
const RESIDUALS: usize = 14;

/// All steps, each as short as can be.
fn all() -> Call {
    lanelab("lesson --seconds 0.001")
}

/// What comes after a word, up to the end of its line.
fn after<'a>(text: &'a str, word: &str) -> Vec<&'a str> {
    text.lines().filter_map(|line| line.strip_prefix(word)).collect()
}

#[test]
fn the_lesson_goes_through_all_its_steps_in_order() {
    let ended = all().succeeds().quietly().leaving(&[]);
    let text = ended.text();
    let numbers: Vec<usize> = text
        .lines()
        .filter(|line| line.ends_with(')'))
        .filter_map(|line| line.split_once(". ").and_then(|(number, _)| number.parse().ok()))
        .collect();
    assert_eq!(numbers, (1..=26).collect::<Vec<_>>(), "{text}");
    assert_eq!(after(text, "Why: ").len(), 26, "{text}");
    assert_eq!(after(text, "Here, in Rust: ").len(), 26, "{text}");
    assert_eq!(after(text, "In the lesson: ").len(), 7, "{text}");
    let residuals = after(text, "Residual against ");
    assert_eq!(residuals.len(), RESIDUALS, "{text}");
    for residual in residuals {
        assert!(residual.ends_with(": 0.0"), "{residual}");
    }
    ended.printing(&[
        "24.06640625+20.75i",
        "diverging: abs(z3) > 2: 22281",
        "fn mandel7(",
        "67.6 ms ± 818 µs per loop",
        "sum of the counts: 2357927",
    ]);
}

#[test]
fn a_step_is_chosen_by_number_or_by_name() {
    for step in ["14", "mandel5"] {
        let ended = lanelab("lesson --seconds 0.001 --step").word(step).succeeds();
        let text = ended.text();
        assert!(text.contains("14. Without the square root") && !text.contains("13. "), "{text}");
        assert!(after(text, "Why: mandel5").len() == 1 && text.contains("mandel4"), "{text}");
    }
}

#[test]
fn what_is_no_step_is_refused() {
    for step in ["0", "99", "-1", "mandel8", ""] {
        let said = ["--step", step, "a number from 1 to 26", "mandel7"];
        lanelab("lesson --step").word(step).refuses().saying(&said).leaving(&[]);
    }
    lanelab("lesson --seconds 0").refuses().saying(&["--seconds", "above 0"]);
}

#[test]
fn a_closed_standard_input_is_no_answer() {
    let ended = lanelab("lesson --step mandel6 --seconds 0.001 --predict").succeeds().quietly();
    ended.printing(&["Predict: is \"mandel6\" faster", "You said: no answer. Measured: "]);
}

#[test]
fn an_answer_is_shown_beside_what_was_measured() {
    let call = lanelab("lesson --step mandel6 --seconds 0.001 --predict").after("exec <<'E'\nslower 1.5\nE\n:");
    call.succeeds().quietly().printing(&["You said: 1.50× the time of mandel5. Measured: "]);
}

#[test]
fn a_python_that_is_not_there_is_said() {
    let call = lanelab("lesson --step sqrt --seconds 0.001 --numpy");
    let ended = call.with_variable("LANELAB_PYTHON", "/nonexistent").succeeds().quietly();
    ended.printing(&["No NumPy: /nonexistent:", "let LANELAB_PYTHON name", "Here, in Rust: "]).leaving(&[]);
}

#[cfg(unix)]
#[test]
fn a_python_with_numpy_is_timed_beside_rust() {
    let folder = Folder::new().with_program("python", PYTHON);
    let call = lanelab("lesson --step sqrt --seconds 0.001 --numpy").within(&folder);
    let ended = call.with_variable("LANELAB_PYTHON", "./python").succeeds().quietly();
    ended.printing(&[
        "NumPy 2.5.1 by ./python, beside each step that has a twin.",
        "Here, in NumPy: 1 ms ± 100 µs per loop (mean ± std. dev. of 7 runs, 100 loops each); NumPy over Rust: ",
    ]);
}

#[cfg(unix)]
#[test]
fn a_python_that_prints_no_time_is_said() {
    for (name, time) in [("none", "nothing"), ("negative", "LANELAB -1 0 1"), ("nan", "LANELAB nan 0 1")] {
        let folder = Folder::new().with_program(name, &PYTHON.replace("LANELAB 0.001 0.0001 100", time));
        let call = lanelab("lesson --step sqrt --seconds 0.001 --numpy").within(&folder);
        let python = format!("./{name}");
        let ended = call.with_variable("LANELAB_PYTHON", &python).succeeds().quietly();
        ended.printing(&[&format!("Here, in NumPy: no time; {python} printed no time: {time}"), "Why: "]);
    }
}

#[test]
fn a_python_without_numpy_is_said() {
    let call = lanelab("lesson --step sqrt --seconds 0.001 --numpy");
    call.with_variable("LANELAB_PYTHON", "false").succeeds().printing(&["No NumPy: false:", "exit status"]);
}

#[test]
fn a_worksheet_has_tasks_and_answers() {
    let folder = Folder::new();
    let call = lanelab("lesson --step mandel4 --seconds 0.001 --worksheet a.md").within(&folder);
    call.succeeds().quietly().leaving(&["a.md"]);
    let text = String::from_utf8(folder.read("a.md")).unwrap();
    let (tasks, answers) = text.split_once("\n## Answers\n").expect("answers");
    for part in ["**Predict**", "**Measure**: `lanelab lesson --step mandel4`", "**Explain**", "fn mandel4("] {
        assert!(tasks.contains(part), "{part}: {tasks}");
    }
    for part in ["sum of the counts: `2357927`", "per loop", "the time of mandel_numpy"] {
        assert!(answers.contains(part), "{part}: {answers}");
    }
    // The tasks have the lesson's own time in the words of this one.
    for part in ["sum of the counts: `2357927`", "the time of mandel_numpy"] {
        assert!(!tasks.contains(part), "{part}: {tasks}");
    }
}

#[test]
fn a_worksheet_that_cannot_be_written_is_said_before_any_work() {
    let folder = Folder::new().with("file", "before");
    for (path, said) in [("none/a.md", "does not exist"), (".", "names a folder"), ("file/a.md", "file")] {
        let call = lanelab("lesson --step mandel4 --seconds 0.001 --worksheet").word(path).within(&folder);
        let ended = call.fails().saying(&[said]).leaving(&["file"]);
        assert_eq!(ended.text(), "", "{ended}");
    }
    assert_eq!(folder.read("file"), b"before");
}
