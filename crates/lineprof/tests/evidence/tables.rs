//! Tables: a row for each line, in whose code it is spent, and that they fit.

use crate::made::{Made, made};
use crate::with_text;
use lineprof::Profile;

type Address<'a> = &'a [(&'a str, &'a str, u32)];

/// Two instances of a generic function on one line, the called functions of libraries, and names of all lengths.
fn instances() -> Profile {
    let mut made = Made::default();
    let main: Address<'_> = &[("app::main", "main.rs", 7)];
    for (number, samples) in [("f64", 60), ("wide::f64x4", 20)] {
        let step = format!("kernels::step::<{number}>");
        made.sample(&[&[(&step, "kernels.rs", 4)], main], "main", samples);
    }
    let copy: Address<'_> = &[("kernels::copy", "kernels.rs", 9)];
    made.sample(&[&[("/lib/libc.so.6", "", 0)], copy, main], "main", 30);
    made.sample(&[&[("rt::deep", "/dep/rt.rs", 3)], &[("rt::call", "/dep/rt.rs", 1)], copy, main], "main", 9);
    made.sample(&[copy, main], "main", 1);
    made.profile()
}

#[test]
fn a_line_has_one_row_whatever_instances_it_lies_in() {
    let profile = instances();
    let lines = profile.lines();
    let rows: Vec<_> = lines.hot.iter().filter(|line| line.line == Some(4)).collect();
    assert_eq!(rows.iter().map(|line| (line.own.samples, line.further)).collect::<Vec<_>>(), [(80, 0)]);
    let tables = || lines.tables.iter().filter(|table| table.function.contains("step"));
    assert_eq!(
        tables().map(|table| (&*table.function, table.instances)).collect::<Vec<_>>(),
        [("kernels::step::<_>", 2)]
    );
    assert_eq!(tables().map(|table| table.rows[0].own).sum::<u64>(), 80);
    let text = profile.functions().to_string();
    assert!(text.contains("kernels::step::<_> (2 instances)"), "{text}");
}

#[test]
fn a_file_is_missed_only_where_a_line_of_it_is_shown() {
    let is_missed = |line| {
        let mut made = Made::default();
        made.sample(&[&[("main", "gone.rs", line)]], "main", 300);
        let profile = made.profile();
        profile.quality().warnings.iter().any(|warning| warning.starts_with("no text of lines of /src/gone.rs"))
    };
    assert_eq!([is_missed(4), is_missed(0)], [true, false]);
}

#[test]
fn instances_are_told_apart_on_request() {
    let profile = instances();
    let lines = profile.lines_by_instance();
    let rows = lines.hot.iter().filter(|line| line.line == Some(4)).map(|line| (&*line.function, line.own.samples));
    let expected = [("kernels::step::<f64>", 60), ("kernels::step::<wide::f64x4>", 20)];
    assert_eq!(rows.collect::<Vec<_>>(), expected);
    let functions = profile.functions_by_instance();
    let rows = functions.rows.iter().filter(|row| row.name.contains("step")).map(|row| (&*row.name, row.own.samples));
    assert_eq!(rows.collect::<Vec<_>>(), expected);
}

#[test]
fn a_line_tells_in_whose_code_its_time_is_spent() {
    let lines = instances().lines();
    let via = |number| lines.hot.iter().find(|line| line.line == Some(number)).expect("it is hot").via.clone();
    let via_of_copy = via(9).expect("in foreign code");
    assert_eq!((&*via_of_copy.name, via_of_copy.of_line.samples, via_of_copy.of_line.of), ("[libc.so.6]", 30, 40));
    assert_eq!(via(4), None, "its own instructions");
    assert!(lines.to_string().contains("in kernels::copy, via [libc.so.6] (75.0 % of it)"), "{lines}");
    let inlined = made().lines();
    let line = inlined.hot.iter().find(|line| line.place == "main.rs" && line.line == Some(7)).expect("it is hot");
    assert_eq!(line.via.as_ref().map(|via| &*via.name), Some("[vdso]"), "4 of 6 samples");
}

