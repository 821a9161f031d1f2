//! A function of each element.

use crate::{Inputs, Outcome, Step, StepError, Twin};
use ndarray::Array2;
use std::hint::black_box;

// ---- shown ----
fn roots(x: &Array2<f64>) -> Array2<f64> {
    x.sqrt()
}

fn halves(x: &Array2<f64>) -> Array2<f64> {
    x * 0.5
}
// ---- end ----

pub(super) const STEP: Step = Step {
    title: "A function of each element",
    question: "A function such as the square root is applied to each element. What does a root cost, against a \
        product?",
    python: Some(Twin { setup: "x = np.arange(0, 256, 4).reshape(8, 8)", statement: "np.sqrt(x)" }),
    ..Step::new("sqrt", &[section!("lesson/src/steps/sqrt.rs", "shown")], run)
};

fn run(_: &Inputs) -> Result<Outcome<'_>, StepError> {
    let x = super::elementwise::fours()?.mapv(|x| x as f64);
    let again = x.clone();
    let halved = halves(&x)[[7, 7]];
    Ok(Outcome::new()
        .array("sqrt(x)", &roots(&x), ROOTS)?
        .value("half of the last", halved, "126")?
        .workload("a square root of each", move || roots(black_box(&x)))
        .workload("a product of each", move || halves(black_box(&again))))
}

/// What the course prints of `np.sqrt(x)`.
const ROOTS: &str = "
[[ 0.          2.          2.82842712  3.46410162  4.          4.47213595
   4.89897949  5.29150262]
 [ 5.65685425  6.          6.32455532  6.63324958  6.92820323  7.21110255
   7.48331477  7.74596669]
 [ 8.          8.24621125  8.48528137  8.71779789  8.94427191  9.16515139
   9.38083152  9.59166305]
 [ 9.79795897 10.         10.19803903 10.39230485 10.58300524 10.77032961
  10.95445115 11.13552873]
 [11.3137085  11.48912529 11.66190379 11.83215957 12.         12.16552506
  12.32882801 12.489996  ]
 [12.64911064 12.80624847 12.9614814  13.11487705 13.26649916 13.41640786
  13.56465997 13.7113092 ]
 [13.85640646 14.         14.14213562 14.28285686 14.4222051  14.56021978
  14.69693846 14.83239697]
 [14.96662955 15.09966887 15.23154621 15.3622915  15.49193338 15.62049935
  15.74801575 15.87450787]]";
