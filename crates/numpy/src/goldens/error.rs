//! Why a golden cannot be read.

use super::SCHEMA;
use ndarray_npy::ReadNpyError;
use std::io;
use std::path::PathBuf;

const SCRIPT: &str = "crates/numpy/reference/numpy_reference.py";

/// Why a golden cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum GoldenError {
    /// The folder has no manifest.
    #[error("no goldens at {path}: make them with {SCRIPT}, or name another folder", path = .0.display())]
    NotFound(PathBuf),
    /// A file is there, or should be, and cannot be read.
    #[error("cannot read {path}: {1}; make the goldens again with {SCRIPT}", path = .0.display())]
    Unreadable(PathBuf, #[source] io::Error),
    /// The manifest is not what it should be.
    #[error("{path} is not a manifest of goldens: {1}; make it again with {SCRIPT}", path = .0.display())]
    Manifest(PathBuf, #[source] serde_json::Error),
    /// The manifest is of this other version.
    #[error("{path} has schema \"{1}\", this program reads \"{SCHEMA}\": make it again with {SCRIPT}", path = .0.display())]
    Schema(PathBuf, String),
    /// The digest of an array's file is not the one in the manifest, which comes last.
    #[error("{path} has sha256 {1}, its manifest says {2}: restore it, or make it again with {SCRIPT}", path = .0.display())]
    Digest(PathBuf, String, String),
    /// An array's file holds another type (which it names as NumPy does) or rank than asked for.
    #[error("{path} holds {1}: {2}; ask for that type", path = .0.display())]
    Array(PathBuf, String, #[source] ReadNpyError),
    /// The shape of an array's file is not the one in the manifest, which comes last.
    #[error("{path} has shape {1:?}, its manifest says {2:?}: make it again with {SCRIPT}", path = .0.display())]
    Shape(PathBuf, [usize; 2], [usize; 2]),
    /// No golden in the folder has this name.
    #[error("no golden at {path} is called \"{1}\": its manifest.json lists the names", path = .0.display())]
    Unknown(PathBuf, String),
}
