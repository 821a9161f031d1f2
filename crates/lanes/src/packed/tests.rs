//! The parts of packing against models in plain arrays, for every vector type.

use super::batch_length::{Batch, PARTS};
use super::block::{Block, Scratch, for_each_block};
use super::first_steps::begin;
use super::list::{EXTRA, EXTRAS, List, PLACE, Packet, first_lanes, whole};
use super::partition::partition;
use super::pixels::InTile;
use super::probe::Opening;
use super::recount::{Departure, Made, recount};
use crate::step::{Rounded, Step};
use lanelab_grid::{
    Job, LaneSteps, Lanes, Limit, Mandelbrot, Orbit, Raster, Recurrence, Region, Rounding, Scalar, Separate, Tally,
    View, bounded,
};
use ndarray::Array2;
use num_complex::Complex;
use wide::{f32x4, f32x8, f32x16, f64x2, f64x4, f64x8};

/// Calls a generic check with every vector type, scalars included.
macro_rules! for_each_vector {
    ($check:ident) => {{
        $check::<f64>();
        $check::<f64x2>();
        $check::<f64x4>();
        $check::<f64x8>();
        $check::<f32>();
        $check::<f32x4>();
        $check::<f32x8>();
        $check::<f32x16>();
    }};
}

/// The numbers of one lane: value, constant, place and the extra numbers.
type Lane = [f64; EXTRA + EXTRAS];

fn map() -> impl Step {
    Rounded::<_, Separate>::new(&Mandelbrot)
}

/// A vector whose lanes all differ from those of other seeds, in every number; exact in `f32`.
fn packet<V: Lanes>(seed: usize) -> (Packet<V>, Vec<Lane>) {
    let lanes: Vec<Lane> = (0..V::LANES)
        .map(|lane| std::array::from_fn(|number| (seed * 16 + lane) as f64 + 0.125 * number as f64))
        .collect();
    let array = |number: usize| {
        let elements: Vec<_> = lanes.iter().map(|lane| V::Element::from_f64(lane[number])).collect();
        V::load(&elements)
    };
    let extra = std::array::from_fn(|i| array(EXTRA + i));
    (Packet { re: array(0), im: array(1), c_re: array(2), c_im: array(3), place: array(4), extra }, lanes)
}

/// The chosen lanes, in order.
fn chosen<T: Copy>(lanes: &[T], set: u32) -> Vec<T> {
    (0..).zip(lanes).filter(|(lane, _)| set >> lane & 1 == 1).map(|(_, &lane)| lane).collect()
}

/// The first lanes of a list, with the extra numbers that it packs.
fn contents<V: Lanes>(list: &List<V>, len: usize) -> Vec<Vec<f64>> {
    let arrays: Vec<_> = list.numbers[..EXTRA + list.extras].iter().map(|array| V::elements(array)).collect();
    (0..len).map(|lane| arrays.iter().map(|array| array[lane].to_f64()).collect()).collect()
}

/// What a list with this many extra numbers should contain.
fn model(lanes: &[Lane], extras: usize) -> Vec<Vec<f64>> {
    lanes.iter().map(|lane| lane[..EXTRA + extras].to_vec()).collect()
}

/// A list of `len` lanes, and its model.
fn list<V: Lanes>(len: usize, extras: usize) -> (List<V>, Vec<Lane>) {
    let (mut list, mut lanes) = (List { extras, ..List::new() }, Vec::new());
    while lanes.len() < len {
        let set = first_lanes((len - lanes.len()).min(V::LANES));
        let (packet, all) = packet::<V>(lanes.len() + 1);
        list.append(&packet, set);
        lanes.extend(chosen(&all, set));
    }
    (list, lanes)
}

#[test]
fn a_list_keeps_the_chosen_lanes_of_appended_vectors_in_order() {
    fn check<V: Lanes>() {
        for extras in 0..=EXTRAS {
            let (mut list, mut lanes) = (List::<V> { extras, ..List::new() }, Vec::new());
            let mut random = fastrand::Rng::with_seed(3);
            for seed in 0..12 {
                let set = random.u32(..) & first_lanes(V::LANES);
                let (packet, all) = packet(seed);
                list.append(&packet, set);
                lanes.extend(chosen(&all, set));
                assert_eq!(contents(&list, list.len), model(&lanes, extras), "{extras} extra numbers");
                assert_eq!(list.vectors(), lanes.len().div_ceil(V::LANES));
                for vector in 0..=list.vectors() {
                    let carried = lanes.len().saturating_sub(vector * V::LANES).min(V::LANES);
                    assert_eq!(list.in_use(vector), first_lanes(carried), "vector {vector} of {}", lanes.len());
                }
            }
        }
    }
    for_each_vector!(check);
}

