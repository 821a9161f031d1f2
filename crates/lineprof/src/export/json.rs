//! A profile as JSON, to be read again.

use super::files::to_file;
use crate::error::read;
use crate::{Error, Profile};
use serde::{Deserialize, Serialize};
use std::path::Path;

const SCHEMA: &str = "lineprof.profile/1";

#[derive(Serialize)]
struct Written<'a> {
    schema: &'static str,
    profile: &'a Profile,
}

/// The part that tells whether the rest can be read.
#[derive(Deserialize)]
#[serde(expecting = "an object with a schema")]
struct Header {
    schema: Option<String>,
}

#[derive(Deserialize)]
struct Read {
    profile: Profile,
}

impl Profile {
    /// Writes the whole profile as JSON.
    ///
    /// # Errors
    /// Where the file cannot be written, or where the path of a source file or object is not Unicode.
    pub fn write_json(&self, path: &Path) -> Result<(), Error> {
        let written = Written { schema: SCHEMA, profile: self };
        to_file(path, |out| serde_json::to_writer(out, &written).map_err(Into::into))
    }

    /// Reads a profile that [`Profile::write_json`] wrote.
    ///
    /// # Errors
    /// Where the file cannot be read or is not a profile of the schema `lineprof.profile/1`.
    pub fn read_json(path: &Path) -> Result<Self, Error> {
        parse(&read(path)?).map_err(|reason| Error::Format {
            path: path.to_owned(),
            what: "a lineprof profile",
            reason,
        })
    }
}

/// The profile, or why the bytes are none.
fn parse(bytes: &[u8]) -> Result<Profile, String> {
    let header: Header = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
    match header.schema {
        Some(schema) if schema == SCHEMA => {}
        Some(schema) => return Err(format!("its schema is {schema:?} and not {SCHEMA:?}")),
        None => return Err(format!("it has no schema; {SCHEMA:?} is needed")),
    }
    let read: Read = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
    check(read.profile)
}

/// Checks that all stacks and threads of the samples exist.
fn check(profile: Profile) -> Result<Profile, String> {
    let (recording, symbols) = (&profile.recording, &profile.symbols);
    let stacks = recording.stacks.iter().count();
    let stray = |sample: &&crate::recording::Sample| {
        sample.stack as usize >= stacks || usize::from(sample.thread) >= recording.threads.len()
    };
    if let Some(sample) = recording.samples.iter().find(stray) {
        return Err(format!("a sample names stack {} or thread {}, which does not exist", sample.stack, sample.thread));
    }
    if symbols.stacks.len() != stacks {
        return Err(format!("{stacks} stacks were recorded and {} looked up", symbols.stacks.len()));
    }
    Ok(profile)
}

#[cfg(test)]
mod tests {
    use super::super::made::made;
    use super::*;

    fn bytes(profile: &Profile) -> Vec<u8> {
        serde_json::to_vec(&Written { schema: SCHEMA, profile }).unwrap()
    }

    #[test]
    fn profiles_are_read_as_written_and_stacks_keep_their_numbers() {
        let profile = made();
        let mut read = parse(&bytes(&profile)).unwrap();
        assert_eq!(read, profile);
        let first = read.recording.stacks.get(0).to_vec();
        assert_eq!(read.recording.stacks.intern(&first), 0);
    }

    #[test]
    fn a_sample_takes_at_most_ten_letters() {
        let mut profile = made();
        let sample = profile.recording.samples[0];
        profile.recording.samples = vec![sample; 1000];
        let length = bytes(&profile).len();
        profile.recording.samples = vec![sample; 2000];
        assert!(bytes(&profile).len() - length <= 10_000, "of small numbers");
    }

    #[test]
    fn other_documents_are_refused() {
        for (text, reason) in [
            ("", "EOF"),
            ("garbage", "expected value"),
            ("[]", "expected an object with a schema"),
            ("{}", "no schema"),
            (r#"{"schema":"lineprof.profile/2"}"#, r#""lineprof.profile/2" and not "lineprof.profile/1""#),
            (r#"{"schema":"lineprof.profile/1"}"#, "missing field `profile`"),
        ] {
            let error = parse(text.as_bytes()).unwrap_err();
            assert!(error.contains(reason), "{text}: {error}");
        }
    }

    #[test]
    fn a_sample_without_a_stack_is_refused() {
        let mut profile = made();
        profile.recording.samples[3].stack = 99;
        let error = parse(&bytes(&profile)).unwrap_err();
        assert!(error.contains("stack 99"), "{error}");
    }
}
