//! `lanelab counts`: the steps in each format are those of the oracle, for every rung and rounding that `list` shows.

use crate::lanelab::{Folder, lanelab};
use lanelab_escape::Map;
use lanelab_grid::{Limit, Numerics, Precision, Raster, Region, Rounding, Steps, View};
use std::collections::BTreeMap;

/// What is computed: as words of the command line, and by the oracle.
#[derive(Debug, Clone, Copy)]
struct Asked {
    region: [f64; 4],
    size: (usize, usize),
    limit: u32,
    map: &'static str,
}

/// More than the whole set, on a ragged raster.
const WIDE: Asked = Asked { region: [-2.5, 1.5, -2.0, 2.0], size: (301, 197), limit: 333, map: "mandelbrot" };

impl Asked {
    fn words(&self) -> String {
        let Self { region: [a, b, c, d], size: (width, height), limit, map } = self;
        format!("--region={a},{b},{c},{d} --size {width}x{height} --limit {limit} --map {map}")
    }

    fn oracle(&self, numerics: Numerics) -> Steps {
        let [x_min, x_max, y_min, y_max] = self.region;
        let raster = Raster::new(self.size.0, self.size.1).unwrap();
        let view = View::new(Region::new(x_min, x_max, y_min, y_max).unwrap(), raster);
        let ladder = self.map.parse::<Map>().unwrap().ladder();
        ladder.oracle_steps(numerics, &view, Limit::new(u64::from(self.limit)).unwrap())
    }

    /// The bytes of `--out`, whatever its format.
    fn counted(&self, rung: &str, rounding: Rounding, out: &str) -> Vec<u8> {
        let folder = Folder::new();
        let call = lanelab(&format!("counts --rung {rung} --rounding {rounding} --out {out}")).words(&self.words());
        call.within(&folder).succeeds().quietly().leaving(&[out]);
        folder.read(out)
    }
}

const SEPARATE: Numerics = Numerics::double(Rounding::Separate);

/// A rung as `list` shows it.
#[derive(Debug)]
struct Listed {
    name: String,
    lanes: usize,
    precision: Precision,
    roundings: Vec<Rounding>,
}

impl Listed {
    fn read(row: &str) -> Self {
        let mut words = row.split_whitespace();
        let mut word = || words.next().unwrap_or_else(|| panic!("no word is left in \"{row}\""));
        let (name, lanes, precision) = (word().to_owned(), word().parse(), word().parse());
        let lanes = lanes.unwrap_or_else(|error| panic!("lanes in \"{row}\": {error}"));
        let precision = precision.unwrap_or_else(|error| panic!("precision in \"{row}\": {error}"));
        Self { name, lanes, precision, roundings: words.map_while(|word| word.parse().ok()).collect() }
    }

    const fn numerics(&self, rounding: Rounding) -> Numerics {
        Numerics { precision: self.precision, rounding }
    }
}

/// All rungs that `list` shows.
fn listed() -> Vec<Listed> {
    let ended = lanelab("list").succeeds().quietly();
    let table = ended.text().split("\n\n").nth(1).unwrap();
    table.lines().skip(2).map(Listed::read).collect()
}

/// The shape `(height, width)` and the integers of a NumPy file, read as the format's description has it.
fn read_npy(bytes: &[u8]) -> ((usize, usize), Vec<u32>) {
    assert_eq!(&bytes[..8], b"\x93NUMPY\x01\x00", "version 1");
    let length = usize::from(u16::from_le_bytes([bytes[8], bytes[9]]));
    let (header, data) = bytes[10..].split_at(length);
    let header = std::str::from_utf8(header).unwrap();
    assert!(header.contains("'descr': '<u4'") && header.contains("'fortran_order': False"), "{header}");
    let shape = header.split_once("'shape': (").unwrap().1.split_once(')').unwrap().0;
    let sides: Vec<usize> = shape.split(',').map(|side| side.trim().parse().unwrap()).collect();
    let counts = data.chunks(4).map(|count| u32::from_le_bytes(count.try_into().unwrap()));
    ((sides[0], sides[1]), counts.collect())
}

fn assert_is(expected: &Steps, shape: (usize, usize), counts: &[u32], what: &str) {
    let expected = expected.view();
    assert_eq!((shape, counts.len()), (expected.dim(), expected.len()), "{what}");
    let wrong = expected.indexed_iter().zip(counts).find(|((_, expected), found)| expected != found);
    assert_eq!(wrong, None, "{what}");
}

