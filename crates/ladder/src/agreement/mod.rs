//! When an answer is right: the rule by which it is compared with the oracle's.

mod answer;
mod disagreement;
mod number;
mod rule;

pub use answer::Answer;
pub use disagreement::Disagreement;
pub use number::Number;

use rule::Rule;
use std::fmt;

type Judge<I, O> = Box<dyn Fn(&I, &O, &O) -> Result<(), Disagreement> + Sync>;

/// The rule by which a rung's answer is compared with the oracle's, number by number.
///
/// Under every rule but [`Agreement::by`], the shapes must be equal, a NaN agrees with any NaN and with nothing else, and
/// an infinity only with itself (under [`Agreement::ulps`] also with the largest finite numbers).
pub struct Agreement<I, O> {
    name: String,
    judge: Judge<I, O>,
    /// How many numbers of an answer are none.
    nans: fn(&O) -> usize,
}

impl<I, O: Answer> Agreement<I, O> {
    /// Equal bit for bit: 0 and -0 differ.
    pub fn exact() -> Self {
        Self::rule("equal bit for bit".to_owned(), |_| Rule::Exact)
    }

    /// At most so many units in the last place apart.
    pub fn ulps(most: u64) -> Self {
        Self::rule(format!("at most {most} ulps apart"), move |_| Rule::Ulps(most))
    }

    /// The rule of approx's `relative_eq`: `|a - b| <= epsilon`, or `|a - b| <= max_relative * max(|a|, |b|)`.
    pub fn relative_eq(epsilon: f64, max_relative: f64) -> Self {
        let name = format!("relative_eq, epsilon {epsilon:e}, max_relative {max_relative:e}");
        Self::rule(name, move |_| Rule::Relative { epsilon, max_relative })
    }

    /// The rule of NumPy's `allclose`: `|got - expected| <= atol + rtol * |expected|`, where `expected` is the oracle's.
    pub fn allclose(rtol: f64, atol: f64) -> Self {
        Self::rule(format!("allclose, rtol {rtol:e}, atol {atol:e}"), move |_| Rule::AllClose { rtol, atol })
    }

    /// `|got - expected|` is at most a bound that is computed from the input.
    pub fn error_bound(bound: impl Fn(&I) -> f64 + Sync + 'static) -> Self {
        Self::rule("within the input's error bound".to_owned(), move |input| Rule::Within(bound(input)))
    }

    fn rule(name: String, rule: impl Fn(&I) -> Rule + Sync + 'static) -> Self {
        let judge = move |input: &I, got: &O, expected: &O| Disagreement::find(rule(input), got, expected);
        let nans = |answer: &O| answer.numbers().filter(|number| number.is_nan()).count();
        Self { name, judge: Box::new(judge), nans }
    }
}

impl<I, O> Agreement<I, O> {
    /// A rule of your own, with a name for tables: it gets the input, the answer and the oracle's answer, and returns
    /// how they differ.
    pub fn by(name: impl Into<String>, judge: impl Fn(&I, &O, &O) -> Result<(), String> + Sync + 'static) -> Self {
        let judge = move |input: &I, got: &O, expected: &O| judge(input, got, expected).map_err(Disagreement::told);
        Self { name: name.into(), judge: Box::new(judge), nans: |_| 0 }
    }

    /// What to know of an oracle's answer on an input: whether it has a NaN.
    pub(crate) fn remark(&self, answer: &O, input: &str) -> Option<String> {
        let nans = (self.nans)(answer);
        (nans > 0).then(|| format!("the oracle's answer on {input} has {nans} NaN: a rung agrees there only by a NaN"))
    }

    /// Compares an answer with the oracle's.
    ///
    /// # Errors
    /// Where they do not agree: how they differ.
    pub fn check(&self, input: &I, got: &O, expected: &O) -> Result<(), Disagreement> {
        (self.judge)(input, got, expected)
    }
}

impl<I, O> fmt::Display for Agreement<I, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

impl<I, O> fmt::Debug for Agreement<I, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Agreement").field("name", &self.name).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nans_of_the_oracle_are_told() {
        let rule = Agreement::<(), Vec<f32>>::exact();
        let text = rule.remark(&vec![f32::NAN, 1.0], "n=2").unwrap_or_default();
        assert_eq!(text, "the oracle's answer on n=2 has 1 NaN: a rung agrees there only by a NaN");
        assert_eq!(rule.remark(&vec![2.0, 1.0], "n=2"), None);
    }
}
