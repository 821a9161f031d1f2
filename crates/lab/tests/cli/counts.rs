//! `lanelab counts`: the steps in each format are the oracle's, for every rung and rounding.

use crate::lanelab::lanelab;
use lanelab_escape::{Form, Map, Scene};
use lanelab_grid::{Limit, Numerics, Precision, Raster, Region, Rounding, Rung, Steps, View};
use ndarray::Array2;
use ndarray_npy::ReadNpyExt;
use std::collections::{BTreeMap, BTreeSet};

/// What is computed: as words of the command line, and by the oracle.
#[derive(Debug, Clone, Copy)]
struct Request {
    region: [f64; 4],
    size: (usize, usize),
    limit: u32,
    map: &'static str,
}

/// More than the whole set, on a ragged raster.
const WIDE: Request = Request { region: [-2.5, 1.5, -2.0, 2.0], size: (301, 197), limit: 333, map: "mandelbrot" };

const SEPARATE: Numerics = Numerics::double(Rounding::Separate);

impl Request {
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
    fn count(&self, arguments: &str, out: &str) -> Vec<u8> {
        let call = lanelab(&format!("counts --out {out} --rung {arguments}")).words(&self.words());
        call.succeeds().quietly().leaving(&[out]).folder.read(out)
    }

    /// Compares all rungs that `compared` selects, with these words more on the command line, with the oracle.
    fn assert_all(&self, rounding: Rounding, more: &str, compared: impl Fn(&Rung) -> bool) {
        let expected = Precision::ALL.map(|precision| self.oracle(Numerics { precision, rounding }));
        for rung in rungs().iter().filter(|rung| rung.gives(rounding) && compared(rung)) {
            let arguments = format!("{} --rounding {rounding} {more}", rung.name);
            let counts = read_npy(&self.count(&arguments, "a.npy"));
            assert_is(&expected[rung.precision as usize], &counts, &format!("{arguments} {self:?}"));
        }
    }
}

fn rungs() -> Vec<Rung> {
    Map::Mandelbrot.ladder().rungs
}

/// The integers of a NumPy file.
fn read_npy(bytes: &[u8]) -> Array2<u32> {
    assert_eq!(&bytes[..8], b"\x93NUMPY\x01\x00", "version 1");
    let header = String::from_utf8_lossy(&bytes[10..74]);
    assert!(header.contains("'descr': '<u4'") && header.contains("'fortran_order': False"), "{header}");
    Array2::read_npy(bytes).unwrap()
}

fn assert_is(expected: &Steps, counts: &Array2<u32>, what: &str) {
    let expected = expected.view();
    assert_eq!(counts.dim(), expected.dim(), "{what}");
    let wrong = expected.indexed_iter().zip(counts).find(|((_, expected), found)| expected != found);
    assert_eq!(wrong, None, "{what}");
}

