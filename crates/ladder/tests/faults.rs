//! Faults of a ladder, each found and named.

use lanelab_ladder::{Agreement, Ladder, Work};
use rayon::prelude::*;
use std::sync::atomic::{AtomicU64, Ordering};

type Numbers = Vec<f32>;

fn numbers(n: usize) -> Numbers {
    (0..n).map(|i| (i as f32 * 0.37).sin()).collect()
}

fn doubled(numbers: &Numbers) -> Numbers {
    numbers.iter().map(|x| x + x).collect()
}

/// Doubling, with a right rung.
fn doubling() -> Ladder<Numbers, Numbers> {
    let ladder = Ladder::new("doubling").input("n", [64, 1000], |&n| numbers(n)).oracle(doubled);
    ladder.rung("right", "as the oracle", |v| v.iter().map(|x| 2.0 * x).collect())
}

/// What a ladder says, and whether all is well.
fn answer<I: Sync + 'static, O: Send + Sync + 'static>(ladder: &Ladder<I, O>, words: &str) -> (bool, String) {
    let mut out = Vec::new();
    let well = ladder.answer(std::iter::once("ladder").chain(words.split_whitespace()), &mut out);
    (well.expect("the command succeeds"), String::from_utf8(out).expect("it is text"))
}

fn error<I: Sync + 'static, O: Send + Sync + 'static>(ladder: &Ladder<I, O>, words: &str) -> String {
    let words = std::iter::once("ladder").chain(words.split_whitespace());
    ladder.answer(words, &mut Vec::new()).expect_err("the command fails").to_string()
}

#[test]
fn wrong_answers_are_found_and_named() {
    let last = doubling().rung("last", "the last element is wrong", |v| {
        let mut out = doubled(v);
        *out.last_mut().unwrap() += 1.0;
        out
    });
    let (well, text) = answer(&last, "verify");
    assert!(
        !well && text.contains("last, n=1000: element 999 is") && text.contains("1 of 1,000 numbers differ"),
        "{text}"
    );

    let chunk = doubling().threaded_into("chunk", "one chunk is skipped", |v: &Numbers, out: &mut Numbers, _| {
        let chunks = out.par_chunks_mut(10).zip(v.par_chunks(10)).enumerate().filter(|(i, _)| *i != 3);
        chunks.for_each(|(_, (out, v))| out.iter_mut().zip(v).for_each(|(out, x)| *out = 2.0 * x));
    });
    let (well, text) = answer(&chunk, "verify --threads 2");
    assert!(
        !well
            && text.contains("chunk on 2 threads, n=64: element 30 is NaN")
            && text.contains("it did not write 10 numbers"),
        "{text}"
    );

    let lanes = doubling().rung("lanes", "two lanes change places", |v| {
        let mut out = doubled(v);
        out.as_chunks_mut::<8>().0.iter_mut().for_each(|vector| vector.swap(2, 3));
        out
    });
    let (well, text) = answer(&lanes, "verify --input 64");
    assert!(!well && text.contains("lanes, n=64: element 2 is") && text.contains("16 of 64 numbers differ"), "{text}");

    let nan = doubling().rung("nan", "0/0", |v| v.iter().map(|x| if *x == 0.0 { 0.0 / x } else { 2.0 * x }).collect());
    let (well, text) = answer(&nan, "verify");
    assert!(!well && text.contains("element 0 is NaN (0x"), "{text}");

    let nothing = doubling().rung_into("nothing", "writes nothing", |_, _| ());
    let (well, text) = answer(&nothing, "verify");
    assert!(!well && text.replace("\n    ", " ").contains("all 64 numbers differ"), "{text}");
}

#[test]
fn the_answer_to_another_input_is_found() {
    static KEPT: AtomicU64 = AtomicU64::new(0);
    let sum = |v: &Numbers| v.iter().map(|&x| f64::from(x)).sum::<f64>();
    let ladder = Ladder::new("sum").input("n", [10, 20], |&n| numbers(n)).oracle(sum);
    let ladder = ladder.rung("stale", "computes once", move |v| {
        let kept = KEPT.load(Ordering::Relaxed);
        let answer = if kept == 0 { sum(v) } else { f64::from_bits(kept) };
        KEPT.store(answer.to_bits(), Ordering::Relaxed);
        answer
    });
    let (well, text) = answer(&ladder, "verify");
    assert!(!well && text.contains("stale, n=20: it is") && !text.contains("n=10"), "{text}");
}

