//! Every step comes to what the course prints, and its explanation is made of what was measured.

use lanelab_lesson::{Budget, Comparison, Inputs, Measurements, Outcome, STEPS, Step, StepProfile, Timings};
use lanelab_measure::{Ratio, Samples, Seconds, Verdict};

/// A ratio of nine rounds that are all alike.
fn ratio(own: f64, other: f64) -> Ratio {
    let samples = |time| Samples::of_rounds([Seconds::new(time).expect("a time"); 9]).expect("nine rounds");
    Ratio::paired(&samples(own), &samples(other)).expect("rounds in common")
}

/// Measurements that no run has: the own workload takes 7, 8, … times as long as the others.
fn made_up(outcome: &Outcome<'_>, verdict: Verdict, profile: Option<StepProfile>) -> Measurements {
    let others = outcome.workloads.iter().skip(1).zip((7_u32..).map(f64::from));
    let comparison = |(other, times): (&lanelab_lesson::Workload<'_>, f64)| {
        let ratio = if verdict == Verdict::Faster { ratio(1.0, times) } else { ratio(times, 1.0) };
        Comparison { name: other.name, ratio, verdict }
    };
    Measurements { timings: Timings { own: None, comparisons: others.map(comparison).collect() }, profile }
}

#[test]
fn every_step_has_the_courses_values_and_explains_its_ratios() {
    let inputs = Inputs::new().unwrap();
    let mut compared = 0;
    for step in STEPS {
        let outcome = step.run(&inputs).unwrap_or_else(|error| panic!("{error}"));
        assert!(!outcome.values.is_empty() || outcome.residual.is_some(), "{} checks nothing", step.name);
        for verdict in [Verdict::Slower, Verdict::Faster, Verdict::NotDistinguishable, Verdict::TooFewPairs] {
            let measured = made_up(&outcome, verdict, None);
            let text = outcome.explain(&measured);
            assert!(text.ends_with('.'), "{}: {text}", step.name);
            for (times, Comparison { name, .. }) in (7..).zip(&measured.timings.comparisons) {
                let expected = match verdict {
                    Verdict::Slower => format!("{times}.00× slower than {name} [{times}.00, {times}.00]"),
                    Verdict::Faster => format!("{times}.00× faster than {name} [{times}.00, {times}.00]"),
                    Verdict::NotDistinguishable => format!("not distinguishable from {name} ({times}.00× ["),
                    Verdict::TooFewPairs => format!("at {times}.00× the time of {name} (too few rounds"),
                };
                assert!(text.contains(&expected), "{}: {expected}: {text}", step.name);
                compared += 1;
            }
        }
    }
    assert!(compared >= 4 * (STEPS.len() - 3), "{compared} comparisons");
}

#[test]
fn a_step_is_measured_against_all_its_other_workloads() {
    let inputs = Inputs::new().unwrap();
    for step in ["constructors", "mandel4", "refill", "by-line"].map(|name| Step::find(name).unwrap()) {
        let outcome = step.run(&inputs).unwrap();
        let timings = outcome.measure(Budget::Brief(0.001)).unwrap();
        let names = timings.comparisons.iter().map(|comparison| comparison.name);
        assert!(names.eq(outcome.workloads.iter().skip(1).map(|other| other.name)), "{}", step.name);
    }
}

fn explain(step: &str, profile: Option<StepProfile>) -> String {
    let inputs = Inputs::new().expect("inputs");
    let outcome = Step::find(step).expect("a step").run(&inputs).expect("an outcome");
    outcome.explain(&made_up(&outcome, Verdict::Slower, profile))
}

fn lines(rows: &[(&str, Option<u32>, f64)]) -> Option<StepProfile> {
    Some(StepProfile::Lines(rows.iter().map(|&(file, line, share)| (file.to_owned(), line, share)).collect()))
}

#[test]
fn a_profile_by_function_names_the_first_and_its_share() {
    let rows = [("most::of_it", 0.625), ("some", 0.25), ("rest", 0.125)];
    let functions = StepProfile::Functions(rows.map(|(name, share)| (name.to_owned(), share)).to_vec());
    let expected = "62.5 % of the samples fell into most::of_it, the most of 3 functions.";
    assert_eq!(explain("by-function", Some(functions)), expected);
}

#[test]
fn a_profile_by_line_tells_copies_from_other_lines_of_mandel7() {
    let (step, file) = (Step::find("by-line").unwrap(), "/any/numpy/src/course/mandel7.rs");
    let is_copy =
        |line: &u32| step.profiled_line(file, *line).is_some_and(|text| text.contains("= select(&value, &carry"));
    let copy = (1..100).find(is_copy).expect("a line that copies");
    assert_eq!(step.profiled_line("/any/other.rs", copy), None);
    let profile = lines(&[
        (file, Some(copy), 0.375),
        (file, Some(copy + 3), 0.0625),
        (file, Some(copy - 1), 0.25),
        ("crates/numpy/src/routines/boolean_mask.rs", Some(copy), 0.1875),
        (file, None, 0.125),
    ]);
    assert_eq!(
        explain("by-line", profile),
        "43.8 % of the samples fell on the lines that copy what carries on, and 25 % on the other lines of mandel7."
    );
}

#[test]
fn a_profile_of_a_kernel_tells_the_recurrence_from_its_lanes() {
    let recurrence = "crates/grid/src/recurrence/mandelbrot.rs";
    let profile = lines(&[
        (recurrence, Some(19), 0.5),
        (recurrence, Some(20), 0.125),
        ("crates/lanes/src/flight.rs", Some(62), 0.25),
        ("core/src/ops.rs", Some(1), 0.125),
    ]);
    assert_eq!(
        explain("kernel-profile", profile),
        "62.5 % of the samples fell on lines of the recurrence, and 25 % on lines that move lanes."
    );
}

#[test]
fn without_samples_nothing_is_known() {
    for step in ["by-function", "by-line", "kernel-profile"] {
        let unavailable = StepProfile::Unavailable("no sampler here.".to_owned());
        assert_eq!(explain(step, Some(unavailable)), "Unknown: no sampler here.");
        assert_eq!(explain(step, None), "Unknown: nothing was sampled.", "{step}");
    }
}
