//! Adding 10 to an array: element by element, and whole.

use crate::{Inputs, Outcome, Step, StepError, Twin};
use ndarray::{Array1, Array2};
use std::hint::black_box;

// ---- shown ----
fn by_element(x: &Array2<i64>) -> Array2<i64> {
    let mut y = Array2::zeros(x.dim());
    for i in 0..8 {
        for j in 0..8 {
            y[[i, j]] = x[[i, j]] + 10;
        }
    }
    y
}

fn whole(x: &Array2<i64>) -> Array2<i64> {
    x + 10
}
// ---- end ----

pub(super) const STEP: Step = Step {
    title: "A loop over elements, or the whole array",
    question: "An operation on an array is one on each of its elements. In Python the loop over them is fast only \
        outside the interpreter. Does the same rule apply in Rust?",
    published: Some("43.9 µs ± 755 ns per loop (mean ± std. dev. of 7 runs, 10,000 loops each), the loop"),
    python: Some(Twin {
        setup: "
x = np.arange(0, 256, 4).reshape(8, 8)
y = np.zeros((8, 8))
def by_element():
    for row in range(8):
        for column in range(8):
            y[row][column] = x[row][column] + 10
",
        statement: "by_element()",
    }),
    ..Step::new("elementwise", &[section!("lesson/src/steps/elementwise.rs", "shown")], run)
};

/// What the course prints of `x + 10`.
const SUM: &str = "
[[ 10  14  18  22  26  30  34  38]
 [ 42  46  50  54  58  62  66  70]
 [ 74  78  82  86  90  94  98 102]
 [106 110 114 118 122 126 130 134]
 [138 142 146 150 154 158 162 166]
 [170 174 178 182 186 190 194 198]
 [202 206 210 214 218 222 226 230]
 [234 238 242 246 250 254 258 262]]";

/// `np.arange(0, 256, 4).reshape(8, 8)`.
pub(super) fn fours() -> Result<Array2<i64>, StepError> {
    let fours = Array1::from_iter((0..256).step_by(4));
    Ok(fours.into_shape_with_order((8, 8))?)
}

fn run(_: &Inputs) -> Result<Outcome<'_>, StepError> {
    let x = fours()?;
    let again = x.clone();
    Ok(Outcome::new()
        .array("x + 10", &whole(&x), SUM)?
        .array("the loop", &by_element(&x), SUM)?
        .workload("the loop", move || by_element(black_box(&x)))
        .workload("the whole array", move || whole(black_box(&again))))
}
