//! A step a file, in the lesson's order.

mod allclose;
mod by_function;
mod by_hand;
mod by_line;
mod complex_grid;
mod constructors;
mod elementwise;
mod explode;
mod indexing;
mod kernel_profile;
mod lanes;
mod linspace;
mod mandel1;
mod mandel2;
mod mandel4;
mod mandel5;
mod mandel6;
mod mandel7;
mod mandel_numpy;
mod masks;
mod mgrid;
mod refill;
mod residuals;
mod sqrt;
mod threads;
mod views;

use crate::Step;
use lanelab_numpy::forms::FormError;
use ndarray::Array2;

/// The coordinates of the lesson's points, by the step that makes them.
pub(crate) fn coordinates(resolution: u32) -> Result<(Array2<f64>, Array2<f64>), FormError> {
    mgrid::coordinates(resolution)
}

/// All steps, in the lesson's order, then what it could not do.
pub const STEPS: [Step; 26] = [
    constructors::STEP,
    elementwise::STEP,
    sqrt::STEP,
    linspace::STEP,
    mgrid::STEP,
    complex_grid::STEP,
    by_hand::STEP,
    mandel1::STEP,
    mandel2::STEP,
    explode::STEP,
    mandel_numpy::STEP,
    masks::STEP,
    mandel4::STEP,
    mandel5::STEP,
    residuals::STEP,
    allclose::STEP,
    mandel6::STEP,
    indexing::STEP,
    views::STEP,
    mandel7::STEP,
    by_function::STEP,
    by_line::STEP,
    lanes::STEP,
    refill::STEP,
    threads::STEP,
    kernel_profile::STEP,
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Stage;
    use crate::stage::LIMIT;

    #[test]
    fn the_eight_functions_agree_on_the_lessons_grid() {
        let stage = Stage::new().unwrap();
        let values = &stage.values;
        let counts = [
            ("mandel2", mandel2::mandel2(values, LIMIT).mapv(f64::from)),
            ("mandel4", mandel4::mandel4(values, LIMIT).unwrap()),
            ("mandel5", mandel5::mandel5(values, LIMIT).unwrap()),
            ("mandel6", mandel6::mandel6(values, LIMIT).unwrap()),
            ("mandel7", mandel7::mandel7(values, LIMIT).unwrap()),
        ];
        for (name, found) in &counts {
            assert_eq!(found, stage.counts, "{name}");
        }
        for (&value, &count) in values.iter().zip(&stage.counts) {
            let one = mandel1::mandel1(value, LIMIT);
            assert_eq!(f64::from(one), count, "mandel1 at {value}");
        }
        let inside = mandel_numpy::mandel_numpy(values, LIMIT).unwrap();
        assert_eq!(explode::explode(values, LIMIT), inside, "explode");
        // 34 points escape in the last step: they count 0 and are outside.
        let zero = stage.counts.mapv(|count| count == 0.0);
        let unlike = zero.iter().zip(&inside).filter(|(a, b)| a != b);
        assert_eq!(unlike.count(), 34, "counts of 0 that are outside");
        let both = zero.iter().zip(&inside).filter(|(a, b)| **b && !**a);
        assert_eq!(both.count(), 0, "inside, and counted");
    }
}
