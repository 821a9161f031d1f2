//! Goldens: arrays that NumPy itself wrote, with what each of them is.
//!
//! `crates/numpy/reference/numpy_reference.py` makes them, once under each of NumPy's two arithmetics. A golden is read
//! only if its bytes have the sha256 that the manifest gives.
//!
//! ```no_run
//! use lanelab_numpy::goldens::{self, Goldens, Subject};
//!
//! let goldens = Goldens::open(goldens::FOLDER.as_ref())?;
//! for golden in goldens.entries() {
//!     if let Subject::Steps(case) = &golden.subject {
//!         let steps = goldens.read::<u32>(golden)?;
//!         assert_eq!(steps.dim(), (case.height, case.width));
//!     }
//! }
//! # Ok::<(), goldens::GoldenError>(())
//! ```

mod entry;
mod error;

pub use entry::{CourseCase, Function, Golden, PointsCase, StepsCase, Subject};
pub use error::GoldenError;

use ndarray::Array2;
use ndarray_npy::{ReadNpyExt, ReadableElement};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::io;
use std::path::{Path, PathBuf};

/// Where the goldens are in a checkout of the sources.
pub const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/goldens/arrays");

/// The only form of manifest that is understood.
const SCHEMA: &str = "lanelab.goldens/1";

/// A folder of goldens, by its manifest.
#[derive(Debug, Clone)]
pub struct Goldens {
    folder: PathBuf,
    manifest: Manifest,
}

#[derive(Debug, Clone, Deserialize)]
struct Manifest {
    numpy: String,
    python: String,
    entries: Vec<Golden>,
}

#[derive(Deserialize)]
struct Head {
    schema: String,
}

impl Goldens {
    /// The goldens of a folder, such as [`FOLDER`]. No array is read yet.
    ///
    /// # Errors
    /// [`GoldenError::NotFound`] where the folder has no manifest.
    /// Other errors where the manifest cannot be read or understood.
    pub fn open(folder: &Path) -> Result<Self, GoldenError> {
        let path = folder.join("manifest.json");
        let text = std::fs::read_to_string(&path).map_err(|source| match source.kind() {
            io::ErrorKind::NotFound => GoldenError::NotFound(folder.to_owned()),
            _ => GoldenError::Unreadable(path.clone(), source),
        })?;
        let broken = |source| GoldenError::Manifest(path.clone(), source);
        let Head { schema } = serde_json::from_str(&text).map_err(broken)?;
        if schema != SCHEMA {
            return Err(GoldenError::Schema(path, schema));
        }
        Ok(Self { folder: folder.to_owned(), manifest: serde_json::from_str(&text).map_err(broken)? })
    }

    /// All goldens, in the order of the manifest.
    pub fn entries(&self) -> &[Golden] {
        &self.manifest.entries
    }

    /// The golden of this name.
    ///
    /// # Errors
    /// Where there is none.
    pub fn find(&self, name: &str) -> Result<&Golden, GoldenError> {
        self.entries()
            .iter()
            .find(|golden| golden.name == name)
            .ok_or_else(|| GoldenError::Unknown(self.folder.clone(), name.to_owned()))
    }

    /// What wrote them, such as `NumPy 2.4.6 on Python 3.11.7`.
    pub fn origin(&self) -> String {
        format!("NumPy {} on Python {}", self.manifest.numpy, self.manifest.python)
    }

    /// The array of a golden, its digest checked; `T` must be what its `dtype` says.
    ///
    /// # Errors
    /// Where the file cannot be read, has another digest or shape than the manifest says, or holds no `T`.
    pub fn read<T: ReadableElement>(&self, golden: &Golden) -> Result<Array2<T>, GoldenError> {
        let path = self.folder.join(&golden.file);
        let bytes = std::fs::read(&path).map_err(|source| GoldenError::Unreadable(path.clone(), source))?;
        let found = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        if found != golden.sha256 {
            return Err(GoldenError::Digest(path, found, golden.sha256.clone()));
        }
        let other_type = |source| GoldenError::Array(path.clone(), golden.dtype.clone(), source);
        let array = Array2::read_npy(bytes.as_slice()).map_err(other_type)?;
        let found = array.dim().into();
        if found != golden.shape {
            return Err(GoldenError::Shape(path, found, golden.shape));
        }
        Ok(array)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use tempfile::TempDir;

    const MANIFEST: &str = r#"{"schema": "lanelab.goldens/1", "numpy": "2", "python": "3", "entries": [
        {"name": "a", "kind": "input", "dtype": "<u4", "shape": [1, 1], "file": "a.npy", "sha256": "ab"}]}"#;

    fn folder(files: &[(&str, &str)]) -> TempDir {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for (file, text) in files {
            fs::write(folder.path().join(file), text).expect("a file in it");
        }
        folder
    }

    #[test]
    fn a_missing_manifest_is_told_from_a_broken_one() {
        let open = |files: &[(&str, &str)]| Goldens::open(folder(files).path()).expect_err("it cannot be read");
        assert!(matches!(open(&[]), GoldenError::NotFound(_)));
        let error = open(&[("manifest.json", r#"{"schema": "lanelab.goldens/1"}"#)]);
        assert!(matches!(error, GoldenError::Manifest(..)), "no entries: {error}");
        let error = open(&[("manifest.json", r#"{"schema": "lanelab.goldens/2"}"#)]);
        assert!(matches!(error, GoldenError::Schema(..)), "{error}");
    }

    #[test]
    fn an_array_with_other_bytes_is_refused() {
        let folder = folder(&[("manifest.json", MANIFEST), ("a.npy", "not what it was")]);
        let goldens = Goldens::open(folder.path()).expect("the manifest is good");
        let error = goldens.read::<u32>(&goldens.entries()[0]).expect_err("the digest is wrong");
        assert!(matches!(error, GoldenError::Digest(..)), "{error}");
        fs::remove_file(folder.path().join("a.npy")).expect("it exists");
        let error = goldens.read::<u32>(&goldens.entries()[0]).expect_err("the file is gone");
        assert!(matches!(error, GoldenError::Unreadable(..)), "{error}");
        let error = goldens.find("b").expect_err("there is only a");
        assert!(error.to_string().contains("\"b\""), "{error}");
    }
}
