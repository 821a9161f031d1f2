//! How much a kernel does on an input.

/// A function of the input and the oracle's answer that says how much there is to do.
pub(crate) type WorkOf<I, O> = Box<dyn Fn(&I, &O) -> Work>;

/// How much there is to do, in a unit of the user's, and what of it a machine limits: floating-point operations and
/// bytes read and written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Work {
    pub(crate) amount: f64,
    pub(crate) unit: &'static str,
    pub(crate) flops: Option<f64>,
    pub(crate) reads: f64,
    pub(crate) writes: f64,
}

impl Work {
    /// So many things of a unit, as in `Work::of(pixels, "pixel")`; a rate is in these per second.
    pub const fn of(amount: usize, unit: &'static str) -> Self {
        Self { amount: amount as f64, unit, flops: None, reads: 0.0, writes: 0.0 }
    }

    /// So many elements.
    pub const fn elements(amount: usize) -> Self {
        Self::of(amount, "element")
    }

    /// So many bytes, each read once.
    pub const fn bytes(amount: usize) -> Self {
        Self::of(amount, "B").reads_bytes(amount)
    }

    /// So many floating-point operations; a fused multiply-add is two.
    pub const fn flops(amount: usize) -> Self {
        Self { flops: Some(amount as f64), ..Self::of(amount, "flop") }
    }

    /// With so many floating-point operations.
    pub const fn and_flops(self, amount: usize) -> Self {
        Self { flops: Some(amount as f64), ..self }
    }

    /// With so many bytes read, each counted once.
    pub const fn reads_bytes(self, bytes: usize) -> Self {
        Self { reads: bytes as f64, ..self }
    }

    /// With so many bytes written, each counted once.
    pub const fn writes_bytes(self, bytes: usize) -> Self {
        Self { writes: bytes as f64, ..self }
    }
}
