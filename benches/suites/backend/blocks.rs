//! What the backends have in common: the points, the order in which blocks are computed, and how a block's counters
//! become steps.
//!
//! A block is `K` rows by one vector of `L` columns, as in `lanes-masked` (one vector) and `lanes-interleaved`. Every
//! backend computes the same from a block's coordinates, in its own idiom:
//!
//! ```text
//! c ← x + yi;  z ← c² + c;  bounded ← 0        in every lane of every vector
//! repeat limit / TESTS times:
//!     repeat TESTS times:
//!         running ← re² + im² ≤ 4
//!         bounded ← running ? bounded + 1 : bounded
//!         p ← re im;  re ← re² - im² + c_re;  im ← p + p + c_im
//!     stop where no lane of any vector runs
//! ```
//!
//! The squares are computed once for the test and the step. Counters are doubles, since a mask of doubles chooses among
//! them in every crate. Escape is permanent, so the last test alone gives the mask. The rounding is `separate`: no
//! backend fuses a product with a sum.

/// Tests before a block looks whether a lane still runs. The limit is a multiple of it.
pub(crate) const TESTS: u32 = 4;

/// A way to write the kernels.
pub(crate) trait Backend {
    /// Counts how many of `z_1` to `z_limit` are bounded at each point, in blocks of `K` rows by one vector of `L` columns.
    fn fill<const L: usize, const K: usize>(points: &Points, bounded: &mut [u32]);
}

/// A grid of points, whose numbers of rows and columns are multiples of every block's.
#[derive(Debug)]
pub(crate) struct Points {
    xs: Vec<f64>,
    ys: Vec<f64>,
    batches: u32,
}

impl Points {
    pub(crate) fn new(xs: Vec<f64>, ys: Vec<f64>, limit: u32) -> Self {
        let rests = (xs.len() % 8, ys.len() % 4, limit % TESTS);
        assert_eq!(rests, (0, 0, 0), "no block is cut off, and no batch of tests");
        Self { xs, ys, batches: limit / TESTS }
    }

    /// How often a block makes [`TESTS`] tests at most.
    pub(crate) const fn batches(&self) -> u32 {
        self.batches
    }
}

/// Computes all blocks. `block` gets the coordinates of a block, and returns how many tests each lane of each vector passed.
///
/// It is inlined into its caller, where the instructions of a crate that dispatches at run time are enabled.
#[inline(always)]
pub(crate) fn fill_blocks<const L: usize, const K: usize>(
    points: &Points,
    bounded: &mut [u32],
    block: impl Fn([f64; L], [f64; K]) -> [[f64; L]; K],
) {
    let columns = points.xs.len();
    for (&ys, rows) in points.ys.as_chunks().0.iter().zip(bounded.chunks_exact_mut(K * columns)) {
        for (at, &xs) in points.xs.as_chunks().0.iter().enumerate() {
            for (row, counts) in rows.chunks_exact_mut(columns).zip(block(xs, ys)) {
                row[at * L..][..L].copy_from_slice(&counts.map(whole));
            }
        }
    }
}

/// The whole number that a double is, from 0 to the limit.
#[inline(always)]
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "counts are whole and at most the limit")]
fn whole(count: f64) -> u32 {
    count as u32
}
