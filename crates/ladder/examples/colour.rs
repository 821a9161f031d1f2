//! From linear RGB to a space like CIE XYZ under a cube root, as perceptual colour spaces have it; in planes.
//!
//! The rungs differ in the cube root: the scalar one is a call of the C library for each number, which cannot be
//! vectorised; the vectors have one of multiplications. And in `mul_add`, which rounds once: one instruction where the
//! build has FMA. Elsewhere `f32::mul_add` calls `fmaf` of the C library, for each lane, and `wide` rounds twice.
//! `profile "f32x16 by lane"` of a build without FMA shows half of the time on its line, via `fmaf`.

use lanelab_ladder::{Agreement, Ladder, Work};
use std::process::ExitCode;
use wide::{f32x8, f32x16};

/// Three planes of one length: red, green and blue, or X, Y and Z.
type Planes = [Vec<f32>; 3];

/// From linear sRGB to XYZ (IEC 61966-2-1).
const MATRIX: [[f32; 3]; 3] = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]];

/// What becomes of a `mul_add` of `f32` in this build.
const BY_LANE: &str = if cfg!(target_feature = "fma") {
    "a mul_add of f32 for each lane, which the compiler puts into vectors"
} else {
    "a mul_add of f32 for each lane: without FMA in the build, a call of the C library's fmaf for each"
};

fn main() -> ExitCode {
    ladder().main()
}

pub(crate) fn ladder() -> Ladder<Planes, Planes> {
    Ladder::new("colour")
        .input("pixels", [1_000, 20_000, 2_000_000], |&n| image(n))
        .work(|image| {
            let pixels = image[0].len();
            Work::of(pixels, "pixel").reads_bytes(12 * pixels).writes_bytes(12 * pixels)
        })
        .oracle(in_f64)
        .agreement(Agreement::allclose(1e-6, 1e-6))
        .rung_into("scalar", "a pixel at a time, the C library's cube root", |image, out| {
            scalar(image, out, 0, |[r, g, b], m| m[0] * r + m[1] * g + m[2] * b);
        })
        .rung_into("scalar mul_add", "the same with fused multiply-adds", |image, out| scalar(image, out, 0, fused))
        .rung_into("f32x8", "eight pixels at a time", plain8)
        .rung_into("f32x8 mul_add", "the same with fused multiply-adds", fused8)
        .rung_into("f32x16", "sixteen pixels at a time", plain16)
        .rung_into("f32x16 mul_add", "the same with fused multiply-adds", fused16)
        .rung_into("f32x16 by lane", BY_LANE, by_lane16)
}

/// Random colours, the same in every run.
fn image(pixels: usize) -> Planes {
    let mut random = fastrand::Rng::with_seed(3);
    std::array::from_fn(|_| (0..pixels).map(|_| random.f32()).collect())
}

#[expect(clippy::cast_possible_truncation, reason = "the answer is of the rungs' type")]
#[expect(clippy::disallowed_methods, reason = "answers agree within a tolerance, so its last bit decides nothing")]
fn in_f64(image: &Planes) -> Planes {
    MATRIX.map(|row| {
        let number = |i: usize| (0..3).map(|k| f64::from(row[k]) * f64::from(image[k][i])).sum::<f64>().cbrt() as f32;
        (0..image[0].len()).map(number).collect()
    })
}

/// The pixels from `start` on; `weigh` is the sum of a colour's parts times a row of the matrix.
fn scalar(image: &Planes, out: &mut Planes, start: usize, weigh: impl Fn([f32; 3], [f32; 3]) -> f32) {
    let [r, g, b] = image.each_ref().map(|plane| &plane[start..]);
    for (row, plane) in MATRIX.into_iter().zip(out) {
        for (out, ((&r, &g), &b)) in plane[start..].iter_mut().zip(r.iter().zip(g).zip(b)) {
            *out = weigh([r, g, b], row).cbrt();
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "fused or not, it is what this rung is about")]
fn fused([r, g, b]: [f32; 3], m: [f32; 3]) -> f32 {
    m[0].mul_add(r, m[1].mul_add(g, m[2] * b))
}

macro_rules! vectors {
    ($(#[$attribute:meta])* $name:ident, $vector:ident, $lanes:literal, |$m:ident, $r:ident, $g:ident, $b:ident| $weigh:expr) => {
        $(#[$attribute])*
        fn $name(image: &Planes, out: &mut Planes) {
            let [r, g, b] = image.each_ref().map(|plane| plane.as_chunks::<$lanes>().0);
            let planes = out.each_mut().map(|plane| plane.as_chunks_mut::<$lanes>().0);
            for i in 0..r.len() {
                let [$r, $g, $b] = [r[i], g[i], b[i]].map($vector::from);
                for k in 0..3 {
                    let $m = MATRIX[k].map($vector::splat);
                    planes[k][i] = $weigh.cbrt().to_array();
                }
            }
            scalar(image, out, image[0].len() / $lanes * $lanes, fused);
        }
    };
}

vectors!(plain8, f32x8, 8, |m, r, g, b| (m[0] * r + m[1] * g + m[2] * b));
vectors!(
    #[expect(clippy::disallowed_methods, reason = "fused or not, it is what this rung is about")]
    fused8,
    f32x8,
    8,
    |m, r, g, b| m[0].mul_add(r, m[1].mul_add(g, m[2] * b))
);
vectors!(plain16, f32x16, 16, |m, r, g, b| (m[0] * r + m[1] * g + m[2] * b));
vectors!(
    #[expect(clippy::disallowed_methods, reason = "fused or not, it is what this rung is about")]
    fused16,
    f32x16,
    16,
    |m, r, g, b| m[0].mul_add(r, m[1].mul_add(g, m[2] * b))
);
vectors!(by_lane16, f32x16, 16, |m, r, g, b| {
    let ([r, g, b], m) = ([r, g, b].map(f32x16::to_array), m.map(|weight| weight.to_array()[0]));
    f32x16::from(std::array::from_fn(|i| fused([r[i], g[i], b[i]], m)))
});
