//! A workspace of small programs that print how they were built and are run.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

/// Its files, by their path.
const FILES: &[(&str, &str)] = &[
    ("outside/Cargo.toml", "[package]\nname = 'outside'\nversion = '0.0.0'\nedition = '2024'\n[workspace]\n"),
    ("outside/src/lib.rs", "pub fn sum(n: u64) -> u64 { (0..n).map(|x| x ^ (x >> 3)).sum() }\n"),
    (
        "home/Cargo.toml",
        "[workspace]\nmembers = ['app', 'tool']\nresolver = '3'\n\
         [profile.small]\ninherits = 'release'\nlto = true\ncodegen-units = 1\ndebug = 'line-tables-only'\nstrip = true\n",
    ),
    (
        "home/.cargo/config.toml",
        "[build]\nrustflags = ['--cfg', 'asked']\nrustc-wrapper = './wrap ped'\n[env]\nFROM_CONFIG = 'it is'\n",
    ),
    ("home/wrap ped", "#!/bin/sh\nexec \"$@\" --cfg wrapped\n"),
    ("home/other", "#!/bin/sh\nexec \"$@\" --cfg other\n"),
    (
        "home/tool/Cargo.toml",
        "[package]\nname = 'tool'\nversion = '0.0.0'\nedition = '2024'\n\
         [dependencies]\noutside = { path = '../../outside' }\n",
    ),
    (
        "home/tool/src/main.rs",
        "#[path = '../../facts.rs']\nmod facts;\nfn main() { facts::print(outside::sum(9)) }\n\
         #[test]\nfn unit() { main() }\n",
    ),
    (
        "home/app/Cargo.toml",
        "[package]\nname = 'app'\nversion = '0.0.0'\nedition = '2024'\ndefault-run = 'first'\n\
         [features]\ndefault = ['usual']\nusual = []\nextra = []\n\
         [dependencies]\noutside = { path = '../../outside' }\n\
         [[bench]]\nname = 'bench'\nharness = false\n[[test]]\nname = 'slow'\nharness = false\n",
    ),
    (
        "home/app/src/lib.rs",
        "#[cfg(test)]\n#[path = '../../facts.rs']\nmod facts;\n#[test]\nfn unit() { facts::print(1) }\n",
    ),
    (
        "home/app/src/bin/first.rs",
        "#[path = '../../../facts.rs']\nmod facts;\nfn main() { facts::print(outside::sum(5)) }\n",
    ),
    ("home/app/src/bin/second.rs", "#[path = '../../../facts.rs']\nmod facts;\nfn main() { facts::print(2) }\n"),
    ("home/app/examples/example.rs", "#[path = '../../facts.rs']\nmod facts;\nfn main() { facts::print(3) }\n"),
    ("home/app/benches/bench.rs", "#[path = '../../facts.rs']\nmod facts;\nfn main() { facts::print(4) }\n"),
    ("home/app/tests/slow.rs", "#[path = '../../facts.rs']\nmod facts;\nfn main() { facts::print(6) }\n"),
    (
        "home/app/tests/tests.rs",
        "#[path = '../../facts.rs']\nmod facts;\n#[test]\nfn one() { facts::print(outside::sum(7)) }\n#[test]\nfn two() {}\n",
    ),
    // It waits as long as cargo runs.
    (
        "home/app/build.rs",
        "use std::os::unix::process::parent_id;\nfn main() {\n\
         println!(\"cargo:rerun-if-env-changed=WAIT\");\n\
         let Some(sign) = std::env::var_os(\"WAIT\") else { return };\n\
         let cargo = parent_id();\nstd::fs::write(sign, cargo.to_string()).unwrap();\n\
         while parent_id() == cargo { std::thread::sleep(std::time::Duration::from_millis(20)) }\n}\n",
    ),
    (
        "home/facts.rs",
        r#"#![allow(unexpected_cfgs)]
use std::env::{args, current_dir, current_exe, var, vars};
pub fn print(number: u64) {
    println!("exe {}", current_exe().unwrap().display());
    println!("fact {number} {:?} {:?}", args().skip(1).collect::<Vec<_>>(), current_dir());
    println!("fact {:?} {:?}", var("FROM_CONFIG"), var("CARGO_PKG_NAME"));
    println!("fact {:?} {}", var("RUSTC_WRAPPER"), vars().any(|(name, _)| name.ends_with("_RUNNER")));
    println!("fact {} {} {} {}", cfg!(asked), cfg!(asked_elsewhere), cfg!(wrapped), cfg!(other));
    println!("fact {} {} {}", cfg!(feature = "usual"), cfg!(feature = "extra"), cfg!(debug_assertions));
    let endless = var("ENDLESS").is_ok_and(|when| when == "now" || std::env::var_os(&when).is_some());
    if endless {
        println!("pid {}", std::process::id());
    }
    while endless {
        std::hint::black_box(number);
    }
}
"#,
    ),
];

/// The workspace in a folder of its own.
pub(crate) struct Workspace {
    folder: TempDir,
}

impl Workspace {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder can be created");
        for (path, text) in FILES {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().expect("a folder")).expect("it can be created");
            let text = if text.starts_with("#!") { (*text).to_owned() } else { text.replace('\'', "\"") };
            fs::write(&path, text).expect("it can be written");
            fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("it is ours");
        }
        Self { folder }
    }

    /// The workspace itself; `outside` is beside it.
    pub(crate) fn home(&self) -> PathBuf {
        self.folder.path().canonicalize().expect("it is there").join("home")
    }

    pub(crate) fn out(&self) -> PathBuf {
        self.folder.path().join("out")
    }

    /// A command in a package's folder, without the settings of the build that runs this test.
    pub(crate) fn command(&self, program: &Path, package: &str) -> Command {
        let mut command = Command::new(program);
        let is_setting = |name: &str| {
            ["RUSTFLAGS", "RUSTC", "RUSTC_WRAPPER", "RUSTC_WORKSPACE_WRAPPER", "LLVM_PROFILE_FILE"].contains(&name)
                || (name.starts_with("CARGO_") && !["CARGO_HOME", "CARGO_NET_OFFLINE"].contains(&name))
        };
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_str().is_some_and(is_setting)) {
            command.env_remove(name);
        }
        command.current_dir(self.home().join(package));
        command
    }

    pub(crate) fn lineprof(&self, subcommand: &str) -> Command {
        let mut command = self.command(Path::new(env!("CARGO_BIN_EXE_lineprof")), "app");
        command.arg(subcommand).arg("--out").arg(self.out());
        command
    }

    pub(crate) fn cargo(&self) -> Command {
        self.command(Path::new(&std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())), "app")
    }
}

pub(crate) fn run(command: &mut Command) -> Output {
    command.output().expect("it starts")
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Whether this machine can record programs; otherwise prints the reason.
pub(crate) fn can_record(workspace: &Workspace) -> bool {
    let output = run(workspace.lineprof("record").arg("true"));
    if !output.status.success() {
        use std::io::Write as _;
        let _ = writeln!(std::io::stderr(), "skipped: programs of cargo: {}", text(&output.stderr));
    }
    output.status.success()
}
