//! Tables in Markdown, and the cells that several of them have.

use lanelab::report::{Interval, Rung, Scene};
use lanelab_measure::format::{Count, Figure, Percent, Times};
use lanelab_measure::{Ratio, Seconds};

/// Stands beside an interval of few pairs.
pub(crate) const FEW: &str = " †";

/// A table. A column whose title ends with `|` is text, and the others are numbers.
pub(crate) fn table(titles: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let line = |cells: &[&str]| format!("| {} |\n", cells.join(" | "));
    let rule: String = titles.iter().map(|title| if title.ends_with('|') { "---|" } else { "--:|" }).collect();
    let titles: Vec<_> = titles.iter().map(|title| title.trim_end_matches('|')).collect();
    let rows = rows.map(|cells| line(&cells.iter().map(String::as_str).collect::<Vec<_>>()));
    [line(&titles), format!("|{rule}\n")].into_iter().chain(rows).collect()
}

/// A scene with its size, as in `` `lesson` 300×300, limit 50 ``.
pub(crate) fn scene(scene: &Scene) -> String {
    format!("`{}` {}×{}, limit {}", scene.name, scene.more.width, scene.more.height, Count(scene.more.limit.into()))
}

pub(crate) fn time(rung: &Rung) -> String {
    let (median, mad) = (rung.median_ns as f64, rung.mad_ns as f64);
    let time = Seconds::new(median * 1e-9).unwrap_or(Seconds::ZERO);
    format!("{time} ± {}", Percent(mad / median))
}

pub(crate) fn cycles(rung: &Rung) -> String {
    Figure(rung.more.iter_per_cycle).to_string()
}

pub(crate) fn share(share: Option<f64>) -> String {
    share.map_or_else(|| "–".to_owned(), |share| Percent(share).to_string())
}

/// The ratio with its interval, marked where that is not a 99 % interval but the whole range.
pub(crate) fn interval(of: &Interval) -> String {
    let [low, high] = [of.low, of.high].map(|end| Times(end).to_string().trim_end_matches('×').to_owned());
    let mark = if of.pairs < Ratio::PAIRS_FOR_A_VERDICT { FEW } else { "" };
    format!("{} [{low}, {high}]{mark}", Times(of.median))
}

/// How many times as fast as the base a rung is; the base itself is 1, by definition.
pub(crate) fn speed_up(scene: &Scene, rung: &Rung) -> String {
    if rung.name == scene.base && rung.threads == 1 { "1".to_owned() } else { interval(&rung.speed_up) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_of_few_pairs_is_marked() {
        let of = |pairs| interval(&Interval { median: 6.84, low: 6.658, high: 7.5, pairs });
        assert_eq!(of(8), "6.84× [6.66, 7.50]");
        assert_eq!(of(7), "6.84× [6.66, 7.50] †");
    }

    #[test]
    fn text_is_aligned_to_the_left_and_numbers_to_the_right() {
        let table = table(&["rung|", "n"], std::iter::once(vec!["a".to_owned(), "1".to_owned()]));
        assert_eq!(table, "| rung | n |\n|---|--:|\n| a | 1 |\n");
    }
}
