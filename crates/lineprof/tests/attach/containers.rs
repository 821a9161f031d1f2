//! A process that sees other files at the same paths, as in a container.

use crate::built::{build, rebuild};
use crate::{Running, attach, profile_of, share_of_line, skip, turn};
use std::process::Command;

const SOURCE: &str = r#"
use std::hint::black_box;
use std::io::Read;

fn main() {
    std::thread::spawn(|| {
        std::io::stdin().read_to_end(&mut Vec::new()).unwrap();
        std::process::exit(0);
    });
    println!("begun");
    loop {
        black_box((0..black_box(100_000_u64)).fold(1, |x, i| (x ^ i).wrapping_mul(3))); // hot
    }
}
"#;

#[test]
fn the_programs_of_a_container_are_its_own() {
    let _turn = turn();
    let (inner, outer) = (build(SOURCE, &[]), tempfile::tempdir().expect("a folder can be created"));
    rebuild(outer.path(), "fn main() { println!(\"another\"); }", &[]);
    let mounted = ["mount", "--bind"].map(str::to_owned).into_iter();
    let mounted = mounted.chain([&inner.folder, &outer].map(|folder| folder.path().display().to_string()));
    let mounted = mounted.collect::<Vec<_>>().join(" ");
    let missing = outer.path().join("sub");
    std::fs::create_dir(inner.folder.path().join("sub")).expect("it can be created");
    std::fs::copy(&inner.program, inner.folder.path().join("sub/busy")).expect("it can be copied");
    for path in [outer.path().join("busy"), missing.join("busy")] {
        let script = format!("{mounted} && exec {}", path.display());
        let running = Running::start(Command::new("unshare").args(["--mount", "sh", "-c", &script]));
        if running.first != "begun" {
            return skip("a container: it takes root and unshare");
        }
        let Some(recording) = attach(running.pid(), 0.4) else { return };
        let object = recording.objects.iter().find(|object| object.path == path).expect("by its path there");
        assert!(object.outside.as_ref().is_some_and(|file| file.starts_with("/proc")), "{object:?}");
        let profile = profile_of(recording);
        assert!(share_of_line(&profile, "// hot") > 0.9, "{path:?}: {}{}", profile.quality(), profile.lines());
        running.end();
    }
}
