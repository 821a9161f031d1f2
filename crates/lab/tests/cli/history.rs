//! `lanelab history`: a rung over records.

use crate::lanelab::{Call, Ended, Folder, lanelab};
use std::fs;
use std::path::Path;

const COLUMNS: &str = "scene,rung,rounding,map,lane,isa,threads,width,height,limit,checksum,verified,samples,\
                       median_ns,mad_ns,min_ns,max_ns,mean_ns,stddev_ns,commit,rustc,features";

/// A record of two rungs with these medians, in nanoseconds.
fn record(textbook: u32, best: u32) -> String {
    record_of("separate", 50, textbook, best)
}

/// The same with `best` under another rounding, and with another limit.
fn record_of(rounding: &str, limit: u32, textbook: u32, best: u32) -> String {
    let row = |rung: &str, rounding: &str, median: u32| {
        format!(
            "overview,{rung},{rounding},mandelbrot,f64,AVX2,1,2,2,{limit},00,true,100,{median},{},1,9,5,1,abc,rustc 1,fma\n",
            median / 100
        )
    };
    format!("{COLUMNS}\n{}{}", row("textbook", "separate", textbook), row("best", rounding, best))
}

/// The lines of records in an answer.
fn lines(ended: &Ended) -> Vec<&str> {
    ended.text().lines().filter(|line| line.starts_with("2026")).collect()
}

/// A folder of records of one machine, by the names of their files.
fn records(files: &[(&str, String)]) -> Folder {
    let folder = Folder::new();
    fs::create_dir_all(folder.path("records/mine")).unwrap();
    for (name, text) in files {
        fs::write(folder.path(&format!("records/mine/{name}")), text).unwrap();
    }
    folder
}

fn history(folder: &Folder) -> Call {
    lanelab("history --folder records").within(folder)
}

#[test]
fn a_change_of_the_rung_is_told_from_one_of_the_machine() {
    let folder = records(&[
        ("20260101T000000Z-a.csv", record(1_000_000, 100_000)),
        ("20260102T000000Z-b.csv", record(2_000_000, 200_000)),
        ("20260103T000000Z-c.csv", record(2_000_000, 100_000)),
    ]);
    let ended = history(&folder).succeeds().quietly().printing(&["mine: best:separate on overview"]);
    let lines = lines(&ended);
    assert!(lines[0].contains("the first") && lines[0].contains("10.0×"), "{lines:#?}");
    assert!(lines[1].contains("within noise") && lines[1].contains("10.0×"), "the machine: {lines:#?}");
    assert!(lines[2].contains("+100 %") && lines[2].contains("faster"), "the rung: {lines:#?}");
    let bar = |line: &str| line.matches('█').count();
    assert_eq!(lines.iter().map(|line| bar(line)).collect::<Vec<_>>(), [24, 12, 24], "{lines:#?}");
}

/// `textbook` was not measured in turn with it, so the ratio does not tell the rung from the machine.
#[test]
fn a_change_of_another_rounding_may_be_the_machine() {
    let folder = records(&[
        ("20260101T000000Z-a.csv", record_of("contracted", 50, 1_000_000, 100_000)),
        ("20260102T000000Z-b.csv", record_of("contracted", 50, 1_000_000, 50_000)),
    ]);
    let ended = history(&folder).words("best:contracted").succeeds().quietly();
    let lines = lines(&ended);
    assert!(lines[1].contains("faster, or the machine is"), "{lines:#?}");
    assert!(lines[1].contains("20.0×"), "the ratio is shown all the same: {lines:#?}");
}

#[test]
fn times_of_other_work_are_not_compared() {
    let folder = records(&[
        ("20260101T000000Z-a.csv", record_of("separate", 50, 1_000_000, 100_000)),
        ("20260102T000000Z-b.csv", record_of("separate", 100, 2_000_000, 200_000)),
        ("20260103T000000Z-c.csv", record_of("separate", 100, 2_000_000, 100_000)),
        ("20260104T000000Z-d.csv", record_of("separate", 100, 2_000_000, 100_000).replace(",100,00,", ",100,11,")),
    ]);
    let ended = history(&folder).succeeds().quietly();
    let lines = lines(&ended);
    assert!(lines[1].contains("other work") && !lines[1].contains('%'), "another limit: {lines:#?}");
    assert!(lines[2].contains("+100 %") && lines[2].contains("faster"), "the same again: {lines:#?}");
    assert!(lines[3].contains("other work"), "another answer: {lines:#?}");
}

#[test]
fn a_record_of_another_schema_is_left_out_and_named_and_stays_as_it_is() {
    let other = "scene,rung,nanoseconds\noverview,best,5\n";
    let half = format!("{COLUMNS}\noverview,best,separate,mandelbrot,f64");
    let folder = records(&[
        ("20260101T000000Z-a.csv", record(10, 5)),
        ("20260102T000000Z-b.csv", other.to_owned()),
        ("20260103T000000Z-c.csv", half),
        ("20260104T000000Z-d.csv", COLUMNS.to_owned()),
        ("20260101T000000Z-a.suites.csv", "benchmark,median_ns\n".to_owned()),
    ]);
    let parts = ["skipped:", "b.csv is of another schema", "c.csv is of another schema", "d.csv has no rows"];
    let ended = history(&folder).succeeds().saying(&parts).printing(&["20260101T000000Z-a"]);
    assert!(!ended.said.contains("suites"), "{ended}");
    assert_eq!(folder.read("records/mine/20260102T000000Z-b.csv"), other.as_bytes());
}

#[test]
fn what_no_record_has_is_refused_with_a_remedy() {
    let folder = records(&[("20260101T000000Z-a.csv", record(10, 5))]);
    history(&folder).words("period").refuses().saying(&["period:separate on overview", "scripts/record makes one"]);
    history(&folder).words("--machine other").refuses().saying(&["--machine other", "leave it out"]);
    lanelab("history --folder none").refuses().saying(&["--folder none", "name a folder of records"]);
    history(&Folder::new().with("records", "")).refuses().saying(&["--folder records"]);
}

#[test]
fn the_records_of_the_project_can_be_read() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../profiles/record");
    for scene in ["lesson", "overview", "seahorse"] {
        let call = lanelab("history best --scene").words(scene).words("--folder").word(folder);
        let ended = call.succeeds().quietly();
        let holding = holding(Path::new(folder), &format!("\n{scene},best,separate,"));
        assert!(holding >= 2, "{holding} records hold {scene}");
        assert_eq!(lines(&ended).len(), holding, "{}", ended.text());
    }
}

/// How many records of any machine hold a line that begins so.
fn holding(folder: &Path, line: &str) -> usize {
    let within = |folder: &Path| fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let files = within(folder).flat_map(|machine| within(&machine).collect::<Vec<_>>());
    let records = files.filter(|path| {
        let name = path.file_name().unwrap().to_string_lossy();
        name.ends_with(".csv") && !name.ends_with(".suites.csv")
    });
    records.filter(|path| fs::read_to_string(path).unwrap().contains(line)).count()
}