#[test]
fn every_rung_and_rounding_that_is_listed_gives_the_oracles_counts() {
    let oracle: BTreeMap<_, _> = Numerics::all().map(|numerics| (numerics, WIDE.oracle(numerics))).collect();
    let listed = listed();
    assert!(listed.len() >= 8, "{listed:?}");
    for rung in listed {
        assert!(rung.roundings.contains(&Rounding::Separate), "{rung:?}");
        for &rounding in &rung.roundings {
            let (shape, counts) = read_npy(&WIDE.counted(&rung.name, rounding, "a.npy"));
            assert_is(&oracle[&rung.numerics(rounding)], shape, &counts, &format!("{rung:?} {rounding}"));
        }
    }
}

#[test]
fn the_list_shows_what_the_ladder_has() {
    let ladder = Map::Mandelbrot.ladder();
    let listed = listed();
    assert_eq!(listed.len(), ladder.rungs.len());
    for (rung, rung) in listed.iter().zip(&ladder.rungs) {
        assert_eq!((rung.name.as_str(), rung.lanes), (rung.name, rung.lanes));
        assert_eq!((rung.precision, rung.roundings.as_slice()), (rung.precision, rung.roundings));
    }
    for precision in Precision::ALL {
        assert!(listed.iter().any(|rung| rung.precision == precision), "no rung in {precision}");
    }
}

#[test]
fn other_regions_sizes_limits_and_maps_give_the_oracles_counts() {
    let asked = |region, size, limit, map| Asked { region, size, limit, map };
    let seahorse = [-0.744_643_887_037_151, -0.742_643_887_037_151, 0.130_825_904_205_33, 0.132_825_904_205_33];
    for asked in [
        asked([-2.0, 0.5, -1.25, 1.25], (1, 1), 1, "mandelbrot"),
        asked([-2.0, 0.5, -1.25, 1.25], (1, 97), 50, "mandelbrot"),
        asked([-2.0, 0.5, -1.25, 1.25], (97, 1), 50, "mandelbrot"),
        asked(seahorse, (33, 17), 2000, "mandelbrot"),
        asked([-1e300, 1e300, -1.0, 1.0], (19, 5), 7, "mandelbrot"),
        asked([-0.75, -0.749_999_999_999_999_9, 0.1, 0.100_000_000_000_000_03], (9, 3), 300, "mandelbrot"),
        asked([-1.6, 1.6, -1.0, 1.0], (61, 31), 200, "julia:-0.8,0.156"),
        asked([-2.7, 2.7, -0.5, 0.5], (61, 7), 40, "julia:-4.41,0"),
        asked([-2.2, 1.3, -2.0, 1.0], (61, 31), 100, "burning-ship"),
        asked([-1.3, 1.3, -1.3, 1.3], (61, 31), 100, "multibrot3"),
    ] {
        let expected =
            Precision::ALL.map(|precision| asked.oracle(Numerics { precision, rounding: Rounding::Separate }));
        for rung in listed() {
            let (shape, counts) = read_npy(&asked.counted(&rung.name, Rounding::Separate, "a.npy"));
            assert_is(&expected[rung.precision as usize], shape, &counts, &format!("{rung:?} {asked:?}"));
        }
    }
}

#[test]
fn a_limit_is_as_large_as_it_may_be_where_points_leave_at_once() {
    let far = Asked { region: [3.0, 4.0, 3.0, 4.0], size: (5, 3), limit: u32::MAX, map: "mandelbrot" };
    // The array rungs make every pass there is.
    for rung in listed().into_iter().filter(|rung| !rung.name.starts_with("array-")) {
        let (shape, counts) = read_npy(&far.counted(&rung.name, Rounding::Separate, "a.npy"));
        assert_eq!((shape, counts), ((3, 5), vec![1; 15]), "{rung:?}");
    }
}

#[test]
fn csv_has_the_same_integers_and_nothing_else() {
    let expected = WIDE.oracle(Numerics::double(Rounding::Fused));
    let text = String::from_utf8(WIDE.counted("lanes-masked", Rounding::Fused, "a.csv")).unwrap();
    assert!(text.ends_with('\n') && !text.contains([' ', '\r']), "lines end in a line feed and hold no blanks");
    let rows: Vec<Vec<u32>> =
        text.lines().map(|row| row.split(',').map(|count| count.parse().unwrap()).collect()).collect();
    assert!(rows.iter().all(|row| row.len() == 301), "301 columns in every row");
    assert_is(&expected, (rows.len(), rows[0].len()), &rows.concat(), "csv");
}

