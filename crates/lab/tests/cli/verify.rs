//! `lanelab verify`: its cases, and goldens that are missing, broken or different.

use crate::lanelab::{Call, Folder, lanelab};
use lanelab_escape::{Map, SCENES};
use lanelab_grid::{Numerics, Rounding};
use lanelab_numpy::goldens::{self, Goldens, Subject};
use ndarray_npy::WriteNpyExt;
use sha2::{Digest, Sha256};

/// Points of the real axis that escape at once.
const VIEW: &str = r#""map": "mandelbrot", "region": [3.0, 4.0, -0.5, 0.5], "width": 2, "height": 1, "limit": 5"#;

fn verify_with(goldens: &Folder) -> Call {
    lanelab("verify").with_variable("LANELAB_GOLDENS", goldens.path(""))
}

/// A NumPy file of one row.
fn npy(counts: [u32; 2]) -> Vec<u8> {
    let mut bytes = Vec::new();
    ndarray::arr2(&[counts]).write_npy(&mut bytes).unwrap();
    bytes
}

/// A folder with one golden, by which its two points escape at these steps.
fn goldens(counts: [u32; 2], view: &str) -> Folder {
    let bytes = npy(counts);
    let digest: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    let manifest = format!(
        r#"{{"schema": "lanelab.goldens/1", "numpy": "0.0", "python": "0.0", "entries": [{{"name": "steps/far/separate",
        "kind": "steps", "arithmetic": "separate", "number": "f64", {view}, "dtype": "<u4", "shape": [1, 2],
        "file": "far.npy", "sha256": "{digest}"}}]}}"#
    );
    Folder::new().with("far.npy", bytes).with("manifest.json", manifest)
}

/// How many rungs have these numerics.
fn count_rungs(numerics: Numerics) -> usize {
    Map::Mandelbrot.ladder().rungs.iter().filter(|rung| rung.claims(numerics)).count()
}

/// Cases without goldens: the oracles and the rungs on each small scene.
fn cases_of_scenes() -> usize {
    SCENES.len() * Numerics::all().map(|numerics| 1 + count_rungs(numerics)).sum::<usize>()
}

#[test]
fn all_cases_agree_and_are_counted() {
    let goldens = Goldens::open(goldens::FOLDER.as_ref()).unwrap();
    let of_steps = goldens.entries().iter().map(|golden| match &golden.subject {
        Subject::Steps(case) => count_rungs(case.numerics()),
        _ => 0,
    });
    let cases = cases_of_scenes() + of_steps.sum::<usize>();
    let ended = lanelab("verify").succeeds().quietly().leaving(&[]);
    let ended = ended.printing(&[&format!("All {cases} cases agree: "), "compared with ==", "Rungs against NumPy "]);
    let of_single = ended.text().lines().find(|line| line.starts_with("lesson-500-f32 ")).unwrap();
    assert_eq!(of_single.matches(" = 1 rung").count(), 2, "lanes-f32 against complex64: {of_single}");
}

#[test]
fn missing_goldens_fail_before_the_work() {
    let ended = verify_with(&Folder::new()).fails().saying(&["no goldens at ", "another folder in LANELAB_GOLDENS"]);
    assert_eq!(ended.text(), "", "reported before the work: {ended}");
    lanelab("verify")
        .with_variable("LANELAB_GOLDENS", "/nonexistent/a/b")
        .fails()
        .saying(&["no goldens at /nonexistent"]);
}

#[test]
fn a_golden_that_differs_fails_and_names_the_pixel() {
    let ended = verify_with(&goldens([1, 2], VIEW)).fails().saying(&["cases differ", "no times are measured"]);
    let rungs = count_rungs(Numerics::double(Rounding::Separate));
    let ended = ended.saying(&[&format!("{rungs} of {} cases", cases_of_scenes() + rungs)]);
    ended.printing(&[
        "far ",
        &format!("≠ {rungs} rungs"),
        "row 0, column 1, the point 3.5 -0.5i",
        "expected escaped at step 2",
    ]);
}

#[test]
fn broken_goldens_fail_before_the_work() {
    let folder = || goldens([1, 1], VIEW);
    let remedy = "crates/numpy/reference/numpy_reference.py";
    for (broken, parts) in [
        (folder().with("manifest.json", "{"), ["manifest.json is not a manifest of goldens", remedy]),
        (folder().with("manifest.json", r#"{"schema": "lanelab.goldens/9"}"#), ["lanelab.goldens/9", remedy]),
        (folder().with("far.npy", npy([1, 2])), ["far.npy has sha256", remedy]),
        (folder().with("far.npy", ""), ["far.npy has sha256", remedy]),
        (goldens([1, 1], &VIEW.replace("\"width\": 2", "\"width\": 3")), ["golden steps/far/separate", remedy]),
        (goldens([1, 1], &VIEW.replace("\"limit\": 5", "\"limit\": 0")), ["limit 0", "from 1 to"]),
    ] {
        let ended = verify_with(&broken).fails().saying(&parts);
        assert_eq!(ended.text(), "", "reported before the work: {ended}");
    }
    let without = folder();
    std::fs::remove_file(without.path("far.npy")).unwrap();
    verify_with(&without).fails().saying(&["cannot read", "far.npy", remedy]);
    let no_file = folder();
    let inside = no_file.path("manifest.json");
    lanelab("verify").with_variable("LANELAB_GOLDENS", inside).fails().saying(&["cannot read", remedy]);
}
