//! Numbers of things, memory, and shares of a whole.

use std::fmt;

use super::figure::{figure, grouped};

/// A number of things, written with a comma between thousands: `10,000`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Count(
    /// The number.
    pub u64,
);

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&grouped(&self.0.to_string()))
    }
}

/// An amount of memory, written in units of 1024: `512 B`, `1.5 MiB`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Bytes(
    /// The number of bytes.
    pub u64,
);

impl Bytes {
    const UNITS: [&str; 6] = ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];
}

impl fmt::Display for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 < 1024 {
            return f.pad(&format!("{} B", self.0));
        }
        #[expect(clippy::cast_precision_loss, reason = "three digits are shown")]
        let mut value = self.0 as f64 / 1024.0;
        let mut unit = 0;
        // 1023.5 would be rounded to 1024.
        while value >= 1023.5 {
            value /= 1024.0;
            unit += 1;
        }
        // Between 1000 and 1023 a thousands comma would be out of place.
        let digits = if value >= 999.5 { format!("{value:.0}") } else { figure(value) };
        f.pad(&format!("{digits} {}", Self::UNITS[unit]))
    }
}

/// A share of a whole, as a fraction, written in per cent with three significant digits: `79.3 %`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Percent(
    /// The fraction: 0.5 is `50 %`.
    pub f64,
);

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{} %", figure(self.0 * 100.0)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_grouped() {
        let table =
            [(0, "0"), (999, "999"), (1000, "1,000"), (90_000, "90,000"), (u64::MAX, "18,446,744,073,709,551,615")];
        for (count, text) in table {
            assert_eq!(Count(count).to_string(), text, "{count}");
        }
    }

    #[test]
    fn bytes_change_their_unit_at_1024_after_rounding() {
        let table = [
            (0, "0 B"),
            (1023, "1023 B"),
            (1024, "1 KiB"),
            (1536, "1.5 KiB"),
            (1000 * 1024, "1000 KiB"),
            (1023 * 1024 + 511, "1023 KiB"),
            (1023 * 1024 + 512, "1 MiB"),
            (360_000, "352 KiB"),
            (16_000_000, "15.3 MiB"),
            (u64::MAX, "16 EiB"),
        ];
        for (bytes, text) in table {
            assert_eq!(Bytes(bytes).to_string(), text, "{bytes}");
        }
    }

    #[test]
    fn shares_are_in_per_cent() {
        for (share, text) in [(0.7934, "79.3 %"), (1.0, "100 %"), (0.000_51, "0.051 %"), (-0.02, "-2 %")] {
            assert_eq!(Percent(share).to_string(), text, "{share}");
        }
    }
}
