//! Every operation of every vector type against the same operation on arrays of scalars.

use lanelab_grid::{Lanes, Mask, Real, Scalar};
use std::panic::{AssertUnwindSafe, catch_unwind};
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

/// More elements than any vector has lanes, so that a vector can begin at every place of a cache line.
const ROOM: usize = 64;

/// What stands in memory that an operation must not touch.
const UNTOUCHED: f64 = 7777.0;

/// Numbers at which operations differ: signed zeros, infinities, NaN, the least and the largest, and some with all bits.
fn special<E: Scalar>() -> Vec<E> {
    let numbers = [0.0, -0.0, 1.0, -1.0, 4.0, f64::INFINITY, f64::NEG_INFINITY, f64::NAN, 1e-310, 1e-42, 3e38, 1.7e308];
    let mut random = fastrand::Rng::with_seed(7);
    numbers.into_iter().chain((0..20).map(|_| random.f64() * 8.0 - 4.0)).map(E::from_f64).collect()
}

fn lanes<V: Lanes>(vector: V) -> Vec<V::Element> {
    let mut elements = vec![V::Element::from_f64(UNTOUCHED); V::LANES];
    vector.store(&mut elements);
    elements
}

/// The elements 0, 1, 2, …
fn ascending<E: Scalar>(len: usize) -> Vec<E> {
    (0..len).map(|i| E::from_f64(i as f64)).collect()
}

/// The mask with these bits.
fn mask<V: Lanes>(bits: u32) -> V::Mask {
    let chosen: Vec<_> = (0..V::LANES).map(|lane| V::Element::from_f64(f64::from(1 - (bits >> lane & 1)))).collect();
    V::load(&chosen).le(V::splat(0.0))
}

fn first_bits(lanes: usize) -> u32 {
    (0..lanes).map(|lane| 1 << lane).sum()
}

/// Every set of lanes, as bits.
fn sets<V: Lanes>() -> impl Iterator<Item = u32> + Clone {
    0..1 << V::LANES
}

fn same<E: Scalar>(a: E, b: E) -> bool {
    a.same_bits(b) || a.to_f64().is_nan() && b.to_f64().is_nan()
}

#[test]
fn loads_and_stores_move_exactly_the_lanes_from_every_place() {
    fn check<V: Lanes>() {
        let elements = ascending::<V::Element>(ROOM);
        for from in 0..=ROOM - V::LANES {
            let loaded = V::load(&elements[from..]);
            assert_eq!(lanes(loaded), elements[from..from + V::LANES], "load from {from}");
            let mut stored = [V::Element::from_f64(UNTOUCHED); ROOM];
            loaded.store(&mut stored[from..]);
            for (i, &element) in stored.iter().enumerate() {
                let expected = if (from..from + V::LANES).contains(&i) { i as f64 } else { UNTOUCHED };
                assert_eq!(element.to_f64(), expected, "element {i} of {} lanes stored from {from}", V::LANES);
            }
        }
    }
    for_each_vector!(check);
}

#[test]
fn too_few_elements_are_a_panic() {
    fn check<V: Lanes>() {
        for len in 0..V::LANES {
            let mut short = ascending::<V::Element>(len);
            assert!(catch_unwind(AssertUnwindSafe(|| V::load(&short))).is_err(), "load of {len}");
            assert!(catch_unwind(AssertUnwindSafe(|| V::splat(1.0).store(&mut short))).is_err(), "store of {len}");
            let mut counts = vec![0; len];
            let store = AssertUnwindSafe(|| V::store_counts(V::zero_counts(), &mut counts));
            assert!(catch_unwind(store).is_err(), "store_counts of {len}");
            let pack = AssertUnwindSafe(|| V::splat(1.0).store_packed(1, &mut short));
            assert!(catch_unwind(pack).is_err(), "store_packed of {len}");
        }
    }
    for_each_vector!(check);
}

#[test]
fn arithmetic_and_comparisons_are_those_of_each_lane() {
    fn check<V: Lanes>() {
        let numbers = special::<V::Element>();
        let vectors = |first: usize| -> Vec<V::Element> {
            (0..V::LANES).map(|lane| numbers[(first + lane) % numbers.len()]).collect()
        };
        for (i, j) in (0..numbers.len()).flat_map(|i| (0..numbers.len()).map(move |j| (i, j))) {
            let (a, b, c) = (vectors(i), vectors(j), vectors(i * j));
            let [va, vb, vc] = [&a, &b, &c].map(|elements| V::load(elements));
            type Scalars<E> = fn([E; 3]) -> E;
            let results: [(&str, V, Scalars<V::Element>); 6] = [
                ("add", va + vb, |[a, b, _]| a + b),
                ("sub", va - vb, |[a, b, _]| a - b),
                ("mul", va * vb, |[a, b, _]| a * b),
                ("neg", -va, |[a, ..]| -a),
                ("abs", va.abs(), |[a, ..]| a.abs()),
                ("fma", va.fma(vb, vc), |[a, b, c]| a.fma(b, c)),
            ];
            for (name, vector, scalar) in results {
                for (lane, found) in lanes(vector).into_iter().enumerate() {
                    let expected = scalar([a[lane], b[lane], c[lane]]);
                    assert!(same(found, expected), "{name} of {:?} {:?} {:?}", a[lane], b[lane], c[lane]);
                }
            }
            for lane in 0..V::LANES {
                let (le, same) = (va.le(vb).bits() >> lane & 1, va.same_bits(vb).bits() >> lane & 1);
                assert_eq!(le == 1, a[lane] <= b[lane], "{:?} <= {:?}", a[lane], b[lane]);
                assert_eq!(same == 1, a[lane].same_bits(b[lane]), "bits of {:?} and {:?}", a[lane], b[lane]);
            }
        }
    }
    for_each_vector!(check);
}

