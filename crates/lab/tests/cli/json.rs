//! `lanelab run --json`: valid JSON of schema lanelab.run/1, every field there and of its type.

use crate::lanelab::{Folder, lanelab};
use lanelab_escape::{Map, checksum};
use lanelab_grid::{Limit, Numerics, Precision, Raster, Region, Rounding, Steps, View};
use serde_json::Value;

const RUN: &str = "run --region=-2,0.5,-1.25,1.25 --size 67x45 --limit 100 --seconds 0.001";

fn answer(numerics: Numerics) -> Steps {
    let view = View::new(Region::new(-2.0, 0.5, -1.25, 1.25).unwrap(), Raster::new(67, 45).unwrap());
    Map::Mandelbrot.ladder().oracle_steps(numerics, &view, Limit::new(100).unwrap())
}

/// Whether a value is what a word of the schema says.
fn is(value: &Value, kind: &str) -> bool {
    match kind {
        "text" => value.as_str().is_some_and(|text| !text.is_empty()),
        "whole" => value.is_u64(),
        "positive" => value.as_f64().is_some_and(|number| number > 0.0),
        "true" => value == true,
        "flag" => value.is_boolean(),
        "share or null" => value.is_null() || value.as_f64().is_some_and(|share| share > 0.0),
        "peak" => Rounding::ALL.iter().all(|r| is(&value[format!("{r}_giter_per_s")], "positive")),
        "bounds" => value.as_array().is_some_and(|bounds| bounds.len() == 4 && bounds.iter().all(Value::is_f64)),
        "list" => value.as_array().is_some_and(|list| !list.is_empty()),
        "interval" => ["median", "low", "high"].iter().all(|name| is(&value[name], "positive")),
        "interval or null" => value.is_null() || is(value, "interval"),
        _ => panic!("no kind is called \"{kind}\""),
    }
}

/// Expects each field, and each of its kind.
fn expect(object: &Value, fields: &[(&str, &str)]) {
    for (name, kind) in fields {
        let value = object.get(name).unwrap_or_else(|| panic!("no field \"{name}\" in {object:#}"));
        assert!(is(value, kind), "\"{name}\" is no {kind}: {value}");
    }
}

fn expect_the_schema(report: &Value) {
    assert_eq!(report["schema"], "lanelab.run/1");
    expect(report, &[("schema", "text"), ("peak", "peak"), ("scenes", "list")]);
    expect(&report["machine"], &[("cpu", "text"), ("cores", "whole"), ("isa", "text"), ("lanes_f64", "whole")]);
    expect(&report["machine"], &[("clock_ghz", "positive"), ("rustc", "text"), ("commit", "text")]);
    let ladder = Map::default().ladder();
    for scene in report["scenes"].as_array().unwrap() {
        expect(scene, &[("name", "text"), ("region", "bounds"), ("width", "whole"), ("height", "whole")]);
        expect(scene, &[("limit", "whole"), ("map", "text"), ("iterations", "whole"), ("rungs", "list")]);
        for rung in scene["rungs"].as_array().unwrap() {
            expect(rung, &[("name", "text"), ("rounding", "text"), ("threads", "whole"), ("samples", "whole")]);
            expect(rung, &[("median_ns", "whole"), ("mad_ns", "whole"), ("giter_per_s", "positive")]);
            expect(rung, &[("iter_per_cycle", "positive"), ("of_peak", "share or null"), ("effective", "flag")]);
            expect_a_share_where_there_is_an_inner_loop(rung);
            expect(rung, &[("verified", "true"), ("checksum", "text"), ("speed_up", "interval")]);
            expect(rung, &[("of_copies", "interval or null"), ("precision", "text")]);
            expect(rung, &[("occupancy", "share or null")]);
            let rung = ladder.rung(rung["name"].as_str().unwrap()).unwrap();
            assert_eq!(rung["occupancy"].is_null(), !rung.tallies(), "{rung:#}");
        }
    }
}

/// `of_peak` is null for a rung without an inner loop, and for one whose rate is effective.
fn expect_a_share_where_there_is_an_inner_loop(rung: &Value) {
    let ladder = Map::Mandelbrot.ladder();
    let rung = ladder.rung(rung["name"].as_str().unwrap()).unwrap();
    assert_eq!(rung["effective"], rung.effective, "{rung:#}");
    assert_eq!(rung["of_peak"].is_null(), rung.effective || rung.inner.is_none(), "{rung:#}");
}

