//! A profile as JSON, to be read again.

use super::files::to_file;
use crate::attribution::Sources;
use crate::error::read;
use crate::evidence::Evidence;
use crate::recording::Recording;
use crate::{Config, Error, Profile};
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use std::path::Path;

const SCHEMA: &str = "lineprof.profile/1";

/// The schema of a recording alone, whose addresses were not looked up.
const RECORDING: &str = "lineprof.recording/1";

#[derive(Serialize, Deserialize)]
#[serde(expecting = "an object with a schema")]
struct Document<P> {
    schema: Option<String>,
    profile: P,
}

impl Profile {
    /// Writes the whole profile as JSON.
    ///
    /// # Errors
    /// Where the file cannot be written, or where the path of a source file or object is not Unicode.
    pub fn write_json(&self, path: &Path) -> Result<(), Error> {
        let document = Document { schema: Some(SCHEMA.to_owned()), profile: self };
        to_file(path, |out| serde_json::to_writer(out, &document).map_err(Into::into))
    }

    /// Reads a profile that [`Profile::write_json`] wrote.
    ///
    /// # Errors
    /// Where the file cannot be read or is not a profile of the schema `lineprof.profile/1`.
    pub fn read_json(path: &Path) -> Result<Self, Error> {
        parse(&read(path)?).map_err(|reason| Error::format(path, "a lineprof profile", reason))
    }
}

/// Writes a recording as JSON, which [`Profile::read_json`] reads as well.
#[cfg(target_os = "linux")]
pub(crate) fn write_recording(path: &Path, recording: &Recording) -> Result<(), Error> {
    let document = Document { schema: Some(RECORDING.to_owned()), profile: recording };
    to_file(path, |out| serde_json::to_writer(out, &document).map_err(Into::into))
}

fn parse(bytes: &[u8]) -> Result<Profile, String> {
    // The schema tells whether the rest can be read.
    let header: Document<Option<IgnoredAny>> = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
    match header.schema {
        Some(schema) if schema == SCHEMA => {}
        Some(schema) if schema == RECORDING => {
            let document: Document<Recording> = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
            let profile = Profile::of(document.profile, &Config::default()).map_err(|error| error.to_string())?;
            return check(&profile).map(|()| profile);
        }
        Some(schema) => return Err(format!("its schema is {schema:?} and not {SCHEMA:?}")),
        None => return Err(format!("it has no schema; {SCHEMA:?} is needed")),
    }
    let document: Document<Profile> = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
    let mut profile = document.profile;
    check(&profile)?;
    if profile.evidence == Evidence::default() {
        // Older versions kept nothing.
        let sources = Sources::new(&profile.config).map_err(|error| error.to_string())?;
        profile.evidence = Evidence::gather(&profile.recording, &profile.symbols, &sources);
    }
    Ok(profile)
}

fn check(profile: &Profile) -> Result<(), String> {
    let (recording, symbols) = (&profile.recording, &profile.symbols);
    let stacks = recording.stacks.len();
    let counts = recording.counters.iter().flat_map(|counter| &counter.counts);
    let counts = counts.map(|count| (count.stack, count.thread));
    let mut all = recording.samples.iter().map(|sample| (sample.stack, sample.thread)).chain(counts);
    let is_stray =
        |&(stack, thread): &(u32, u16)| stack as usize >= stacks || usize::from(thread) >= recording.threads.len();
    if let Some((stack, thread)) = all.find(is_stray) {
        return Err(format!("a sample names stack {stack} or thread {thread}, which does not exist"));
    }
    if symbols.stacks.len() != stacks {
        return Err(format!("{stacks} stacks were recorded and {} looked up", symbols.stacks.len()));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::made::{Made, made};
    use super::*;
    use crate::recording::Event;

    fn bytes(profile: &Profile) -> Vec<u8> {
        serde_json::to_vec(&Document { schema: Some(SCHEMA.to_owned()), profile }).unwrap()
    }

    #[test]
    fn a_sample_is_a_short_list() {
        assert_eq!(serde_json::to_string(&made().recording.samples[1]).unwrap(), "[1000000,1,0,1]");
    }

    #[test]
    fn samples_and_counts_without_a_stack_or_a_thread_are_refused() {
        let counted = || {
            let mut made = Made::default();
            made.sample(&[&[("main", "main.rs", 7)]], "main", 1);
            made.count(Event::PageFaults, &[&[("main", "main.rs", 7)]], "main", 3);
            made.profile()
        };
        let mut profile = counted();
        assert_eq!(parse(&bytes(&profile)).unwrap(), profile);
        profile.recording.samples[0].stack = 99;
        assert!(parse(&bytes(&profile)).unwrap_err().contains("stack 99"));
        let mut profile = counted();
        profile.recording.counters[0].counts[0].thread = 98;
        assert!(parse(&bytes(&profile)).unwrap_err().contains("thread 98"));
    }
}