#[test]
fn packing_overwrites_its_lanes_alone_and_at_most_a_vector_behind() {
    fn check<V: Lanes>() {
        let (before, lanes) = list::<V>(60, EXTRAS);
        let (packet, all) = packet(1000);
        for (to, set) in (0..30).zip([0, 1, 5, 0x8001, 0xffff, 0xa6].into_iter().cycle()) {
            let (mut list, set) = (before.clone(), set & first_lanes(V::LANES));
            list.pack(to, &packet, set);
            let new = chosen(&all, set);
            let found = contents(&list, 60);
            assert_eq!(found[..to], model(&lanes, EXTRAS)[..to], "before lane {to}");
            assert_eq!(found[to..to + new.len()], model(&new, EXTRAS), "from lane {to} on");
            assert_eq!(found[to + V::LANES..], model(&lanes, EXTRAS)[to + V::LANES..], "behind {set:b}");
        }
    }
    for_each_vector!(check);
}

#[test]
fn shifting_moves_lanes_to_any_earlier_place() {
    fn check<V: Lanes>() {
        let (before, lanes) = list::<V>(60, EXTRAS);
        for (from, to) in (0..40).flat_map(|from| (0..=from).map(move |to| (from, to))) {
            let (mut list, mut expected) = (before.clone(), lanes.clone());
            list.shift(from, 17, to);
            expected.copy_within(from..from + 17, to);
            assert_eq!(contents(&list, 60), model(&expected, EXTRAS), "from {from} to {to}");
        }
    }
    for_each_vector!(check);
}

#[test]
fn a_flight_takes_whole_vectors_and_puts_their_values_back() {
    fn check<V: Lanes>() {
        let (mut list, lanes) = list::<V>(60, EXTRAS);
        let (flight, in_place) = (list.flight::<2>(1), list.flight_in_place::<2>(1));
        for (number, array) in [flight.re, flight.im, flight.c_re, flight.c_im].iter().enumerate() {
            let expected: Vec<_> = lanes[V::LANES..][..2 * V::LANES].iter().map(|lane| lane[number]).collect();
            assert_eq!(V::elements(array).iter().map(|x| x.to_f64()).collect::<Vec<_>>(), expected, "array {number}");
        }
        let others = [in_place.re, in_place.im, *in_place.c_re, *in_place.c_im];
        assert_eq!(
            [flight.re, flight.im, flight.c_re, flight.c_im].map(|a| V::elements(&a).to_vec()),
            others.map(|a| V::elements(&a).to_vec())
        );
        list.put(0, flight.re, flight.im);
        for (lane, found) in contents(&list, 2 * V::LANES).into_iter().enumerate() {
            let [re, im, ..] = lanes[V::LANES + lane];
            assert_eq!(found, [&[re, im], &lanes[lane][2..]].concat(), "lane {lane}");
        }
    }
    for_each_vector!(check);
}

/// A lane of a batch: its kept values, its last value, and whether it is to be dropped.
struct Run {
    kept: Vec<Complex<f64>>,
    last: Complex<f64>,
    dropped: bool,
}

/// Some lanes stay, some escape in each part, some are dropped.
fn runs(count: usize, parts: usize) -> Vec<Run> {
    let mut random = fastrand::Rng::with_seed(11);
    let mut value = |inside: bool| {
        let size = if inside { 0.5 } else { 64.0 };
        Complex::new(f64::from(random.u32(1..1000)) / 1024.0 * size + size, 0.25)
    };
    (0..count)
        .map(|i| {
            let escapes = i % (parts + 2);
            let kept: Vec<_> = (0..parts).map(|part| value(part == 0 || part <= escapes)).collect();
            Run { kept, last: value(escapes > parts), dropped: i % 5 == 0 }
        })
        .collect()
}

fn inside(z: Complex<f64>) -> bool {
    bounded(z, Rounding::Separate)
}

/// Gives one lane this value.
fn set<V: Lanes>(re: &mut [V], im: &mut [V], lane: usize, z: Complex<f64>) {
    V::elements_mut(re)[lane] = V::Element::from_f64(z.re);
    V::elements_mut(im)[lane] = V::Element::from_f64(z.im);
}

