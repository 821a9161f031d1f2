//! The owner of a frame.

use crate::export::{Step, crate_in};
use crate::recording::KERNEL;
use crate::views::is_systems;
use crate::{Origin, OriginKind, Profile};
use std::path::Path;

/// Finds the owner of a frame, as the CSS class of its box.
pub(super) struct Owners<'a> {
    profile: &'a Profile,
    files: Vec<&'static str>,
    objects: Vec<&'static str>,
}

impl<'a> Owners<'a> {
    pub(super) fn of(profile: &'a Profile) -> Self {
        let of_file = |file: &crate::File| match Origin::of(&file.path).kind {
            OriginKind::Toolchain => "std",
            OriginKind::System => "system",
            OriginKind::Registry | OriginKind::Git | OriginKind::Local => "dependency",
        };
        Self {
            profile,
            files: profile.symbols.files.iter().map(of_file).collect(),
            objects: profile.recording.objects.iter().map(|object| of_object(&object.path)).collect(),
        }
    }

    /// `yours`, `dependency`, `std`, `system`, `kernel`, `waiting`, or empty where it is not known.
    pub(super) fn owner(&self, step: Step) -> &'static str {
        let object =
            |object: Option<u32>| object.and_then(|at| self.objects.get(at as usize)).copied().unwrap_or_default();
        match step {
            Step::Named("[waiting]") => "waiting",
            Step::Named("[std]") => "std",
            Step::Named(_) => "dependency",
            Step::Unknown(of) => object(of),
            Step::Frame(frame) if self.profile.is_own(&frame) => "yours",
            Step::Frame(frame) => {
                let file = frame.file.and_then(|file| self.files.get(file as usize)).copied();
                let function = self.profile.symbols.functions.get(frame.function as usize);
                file.or_else(|| function.and_then(|function| of_name(&function.name)))
                    .unwrap_or_else(|| object(function.and_then(|function| function.object)))
            }
        }
    }
}

fn of_object(path: &Path) -> &'static str {
    match path.to_str() {
        Some(KERNEL) => "kernel",
        Some(name) if name.starts_with('[') => "system",
        _ if is_systems(path) => "system",
        _ => "",
    }
}

/// Of the standard library, where there are no files.
fn of_name(name: &str) -> Option<&'static str> {
    crate_in(name).filter(|name| ["std", "core", "alloc"].contains(name)).map(|_| "std")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Frame;
    use crate::export::Step;

    #[test]
    fn the_file_the_name_or_the_object_tells_whose_a_frame_is() {
        let mut made = crate::export::made::Made::default();
        let (memchr, core) =
            ("/usr/share/cargo/registry/memchr-2.7.4/src/lib.rs", "/rustc/0a1b2c/library/core/src/a.rs");
        let frames =
            [("main", "main.rs", 1), ("find", memchr, 1), ("next", core, 1), ("malloc", "/usr/include/c++/12/map", 1)];
        made.sample(&[&frames], "main", 1);
        made.sample(&[&[("/usr/lib/libc.so.6", "", 0)]], "main", 1);
        made.sample(&[&[(KERNEL, "", 0)]], "main", 1);
        made.sample(&[&[("?", "", 0)]], "main", 1);
        let mut profile = made.profile();
        profile
            .symbols
            .functions
            .push(crate::Function { name: "<core::iter::Map as Iterator>::next".into(), object: Some(0) });
        let owners = Owners::of(&profile);
        let of_stack = |stack| Step::of(&profile, stack).into_iter().map(|step| owners.owner(step)).collect::<Vec<_>>();
        assert_eq!(of_stack(0), ["yours", "dependency", "std", "system"]);
        assert_eq!([1, 2, 3].map(|stack| of_stack(stack)[0]), ["system", "kernel", ""]);
        let stripped = Frame { function: 4, file: None, line: None };
        assert_eq!(owners.owner(Step::Frame(stripped)), "std");
        assert_eq!(owners.owner(Step::Named("[waiting]")), "waiting");
    }
}
