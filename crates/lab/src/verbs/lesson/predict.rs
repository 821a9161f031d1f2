//! What the reader expects, asked before it is measured.

use crate::report::table;
use lanelab_lesson::{Evidence, Scene};
use lanelab_measure::format::Times;
use std::io::{self, BufRead, Write};

/// What the reader said: the own work's time over the other's.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Guess {
    /// So many times the time.
    Times(f64),
    /// Faster or slower, and not how much.
    Faster,
    Slower,
    /// No answer, or none that is understood.
    Nothing,
}

/// Asks, where there is something to compare. A closed standard input is no answer.
pub(super) fn asked(scene: &Scene<'_>, out: &mut dyn Write) -> io::Result<Option<Guess>> {
    let [own, other, ..] = scene.works.as_slice() else { return Ok(None) };
    let text = format!(
        "Predict: is \"{}\" faster or slower than \"{}\", and how many times? (such as: faster 3)",
        own.name, other.name
    );
    write!(out, "{}> ", table::wrapped(&text, ""))?;
    out.flush()?;
    let mut line = String::new();
    // A line that is no text, and an input that fails, are no answers either.
    drop(io::stdin().lock().read_line(&mut line));
    writeln!(out)?;
    Ok(Some(understood(&line)))
}

fn understood(line: &str) -> Guess {
    let line = line.to_lowercase().replace(['×', 'x', ','], " ");
    let mut numbers = line.split_whitespace().filter_map(|word| word.parse::<f64>().ok());
    let number = numbers.find(|number| number.is_finite() && *number > 0.0);
    let starts = |letter: char| line.split_whitespace().any(|word| word.starts_with(letter));
    match (starts('f'), starts('s'), number) {
        (true, false, Some(number)) => Guess::Times(1.0 / number),
        (false, true, Some(number)) => Guess::Times(number),
        (true, false, None) => Guess::Faster,
        (false, true, None) if line.contains("same") => Guess::Times(1.0),
        (false, true, None) => Guess::Slower,
        _ => Guess::Nothing,
    }
}

/// What was said beside what was measured.
pub(super) fn told(guess: Option<Guess>, evidence: &Evidence, out: &mut dyn Write) -> io::Result<()> {
    let (Some(guess), Some(against)) = (guess, evidence.timings.ratios.first()) else { return Ok(()) };
    let said = match guess {
        Guess::Times(ratio) => format!("{} the time of {}", Times(ratio), against.name),
        Guess::Faster => "faster".to_owned(),
        Guess::Slower => "slower".to_owned(),
        Guess::Nothing => "no answer".to_owned(),
    };
    let verdict = against.verdict;
    let text =
        format!("You said: {said}. Measured: {} the time of {}: {verdict}.", against.ratio, against.name);
    write!(out, "{}", table::hanging(&text, "    "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_a_word_and_perhaps_a_number() {
        for (line, guess) in [
            ("faster 4\n", Guess::Times(0.25)),
            ("Slower, 1.5x", Guess::Times(1.5)),
            ("f", Guess::Faster),
            ("slower", Guess::Slower),
            ("the same", Guess::Times(1.0)),
            ("", Guess::Nothing),
            ("faster or slower", Guess::Nothing),
            ("faster 0", Guess::Faster),
            ("faster nan", Guess::Faster),
        ] {
            assert_eq!(understood(line), guess, "{line:?}");
        }
    }
}
