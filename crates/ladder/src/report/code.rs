//! What a rung's hottest loop was compiled to.

use super::profiled::{LEAST_PACKED, MOST_UNKNOWN};
use lineprof::Profile;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a rung's hottest loop was compiled to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Code {
    /// The size of its widest vector registers with arithmetic on all lanes; null where it is not SIMD.
    pub vector_bits: Option<u32>,
    /// How often each instruction stands in it, as `vmulpd 512`: the mnemonic, and the size of its widest vector register.
    /// Equal for two rungs, they run the same instructions, perhaps in another order.
    pub instructions: BTreeMap<String, u32>,
}

/// With fewer samples nothing is said: those of a busy machine may miss the loop.
const LEAST_SAMPLES: u64 = 30;

/// The verdict on rungs with vectors of another width than the base has.
pub(crate) const OTHER_WIDTH: &str = "other width";

/// The verdict on rungs where the width of theirs, or of the base's, is not known.
pub(crate) const UNKNOWN_WIDTH: &str = "width not known";

impl Code {
    /// Of the code that was sampled; none where it is not known.
    pub(crate) fn of(profile: &Profile) -> Option<Self> {
        let mix = profile.vectors().all;
        let vector_bits = mix.widest.filter(|_| mix.packed.value() >= LEAST_PACKED);
        let known = profile.recording.total() >= LEAST_SAMPLES && mix.unknown.value() <= MOST_UNKNOWN;
        known.then(|| Self { vector_bits, instructions: profile.hottest_run() })
    }

    /// The verdict on two rungs whose widths are not known to be equal; none where they are.
    pub(crate) fn compare(base: Option<&Self>, rung: Option<&Self>) -> Option<&'static str> {
        match base.zip(rung) {
            None => Some(UNKNOWN_WIDTH),
            Some((base, rung)) => (base.vector_bits != rung.vector_bits).then_some(OTHER_WIDTH),
        }
    }

    /// `512 bits`, or `no vectors`.
    pub fn width(&self) -> String {
        self.vector_bits.map_or_else(|| "no vectors".to_owned(), |bits| format!("{bits} bits"))
    }

    /// How many instructions the loop has.
    pub fn length(&self) -> u32 {
        self.instructions.values().sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_equal_widths_are_compared() {
        let code = |vector_bits| Code { vector_bits, instructions: BTreeMap::new() };
        let (none, narrow, wide) = (code(None), code(Some(256)), code(Some(512)));
        for (base, rung, expected) in [
            (Some(&wide), Some(&wide), None),
            (Some(&none), Some(&none), None),
            (Some(&wide), Some(&narrow), Some(OTHER_WIDTH)),
            (Some(&narrow), Some(&wide), Some(OTHER_WIDTH)),
            (Some(&wide), Some(&none), Some(OTHER_WIDTH)),
            (Some(&wide), None, Some(UNKNOWN_WIDTH)),
            (None, None, Some(UNKNOWN_WIDTH)),
        ] {
            assert_eq!(Code::compare(base, rung), expected, "{base:?} {rung:?}");
        }
    }
}