#[test]
fn masks_are_sets_of_lanes() {
    fn check<V: Lanes>() {
        let all = first_bits(V::LANES);
        for set in sets::<V>() {
            let found = mask::<V>(set);
            assert_eq!(found.bits(), set);
            assert_eq!((found.any(), found.all()), (set != 0, set == all), "{set:b} of {} lanes", V::LANES);
            assert_eq!((!found).bits(), all & !set);
            let other = set.wrapping_mul(0x9e37_79b9) >> 7 & all;
            assert_eq!((found & mask::<V>(other)).bits(), set & other);
            assert_eq!((found | mask::<V>(other)).bits(), set | other);
        }
        for count in 0..=V::LANES {
            assert_eq!(V::Mask::first(count).bits(), first_bits(count), "the first {count} lanes");
        }
        assert_eq!(V::Mask::first(V::LANES + 1).bits(), all, "no more lanes than there are");
    }
    for_each_vector!(check);
}

#[test]
fn a_selection_takes_each_lane_from_its_side() {
    fn check<V: Lanes>() {
        let (yes, no) = (V::load(&ascending(ROOM)), V::splat(-0.5));
        for set in sets::<V>() {
            for (lane, found) in lanes(V::select(mask::<V>(set), yes, no)).into_iter().enumerate() {
                let expected = if set >> lane & 1 == 1 { lane as f64 } else { -0.5 };
                assert_eq!(found.to_f64(), expected, "lane {lane} of {set:b}");
            }
        }
    }
    for_each_vector!(check);
}

#[test]
fn counters_count_their_lanes() {
    fn check<V: Lanes>() {
        let (mut counts, mut expected) = (V::zero_counts(), vec![0; V::LANES]);
        for set in sets::<V>().chain([1; 5]) {
            counts = V::count(counts, mask::<V>(set));
            expected.iter_mut().enumerate().for_each(|(lane, count)| *count += set >> lane & 1);
        }
        for from in 0..=ROOM - V::LANES {
            let mut stored = [u32::MAX; ROOM];
            V::store_counts(counts, &mut stored[from..]);
            let inside = from..from + V::LANES;
            assert_eq!(stored[inside.clone()], expected);
            assert!((0..ROOM).all(|i| inside.contains(&i) || stored[i] == u32::MAX), "stored from {from}");
        }
    }
    for_each_vector!(check);
}

#[test]
fn packing_writes_the_chosen_lanes_in_order_and_at_most_a_vector() {
    fn check<V: Lanes>() {
        let vector = V::load(&ascending(ROOM));
        for set in sets::<V>() {
            let from = set as usize % (ROOM - V::LANES);
            let mut stored = [V::Element::from_f64(UNTOUCHED); ROOM];
            vector.store_packed(set, &mut stored[from..]);
            let chosen: Vec<f64> = (0..V::LANES).filter(|lane| set >> lane & 1 == 1).map(|lane| lane as f64).collect();
            let stored: Vec<f64> = stored.into_iter().map(Scalar::to_f64).collect();
            assert_eq!(stored[from..from + chosen.len()], chosen, "{set:b} of {} lanes", V::LANES);
            let outside = stored[..from].iter().chain(&stored[from + V::LANES..]);
            assert!(outside.into_iter().all(|&element| element == UNTOUCHED), "{set:b} packed to {from}");
        }
    }
    for_each_vector!(check);
}

#[test]
fn elements_are_the_lanes_of_vectors_in_order() {
    fn check<V: Lanes>() {
        let numbers = ascending::<V::Element>(3 * V::LANES);
        let mut vectors: Vec<V> = numbers.chunks(V::LANES).map(V::load).collect();
        assert_eq!(V::elements(&vectors), numbers);
        for lane in 0..numbers.len() {
            V::elements_mut(&mut vectors)[lane] = V::Element::from_f64(UNTOUCHED);
            assert_eq!(lanes(vectors[lane / V::LANES])[lane % V::LANES].to_f64(), UNTOUCHED);
        }
    }
    for_each_vector!(check);
}
