//! When a loop takes the second form of a step, and why.
//!
//! Under `separate` a step has 3 multiplications and 4 additions in the plain form, and 4 and 2 in the
//! [second form](lanelab_grid::SeparateByFma). Two plain steps and one in the second form have 10 and 10 together,
//! which loads both kinds of ports equally. Where the multiply ports and the add ports each take one whole vector per
//! cycle, that is 3⅓ cycles per step, against 4 in the plain form alone; `lanelab peak` measures it. The vectors in
//! flight take the second form at different steps, so that both forms are always in flight. Which vector takes it when
//! decides how close the ports come to that bound.
//!
//! Alternating needs 32 registers. With 16, a loop without a test takes the second form alone and is one step long: 4
//! and 2 operations load the ports unevenly, but they are six instead of seven, and every value stays in its register.

use lanelab_grid::Test;

/// Whether there are enough registers to alternate between the forms.
pub(crate) const TWO_FORMS: bool = cfg!(target_feature = "avx512f");

/// One step of this many has the second form.
const TURNS: u32 = 3;

/// The share of steps of a loop that have the second form.
pub(crate) const fn fma_form_share(test: Test) -> f64 {
    match test {
        _ if TWO_FORMS => 1.0 / TURNS as f64,
        Test::Never => 1.0,
        Test::Before | Test::After => 0.0,
    }
}

/// By how many steps each of eight vectors in flight is ahead in its turns. This order and the next were the fastest of
/// those tried on a Zen 4.
const EIGHT: [u32; 8] = [0, 1, 2, 0, 2, 1, 0, 1];

/// The same for any other number of vectors, from the first on and again.
const OTHERS: [u32; 6] = [0, 1, 2, 1, 2, 0];

/// Whether step `k` (only its value modulo 3 matters) of this vector of a flight of `K` has the second form.
#[inline(always)]
pub(crate) const fn is_fma_turn<const K: usize>(vector: usize, k: u32) -> bool {
    let ahead = if K == EIGHT.len() { EIGHT[vector] } else { OTHERS[vector % OTHERS.len()] };
    TWO_FORMS && (ahead + k).is_multiple_of(TURNS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turns<const K: usize>() -> [usize; K] {
        std::array::from_fn(|vector| (7..10).filter(|&k| is_fma_turn::<K>(vector, k)).count())
    }

    #[test]
    fn each_vector_of_a_flight_of_any_size_has_the_second_form_once_in_three_steps() {
        let once = usize::from(TWO_FORMS);
        assert_eq!(
            (turns::<1>(), turns::<7>(), turns::<8>(), turns::<13>()),
            ([once], [once; 7], [once; 8], [once; 13])
        );
    }
}