#[test]
fn partition_keeps_bounded_lanes_and_lists_the_others_with_their_last_bounded_value() {
    fn check<V: Lanes, const K: usize>(len: usize, parts: usize) {
        let runs = runs(K * V::LANES, parts);
        let mut scratch = Scratch::<V>::new();
        (scratch.list, _) = list(len, 0);
        for (lane, run) in runs.iter().enumerate() {
            let Scratch { list, kept, .. } = &mut scratch;
            let [re, im, ..] = &mut *list.numbers;
            set(re, im, lane, run.last);
            for (kept, &z) in kept.iter_mut().zip(&run.kept) {
                set(&mut kept.re, &mut kept.im, lane, z);
            }
        }
        let before = contents(&scratch.list, K * V::LANES);
        let batch = Batch { parts: u32::try_from(parts).unwrap(), sixes: 1, tail: 0, watched: false };
        let mut dropped = [0; K];
        for (lane, _) in runs.iter().enumerate().filter(|(_, run)| run.dropped) {
            dropped[lane / V::LANES] |= 1 << (lane % V::LANES);
        }
        let mut packed = 0;
        partition(map(), &mut scratch, &dropped, batch, 0, &mut packed);

        let (mut staying, mut escaped) = (Vec::new(), Vec::new());
        for (run, lane) in runs.iter().zip(&before).take(len) {
            let with = |z: Complex<f64>| [&[z.re, z.im], &lane[2..]].concat();
            if !inside(run.last) {
                let number = run.kept.iter().rposition(|&z| inside(z)).unwrap();
                let mut lane = with(run.kept[number]);
                lane[4] = lane[4] * f64::from(PARTS) + number as f64;
                escaped.push(lane);
            } else if !run.dropped {
                staying.push(with(run.last));
            }
        }
        let what = format!("{len} of {K} x {} lanes, {parts} parts", V::LANES);
        assert_eq!(packed, staying.len(), "{what}");
        assert_eq!(contents(&scratch.list, packed), staying, "{what}");
        assert_eq!(contents(&scratch.escaped, scratch.escaped.len), escaped, "{what}");
    }
    fn all<V: Lanes>() {
        for parts in 1..=PARTS as usize {
            for len in [1, V::LANES, 3 * V::LANES - V::LANES / 2, 3 * V::LANES] {
                check::<V, 3>(len, parts);
            }
            check::<V, 1>(V::LANES, parts);
        }
    }
    for_each_vector!(all);
}

/// The first steps of every pixel of a block whose pixels escape early, late or never.
#[test]
fn the_first_steps_find_escapes_and_list_the_pixels_that_still_run() {
    fn check<V: Lanes>(untested: u32, tested: u32) {
        let (width, view) = (67, View::new(Region::new(-2.0, 0.5, 0.0, 1.25).unwrap(), Raster::new(67, 20).unwrap()));
        let opening = Opening { probed: 0, untested, tested, batch: 24 };
        let run = |block: &Block, scratch: &mut Scratch<V>| {
            let mut counted = LaneSteps::zeros(view.dim());
            begin(map(), block, &InTile::new(&block.tile), opening, scratch, &mut Tally::into(&mut counted));
            let mut listed = contents(&scratch.list, scratch.list.len);
            listed.sort_by(|a, b| a[PLACE].total_cmp(&b[PLACE]));
            let mut listed = listed.into_iter();
            for (pixel, &found) in scratch.steps.iter().enumerate() {
                let point = view.point(pixel / width, pixel % width);
                let orbit: Vec<_> =
                    Orbit::<_, V::Element>::new(Mandelbrot, Rounding::Separate, point).take(tested as usize).collect();
                let escape = orbit.iter().position(|&z| !bounded(z, Rounding::Separate));
                let expected = escape.map_or(0, |at| u32::try_from(at).unwrap() + 1);
                assert_eq!(found, expected, "{point}: {opening:?}, {} lanes", V::LANES);
                let taken_twice = if (1..=untested).contains(&expected) { untested } else { 0 };
                let least = u64::from(taken_twice + if escape.is_some() { expected } else { tested });
                assert!(counted.carried()[(pixel / width, pixel % width)] >= least, "{point}: {opening:?}");
                if escape.is_none() {
                    let c = Complex::new(V::Element::from_f64(point.re), V::Element::from_f64(point.im));
                    let z = orbit.last().copied().unwrap_or(c);
                    let lane = [z.re, z.im, c.re, c.im].map(|number| number.to_f64());
                    assert_eq!(listed.next().unwrap(), [&lane[..], &[pixel as f64]].concat(), "{point}: {opening:?}");
                }
            }
            assert_eq!(listed.next(), None);
        };
        let job = Job::whole(&view, Limit::new(100).unwrap(), Rounding::Separate);
        for_each_block::<V>(&job, Array2::zeros(view.dim()).view_mut(), run);
    }
    fn all<V: Lanes>() {
        for (untested, tested) in [(0, 0), (0, 1), (0, 12), (6, 12), (30, 35), (30, 60)] {
            check::<V>(untested, tested);
        }
    }
    for_each_vector!(all);
}

