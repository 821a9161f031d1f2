//! What the steps come to, against what the lesson prints of them.

use lanelab_lesson::{Against, Budget, Evidence, Profiled, STEPS, Scene, Stage, Step, Timings};
use lanelab_measure::{Ratio, Samples, Seconds, Verdict};

/// Parts of values, by step and label, as the lesson's page has them.
const PRINTED: [(&str, &str, &str); 44] = [
    ("constructors", "zeros([3, 4, 2, 5])[2, :, :, 1]", "[[0. 0.]\n [0. 0.]"),
    ("constructors", "filled", "[5. 5. 5. 5. 5. 5. 5. 5. 5. 5.]"),
    ("constructors", "reshaped", "[[0 1 2]\n [3 4 5]]"),
    ("elementwise", "x + 10", "[[ 10  14  18  22  26  30  34  38]"),
    ("elementwise", "x + 10", "[234 238 242 246 250 254 258 262]]"),
    ("sqrt", "sqrt(x)", "2.82842712  3.46410162  4. "),
    ("sqrt", "sqrt(x)", "15.74801575 15.87450787]]"),
    ("linspace", "linspace(0, 10, 21)", "[ 0.   0.5  1.   1.5  2. "),
    ("linspace", "arange(0, 10, 0.5)", "[0.  0.5 1.  1.5 2. "),
    ("mgrid", "ymatrix", "[-0.99333333 -0.99333333 -0.99333333 ... "),
    ("mgrid", "shape, resolution 300", "(300, 300)"),
    ("mgrid", "shape, resolution 49: rounding bites", "(50, 50)"),
    ("complex-grid", "values", "[[-1.5       -1.j         -1.49333333-1.j"),
    ("complex-grid", "values", "0.49333333+0.99333333j]]"),
    ("by-hand", "z3", "[[24.06640625+20.75j       23.16610231+20.97899"),
    ("by-hand", "z3[0, 0]", "24.06640625+20.75i"),
    ("by-hand", "diverging: abs(z3) > 2", "22281"),
    ("mandel1", "any(abs(z3) < 2)", "true"),
    ("mandel1", "all(abs(z3) < 2)", "false"),
    ("mandel2", "sum of the counts", "2357927"),
    ("explode", "points inside", "35717"),
    ("mandel-numpy", "points inside", "35717"),
    ("masks", "x > y", "[False False False False False False  True"),
    ("masks", "x[x > 3]", "[4 5 6 7 8 9]"),
    ("masks", "x[not z]", "[0 1 2 3 4 5]"),
    ("masks", "x[z] = 5", "[0 1 2 3 4 5 5 5 5 5]"),
    ("mandel4", "sum of the counts", "2357927"),
    ("mandel5", "sum of the counts", "2357927"),
    ("residuals", "mandel5 - mandel2", "0.0"),
    ("residuals", "mandel1 - mandel4", "0.0"),
    ("residuals", "one list - the other", "0.0"),
    ("allclose", "arccos(cos(x))", "[1.00000004e-05 1.00000000e-03 1.00000"),
    ("mandel6", "counts of 0", "35751"),
    ("indexing", "y[3]", "[24 25 26 27 28 29 30 31]"),
    ("indexing", "y[[0, 2, 5], [1, 2, 7]]", "[ 1 18 47]"),
    ("indexing", "y[0:4:2, [0, 2]]", "[[ 0  2]\n [16 18]]"),
    ("indexing", "z[:, [1, 3], 0:3]", "[[20 21 22]\n  [28 29 30]]"),
    ("indexing", "shape of z[:, np.newaxis, [1, 3], 0]", "(4, 1, 2)"),
    ("views", "z after a[0, 0] = -500", "[[[   0    1 -500    3]"),
    ("views", "z[..., 2]", "[[-500    6   10   14]\n [  18   22   26"),
    ("mandel7", "sum of the counts", "2357927"),
    ("by-line", "lines that copy what carries on", "4"),
    ("lanes", "iterations needed", "2142073"),
    ("kernel-profile", "members", "35717"),
];

/// What the lesson goes through, in its order.
const ORDER: [&str; 26] = [
    "constructors",
    "elementwise",
    "sqrt",
    "linspace",
    "mgrid",
    "complex-grid",
    "by-hand",
    "mandel1",
    "mandel2",
    "explode",
    "mandel-numpy",
    "masks",
    "mandel4",
    "mandel5",
    "residuals",
    "allclose",
    "mandel6",
    "indexing",
    "views",
    "mandel7",
    "by-function",
    "by-line",
    "lanes",
    "refill",
    "threads",
    "kernel-profile",
];

/// Times that the lesson published.
const PUBLISHED: [(&str, &str); 7] = [
    ("elementwise", "43.9 µs ± 755 ns"),
    ("mandel2", "676 ms ± 6.56 ms"),
    ("mandel-numpy", "32.7 ms ± 282 µs"),
    ("mandel4", "43.1 ms ± 674 µs"),
    ("mandel5", "67.6 ms ± 818 µs"),
    ("mandel6", "71.2 ms ± 680 µs"),
    ("mandel7", "79.6 ms ± 550 µs"),
];

#[test]
fn the_steps_stand_in_the_lessons_order() {
    assert_eq!(STEPS.each_ref().map(|step| step.name), ORDER);
    let timed: Vec<_> = STEPS.iter().filter_map(|step| step.published.map(|line| (step.name, line))).collect();
    assert_eq!(timed.len(), PUBLISHED.len(), "{timed:?}");
    for ((name, line), (step, published)) in timed.into_iter().zip(PUBLISHED) {
        assert_eq!(name, step, "{line}");
        assert!(line.starts_with(published), "{name}: {line}");
    }
}

