//! The names of the steps of a stack.

use crate::{Frame, Profile};
use std::borrow::Cow;
use std::path::Path;

/// The label of a frame of a stack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Labels {
    /// The function.
    Functions,
    /// The function and the line, so that a function has as many frames as lines.
    Lines,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Step {
    /// A call or an instruction in the source.
    Frame(Frame),
    /// An address without known function, in this object where that is known.
    Unknown(Option<u32>),
    /// A frame that is not a function, by its label: a folded runtime, or waiting.
    Named(&'static str),
}

impl Step {
    /// The steps of a stack, innermost first; at least one.
    pub(crate) fn of(profile: &Profile, stack: u32) -> Vec<Self> {
        let mut steps = Vec::new();
        for location in profile.symbols.locations_of(stack) {
            if location.frames.is_empty() {
                steps.push(Self::Unknown(location.pc.object));
            }
            steps.extend(location.frames.iter().copied().map(Self::Frame));
        }
        if steps.is_empty() {
            let leaf = profile.recording.stacks.get(stack as usize).and_then(|stack| stack.first());
            steps.push(Self::Unknown(leaf.and_then(|pc| pc.object)));
        }
        steps
    }

    pub(crate) fn name(self, profile: &Profile) -> Cow<'_, str> {
        match self {
            Self::Frame(frame) => profile.symbols.name(frame.function).into(),
            Self::Unknown(object) => profile.object_label(object).into(),
            Self::Named(name) => name.into(),
        }
    }

    pub(super) fn label(self, profile: &Profile, labels: Labels) -> Cow<'_, str> {
        let name = self.name(profile);
        match (self, labels) {
            (Self::Frame(Frame { file: Some(file), line: Some(line), .. }), Labels::Lines) => {
                format!("{name} ({}:{line})", file_name(profile.symbols.path(file))).into()
            }
            _ => name,
        }
    }
}

pub(super) fn thread_name(profile: &Profile, thread: u16) -> String {
    match profile.recording.threads.get(usize::from(thread)) {
        Some(thread) if thread.name.is_empty() => format!("thread {}", thread.tid),
        Some(thread) => thread.name.clone(),
        None => "unknown thread".to_owned(),
    }
}

/// The last part of a path, or the whole where there is none.
fn file_name(path: &Path) -> Cow<'_, str> {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy()
}
