//! Reports as JSON, for programs that check or collect them. `JSON.md` describes them.

use crate::Profile;
use crate::views::{Changes, FunctionRow, HotLine, Mix, Share, Vectors};
use serde::Serialize;
use serde_json::{Value, json};
use std::io;

/// The hottest lines and functions of a profile, and its quality: the schema `lineprof.report/1`.
///
/// # Errors
/// None that is known; those of the writer of JSON are passed on.
pub fn report_json(profile: &Profile) -> io::Result<String> {
    let (quality, vectors) = (profile.quality(), profile.vectors());
    let calls = vectors
        .not_inlined
        .iter()
        .map(|call| json!({ "function": call.function, "inclusive": samples(call.inclusive) }));
    pretty(&json!({
        "schema": "lineprof.report/1",
        "command": profile.recording.command,
        "samples": quality.samples,
        "cpu_seconds": profile.recording.cpu.as_secs_f64(),
        "sampled_seconds": quality.covered.as_secs_f64(),
        "quality": {
            "on_lines": quality.with_line.value(),
            "elsewhere": quality.elsewhere.value(),
            "without_line": quality.line_zero.value(),
            "unresolved": quality.unresolved.value(),
            "whole_stacks": quality.rooted.value(),
        },
        "warnings": quality.warnings,
        "vectors": mix(&vectors.all),
        "not_inlined": calls.collect::<Vec<_>>(),
        "lines": profile.lines().hot.iter().map(|found| line(found, &vectors)).collect::<Vec<_>>(),
        "functions": profile.functions().rows.iter().map(|row| function(row, &vectors)).collect::<Vec<_>>(),
    }))
}

fn samples(share: Share) -> Value {
    let (low, high) = share.interval();
    json!({ "samples": share.samples, "share": share.value(), "interval": [low, high] })
}

fn mix(mix: &Mix) -> Value {
    let Mix { packed, scalar, unknown, widest } = mix;
    json!({
        "packed": packed.value(),
        "scalar": scalar.value(),
        "unknown": unknown.value(),
        "widest_bits": widest,
    })
}

fn line(line: &HotLine, vectors: &Vectors) -> Value {
    let HotLine { place, line, function, own, contents, via, .. } = line;
    let via = via.as_ref().map(|via| json!({ "function": via.name, "share": via.of_line.value() }));
    let vectors = line.and_then(|line| vectors.lines.get(&(place.clone(), line))).map(mix);
    json!({
        "file": place,
        "line": line,
        "function": function,
        "self": samples(*own),
        "text": contents,
        "via": via,
        "vectors": vectors,
    })
}

fn function(row: &FunctionRow, vectors: &Vectors) -> Value {
    let FunctionRow { name, instances, users, own, inclusive } = row;
    json!({
        "name": name,
        "instances": instances,
        "yours": users,
        "self": samples(*own),
        "inclusive": samples(*inclusive),
        "vectors": vectors.functions.get(name).map(mix),
    })
}

/// What changed from one profile to another: the schema `lineprof.diff/1`.
///
/// # Errors
/// As [`report_json`].
pub fn changes_json(before: &Profile, after: &Profile, changes: &Changes) -> io::Result<String> {
    #[derive(Serialize)]
    struct Document<'a> {
        schema: &'a str,
        commands: [&'a str; 2],
        #[serde(flatten)]
        changes: &'a Changes,
    }
    let commands = [before, after].map(|profile| profile.recording.command.as_str());
    pretty(&Document { schema: "lineprof.diff/1", commands, changes })
}

fn pretty(value: &impl Serialize) -> io::Result<String> {
    Ok(serde_json::to_string_pretty(value)? + "\n")
}
