//! Every step comes to what the course prints, and explains only what was measured.

use lanelab_lesson::{Budget, Comparison, Inputs, Measurements, Outcome, STEPS, Step, StepProfile, Timings, Versus};
use lanelab_measure::{Ratio, Seconds, Usage, Verdict};

/// Two workloads whose calls meet so many page faults: the own takes `median` times as long.
fn versus(median: f64, faults: [f64; 2]) -> Versus {
    let ratio = Ratio { median, low: 0.98 * median, high: 1.02 * median, pairs: 9 };
    let usage = |minor_faults| Some(Usage { user: 0.75, system: 0.25, minor_faults, major_faults: 0.0 });
    let verdict = match median {
        ..0.9 => Verdict::Faster,
        1.1.. => Verdict::Slower,
        _ => Verdict::NotDistinguishable,
    };
    Versus { ratio, verdict, usage: faults.map(usage), own_mean: Seconds::new(0.8).expect("a time") }
}

/// Measurements that no run has: each comparison comes out like this.
fn made_up(outcome: &Outcome<'_>, default: Versus, kept: Option<Versus>, profile: Option<StepProfile>) -> Measurements {
    let own = outcome.workloads[0].name;
    let others = outcome.workloads.iter().skip(1);
    let comparisons = others.map(|other| Comparison { own, other: other.name, default, kept }).collect();
    Measurements { timings: Timings { own: None, comparisons }, profile }
}

#[test]
fn every_step_has_the_courses_values_and_compares_in_one_direction() {
    let inputs = Inputs::new().unwrap();
    let mut compared = 0;
    for step in STEPS {
        let outcome = step.run(&inputs).unwrap_or_else(|error| panic!("{error}"));
        assert!(!outcome.values.is_empty() || outcome.residual.is_some(), "{} checks nothing", step.name);
        let own = outcome.workloads[0].name;
        for (median, text) in
            [(4.0, "4.00× [3.92, 4.08]"), (0.25, "0.250× [0.245, 0.255]"), (1.0, "1.000× [0.980, 1.020]")]
        {
            let versus = versus(median, [0.0; 2]);
            for comparison in made_up(&outcome, versus, None, None).timings.comparisons {
                let (other, verdict) = (comparison.other, versus.verdict);
                assert_eq!(comparison.describe(), format!("{own} takes {text} the time of {other}: {verdict}"));
                assert_eq!(comparison.describe_kept(), None, "{other}");
                compared += 1;
            }
        }
    }
    assert_eq!(compared, 3 * 27, "27 comparisons, each with three verdicts");
}

/// What a step says to a ratio.
fn explain(step: &str, default: Versus, kept: Option<Versus>, profile: Option<StepProfile>) -> Option<String> {
    let inputs = Inputs::new().expect("inputs");
    let outcome = Step::find(step).expect("a step").run(&inputs).expect("an outcome");
    outcome.explain(&made_up(&outcome, default, kept, profile))
}

#[test]
fn page_faults_are_the_reason_where_the_ratio_changes_without_them() {
    let (default, few) = (versus(3.0, [17_000.0, 20.5]), [2.0, 1.0]);
    let text = "Page faults: a call of mandel5 meets 17,000, of mandel4 20.5; with memory kept 2 and 1, and the ratio of \
                times is 1.000× [0.980, 1.020] instead of 3.00× [2.94, 3.06].";
    assert_eq!(explain("mandel5", default, Some(versus(1.0, few)), None).as_deref(), Some(text));
    let undecided = Versus { verdict: Verdict::TooFewPairs, ..versus(1.0, few) };
    let still_fresh = versus(1.0, [17_000.0, 20.5]);
    for kept in [None, Some(versus(2.95, few)), Some(versus(3.5, few)), Some(undecided), Some(still_fresh)] {
        assert_eq!(explain("mandel5", default, kept, None), None, "{kept:?}");
    }
}