/// Where a lane escapes after `made` steps and within a batch: its value at the beginning of that part, the part's
/// number, and the step of its escape; `None` where it does not.
fn departure<E: Scalar>(pixel: Complex<f64>, made: u32, batch: Batch) -> Option<(Complex<E>, u32, u32)> {
    let orbit: Vec<_> =
        Orbit::<_, E>::new(Mandelbrot, Rounding::Separate, pixel).take((made + batch.steps()) as usize).collect();
    let escape = u32::try_from(orbit.iter().position(|&z| !bounded(z, Rounding::Separate))?).unwrap();
    let number = (escape.checked_sub(made)? / batch.part().max(1)).min(batch.parts - 1);
    let first = (made + number * batch.part()) as usize;
    let (start, _) = Mandelbrot.start(Complex::new(E::from_f64(pixel.re), E::from_f64(pixel.im)));
    Some((if first == 0 { start } else { orbit[first - 1] }, number, escape + 1))
}

#[test]
fn recount_finds_the_step_at_which_each_lane_escaped() {
    fn check<V: Lanes>(made: u32, batch: Batch, each: bool, counting: bool) {
        let view = View::new(Region::new(-2.0, 0.5, 0.0, 1.25).unwrap(), Raster::new(67, 30).unwrap());
        let limit = Limit::new((made + batch.steps()).into()).unwrap();
        let (mut out, mut counted) = (Array2::zeros(view.dim()), LaneSteps::zeros(view.dim()));
        let mut tally = if counting { Tally::into(&mut counted) } else { Tally::default() };
        let point = |place: usize| view.point(place / 67, place % 67);
        let run = |block: &Block, scratch: &mut Scratch<V>| {
            scratch.escaped = List { extras: usize::from(each), ..List::new() };
            for place in 0..scratch.steps.len() {
                if let Some((z, number, _)) = departure::<V::Element>(point(place), made, batch) {
                    let [re, im, c_re, c_im] =
                        [z.re, z.im, V::Element::from_f64(point(place).re), V::Element::from_f64(point(place).im)]
                            .map(|number| V::splat(number.to_f64()));
                    let place = V::splat(f64::from(u32::try_from(place).unwrap() * PARTS + number));
                    let extra = [V::splat(f64::from(made)); EXTRAS];
                    scratch.escaped.append(&Packet { re, im, c_re, c_im, place, extra }, 1);
                }
            }
            let made = if each { Made::Each } else { Made::All(made) };
            recount(map(), Departure { made, batch }, block, scratch, &mut tally);
        };
        for_each_block::<V>(&Job::whole(&view, limit, Rounding::Separate), out.view_mut(), run);
        for (place, &found) in out.iter().enumerate() {
            let expected = departure::<V::Element>(point(place), made, batch).map_or(0, |(_, _, step)| step);
            assert_eq!(found, expected, "{} after {made} steps, {batch:?}, {} lanes", point(place), V::LANES);
        }
        let escaped = out.iter().filter(|&&steps| steps > 0).count();
        let carried = counted.carried().iter().filter(|&&steps| steps > 0).count();
        assert!(escaped > 0 && carried == if counting { escaped } else { 0 }, "{carried} of {escaped} counted");
    }
    fn all<V: Lanes>() {
        let batch = |parts, sixes, tail| Batch { parts, sixes, tail, watched: false };
        for (made, batch) in [(6, batch(4, 1, 0)), (6, batch(1, 2, 0)), (12, batch(3, 1, 5)), (0, batch(1, 0, 5))] {
            for (each, counting) in [(false, false), (true, false), (false, true)] {
                check::<V>(made, batch, each, counting);
            }
        }
    }
    for_each_vector!(all);
}

#[test]
fn the_integer_of_a_lane_is_exact() {
    for number in [0, 1, 8191 * PARTS + 3, (1 << 24) - 1] {
        assert_eq!(whole(f64::from(number)), number);
        assert_eq!(whole(<f32 as Scalar>::from_f64(f64::from(number))), number);
    }
    assert_eq!(whole(f64::from(u32::MAX)), u32::MAX);
}
