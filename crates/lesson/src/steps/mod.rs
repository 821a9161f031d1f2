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
