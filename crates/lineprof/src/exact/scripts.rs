//! Two scripts that cargo calls: a wrapper of the compiler, which adds flags, and a runner, which notes what cargo would
//! run.
//!
//! Flags by way of cargo's settings would replace the user's, or change the hashes in symbols, and so the order of
//! functions. Cargo does not look at what a wrapper of the compiler adds, so such builds need a folder of their own.

use super::Purpose;
use crate::Error;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{fs, io};

/// Takes the place of programs, and leaves a file beside itself for each: the folder to run in, the number of words, the
/// words, and the environment.
pub(super) const RUNNER: &str = r#"#!/bin/sh
# Tells lineprof what cargo would run.
{ printf '%s\0' "$PWD" "$#" "$@" && env -0; } >"$(mktemp "$0.XXXXXX")"
"#;

/// Calls the compiler, through the user's wrapper of it, with the flags of a purpose and at least limited debug
/// information.
pub(super) fn compiler(wrapper: Option<&Path>, purpose: Purpose) -> String {
    let wrapper =
        wrapper.map(|path| format!("'{}' ", path.to_string_lossy().replace('\'', r"'\''"))).unwrap_or_default();
    let flags = purpose.flags();
    format!(
        r#"#!/bin/sh
# Made by lineprof: the compiler, with further flags.
debug=-Cdebuginfo=1
for word; do
    case $word in
    *debuginfo=2 | *debuginfo=full | -g) debug= ;;
    *debuginfo=*) debug=-Cdebuginfo=1 ;;
    esac
done
exec {wrapper}"$@" $debug -Cstrip=none {flags}
"#
    )
}

/// Writes a script, if there is another or none, and returns its path.
pub(super) fn write(path: PathBuf, text: &str) -> Result<PathBuf, Error> {
    if fs::read_to_string(&path).is_ok_and(|old| old == text) {
        return Ok(path);
    }
    let write = |folder: &Path| -> io::Result<()> {
        fs::create_dir_all(folder)?;
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        file.write_all(text.as_bytes())?;
        #[cfg(unix)]
        fs::set_permissions(file.path(), std::os::unix::fs::PermissionsExt::from_mode(0o755))?;
        file.persist(&path)?;
        Ok(())
    };
    match write(path.parent().unwrap_or(Path::new("."))) {
        Ok(()) => Ok(path),
        Err(source) => Err(Error::File(path, source)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::Command;

    /// The words that a compiler gets, with this program as the user's wrapper.
    fn words(purpose: Purpose, given: &[&str]) -> String {
        let folder = tempfile::tempdir().unwrap();
        let wrapper = write(folder.path().join("it's a wrapper"), "#!/bin/sh\necho wrapped \"$@\"\n").unwrap();
        let script = write(folder.path().join("compiler"), &compiler(Some(&wrapper), purpose)).unwrap();
        let output = Command::new("sh").arg(script).arg("rustc").args(given).output().unwrap();
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    #[test]
    fn debug_information_is_added_where_there_is_less() {
        for (given, added) in [
            (&["-O"][..], " -Cdebuginfo=1"),
            (&["-C", "debuginfo=2"], ""),
            (&["-g", "-Cstrip=debuginfo"], ""),
            (&["-Cdebuginfo=full"], ""),
            (&["--codegen=debuginfo=line-tables-only"], " -Cdebuginfo=1"),
            (&["-C", "debuginfo=2", "-Cdebuginfo=0"], " -Cdebuginfo=1"),
            (&["-Cdebuginfo=0", "-C", "debuginfo=2", "two words"], ""),
        ] {
            assert_eq!(words(Purpose::Time, given), format!("wrapped rustc {}{added} -Cstrip=none", given.join(" ")));
        }
    }

    #[test]
    fn flags_to_count_come_last() {
        let cpu = "-Ctarget-cpu=native";
        assert!(words(Purpose::Hits, &[cpu]).ends_with(" -Cinstrument-coverage"), "coverage");
        assert!(words(Purpose::Ir, &[cpu]).ends_with(" -Ctarget-cpu=x86-64-v3"), "the CPU");
    }
}