/// A ladder of an input with a rung that fails from its fourth call on, when it is verified: `fail` gets an answer's place.
fn failing_late(fail: fn(usize) -> f32) -> Ladder<Numbers, Numbers> {
    let (calls, inside) = (AtomicU64::new(0), AtomicU64::new(0));
    let late = move |calls: &AtomicU64| calls.fetch_add(1, Ordering::Relaxed) >= 3;
    let ladder = Ladder::new("doubling").case("some", || numbers(64)).oracle(doubled);
    let ladder = ladder.rung("right", "as the oracle", doubled);
    let ladder = ladder.rung("late", "fails on the calling thread", move |v| {
        let answer = if late(&calls) { fail(3) } else { v[3] + v[3] };
        v.iter().enumerate().map(|(i, x)| if i == 3 { answer } else { x + x }).collect()
    });
    let ladder = ladder.threaded("late inside", "fails in a pool", move |v, _| {
        let late = late(&inside);
        v.par_iter().enumerate().map(|(i, x)| if late && i > 50 { fail(i) } else { x + x }).collect()
    });
    ladder.rung("right too", "as the oracle", doubled)
}

#[test]
fn a_panic_is_named_and_the_others_go_on() {
    let ladder = doubling().rung("broken", "panics", |v| v.iter().map(|_| v[5000]).collect());
    let (well, text) = answer(&ladder, "run --seconds 0.001");
    assert!(!well && text.contains("broken, n=1000: it panicked: index out of bounds"), "{text}");
    assert!(text.contains("× right") && text.contains("2 disagreements of 4 comparisons"), "{text}");

    let ladder = doubling().threaded("inside", "panics in a pool", |v, _| {
        v.par_iter().map(|x| if *x > 0.9 { panic!("too large") } else { x + x }).collect()
    });
    let (well, text) = answer(&ladder, "verify --threads 2 --input 64");
    assert!(!well && text.contains("DISAGREES: inside on 2 threads, n=64: it panicked: too large"), "{text}");
}

#[test]
fn what_fails_while_measured_is_named_and_the_others_are_measured() {
    let (well, text) = answer(&failing_late(|i| panic!("no answer at {i}")), "run --seconds 0.001 --threads 2");
    assert!(!well && text.contains("DISAGREES: late, some: it panicked while measured: no answer at 3"), "{text}");
    assert!(text.contains("late inside on 2 threads, some: it panicked while measured: no answer at"), "{text}");
    let (_, table) = text.split_once("× right [99 %]").expect("the others are measured");
    assert!(table.contains("\nright too ") && !table.contains("late"), "{text}");

    let (well, text) = answer(&failing_late(|_| 0.0), "run --seconds 0.001 --threads 2");
    let text = text.replace("\n    ", " ");
    assert!(!well && text.contains("late, some: its answer became wrong while measured: element 3 is"), "{text}");
    assert!(text.contains("late inside on 2 threads, some: its answer became wrong"), "{text}");
    assert!(text.contains("× right [99 %]"), "{text}");
}

#[test]
fn speed_beyond_the_machine_is_impossible() {
    let ladder = Ladder::new("sum").case("ones", || vec![1.0_f32; 1 << 20]);
    let ladder = ladder.work(|v| Work::flops(v.len()).reads_bytes(4 * v.len())).oracle(|v| v.iter().sum::<f32>());
    let ladder = ladder.rung("honest", "adds", |v| v.iter().sum()).rung("guess", "adds nothing", |v| v.len() as f32);
    let (well, text) = answer(&ladder, "run --seconds 0.001");
    let remark = text.split("WARNING: ").nth(1).unwrap_or_default().replace("\n    ", " ");
    assert!(well && remark.starts_with("guess on ones reaches") && remark.contains("impossible"), "{text}");
    assert!(!remark.contains("honest"), "{text}");
}

#[test]
fn data_in_place_start_afresh_in_each_call() {
    let data = |n: usize| (0..n).map(|i| i * 7919 % n).collect::<Vec<usize>>();
    let sorted = |v: &Vec<usize>| {
        let mut v = v.clone();
        v.sort();
        v
    };
    let ladder = Ladder::new("sort").input("n", [10, 10_007], move |&n| data(n)).oracle(sorted);
    let ladder = ladder.rung_in_place("sort", "", Vec::clone, |v| v.sort_unstable());
    let ladder = ladder.threaded_in_place("threads", "", Vec::clone, |v, _| v.par_sort_unstable());
    let ladder = ladder.rung_in_place("rotated", "sorts only what is unsorted", Vec::clone, |v| {
        if v.is_sorted() {
            v.clear();
        }
        v.sort();
    });
    let (well, text) = answer(&ladder, "run --seconds 0.01");
    assert!(well, "{text}");
}

