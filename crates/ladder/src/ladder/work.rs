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
    /// Whether floating-point work is in `f32`; unknown where the ladder does not say.
    pub(crate) single: Option<bool>,
    pub(crate) reads: f64,
    pub(crate) writes: f64,
}

impl Work {
    /// So many things of a unit, as in `Work::of(pixels, "pixel")`; a rate is in these per second.
    pub const fn of(amount: usize, unit: &'static str) -> Self {
        Self { amount: amount as f64, unit, flops: None, single: None, reads: 0.0, writes: 0.0 }
    }

    /// So many elements.
    pub const fn elements(amount: usize) -> Self {
        Self::of(amount, "element")
    }

    /// So many bytes, each read once.
    pub const fn bytes(amount: usize) -> Self {
        Self::of(amount, "B").reads_bytes(amount)
    }

    /// So many floating-point operations; a fused multiply-add is two, a division or a root one. The peak is that of
    /// multiplications and additions, so divisions and roots stay far below it. Whether they are compared with the peak in `f32`
    /// or in `f64` is taken from the type of the oracle's answer, unless [`Work::in_f32`] or [`Work::in_f64`] says it.
    pub const fn flops(amount: usize) -> Self {
        Self { flops: Some(amount as f64), ..Self::of(amount, "flop") }
    }

    /// With so many floating-point operations.
    pub const fn and_flops(self, amount: usize) -> Self {
        Self { flops: Some(amount as f64), ..self }
    }

    /// With floating-point operations in `f32`, whatever the type of the answer.
    pub const fn in_f32(self) -> Self {
        Self { single: Some(true), ..self }
    }

    /// With floating-point operations in `f64`, whatever the type of the answer.
    pub const fn in_f64(self) -> Self {
        Self { single: Some(false), ..self }
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
