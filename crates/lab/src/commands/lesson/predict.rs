//! The reader's prediction: asked for before a comparison is measured, shown beside the result.

use lanelab_ladder::program::text;
use lanelab_lesson::{Measurements, Outcome};
use lanelab_measure::format::Times;
use std::io::{self, BufRead, Write};

/// The time of the step's own work over that of the other; else what was typed instead.
pub(super) type Prediction = Result<f64, String>;

/// What a question led to.
pub(super) enum Answer {
    /// The step compares nothing.
    NotAsked,
    /// A line was typed.
    Given(Prediction),
    /// Standard input has ended, so no question can be answered any more.
    Ended,
}

/// Asks, where there is something to compare.
pub(super) fn ask(outcome: &Outcome<'_>, out: &mut dyn Write) -> io::Result<Answer> {
    let [own, other, ..] = outcome.workloads.as_slice() else { return Ok(Answer::NotAsked) };
    let text = format!(
        "Predict: how many times the time of \"{}\" does \"{}\" take? Type one number: 2 is twice the time, 0.5 is half.",
        other.name, own.name
    );
    write!(out, "{}> ", text::wrap(&text, ""))?;
    out.flush()?;
    let mut line = Vec::new();
    let read = io::stdin().lock().read_until(b'\n', &mut line).unwrap_or(0);
    writeln!(out)?;
    Ok(match read {
        0 => Answer::Ended,
        _ => Answer::Given(parse(String::from_utf8_lossy(&line).trim())),
    })
}

fn parse(line: &str) -> Prediction {
    let number = line.trim_end_matches(['×', 'x']).trim_end().parse::<f64>().ok();
    number.filter(|number| number.is_finite() && *number > 0.0).ok_or_else(|| line.to_owned())
}

/// The prediction beside the measured ratio.
pub(super) fn print(prediction: &Prediction, measured: &Measurements, out: &mut dyn Write) -> io::Result<()> {
    let Some(comparison) = measured.timings.comparisons.first() else { return Ok(()) };
    let other = comparison.other;
    let predicted = match prediction {
        Ok(number) => format!("{} the time of {other}", Times(*number)),
        Err(line) if line.is_empty() => "no answer".to_owned(),
        Err(line) => format!("\"{line}\", which is not a number above 0"),
    };
    let measured = format!("{} the time of {other}: {}", comparison.default.ratio, comparison.default.verdict);
    write!(out, "{}", text::hang(&format!("You predicted: {predicted}. Measured: {measured}."), "    "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prediction_is_one_number_above_zero() {
        for (line, number) in [("4", 4.0), ("1.5x", 1.5), ("0.25 ×", 0.25)] {
            assert_eq!(parse(line), Ok(number));
        }
        for line in ["", "faster", "0", "-2", "nan", "inf", "1,5", "2 times"] {
            assert_eq!(parse(line), Err(line.to_owned()));
        }
    }
}