#[test]
fn what_cannot_be_measured_is_refused() {
    let none = Ladder::new("none").input("n", [1], |&n| numbers(n)).oracle(doubled);
    assert_eq!(error(&none, ""), "the ladder none has no rung: add one by .rung(…)");
    let twice = doubling().rung("right", "again", doubled);
    assert_eq!(error(&twice, ""), "two rungs are called \"right\": give each rung a name of its own");
    let empty = Ladder::new("empty").input("n", [0; 0], |&n| numbers(n)).oracle(doubled).rung("a", "", doubled);
    assert_eq!(error(&empty, ""), "the ladder empty has no input: give .input(…) a value");
    let oracle = Ladder::new("oracle").case("one", || 1_u32).oracle(|_: &u32| -> u32 { panic!("no answer") });
    let oracle = oracle.rung("a", "", |_| 1);
    assert_eq!(
        error(&oracle, "verify"),
        "the oracle panicked on one: no answer; mend it, as rungs are compared with it"
    );
    let work = doubling().work(|v| Work::elements(v[2000].to_bits() as usize));
    assert!(error(&work, "run").starts_with("the function of .work(…) panicked on n=64: index out of bounds"));
    let input = Ladder::new("input").case("one", || -> u32 { panic!("no input") }).oracle(|&n| n).rung("a", "", |&n| n);
    assert_eq!(error(&input, "verify"), "the input one was not made: its function panicked: no input; mend it");
    let unknown = error(&doubling(), "run --rung left");
    assert_eq!(unknown, "--rung left does not exist; there are: right");
    let unknown = error(&doubling(), "verify --input 65");
    assert_eq!(unknown, "--input 65 does not exist; there are: n=64, n=1000");
}

#[test]
fn inputs_of_no_size_and_no_work_are_verified_measured_and_drawn() {
    let folder = tempfile::tempdir().unwrap();
    let page =
        if cfg!(feature = "page") { format!("--html {}/page.html", folder.path().display()) } else { String::new() };
    for n in [0, 3] {
        let ladder = Ladder::new("nothing").input("n", [n], |&n| numbers(n)).oracle(doubled);
        let ladder = ladder.work(|_| Work::flops(0).reads_bytes(0)).rung("a", "", doubled);
        let ladder = ladder.rung_into("b", "", |v, out: &mut Numbers| out.clone_from(&doubled(v)));
        let (well, text) = answer(&ladder, &format!("run --seconds 0.001 {page}"));
        assert!(well && text.contains(&format!("n={n}: 0 flops;")) && !text.contains("impossible"), "{text}");
    }
}

#[test]
fn a_nan_of_the_oracle_asks_for_a_nan() {
    let roots = |v: &Numbers| v.iter().map(|x| x.sqrt()).collect::<Numbers>();
    let ladder = Ladder::new("roots").input("n", [16], |&n| numbers(n)).oracle(roots);
    let ladder = ladder.agreement(Agreement::relative_eq(0.0, 1e-6)).rung("right", "has the same", roots);
    let ladder = ladder.rung("zero", "has zeros there", |v| v.iter().map(|x| x.max(0.0).sqrt()).collect());
    let (well, text) = answer(&ladder.rung_into("nothing", "writes nothing", |_, _| ()), "verify");
    let text = text.replace("\n    ", " ");
    assert!(!well && !text.contains("right, n=16") && text.contains("all 16 numbers differ"), "{text}");
    assert!(text.contains("zero, n=16: element 9 is 0 (0x0") && text.contains("the oracle's NaN"), "{text}");
}

#[test]
fn cargos_harness_is_answered() {
    let ladder = doubling().rung("left", "the other", doubled);
    assert_eq!(answer(&ladder, "--list --format terse").1, "doubling/right: benchmark\ndoubling/left: benchmark\n");
    let (well, text) = answer(&ladder, "--test lef");
    assert!(well && text.contains("1 rung on 2 inputs agree"), "{text}");
    assert_eq!(answer(&ladder, "--bench other").1, "doubling: no rung has other in its name\n");
    assert_eq!(answer(&ladder, "--list --ignored").1, "", "no rung is marked as ignored");
    let (well, text) = answer(&ladder, "--test --rung left --input 64");
    assert!(well && text.contains("1 rung on 1 input agree"), "options are obeyed: {text}");
    let wrong = error(&ladder, "--bench --baseline no/such/file");
    assert!(wrong.contains("no/such/file"), "options are obeyed: {wrong}");
}

#[test]
fn rules_of_ones_own_are_kept() {
    let rule = Agreement::by("of equal length", |_, got: &String, expected: &String| {
        if got.len() == expected.len() {
            Ok(())
        } else {
            Err(format!("{} and not {} bytes", got.len(), expected.len()))
        }
    });
    let ladder = Ladder::new("text").case("one", || 3_usize).oracle_by(|&n| "x".repeat(n), rule);
    let ladder = ladder.rung("same", "", |&n| "y".repeat(n)).rung("longer", "", |&n| "y".repeat(n + 1));
    let (well, text) = answer(&ladder, "verify");
    assert!(!well && text.contains("longer, one: 4 and not 3 bytes") && !text.contains("same"), "{text}");
}