#[test]
fn each_step_comes_to_what_the_lesson_prints() {
    let stage = Stage::new().unwrap();
    for step in &STEPS {
        let scene = step.play(&stage).unwrap_or_else(|e| panic!("{e}"));
        for (_, label, part) in PRINTED.iter().filter(|(name, ..)| *name == step.name) {
            let name = step.name;
            let mut values = scene.values.iter();
            let value = values.find(|value| value.label == *label);
            let value = value.unwrap_or_else(|| panic!("{name}: {label}"));
            assert!(value.text.contains(part), "{name}: {}", value.text);
        }
        let sum = scene.residual.map_or(0.0, |(_, sum)| sum);
        assert_eq!(sum, 0.0, "{}: residual", step.name);
    }
    for (name, ..) in PRINTED {
        assert!(Step::named(name).is_ok(), "{name}");
    }
}

/// A ratio of nine rounds that are all alike.
fn ratio(own: f64, other: f64) -> Ratio {
    let samples = |time| {
        let time = Seconds::new(time).expect("a time");
        Samples::of_rounds([time; 9]).expect("nine rounds")
    };
    Ratio::paired(&samples(own), &samples(other)).expect("rounds in common")
}

/// Evidence of figures that no measurement has: 7, 8, … times as long as
/// the works that a step is compared with.
fn made_up(scene: &Scene<'_>, profiled: Option<Profiled>) -> Evidence {
    let times = (7_u32..).map(f64::from);
    let others = scene.works.iter().skip(1).zip(times);
    let against =
        others.map(|(work, times)| Against { name: work.name, ratio: ratio(times, 1.0), verdict: Verdict::Slower });
    let ratios = against.collect();
    Evidence { timings: Timings { own: None, ratios }, profiled }
}

#[test]
fn each_reason_is_made_of_figures_of_its_evidence() {
    let stage = Stage::new().unwrap();
    let mut compared = 0;
    for step in &STEPS {
        let scene = step.play(&stage).unwrap();
        let evidence = made_up(&scene, None);
        let why = scene.why(&evidence);
        assert!(why.ends_with('.'), "{}: {why}", step.name);
        for against in &evidence.timings.ratios {
            let Against { name, ratio, .. } = against;
            let took = format!("took {ratio} the time of {name}");
            assert!(why.contains(&took), "{}: {took}: {why}", step.name);
            compared += 1;
        }
    }
    assert!(compared >= STEPS.len() - 3, "{compared} comparisons");
}

#[test]
fn each_step_is_measured_against_all_its_other_work() {
    let stage = Stage::new().unwrap();
    for step in &STEPS {
        let scene = step.play(&stage).unwrap();
        let timings = scene.measure(Budget::Brief(0.001)).unwrap();
        let names = timings.ratios.iter().map(|against| against.name);
        let others = scene.works.iter().skip(1).map(|work| work.name);
        assert!(names.eq(others), "{}", step.name);
    }
}

/// What a step says to this profile.
fn said(step: &str, profiled: Option<Profiled>) -> String {
    let stage = Stage::new().expect("a stage");
    let scene = Step::named(step).expect("a step").play(&stage).expect("a scene");
    scene.why(&made_up(&scene, profiled))
}

#[test]
fn a_profile_by_function_names_the_first_and_its_share() {
    let rows = [("most::of_it", 0.625), ("some", 0.25), ("rest", 0.125)];
    let rows = rows.map(|(name, share)| (name.to_owned(), share));
    assert_eq!(
        said("by-function", Some(Profiled::Functions(rows.to_vec()))),
        "Of the samples 62.5 % fell into most::of_it, the most of 3 \
         functions."
    );
}

#[test]
fn a_profile_by_line_tells_copies_from_other_lines_of_mandel7() {
    let step = Step::named("mandel7").unwrap();
    let copies: Vec<u32> = (1..100).filter(|&line| step.profiled_line(line).contains("carry_on.select(")).collect();
    let [first, .., last] = copies[..] else { panic!("{copies:?}") };
    let own = format!("/any/{}", step.profiled_file());
    let lines = vec![
        (own.clone(), Some(first), 0.375),
        (own.clone(), Some(last), 0.0625),
        (own.clone(), Some(first - 1), 0.25),
        ("crates/grid/src/forms/mask.rs".to_owned(), Some(first), 0.1875),
        (own, None, 0.125),
    ];
    assert_eq!(
        said("by-line", Some(Profiled::Lines(lines))),
        "Of the samples 43.8 % fell on the lines that copy what carries \
         on, and 25 % on the other lines of mandel7."
    );
}

#[test]
fn a_profile_of_a_kernel_tells_the_recurrence_from_its_lanes() {
    let recurrence = "crates/grid/src/recurrence/mandelbrot.rs";
    let rows = [
        (recurrence, Some(19), 0.5),
        (recurrence, Some(20), 0.125),
        ("crates/lanes/src/flight.rs", Some(62), 0.25),
        ("core/src/ops.rs", Some(1), 0.125),
    ];
    let lines = rows.map(|(place, line, share)| (place.to_owned(), line, share));
    assert_eq!(
        said("kernel-profile", Some(Profiled::Lines(lines.to_vec()))),
        "Of the samples 62.5 % fell on lines of the recurrence, and 25 % \
         on lines that move lanes."
    );
}

#[test]
fn where_nothing_was_sampled_nothing_is_known() {
    for step in ["by-function", "by-line", "kernel-profile"] {
        let why = Profiled::Nothing("no sampler here.".to_owned());
        assert_eq!(said(step, Some(why)), "Not known: no sampler here.");
        let none = said(step, None);
        assert_eq!(none, "Not known: nothing was sampled.", "{step}");
    }
}