#[test]
fn the_list_shows_every_rung_with_its_lanes_and_roundings() {
    let ended = lanelab("list").succeeds().quietly();
    let table = ended.text().split("\n\n").nth(1).unwrap();
    let rows: Vec<_> = table.lines().skip(2).map(|row| row.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    let rungs = rungs();
    assert_eq!(rows.len(), rungs.len());
    for (row, rung) in rows.iter().zip(&rungs) {
        let roundings: Vec<_> = rung.roundings.iter().map(|rounding| rounding.name()).collect();
        let shown = format!("{} {} {} {} ", rung.name, rung.lanes, rung.precision, roundings.join(" "));
        assert!(row.starts_with(&shown), "{row}: {shown}");
    }
}

#[test]
fn every_rung_gives_the_oracles_counts_for_each_rounding_and_number_of_threads() {
    Rounding::ALL.iter().for_each(|&rounding| WIDE.assert_all(rounding, "", |_| true));
    let threads = ["--threads 1", "--threads 2", "--threads 3", "--threads 7"];
    threads.iter().for_each(|threads| WIDE.assert_all(Rounding::Separate, threads, |_| true));
}

#[test]
fn other_regions_sizes_limits_and_maps_give_the_oracles_counts() {
    let seahorse = [-0.744_643_887_037_151, -0.742_643_887_037_151, 0.130_825_904_205_33, 0.132_825_904_205_33];
    for (region, size, limit, map) in [
        ([-2.0, 0.5, -1.25, 1.25], (1, 1), 1, "mandelbrot"),
        ([-2.0, 0.5, -1.25, 1.25], (1, 97), 50, "mandelbrot"),
        ([-2.0, 0.5, -1.25, 1.25], (97, 1), 50, "mandelbrot"),
        (seahorse, (33, 17), 2000, "mandelbrot"),
        ([-1e300, 1e300, -1.0, 1.0], (19, 5), 7, "mandelbrot"),
        ([-0.75, -0.749_999_999_999_999_9, 0.1, 0.100_000_000_000_000_03], (9, 3), 300, "mandelbrot"),
        ([-1.6, 1.6, -1.0, 1.0], (61, 31), 200, "julia:-0.8,0.156"),
        ([-2.7, 2.7, -0.5, 0.5], (61, 7), 40, "julia:-4.41,0"),
        ([-2.2, 1.3, -2.0, 1.0], (61, 31), 100, "burning-ship"),
        ([-1.3, 1.3, -1.3, 1.3], (61, 31), 100, "multibrot3"),
    ] {
        Request { region, size, limit, map }.assert_all(Rounding::Separate, "", |_| true);
    }
    // Points that escape at once, up to the largest limit; the array rungs make every pass.
    let far = Request { region: [3.0, 4.0, 3.0, 4.0], size: (5, 3), limit: u32::MAX, map: "mandelbrot" };
    far.assert_all(Rounding::Separate, "", |rung| !rung.name.starts_with("array-"));
}

#[test]
fn csv_has_the_same_integers_and_nothing_else() {
    let text = String::from_utf8(WIDE.count("lanes-masked --rounding fused", "a.csv")).unwrap();
    assert!(text.ends_with('\n') && !text.contains([' ', '\r']), "lines end in a line feed and have no blanks");
    assert!(text.lines().all(|row| row.split(',').count() == 301), "301 columns in every row");
    let counts = text.lines().flat_map(|row| row.split(',')).map(|count| count.parse().unwrap()).collect();
    let counts = Array2::from_shape_vec((text.lines().count(), 301), counts).unwrap();
    assert_is(&WIDE.oracle(Numerics::double(Rounding::Fused)), &counts, "csv");
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

/// The colours of the pixels in a figure of this many columns and rows, each of which it shows as a square.
pub(crate) fn read_figure(bytes: &[u8], (columns, rows): (usize, usize)) -> Vec<[u8; 3]> {
    let ((width, _), colours) = read_png(bytes);
    let zoom = (384 / columns.max(rows)).max(1);
    let first = colours.iter().position(|[red, green, blue]| red != green || green != blue).expect("a coloured pixel");
    let pixel = |row: usize, column: usize| {
        let corner = first + row * zoom * width + column * zoom;
        let square = (0..zoom * zoom).map(|i| colours[corner + i / zoom * width + i % zoom]);
        assert!(square.clone().all(|colour| colour == colours[corner]), "row {row}, column {column}");
        colours[corner]
    };
    (0..rows * columns).map(|i| pixel(i / columns, i % columns)).collect()
}

#[test]
fn a_figure_has_the_pixels_of_the_picture_and_ticks_at_their_coordinates() {
    let (small, large) = (Request { size: (61, 37), ..WIDE }, Request { size: (300, 300), ..WIDE });
    let [_, figure] = [small, Request { region: [-1.5, 0.5, -1.0, 1.0], ..large }].map(|request| {
        let figure = request.count("textbook --format figure", "a.png");
        assert_eq!(read_figure(&figure, request.size), read_png(&request.count("textbook", "a.png")).1);
        figure
    });
    let ((width, _), colours) = read_png(&figure);
    let plot = colours.iter().position(|colour| *colour == [253, 231, 36]).expect("the corner of the plot");
    let black = |place: usize| colours[place] == [0; 3];
    let rows: Vec<_> = (0..300).filter(|row| black(plot + row * width - 1)).collect();
    assert_eq!(rows, [74, 149, 224, 299], "y = 0.5, 0, -0.5, -1: row 0 of the view is the last");
    let below = plot + 300 * width;
    let columns: Vec<_> = (0..300).filter(|column| black(below + column)).collect();
    assert_eq!(columns, [0, 75, 150, 225], "x = -1.5, -1, -0.5, 0");
}

#[test]
fn a_picture_shows_the_countdown_with_its_top_row_at_the_highest_y() {
    let upper = Request { region: [-2.0, 0.5, 0.0, 1.25], ..WIDE };
    let countdown = upper.oracle(SEPARATE).countdown();
    let ((width, height), colours) = read_png(&upper.count("textbook", "a.png"));
    assert_eq!((width, height), upper.size);
    let mut of: BTreeMap<u32, [u8; 3]> = BTreeMap::new();
    for (index, colour) in colours.iter().enumerate() {
        let (row, column) = (height - 1 - index / width, index % width);
        let known = of.entry(countdown[(row, column)]).or_insert(*colour);
        assert_eq!(known, colour, "row {row}, column {column}: a countdown has one colour");
    }
    let ends = (of.first_key_value().unwrap(), of.last_key_value().unwrap());
    assert_eq!(ends, ((&0, &[68, 1, 84]), (&332, &[253, 231, 36])), "violet to yellow");
    assert!(of.values().collect::<BTreeSet<_>>().len() > 50, "many colours: {of:?}");
}

#[test]
fn a_dash_streams_the_bytes_of_the_file() {
    for format in ["npy", "csv", "png"] {
        let file = WIDE.count("lanes-masked", &format!("a.{format}"));
        let call = lanelab(&format!("counts --rung lanes-masked --out - --format {format}")).words(&WIDE.words());
        let ended = call.succeeds().quietly().leaving(&[]);
        assert!(ended.output == file, "{format}: {} bytes of {}", ended.output.len(), file.len());
    }
}

#[test]
fn without_a_file_a_summary_is_printed() {
    let ended = lanelab("counts --rung textbook").succeeds().quietly().leaving(&[]);
    let parts = ["lesson: mandelbrot on -1.5..0.5 × -1..1, 300x300 points, limit 50", "pixels        90,000"];
    let ended = ended.printing(&parts).printing(&["never escape  35,717", "sum of steps  356,223"]);
    ended.printing(&["iterations    2,142,073", "time ", "rate ", "peak memory "]);
    lanelab("counts --rung textbook --limit 9 --size 2x2").succeeds().printing(&["custom: mandelbrot on"]);

    let ended = lanelab("counts --rung lanes-masked --scene seahorse --small").succeeds().quietly();
    let view = "seahorse: mandelbrot on -0.744643887037151..-0.742643887037151";
    let ended = ended.printing(&[view, "128x128 points", "limit 2000", "pixels        16,384"]);
    let figure = |name: &str| {
        let line = ended.text().lines().find_map(|line| line.strip_prefix(name)).unwrap();
        line.trim().replace(',', "").parse::<u128>().unwrap()
    };
    let scene = Scene::find("seahorse").unwrap();
    let steps = Map::Mandelbrot.ladder().oracle_steps(SEPARATE, &scene.view(Form::Small), scene.limit());
    let expected = (steps.members() as u128, steps.sum(), steps.iterations());
    assert_eq!((figure("never escape"), figure("sum of steps"), figure("iterations")), expected);
}