#[test]
fn the_list_and_the_help_say_inputs_rungs_and_agreement() {
    for words in ["list", "--help"] {
        let (well, text) = answer(&doubling(), words);
        let has = |part: &str| text.contains(part);
        assert!(well && has("right  as the oracle") && has("inputs     n=64, n=1000"), "{words}: {text}");
        assert!(has("agreement  equal bit for bit"), "{words}: {text}");
    }
}

#[test]
fn a_file_that_cannot_be_written_is_found_before_anything_is_measured() {
    let ladder = doubling().rung("never", "is not called", |_| panic!("it was called"));
    let unwritable = error(&ladder, "run --json /proc/none/report.json");
    assert!(unwritable.starts_with("--json /proc/none/report.json cannot be written: the folder"), "{unwritable}");
}

#[cfg(feature = "page")]
#[test]
fn the_page_is_written_whole_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("page.html");
    let wrong = doubling().rung("<u>", "wrong", |v| v.clone());
    let (well, text) = answer(&wrong, &format!("run --seconds 0.001 --html {}", file.display()));
    let page = std::fs::read_to_string(&file).unwrap();
    assert!(!well && text.contains("2 disagreements"), "{text}");
    assert!(page.contains("<h1>doubling</h1>") && page.trim_end().ends_with("</html>"), "{page}");
    assert!(page.contains("<li>&lt;u&gt;, n=64: element") && !page.contains("<u>"), "{page}");

    let (well, text) = answer(&doubling(), &format!("--seconds 0.001 --html {}", file.display()));
    assert!(well && text.contains("× right"), "run needs not be named: {text}");
    let page = std::fs::read_to_string(&file).unwrap();
    assert!(page.contains("n=1000") && !page.contains("&lt;u&gt;"), "another page: {page}");
    let none = doubling().rung("wrong", "wrong", |v| v.clone());
    let (well, _) = answer(&none, &format!("run --rung wrong --html {0} --json {0}.json", file.display()));
    assert!(!well, "no rung is right");
    let page = std::fs::read_to_string(&file).unwrap();
    assert!(page.contains("<li>wrong, n=64: element") && page.trim_end().ends_with("</html>"), "{page}");
    assert!(std::fs::read_to_string(folder.path().join("page.html.json")).unwrap().contains("\"scenes\": []"));

    let nowhere = error(&doubling(), &format!("run --html {}/none/page.html", folder.path().display()));
    assert!(nowhere.starts_with("--html ") && nowhere.contains("does not exist; create it"), "{nowhere}");
    let output = error(&doubling(), "run --html -");
    assert!(output.contains("--html must name a file"), "{output}");
}

#[test]
fn many_calls_find_a_rung_that_is_seldom_wrong() {
    static CALLS: AtomicU64 = AtomicU64::new(0);
    let seldom = |v: &Numbers| if CALLS.fetch_add(1, Ordering::Relaxed) % 8 == 7 { Numbers::new() } else { doubled(v) };
    let ladder = doubling().rung("seldom", "wrong in each eighth call", seldom);
    assert!(answer(&ladder, "verify --input 64").0, "two calls do not find it");
    let (well, text) = answer(&ladder, "verify --input 64 --repeat 8");
    assert!(!well && text.contains("seldom, n=64: its shape is [0]"), "{text}");
}

#[test]
fn a_rung_that_panics_while_sampled_is_named() {
    static CALLS: AtomicU64 = AtomicU64::new(0);
    let late = |v: &Numbers| {
        assert!(CALLS.fetch_add(1, Ordering::Relaxed) < 9, "enough");
        doubled(v)
    };
    let ladder = doubling().rung("late", "panics in its tenth call", late);
    let folder = tempfile::tempdir().expect("a folder");
    let words = format!("profile late --input 64 --out {}", folder.path().display());
    assert_eq!(error(&ladder, &words), "late panicked while it was sampled: enough");
}

#[test]
fn the_work_may_say_its_precision() {
    let ladder = |work: fn(Work) -> Work| {
        let ladder = Ladder::new("wide answer").case("one", || 2.0_f32).work(move |_| work(Work::flops(1)));
        ladder.oracle(|x: &f32| f64::from(x * x)).rung("square", "in f32", |x| f64::from(x * x))
    };
    for (work, precision) in [(Work::in_f32 as fn(Work) -> Work, "f32"), (Work::in_f64, "f64"), (|work| work, "f64")] {
        let (_, text) = answer(&ladder(work), "run --seconds 0.001 --json -");
        assert!(text.contains(&format!("\"precision\": \"{precision}\"")), "{precision}: {text}");
    }
}
