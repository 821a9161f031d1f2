//! The instructions of lines, of a program that was built and recorded.

use super::built::{build, record};
use super::page;
use lineprof::{Config, Profile};
use std::process::Command;

/// Two instances of a generic function, whose hot line is one line of the source.
const PROGRAM: &str = "
use std::hint::black_box;
use std::ops::{Add, Mul};
#[inline(never)]
fn horner<T: Copy + Add<Output = T> + Mul<Output = T>>(x: T, many: u64) -> T {
    let mut sum = x;
    for _ in 0..many {
        sum = black_box(sum * x + x);
    }
    sum
}
fn main() {
    let begin = std::time::Instant::now();
    while begin.elapsed().as_millis() < 400 {
        black_box(horner(black_box(0.5_f64), 20_000));
        black_box(horner(black_box(3_u64), 40_000));
    }
}
";

#[test]
fn a_line_has_its_instructions_in_each_instance() {
    let built = build(PROGRAM, &["-Coverflow-checks=off", "-Csymbol-mangling-version=v0"]);
    let config = Config { sources: vec![built.folder.path().to_owned()], ..Config::default() };
    let Some((_, recording)) = record(&config, &mut Command::new(&built.program)) else { return };
    let profile = Profile::of(recording, &config).expect("there are no globs");
    let page = page(&profile);
    let line = page.split("sum = black_box(sum * x + x);</code></summary>").nth(1);
    let details = line.and_then(|rest| rest.split("</details>").next()).expect("the line has instructions");
    let listings: Vec<&str> = details.split("<p class=\"about\">").skip(1).collect();
    assert_eq!(listings.len(), 2, "{details}");
    let of = |name: &str| *listings.iter().find(|listing| listing.starts_with(name)).expect("an instance");
    let (float, integer) = (of("busy::horner::&lt;f64&gt;, "), of("busy::horner::&lt;u64&gt;, "));
    assert!(float.contains("mulsd") && !float.contains("imul"), "{float}");
    assert!(integer.contains("imul") && !integer.contains("mulsd"), "{integer}");
    for listing in listings {
        let shares = listing.split("<b>").skip(1).filter_map(|rest| rest.split('<').next()?.trim().parse::<f64>().ok());
        let sum: f64 = shares.sum();
        assert!((sum - 100.0).abs() < 1.0, "shares of the line's samples: {sum}: {listing}");
    }
}
