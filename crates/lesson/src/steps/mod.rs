//! A step a file, in the lesson's order.

mod by_hand;
mod constructors;
mod elementwise;
mod mandel1;
mod mandel2;
mod mandel4;
mod mandel_numpy;

use crate::Step;

/// All steps, in the lesson's order, then what it could not do.
pub const STEPS: [Step; 7] = [
    constructors::STEP,
    elementwise::STEP,
    by_hand::STEP,
    mandel1::STEP,
    mandel2::STEP,
    mandel_numpy::STEP,
    mandel4::STEP,
];
