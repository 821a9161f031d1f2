//! Reports as JSON, for programs that check or collect them. `JSON.md` describes them.

use crate::Profile;
use crate::recording::Event;
use crate::views::{Changes, FunctionRow, HotLine, Mix, OutOfLine, Share};
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::io;

/// The hottest lines and functions of a profile, and its quality: the schema `lineprof.report/1`.
///
/// # Errors
/// None that is known; those of the writer of JSON are passed on.
pub fn report_json(profile: &Profile) -> io::Result<String> {
    let (quality, vectors) = (profile.quality(), profile.vectors());
    let (lines, functions) = (profile.lines(), profile.functions());
    let counters = profile.recording.counters.iter().zip(&lines.by_counter).map(|(counter, lines)| {
        let lines: Vec<_> = lines.hot.iter().map(counted).collect();
        let quality = quality.counters.iter().find(|counted| counted.event == counter.event);
        let quality = quality.map(|of| json!({ "on_lines": of.with_line.value(), "elsewhere": of.elsewhere.value() }));
        json!({ "event": counter.event, "total": counter.total, "quality": quality, "lines": lines })
    });
    pretty(&json!({
        "schema": "lineprof.report/1",
        "command": profile.recording.command,
        "samples": quality.samples,
        "cpu_seconds": profile.recording.sampled_cpu().as_secs_f64(),
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
        "not_inlined": calls(&vectors.not_inlined),
        "lines": lines.hot.iter().map(line).collect::<Vec<_>>(),
        "functions": functions.rows.iter().map(|row| function(row, &functions.counters)).collect::<Vec<_>>(),
        "counters": counters.collect::<Vec<_>>(),
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

fn calls(calls: &[OutOfLine]) -> Vec<Value> {
    calls.iter().map(|call| json!({ "function": call.function, "inclusive": samples(call.inclusive) })).collect()
}

fn line(line: &HotLine) -> Value {
    let HotLine { place, line, function, own, contents, via, compiled, .. } = line;
    let compiled = compiled.as_ref();
    let via = via.as_ref().map(|via| json!({ "function": via.name, "share": via.of_line.value() }));
    json!({
        "file": place,
        "line": line,
        "function": function,
        "self": samples(*own),
        "text": contents,
        "via": via,
        "vectors": compiled.map(|compiled| mix(&compiled.mix)),
        "not_inlined": compiled.map_or_else(Vec::new, |compiled| calls(&compiled.not_inlined)),
    })
}

/// Where a counter counted.
fn counted(line: &HotLine) -> Value {
    let via = line.via.as_ref().map(|via| json!({ "function": via.name, "share": via.of_line.value() }));
    json!({
        "file": line.place,
        "line": line.line,
        "function": line.function,
        "self": { "count": line.own.samples, "share": line.own.value() },
        "text": line.contents,
        "via": via,
    })
}

fn function(row: &FunctionRow, events: &[Event]) -> Value {
    let FunctionRow { name, instances, users, own, inclusive, counts, compiled } = row;
    let compiled = compiled.as_ref();
    json!({
        "name": name,
        "instances": instances,
        "yours": users,
        "self": samples(*own),
        "inclusive": samples(*inclusive),
        "counts": events.iter().zip(counts).map(|(of, count)| (of.to_string(), json!(count.samples))).collect::<Map<_, _>>(),
        "vectors": compiled.filter(|compiled| compiled.mix.packed.of > 0).map(|compiled| mix(&compiled.mix)),
        "not_inlined": compiled.map_or_else(Vec::new, |compiled| calls(&compiled.not_inlined)),
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