/// The only scene of a report.
fn only_scene(report: &Value) -> &Value {
    let scenes = report["scenes"].as_array().unwrap();
    assert_eq!(scenes.len(), 1, "{report:#}");
    &scenes[0]
}

#[test]
fn a_dash_prints_json_and_nothing_else() {
    let ended = lanelab(RUN).words("--json -").succeeds().quietly().leaving(&[]);
    let report: Value = serde_json::from_str(ended.text()).unwrap();
    expect_the_schema(&report);
    let scene = only_scene(&report);
    let steps = answer(Numerics::double(Rounding::Separate));
    assert_eq!(scene["iterations"], u64::try_from(steps.iterations()).unwrap());
    assert_eq!((&scene["width"], &scene["height"], &scene["limit"]), (&67.into(), &45.into(), &100.into()));
    assert_eq!((&scene["region"], &scene["map"]), (&[-2.0, 0.5, -1.25, 1.25].into(), &"mandelbrot".into()));
    let names: Vec<_> = scene["rungs"].as_array().unwrap().iter().map(|rung| rung["name"].as_str().unwrap()).collect();
    let rungs = Map::Mandelbrot.ladder().rungs;
    let known: Vec<_> = rungs.iter().filter(|rung| rung.gives(Rounding::Separate)).map(|rung| rung.name).collect();
    assert_eq!(names, known, "all rungs in teaching order");
}

#[test]
fn every_rung_bears_the_checksum_of_the_oracles_answer() {
    for rounding in Rounding::ALL {
        let rungs = [("textbook", Precision::Double), ("lanes-f32", Precision::Single)];
        let call = lanelab(RUN).words(&format!("--rounding {rounding} --json - --rung textbook --rung lanes-f32"));
        let report: Value = serde_json::from_str(call.succeeds().text()).unwrap();
        expect_the_schema(&report);
        let found = only_scene(&report)["rungs"].as_array().unwrap();
        assert_eq!(found.len(), rungs.len());
        for (rung, (name, precision)) in found.iter().zip(rungs) {
            let answer = answer(Numerics { precision, rounding });
            assert_eq!(rung["checksum"], format!("{:08x}", checksum(&answer)), "{rung:#}");
            let stated = (&rung["name"], &rung["precision"], &rung["rounding"]);
            assert_eq!(stated, (&name.into(), &precision.name().into(), &rounding.name().into()));
            let seconds = rung["median_ns"].as_f64().unwrap() * 1e-9;
            let iterations = rung["giter_per_s"].as_f64().unwrap() * 1e9 * seconds;
            let right = f64::from(u32::try_from(answer.iterations()).unwrap());
            assert!((iterations / right - 1.0).abs() < 1e-3, "{iterations} iterations, not {right}: {rung:#}");
        }
    }
}

#[test]
fn a_file_holds_the_json_and_the_table_is_printed() {
    let folder = Folder::new().with("r.json", "before");
    let call = lanelab(RUN).words("--rung textbook --rung lanes-masked --threads 2,1,2 --json r.json");
    let ended = call.within(&folder).succeeds().quietly().leaving(&["r.json"]);
    ended.printing(&["custom: mandelbrot on -2..0.5 × -1.25..1.25", "67x45 points", "rounding separate", "Giter/s"]);
    let report: Value = serde_json::from_slice(&folder.read("r.json")).unwrap();
    expect_the_schema(&report);
    let rungs = only_scene(&report)["rungs"].as_array().unwrap();
    let lines: Vec<_> =
        rungs.iter().map(|rung| (rung["name"].as_str().unwrap(), rung["threads"].as_u64().unwrap())).collect();
    assert_eq!(lines, [("textbook", 1), ("textbook", 2), ("lanes-masked", 1), ("lanes-masked", 2)]);
    for rung in rungs {
        assert_eq!(rung["of_copies"].is_null(), rung["threads"] == 1, "{rung:#}");
    }
}

#[test]
fn a_map_is_written_as_it_is_asked_for() {
    let call =
        lanelab("run --rung textbook --rung textbook --map julia:-0.8,0.156 --size 20x20 --seconds 0.001 --json -");
    let report: Value = serde_json::from_str(call.succeeds().text()).unwrap();
    let scene = only_scene(&report);
    assert_eq!((&scene["map"], &scene["name"]), (&"julia:-0.8,0.156".into(), &"custom".into()));
    assert_eq!(scene["rungs"].as_array().unwrap().len(), 1, "a rung that is named twice is measured once");
}
