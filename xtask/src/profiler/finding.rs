//! A measured value beside what lineprof promises of it.

use serde::Serialize;
use std::fmt;

/// The columns of findings.
pub(crate) const HEADING: &str =
    "program        what                                               measured     promised";

/// A measured value.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Finding {
    /// The program.
    pub(crate) of: String,
    pub(crate) what: &'static str,
    pub(crate) value: f64,
    pub(crate) unit: &'static str,
    /// What lineprof promises of the value.
    pub(crate) promise: Promise,
    /// An interval, or the line that the value is of.
    pub(crate) remark: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Promise {
    AtMost(f64),
    AtLeast(f64),
    Nothing,
}

impl Finding {
    pub(crate) fn new(of: &str, what: &'static str, value: f64, unit: &'static str, promise: Promise) -> Self {
        Self { of: of.to_owned(), what, value, unit, promise, remark: String::new() }
    }

    pub(crate) fn with_remark(self, remark: String) -> Self {
        Self { remark, ..self }
    }

    /// Whether the value is as promised. One that is not a number is not.
    pub(crate) fn is_kept(&self) -> bool {
        match self.promise {
            Promise::AtMost(most) => self.value <= most,
            Promise::AtLeast(least) => self.value >= least,
            Promise::Nothing => true,
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let promise = match self.promise {
            Promise::AtMost(most) => format!("at most {most:.4}"),
            Promise::AtLeast(least) => format!("at least {least:.4}"),
            Promise::Nothing => "–".to_owned(),
        };
        let value = format!("{:.2} {}", self.value, self.unit);
        let broken = if self.is_kept() { "" } else { "BROKEN" };
        let Self { of, what, remark, .. } = self;
        write!(f, "{of:<14} {what:<46} {value:>14}   {promise:<14} {broken:<7}{remark}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_a_number_keeps_no_promise() {
        let is_kept = |value, promise| Finding::new("", "", value, "", promise).is_kept();
        assert!(is_kept(3.0, Promise::AtMost(3.0)) && is_kept(3.0, Promise::AtLeast(3.0)));
        assert!(!is_kept(3.1, Promise::AtMost(3.0)) && !is_kept(2.9, Promise::AtLeast(3.0)));
        assert!(!is_kept(f64::NAN, Promise::AtMost(3.0)) && !is_kept(f64::NAN, Promise::AtLeast(3.0)));
    }
}