#[test]
fn memory_that_is_not_kept_is_reported_and_the_kernels_part_remarked() {
    let inputs = Inputs::new().unwrap();
    let outcome = Step::find("mandel5").unwrap().run(&inputs).unwrap();
    let (default, still_fresh) = (versus(3.0, [17_000.0, 20.5]), versus(3.0, [17_000.0, 1.0]));
    let comparison = |kept| made_up(&outcome, default, Some(kept), None).timings.comparisons.remove(0);
    let skipped = "skipped: this system's allocator does not keep it";
    assert_eq!(comparison(still_fresh).describe_kept().as_deref(), Some(skipped));
    let takes = "mandel5 takes 1.000× [0.980, 1.020] the time of mandel4: not distinguishable";
    assert_eq!(comparison(versus(1.0, [2.0, 1.0])).describe_kept().as_deref(), Some(takes));
    let kernel = "25 % of CPU time is the operating system's";
    let remarks = [
        format!("mandel5: {kernel}: 17,000 page faults per call (memory fresh from the system)"),
        format!("mandel4: {kernel}: 20.5 page faults per call"),
    ];
    assert_eq!(made_up(&outcome, default, None, None).timings.remarks(), remarks);
}

#[test]
fn more_work_is_a_reason_only_for_more_time() {
    let table = [
        ("mgrid", 4.0, Some("90,000 points against 22,500, 4.00×; each takes 1.000× [0.980, 1.020] the time.")),
        ("mandel1", 25.5, Some("51 steps against 2, 25.5×; each takes 1.000× [0.980, 1.020] the time.")),
        ("views", 9.0, Some("720,000 copied bytes against 0.")),
        ("mgrid", 1.0, None),
        ("mandel1", 0.5, None),
        ("mandel4", 4.0, None),
        ("lanes", 0.1, None),
    ];
    for (step, median, reason) in table {
        assert_eq!(explain(step, versus(median, [0.0; 2]), None, None).as_deref(), reason, "{step}");
    }
    let kept = explain("mgrid", versus(100.0, [300.0, 0.0]), Some(versus(4.0, [0.0; 2])), None);
    assert!(kept.is_some_and(|text| text.ends_with("4.00×; each takes 1.000× [0.980, 1.020] the time.")));
    let threads = explain("threads", versus(1.0, [0.0; 2]), None, None);
    assert!(threads.is_some_and(|text| text.starts_with("Two threads kept 1.25 of ")), "1 s of CPU time in 0.8 s");
    let refill = [0.5, 2.0].map(|median| explain("refill", versus(median, [0.0; 2]), None, None));
    assert_eq!(refill.iter().flatten().count(), 1, "either has executed more lane-steps: {refill:?}");
}

#[test]
fn a_step_is_measured_against_all_its_other_workloads() {
    let inputs = Inputs::new().unwrap();
    for step in ["constructors", "mandel4", "refill", "by-line"].map(|name| Step::find(name).unwrap()) {
        let outcome = step.run(&inputs).unwrap();
        let timings = outcome.measure(Budget::Brief(0.001)).unwrap();
        let names = timings.comparisons.iter().map(|comparison| comparison.other);
        assert!(names.eq(outcome.workloads.iter().skip(1).map(|other| other.name)), "{}", step.name);
    }
}

/// What a step says to a profile.
fn explain_profile(step: &str, profile: Option<StepProfile>) -> Option<String> {
    explain(step, versus(1.0, [0.0; 2]), None, profile)
}

fn lines(rows: &[(&str, Option<u32>, f64)]) -> Option<StepProfile> {
    Some(StepProfile::Lines(rows.iter().map(|&(file, line, share)| (file.to_owned(), line, share)).collect()))
}

#[test]
fn a_profile_by_function_names_the_first_and_its_share() {
    let rows = [("most::of_it", 0.625), ("some", 0.25), ("rest", 0.125)];
    let functions = StepProfile::Functions(rows.map(|(name, share)| (name.to_owned(), share)).to_vec());
    let expected = "62.5 % of the samples fell into most::of_it, the most of 3 functions.";
    assert_eq!(explain_profile("by-function", Some(functions)).as_deref(), Some(expected));
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
    let expected =
        "43.8 % of the samples fell on the lines that copy what carries on, and 25 % on the other lines of mandel7.";
    assert_eq!(explain_profile("by-line", profile).as_deref(), Some(expected));
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
    let expected =
        "62.5 % of the samples fell on lines of the recurrence, and 25 % on the rung's own lines, such as the test.";
    assert_eq!(explain_profile("kernel-profile", profile).as_deref(), Some(expected));
}

#[test]
fn without_samples_nothing_is_explained() {
    for step in ["by-function", "by-line", "kernel-profile"] {
        let unavailable = StepProfile::Unavailable("no sampler here.".to_owned());
        assert_eq!((explain_profile(step, Some(unavailable)), explain_profile(step, None)), (None, None), "{step}");
    }
}
