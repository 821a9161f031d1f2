//! `lanelab lesson`: all its steps, one step, and its options.

use crate::lanelab::{Call, Folder, PYTHON, lanelab};

/// Steps whose answer is compared with a reference, number by number.
const RESIDUALS: usize = 14;

/// What comes after a word, up to the end of its line.
fn after<'a>(text: &'a str, word: &str) -> Vec<&'a str> {
    text.lines().filter_map(|line| line.strip_prefix(word)).collect()
}

#[test]
fn the_lesson_goes_through_all_its_steps_in_order() {
    let ended = lanelab("lesson --seconds 0.001").succeeds().quietly().leaving(&[]);
    let text = ended.text();
    let numbers: Vec<usize> = text
        .lines()
        .filter(|line| line.ends_with(')'))
        .filter_map(|line| line.split_once(". ").and_then(|(number, _)| number.parse().ok()))
        .collect();
    assert_eq!(numbers, (1..=26).collect::<Vec<_>>(), "{text}");
    for (word, count) in [("Compared: ", 27), ("Here, in Rust: ", 26), ("In the course (NumPy, another machine): ", 7)]
    {
        assert_eq!(after(text, word).len(), count, "{word}: {text}");
    }
    let residuals = after(text, "Residual against ");
    assert_eq!(residuals.len(), RESIDUALS, "{text}");
    assert!(residuals.iter().all(|residual| residual.ends_with(": 0.0")), "{residuals:?}");
    ended.printing(&[
        "24.06640625+20.75i",
        "diverging: abs(z3) > 2: 22281",
        "fn mandel7(",
        "67.6 ms ± 818 µs per loop",
        "sum of the counts: 2357927",
    ]);
}

#[test]
fn a_step_is_selected_by_number_or_by_name() {
    for step in ["14", "mandel5"] {
        let ended = lanelab("lesson --seconds 0.001 --step").word(step).succeeds();
        let text = ended.text();
        assert!(text.contains("14. ") && text.contains("(mandel5)") && !text.contains("13. "), "{text}");
        assert!(after(text, "Compared: mandel5 takes ").len() == 1 && text.contains("the time of mandel4: "), "{text}");
    }
    for step in ["0", "99", "-1", "mandel8", ""] {
        let parts = ["--step", step, "a number from 1 to 26", "mandel7"];
        lanelab("lesson --step").word(step).refuses().saying(&parts).leaving(&[]);
    }
    lanelab("lesson --seconds 0").refuses().saying(&["--seconds", "from 1e-9"]);
}

#[test]
fn a_prediction_is_shown_beside_the_measurement_and_the_end_of_the_input_ends_the_lesson() {
    let predict = || lanelab("lesson --step mandel6 --seconds 0.001 --predict");
    let ended = predict().succeeds().quietly();
    let ended = ended.printing(&[
        "how many times the time of \"mandel5\" does \"mandel6\" take?",
        "Stopped, since standard input has ended",
    ]);
    assert!(!ended.text().contains("You predicted") && !ended.text().contains("Why: "), "{}", ended.text());
    for (typed, predicted) in [
        ("", "You predicted: no answer. Measured: "),
        ("1.5", "You predicted: 1.50× the time of mandel5. Measured: "),
        ("faster", "You predicted: \"faster\", which is not a number above 0. Measured: "),
    ] {
        let call = predict().after(&format!("exec <<'E'\n{typed}\nE\n:"));
        call.succeeds().quietly().printing(&[predicted]);
    }
}

fn with_python(python: &str) -> Call {
    lanelab("lesson --step sqrt --seconds 0.001 --numpy").with_variable("LANELAB_PYTHON", python)
}

#[test]
fn without_numpy_the_reason_is_printed() {
    let ended = with_python("/nonexistent").succeeds().quietly().leaving(&[]);
    ended.printing(&["NumPy is not timed: /nonexistent:", "set LANELAB_PYTHON", "Here, in Rust: "]);
    with_python("false").succeeds().printing(&["NumPy is not timed: false:", "exit status"]);
}

#[cfg(unix)]
#[test]
fn a_python_with_numpy_is_timed_and_an_invalid_time_is_reported() {
    let ended = with_python("./python").within(&Folder::new().with_program("python", PYTHON)).succeeds().quietly();
    ended.printing(&[
        "NumPy 2.5.1 in ./python is timed at each step",
        "Here, in NumPy: 1 ms ± 100 µs per loop (mean ± std. dev. of 7 runs, 100 loops each); time of NumPy over Rust: ",
    ]);
    for time in ["nothing", "LANELAB -1 0 1", "LANELAB nan 0 1"] {
        let folder = Folder::new().with_program("python", &PYTHON.replace("LANELAB 0.001 0.0001 100", time));
        let ended = with_python("./python").within(&folder).succeeds().quietly();
        ended.printing(&[&format!("Here, in NumPy: not timed: ./python printed no time: {time}"), "Compared: "]);
    }
}
