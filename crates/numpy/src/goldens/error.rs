//! Why a golden cannot be read.

use super::SCHEMA;
use ndarray_npy::ReadNpyError;
use std::io;
use std::path::PathBuf;

const SCRIPT: &str = "crates/numpy/reference/numpy_reference.py";

/// Why a golden cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum GoldenError {
    /// There is no manifest in the folder.
    #[error("no goldens at {}: make them with {SCRIPT}, or name another folder", .folder.display())]
    NotFound {
        /// The folder asked for.
        folder: PathBuf,
    },
    /// A file is there, or should be, and cannot be read.
    #[error("cannot read {}: {source}; make the goldens again with {SCRIPT}", .path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The manifest is not what it should be.
    #[error("{} is not a manifest of goldens: {source}; make it again with {SCRIPT}", .path.display())]
    Manifest {
        /// The manifest.
        path: PathBuf,
        /// Where it goes wrong.
        source: serde_json::Error,
    },
    /// The manifest is of another version.
    #[error("{} has schema \"{found}\", this program reads \"{SCHEMA}\": make it again with {SCRIPT}", .path.display())]
    Schema {
        /// The manifest.
        path: PathBuf,
        /// Its schema.
        found: String,
    },
    /// The bytes of an array are not those that NumPy wrote.
    #[error("{} has sha256 {found}, its manifest says {expected}: restore it, or make it again with {SCRIPT}", .path.display())]
    Digest {
        /// The array's file.
        path: PathBuf,
        /// The digest in the manifest.
        expected: String,
        /// That of the file.
        found: String,
    },
    /// An array is of another type or rank than asked for.
    #[error("{} holds {dtype}: {source}; ask for that type", .path.display())]
    Array {
        /// The array's file.
        path: PathBuf,
        /// Its type, as NumPy writes it.
        dtype: String,
        /// What is wrong.
        source: ReadNpyError,
    },
    /// An array has another shape than the manifest says.
    #[error("{} has shape {found:?}, its manifest says {expected:?}: make it again with {SCRIPT}", .path.display())]
    Shape {
        /// The array's file.
        path: PathBuf,
        /// Rows and columns in the manifest.
        expected: [usize; 2],
        /// Those of the array.
        found: [usize; 2],
    },
    /// No golden has the name.
    #[error("no golden at {} is called \"{name}\": its manifest.json lists the names", .folder.display())]
    Unknown {
        /// The folder.
        folder: PathBuf,
        /// The name asked for.
        name: String,
    },
}
