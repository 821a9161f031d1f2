//! `lanelab balance`: which thread filled which tile, in numbers and as a picture.

use crate::counts::read_png;
use crate::lanelab::{Folder, lanelab};

/// The rows of the table with this heading, each as its words.
fn rows<'a>(text: &'a str, heading: &str) -> Vec<Vec<&'a str>> {
    let table = text.lines().skip_while(|line| !line.starts_with(heading)).skip(2);
    table.take_while(|line| !line.is_empty()).map(|line| line.split_whitespace().collect()).collect()
}

#[test]
fn every_thread_has_a_line_and_all_tiles_are_somewhere() {
    let folder = Folder::new();
    let call = lanelab("balance --scene overview --size 203x131 --threads 3 --out a.png").within(&folder);
    let ended = call.succeeds().quietly().leaving(&["a.png"]);
    let threads = rows(ended.text(), "thread");
    assert_eq!(threads.iter().map(|row| row[0]).collect::<Vec<_>>(), ["1", "2", "3"]);
    let tiles: usize = threads.iter().map(|row| row[1].parse::<usize>().unwrap()).sum();
    assert!(ended.text().contains(&format!("{tiles} tiles of")), "{}", ended.text());
    let names: Vec<_> = rows(ended.text(), "division").iter().map(|row| row[0].to_owned()).collect();
    assert_eq!(names, ["measured", "perfect", "list", "bands"]);
    ended.printing(&["overview: mandelbrot on", "3.00×", "Threads are idle for", "a.png: above, a line a thread"]);
    let ((width, height), colours) = read_png(&folder.read("a.png"));
    assert_eq!((width, height), (960, 3 * 30 + 18 + 619));
    assert_eq!(colours[width * 100], [255; 3], "paper between lines and map");
    assert!(colours.contains(&[253, 231, 36]), "the dearest tile is yellow");
}

#[test]
fn an_array_rung_takes_a_piece_a_thread() {
    let call = lanelab("balance --rung array-whole --size 40x30 --threads 4 --out a.png");
    let ended = call.succeeds().quietly();
    assert_eq!(rows(ended.text(), "thread").len(), 4);
    ended.printing(&["lesson: mandelbrot on", "4 tiles of 8 rows and 40 columns"]);
}

#[test]
fn a_balance_is_between_threads() {
    for text in ["0", "1", "1025", "two"] {
        let call = lanelab("balance --size 4x4 --threads").word(text);
        call.refuses().saying(&["--threads", text, "between threads", "2 to 1024"]).leaving(&[]);
    }
    lanelab("balance --rung textbok").refuses().saying(&["--rung", "\"textbok\"", "lanes-interleaved"]);
    lanelab("balance --size 1000000x1000000").refuses().saying(&["size 1000000x1000000", "--size"]);
}

#[test]
fn the_picture_is_a_png_where_one_can_be() {
    for path in ["a.npy", "a", "-"] {
        let call = lanelab("balance --size 4x4 --out").word(path);
        call.refuses().saying(&[&format!("--out {path}"), "end the name of its file in .png"]).leaving(&[]);
    }
    let folder = Folder::new().with("file", "before");
    for (path, part) in [("file/a.png", "holds no files"), ("none/a.png", "does not exist")] {
        let ended = lanelab("balance --size 4x4 --out").word(path).within(&folder).fails();
        let ended = ended.saying(&[&format!("--out {path}"), part]).leaving(&["file"]);
        assert!(!ended.said.contains("f64 lanes"), "it was said before the banner: {ended}");
    }
}
