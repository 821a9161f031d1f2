//! The rungs and inputs of a ladder.

use crate::Ladder;
use crate::program::text;

pub(super) fn text<I, O>(ladder: &Ladder<I, O>) -> String {
    let about = |rung: &crate::ladder::Rung<I, O>| {
        let threads = if rung.is_threaded() { " (on several threads)" } else { "" };
        vec![rung.name.clone(), format!("{}{threads}", rung.about)]
    };
    let rungs = text::table(&["rung", "what it is"], 2.., ladder.rungs.iter().map(about).collect());
    let inputs: Vec<&str> = ladder.inputs.iter().map(|input| input.name.as_str()).collect();
    let facts = [("inputs", inputs.join(", ")), ("agreement", ladder.agreements())];
    format!("{rungs}\n{}", text::facts(&facts, 10))
}
