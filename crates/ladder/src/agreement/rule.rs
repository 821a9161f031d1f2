//! The rules by which two numbers agree.

use super::Number;

/// A rule for one number. Under every rule a NaN agrees with any NaN and with nothing else.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Rule {
    /// Equal bit for bit; so 0 and -0 differ.
    Exact,
    /// At most so many units in the last place apart.
    Ulps(u64),
    /// `|got - expected| <= epsilon`, or `<= max_relative` times the larger of the two moduli.
    Relative { epsilon: f64, max_relative: f64 },
    /// `|got - expected| <= atol + rtol * |expected|`.
    AllClose { rtol: f64, atol: f64 },
    /// `|got - expected| <= bound`.
    Within(f64),
}

impl Rule {
    pub(super) fn agrees<N: Number>(self, got: N, expected: N) -> bool {
        // Most numbers are equal, and every rule admits them.
        if got.bits() == expected.bits() {
            return true;
        }
        if got.is_nan() || expected.is_nan() {
            return got.is_nan() && expected.is_nan();
        }
        let (a, b) = (got.value(), expected.value());
        // Infinities are equal or infinitely far apart; their difference is no number.
        let near = |tolerance: f64| a == b || (a - b).abs() <= tolerance && a.is_finite() && b.is_finite();
        match self {
            Self::Exact => false,
            Self::Ulps(most) => distance(got, expected) <= most.into(),
            Self::Relative { epsilon, max_relative } => near(epsilon.max(max_relative * a.abs().max(b.abs()))),
            Self::AllClose { rtol, atol } => near(atol + rtol * b.abs()),
            Self::Within(bound) => near(bound),
        }
    }
}

/// How many units in the last place apart two numbers are.
pub(super) fn distance<N: Number>(a: N, b: N) -> u128 {
    a.place().abs_diff(b.place())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_rule_has_its_limit() {
        let next = 1.0_f64.next_up();
        let relative = |epsilon, max_relative| Rule::Relative { epsilon, max_relative };
        let close = |rtol, atol| Rule::AllClose { rtol, atol };
        let table = [
            (Rule::Exact, 1.0, 1.0, true),
            (Rule::Exact, 0.0, -0.0, false),
            (Rule::Exact, f64::NAN, -f64::NAN, true),
            (Rule::Ulps(0), next, 1.0, false),
            (Rule::Ulps(1), next, 1.0, true),
            (Rule::Ulps(9), f64::MAX, f64::INFINITY, true),
            (relative(0.0, 0.5), 1.0, 2.0, true),
            (relative(0.0, 0.4), 1.0, 2.0, false),
            (relative(1.0, 0.0), 1.0, 2.0, true),
            (close(0.5, 0.0), 1.0, 2.0, true),
            (close(0.5, 0.0), 2.0, 1.0, false),
            (close(0.0, 1.0), 2.0, 1.0, true),
            (Rule::Within(0.25), 1.25, 1.0, true),
            (Rule::Within(0.25), next + 0.25, 1.0, false),
            (Rule::Within(f64::INFINITY), f64::NAN, 1.0, false),
            (Rule::Within(f64::INFINITY), f64::INFINITY, 1.0, false),
            (Rule::Within(0.0), f64::INFINITY, f64::INFINITY, true),
        ];
        for (rule, got, expected, agree) in table {
            assert_eq!(rule.agrees(got, expected), agree, "{rule:?}: {got} and {expected}");
        }
    }
}
