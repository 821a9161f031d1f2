//! The contents of pages of various profiles.

use super::{Made, assert_has, counted, made, page};

#[test]
fn it_has_the_command_the_lines_the_functions_and_the_source() {
    let page = page(&made());
    assert_has(
        &page,
        &[
            "<h1>lanelab &lt;render&gt; &amp; &quot;save&quot;</h1>",
            "<dt>Samples</dt><dd>19 (1 lost, 2 overrun, 3 of children)</dd>",
            "only 19 samples: profile for longer",
            "<a href=\"#function-1-11\">real.rs:11</a> in &lt;f64 as Real&gt;::add",
            "<a href=\"#function-2\">kernels::step::&lt;f64&gt;</a>",
            "95 % interval",
            "id=\"function-2-93\"",
            "style=\"--x:5.26;--w:94.74;--y:0\" title=\"main, 94.74 %\">main</div>",
        ],
    );
}

#[test]
fn all_text_is_escaped() {
    let evil = "<b onclick='x'>&\"";
    let mut made = Made::default();
    made.sample(&[&[("main", "main.rs", 3)]], "main", 1);
    made.sample(&[&[(evil, "<b>.rs", 3)], &[("</script><b x>", "main.rs", 3)]], "<b thread>", 9);
    made.count(lineprof::recording::Event::Waiting, &[&[(evil, "<b>.rs", 4)]], "<b thread>", 9);
    let mut profile = made.profile();
    profile.recording.command = evil.to_owned();
    profile.recording.warnings.push(evil.to_owned());
    for text in &mut profile.evidence.texts {
        text.runs = vec![(1, vec![evil.to_owned(); 5])];
    }
    let page = page(&profile);
    assert!(page.contains("&lt;b onclick=") && !page.contains("<b "), "markup of a name is in the page");
    assert!(!page.contains("<b>.rs") && page.contains("&lt;b thread&gt;"), "markup of a file or a thread");
    assert!(!page.contains("&amp;lt;"), "a name is escaped twice");
    assert_eq!(page.matches("</script>").count(), 1, "a name ends the script");
}

#[test]
fn a_profile_without_samples_has_a_page() {
    let page = page(&Made::default().profile());
    assert!(page.contains("There are no samples."), "{}", page.split_once("<body>").unwrap().1);
    assert!(
        !page.contains("class=\"flames\"") && !page.contains("Threads over time"),
        "{}",
        page.split_once("<body>").unwrap().1
    );
}

#[test]
fn a_profile_without_sources_and_code_shows_the_numbers_of_lines() {
    let mut profile = made();
    profile.evidence = lineprof::evidence::Evidence::default();
    let page = page(&profile);
    assert!(
        page.contains("real.rs:11") && page.contains("<th scope=\"row\">93</th>"),
        "{}",
        page.split_once("<body>").unwrap().1
    );
    assert!(!page.contains("<pre>"), "instructions from nowhere");
    let without = {
        let mut made = Made::default();
        made.sample(&[&[("/lib/libc.so.6", "", 0)]], "main", 5);
        super::page(&made.profile())
    };
    assert!(without.contains("No sample is in a function of yours whose lines are known."), "{without}");
}

#[test]
fn the_busiest_threads_have_rows_and_the_others_one() {
    for (threads, rows, rest) in [(1, 1, None), (300, 31, Some("270 more threads"))] {
        let mut made = Made::default();
        for number in 0..threads {
            made.sample(&[&[("main", "main.rs", 1)]], &format!("worker {number}"), 2);
        }
        made.sample(&[&[("main", "main.rs", 1)]], &format!("worker {}", threads - 1), 9);
        let page = page(&made.profile());
        assert_eq!(page.matches("aria-label=\"").count() - 1, rows, "a picture each, and the flame graph");
        assert_eq!(page.contains("more threads"), rest.is_some(), "{threads} threads");
        assert!(rest.is_none_or(|rest| page.contains(rest)), "{threads} threads");
        let busiest = page.find(&format!("worker {}:", threads - 1)).unwrap_or(usize::MAX);
        assert!(threads == 1 || busiest < page.find("worker 0:").unwrap(), "the busiest is first");
    }
}

#[test]
fn waiting_and_events_have_graphs_lists_and_a_band() {
    let page = page(&counted());
    assert_has(
        &page,
        &[
            // 0.1003 s of CPU time and 0.3 s of waiting.
            "CPU time and waiting</label>",
            "0.400 s of all threads, on a CPU or waiting",
            "title=\"[waiting], 74.94 %\"",
            "title=\"busy, 25.06 %\"",
            // Of waiting alone.
            "title=\"[waiting], 100.0 %\"",
            "main.rs:9</a> in read",
            "Lines of yours by page-faults, 4096 in all.",
            "300.0 ms in all.",
            "main.rs:12</a> in touch",
            // 0.3 s in slices of 2 s / 120.
            "<path class=\"waits shade-4\" d=\"M0 0h18v1h-18z\"/>",
            "reader: on a CPU for 0 % of the time, waiting for 15 %",
        ],
    );
    let none = super::page(&made());
    assert!(!none.contains("Wait s") && !none.contains("class=\"waits"), "of what was not recorded");
    assert!(none.contains("hidden>CPU time</label>"), "one graph needs no switch: {none}");
}

#[test]
fn runtimes_are_one_frame_on_request() {
    let rayon = "/root/.cargo/registry/src/index.crates.io-1949cf8c6b5b557f/rayon-core-1.12.1/src/join.rs";
    let mut made = Made::default();
    made.sample(
        &[&[("f", "main.rs", 2)], &[("b", rayon, 1)], &[("a", rayon, 1)], &[("main", "main.rs", 1)]],
        "main",
        7,
    );
    let mut profile = made.profile();
    assert!(page(&profile).contains(">a</div>"));
    profile.config.hide_runtime = true;
    let folded = page(&profile);
    assert_has(
        &folded,
        &[
            "title=\"[rayon], 100.0 %\">[rayon]</div>",
            "class=\"yours\" style=\"--x:0.0;--w:100.0;--y:2\" title=\"f, 100.0 %\"",
        ],
    );
    assert!(!folded.contains(">a</div>"), "what is inside it is shown");
}