/// The size of a picture, and its colours, top row first.
pub(crate) fn read_png(bytes: &[u8]) -> ((usize, usize), Vec<[u8; 3]>) {
    let mut reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    assert_eq!((info.color_type, info.bit_depth), (png::ColorType::Rgb, png::BitDepth::Eight));
    let colours = pixels.chunks(3).map(|colour| colour.try_into().unwrap());
    ((info.width as usize, info.height as usize), colours.collect())
}

#[test]
fn a_picture_shows_the_countdown_with_its_top_row_at_the_highest_y() {
    let upper = Asked { region: [-2.0, 0.5, 0.0, 1.25], ..WIDE };
    let countdown = upper.oracle(SEPARATE).countdown();
    let ((width, height), colours) = read_png(&upper.counted("textbook", Rounding::Separate, "a.png"));
    assert_eq!((width, height), upper.size);
    let mut of: BTreeMap<u32, [u8; 3]> = BTreeMap::new();
    for (index, colour) in colours.iter().enumerate() {
        let (row, column) = (height - 1 - index / width, index % width);
        let known = of.entry(countdown[(row, column)]).or_insert(*colour);
        assert_eq!(known, colour, "row {row}, column {column}: a countdown has one colour");
    }
    let ends = (of.first_key_value().unwrap(), of.last_key_value().unwrap());
    assert_eq!(ends, ((&0, &[68, 1, 84]), (&332, &[253, 231, 36])), "violet to yellow");
    assert!(of.values().collect::<std::collections::BTreeSet<_>>().len() > 50, "many colours: {of:?}");
}

#[test]
fn a_dash_streams_what_a_file_would_hold() {
    for format in ["npy", "csv", "png"] {
        let file = WIDE.counted("lanes-masked", Rounding::Separate, &format!("a.{format}"));
        let call = lanelab(&format!("counts --rung lanes-masked --out - --format {format}")).words(&WIDE.words());
        let ended = call.succeeds().quietly().leaving(&[]);
        assert!(ended.output == file, "{format}: {} bytes of {}", ended.output.len(), file.len());
    }
}

#[test]
fn the_number_of_threads_changes_no_byte() {
    let expected = Precision::ALL.map(|precision| WIDE.oracle(Numerics { precision, rounding: Rounding::Separate }));
    for rung in listed() {
        for threads in ["1", "2", "3", "7"] {
            let name = &rung.name;
            let call = lanelab(&format!("counts --rung {name} --threads {threads} --out - --format npy"));
            let (shape, counts) = read_npy(&call.words(&WIDE.words()).succeeds().output);
            let right = &expected[rung.precision as usize];
            assert_is(right, shape, &counts, &format!("{name} on {threads} threads"));
        }
    }
}

#[test]
fn a_scene_gives_what_is_not_said() {
    let ended = lanelab("counts --rung lanes-masked --scene seahorse --small").succeeds().quietly();
    let view = "seahorse: mandelbrot on -0.744643887037151..-0.742643887037151";
    let ended = ended.printing(&[view, "128x128 points", "limit 2000", "pixels        16,384"]);
    let named = |name: &str| {
        let line = ended.text().lines().find_map(|line| line.strip_prefix(name)).unwrap();
        line.trim().replace(',', "").parse::<u128>().unwrap()
    };
    let scene = lanelab_escape::Scene::named("seahorse").unwrap();
    let steps =
        Map::Mandelbrot.ladder().oracle_steps(SEPARATE, &scene.view(lanelab_escape::Form::Small), scene.limit());
    assert_eq!(named("never escape"), steps.members() as u128);
    assert_eq!((named("sum of steps"), named("iterations")), (steps.sum(), steps.iterations()));
}

#[test]
fn without_a_file_it_says_what_it_found() {
    let ended = lanelab("counts --rung textbook").succeeds().quietly().leaving(&[]);
    let parts = ["lesson: mandelbrot on -1.5..0.5 × -1..1, 300x300 points, limit 50", "pixels        90,000"];
    let ended = ended.printing(&parts).printing(&["never escape  35,717", "sum of steps  356,223"]);
    ended.printing(&["iterations    2,142,073", "time ", "rate ", "peak memory "]);
    lanelab("counts --rung textbook --limit 9 --size 2x2").succeeds().printing(&["custom: mandelbrot on"]);
}