/// A profile with more lines, threads and longer names than a table shows.
fn large() -> Profile {
    let mut made = Made::default();
    let types = ["Deeply<Nested<Type<With, Parameters>>>"; 4].join(", ");
    for number in 0..60_u16 {
        let name = format!("a_crate_with_a_long_name::module_{number}::another_module::function_{number}::<{types}>");
        let inner = format!("<{name} as Iterator>::fold");
        let file = format!("folder/with/a/long/name/and/more/folders/below/it/file_{number}.rs");
        let frames: Address<'_> = &[(&inner, "/registry/fold.rs", 2), (&name, &file, u32::from(number) + 1)];
        made.sample(&[frames, &[("main", "main.rs", 7)]], &format!("thread-{}", number % 12), 60 - number);
    }
    with_text(
        made.profile(),
        "file_0.rs",
        &["let a_very_long_line = of_source(text, that_goes_on, and_on, far_beyond, the_width, of_any_table);"],
    )
}

#[test]
fn no_row_is_wider_than_asked() {
    let profile = large();
    let mut fewer = Made::default();
    fewer.sample(&[&[("main", "main.rs", 7)]], "main", 9);
    let changes = fewer.profile().changes_to(&profile);
    for width in [80, 120] {
        let tables = [
            ("quality", format!("{:width$}", profile.quality())),
            ("vectors", format!("{:width$}", profile.vectors())),
            ("lines", format!("{:width$}", profile.lines())),
            ("functions", format!("{:width$}", profile.functions())),
            ("threads", format!("{:width$}", profile.threads())),
            ("changes", format!("{changes:width$}")),
        ];
        for (name, table) in tables {
            let wide = table.lines().find(|line| line.chars().count() > width);
            assert_eq!(wide, None, "{name} at {width}");
        }
    }
    let whole = profile.lines().to_string();
    assert!(whole.contains("far_beyond, the_width, of_any_table);"), "without a width nothing is cut: {whole}");
    assert!(format!("{:80}", profile.lines()).contains("file_0.rs:1"), "the end of a path tells");
}

/// The numbers in percent at the start of rows, in a column.
fn percent(table: &str, column: usize) -> f64 {
    let cells = table.lines().filter_map(|line| line.split_whitespace().nth(column)?.parse::<f64>().ok());
    cells.sum()
}

#[test]
fn shares_add_up_to_100_with_those_of_the_others() {
    for profile in [made(), instances(), large()] {
        let lines = profile.lines().to_string();
        let hot = lines.split("Lines of functions").next().expect("the first part");
        let rows =
            hot.lines().skip_while(|line| !line.starts_with("Self %")).filter(|line| !line.starts_with("        "));
        assert!((percent(&rows.collect::<Vec<_>>().join("\n"), 0) - 100.0).abs() < 0.01, "{hot}");
        let functions = profile.functions().to_string();
        assert!((percent(&functions, 1) - 100.0).abs() < 0.01, "{functions}");
    }
    let mut small = Made::default();
    small.sample(&[&[("main", "main.rs", 7)]], "main", 20_000);
    for name in ["a", "b", "c"] {
        small.sample(&[&[(name, "/dep/rt.rs", 1)]], "main", 1);
    }
    let functions = small.profile().functions().to_string();
    assert!(functions.contains("3 others"), "{functions}");
    let threads = large().threads().to_string();
    assert!(threads.contains("and 4 more: "), "{threads}");
    assert_eq!(threads.lines().count(), 2 + 8 + 1, "{threads}");
}

#[test]
fn columns_without_values_are_left_out() {
    let text = instances().lines().to_string();
    assert!(text.contains("% Time") && !text.contains("Hits") && !text.contains("Ir"), "{text}");
}
