//! The lengths of a batch: how many steps the lanes of a list take between two tests.

/// The most parts of a batch; the values at the beginning of each part are kept.
pub(crate) const PARTS: u32 = 4;

/// The steps of a batch: `parts` parts of `sixes` times six steps, and `tail` more after the last part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Batch {
    /// Parts, 1 to [`PARTS`].
    pub(crate) parts: u32,
    /// The sixes of steps in each part.
    pub(crate) sixes: u32,
    /// Steps after the last part, below 6; above 0 only where the limit ends the batch.
    pub(crate) tail: u32,
    /// Whether lanes that will never escape are looked for.
    pub(crate) watched: bool,
}

/// About how long a batch should be, and of how many parts at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Wanted {
    /// Its steps.
    pub(crate) steps: u32,
    /// Its parts, 1 to [`PARTS`].
    pub(crate) parts: u32,
}

impl Batch {
    /// A batch of about as many steps as wanted, at most `left`. All of them, where few would be left.
    ///
    /// A part has a multiple of six steps, after which the forms of every rounding repeat.
    pub(crate) fn of(wanted: Wanted, left: u32) -> Self {
        if left < 6 {
            return Self { parts: 1, sixes: 0, tail: left, watched: false };
        }
        let Wanted { steps, parts } = wanted;
        let steps = if left - left / 5 < steps { left } else { steps };
        let parts = (steps / 6).clamp(1, parts).min(left / 6);
        let sixes = (steps / 6 / parts).clamp(1, left / 6 / parts);
        let rest = left - 6 * parts * sixes;
        Self { parts, sixes, tail: if rest < 6 { rest } else { 0 }, watched: false }
    }

    pub(crate) const fn part(self) -> u32 {
        6 * self.sixes
    }

    pub(crate) const fn steps(self) -> u32 {
        self.parts * self.part() + self.tail
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batches_reach_every_limit_and_never_exceed_it() {
        for limit in 1..400 {
            for (steps, parts) in [0, 1, 6, 24, 100, 1000].into_iter().flat_map(|steps| [(steps, 1), (steps, PARTS)]) {
                let mut made = 0;
                while made < limit {
                    let batch = Batch::of(Wanted { steps, parts }, limit - made);
                    assert!((1..=parts).contains(&batch.parts) && batch.tail < 6 && batch.steps() > 0);
                    made += batch.steps();
                    assert!(made <= limit && (batch.tail == 0 || made == limit), "{limit}: {batch:?}");
                }
            }
        }
    }
}
