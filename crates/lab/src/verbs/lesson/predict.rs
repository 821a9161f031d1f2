//! What the reader expects, asked before it is measured.

use crate::tables::text;
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
    /// A number with a comma, which is a point to some and parts thousands for others.
    Comma,
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
    write!(out, "{}> ", text::wrap(&text, ""))?;
    out.flush()?;
    let mut line = String::new();
    // A line that is no text, and an input that fails, are no answers either.
    drop(io::stdin().lock().read_line(&mut line));
    writeln!(out)?;
    Ok(Some(understood(&line)))
}

/// The one word that says which way, and the number that says how many times.
fn understood(line: &str) -> Guess {
    let digit = |byte: &u8| byte.is_ascii_digit();
    if line.as_bytes().windows(3).any(|part| digit(&part[0]) && part[1] == b',' && digit(&part[2])) {
        return Guess::Comma;
    }
    let line = line.to_lowercase().replace(['×', 'x', ','], " ");
    let words = || line.split_whitespace().map(|word| word.trim_end_matches(['.', ';', '!', '?']));
    let says = |letter: &str, stem: &str| words().any(|word| word == letter || word.starts_with(stem));
    let (faster, slower, same) = (says("f", "fast"), says("s", "slow"), says("same", "same"));
    let mut numbers = words().filter_map(|word| word.parse::<f64>().ok());
    let number = numbers.find(|number| number.is_finite() && *number > 0.0);
    match (faster, slower, same, number) {
        (true, false, false, Some(number)) => Guess::Times(1.0 / number),
        (false, true, false, Some(number)) => Guess::Times(number),
        (true, false, false, None) => Guess::Faster,
        (false, true, false, None) => Guess::Slower,
        (false, false, true, _) => Guess::Times(1.0),
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
        Guess::Comma => "a number with a comma, which may mean two; write it as 1000 or 1.5".to_owned(),
        Guess::Nothing => "no answer".to_owned(),
    };
    let verdict = against.verdict;
    let text = format!("You said: {said}. Measured: {} the time of {}: {verdict}.", against.ratio, against.name);
    write!(out, "{}", text::hang(&text, "    "))
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
            ("f 3", Guess::Times(1.0 / 3.0)),
            ("faster,3", Guess::Times(1.0 / 3.0)),
            ("s 2.", Guess::Times(2.0)),
            ("slightly faster 1.2", Guess::Times(1.0 / 1.2)),
            ("it is fast, I suppose: 2 ×", Guess::Times(0.5)),
            ("five times slower", Guess::Slower),
            ("some 3 times slower.", Guess::Times(3.0)),
            ("slow", Guess::Slower),
            ("slower 1,000", Guess::Comma),
            ("slower 1,5", Guess::Comma),
            ("slower, faster or the same", Guess::Nothing),
            ("the same, faster", Guess::Nothing),
            ("3", Guess::Nothing),
            ("fine", Guess::Nothing),
        ] {
            assert_eq!(understood(line), guess, "{line:?}");
        }
    }
}
