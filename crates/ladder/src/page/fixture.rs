//! A report of the dot product on a machine with round numbers.

use crate::report::{
    Amount, Bandwidth, Called, Function, Interval, LimitShare, Limits, Line, Machine, MixOf, Nothing, Profiles, Rate,
    Report, Rung, RungProfile, SCHEMA, Scene, Stack, Verification,
};

const LEVELS: [(&str, usize, f64); 4] =
    [("L1", 48 << 10, 400e9), ("L2", 1 << 20, 120e9), ("L3", 32 << 20, 50e9), ("memory", 128 << 20, 16e9)];

/// Five rungs on three inputs: times, and how many times as fast as the first they are.
const RUNGS: [(&str, usize, [f64; 3]); 5] = [
    ("scalar", 1, [1.0, 1.0, 1.0]),
    ("f32x8", 1, [7.9, 7.4, 3.1]),
    ("4 x f32x8", 1, [24.0, 14.1, 3.2]),
    ("8 x f32x8", 1, [31.0, 14.3, 3.21]),
    ("threads", 2, [0.31, 22.0, 3.9]),
];

pub(super) fn report() -> Report {
    Report {
        schema: SCHEMA.to_owned(),
        ladder: "dot product".to_owned(),
        precision: "f32".to_owned(),
        machine: Machine {
            cpu: "Test CPU".to_owned(),
            cpu_model: "family 1 model 2".to_owned(),
            cores: 2,
            isa: "AVX2".to_owned(),
            unused_isa: None,
            lanes_f64: 4,
            clock_ghz: 4.0,
            rustc: "rustc 1.89.0".to_owned(),
            commit: "0123456789ab".to_owned(),
            features: "avx avx2 fma sse2".to_owned(),
        },
        limits: Some(limits()),
        verification: Some(Verification {
            agreement: "within the input's error bound".to_owned(),
            rungs: RUNGS.len(),
            inputs: 3,
            failures: Vec::new(),
        }),
        scenes: [1e3, 1e5, 1e7].into_iter().enumerate().map(|(index, n)| scene(index, n)).collect(),
        profiles: Some(profiles()),
        more: Nothing {},
    }
}

fn limits() -> Limits {
    let bandwidths = [1, 2].into_iter().flat_map(|threads| {
        let of_level = move |(level, bytes, rate): (&str, usize, f64)| {
            let of_access = |(access, share): (&str, f64)| Bandwidth {
                level: level.to_owned(),
                level_bytes: bytes,
                access: access.to_owned(),
                threads,
                bytes_per_s: rate * share * threads as f64,
            };
            [("read", 1.0), ("write", 0.5), ("copy", 0.7)].map(of_access)
        };
        LEVELS.into_iter().flat_map(of_level)
    });
    Limits { f32_flops_per_s: 256e9, f64_flops_per_s: 128e9, clock_ghz: 4.0, bandwidths: bandwidths.collect() }
}

fn scene(index: usize, n: f64) -> Scene {
    let base = n * 0.75e-9;
    Scene {
        name: format!("n={n}"),
        work: Some(Amount {
            amount: 2.0 * n,
            unit: "flop".to_owned(),
            flops: Some(2.0 * n),
            reads_bytes: 8.0 * n,
            writes_bytes: 0.0,
        }),
        clock_ghz: 4.0,
        floor: 0.02,
        base: RUNGS[0].0.to_owned(),
        rungs: RUNGS.iter().map(|(name, threads, ratios)| rung((name, *threads), (n, base), ratios[index])).collect(),
        more: Nothing {},
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole nanoseconds")]
fn rung((name, threads): (&str, usize), (n, base): (f64, f64), ratio: f64) -> Rung {
    let median_s = base / ratio;
    let ns = |share: f64| (median_s * share * 1e9) as u64;
    let verdict = if ratio == 1.0 {
        "not distinguishable"
    } else if ratio > 1.0 {
        "faster"
    } else {
        "slower"
    };
    let spread = if ratio == 1.0 { 0.0 } else { 0.04 };
    Rung {
        name: name.to_owned(),
        about: format!("the dot product by {name}"),
        threads,
        oversubscribed: false,
        samples: 40,
        calls_a_sample: 8,
        median_s,
        median_ns: ns(1.0),
        mad_ns: ns(0.01),
        min_ns: ns(0.97),
        max_ns: ns(1.3),
        mean_ns: ns(1.02),
        stddev_ns: ns(0.05),
        verified: true,
        speed_up: Interval { median: ratio, low: ratio * (1.0 - spread), high: ratio * (1.0 + spread), pairs: 40 },
        verdict: verdict.to_owned(),
        of_copies: (threads > 1).then_some(Interval { median: 0.9, low: 0.85, high: 0.95, pairs: 40 }),
        rate: Some(Rate { unit: "flop".to_owned(), per_s: 2.0 * n / median_s, per_cycle: 2.0 * n / median_s / 4e9 }),
        limit: Some(LimitShare { name: "memory read".to_owned(), share: 0.9 }),
        code: None,
        user_ns: Some(ns(1.0)),
        system_ns: Some(0),
        minor_faults: Some(0.0),
        major_faults: Some(0.0),
        more: Nothing {},
    }
}

fn profiles() -> Profiles {
    let mix = |bits| MixOf {
        packed: if bits > 0 { 0.97 } else { 0.0 },
        scalar: 0.01,
        unknown: 0.0,
        widest_bits: (bits > 0).then_some(bits),
    };
    let line = |number, share, bits| Line {
        file: "examples/dot.rs".to_owned(),
        line: Some(number),
        function: "dot::lanes".to_owned(),
        text: "sums.iter_mut().zip(vectors).for_each(|(sum, &v)| *sum += f32x8::from(v) * f32x8::from(v));".to_owned(),
        share,
        cpu_s: share / 2.0,
        via: Some("<wide::f32x8 as core::ops::Mul>::mul".to_owned()),
        vectors: mix(bits),
    };
    let function = |name: &str| Function { name: name.to_owned(), yours: name == "dot::lanes" };
    let rung = |(name, bits): (&str, u32)| RungProfile {
        name: name.to_owned(),
        threads: 1,
        samples: 500,
        cpu_s: 0.5,
        vectors: mix(bits),
        not_inlined: vec![Called { function: "libm fmaf".to_owned(), share: 0.02 }],
        sentence: format!(
            "97.0 % of samples on packed arithmetic, vectors of {bits} bits; not inlined: libm fmaf (2.0 %)"
        ),
        remark: (bits == 0).then(|| "It is not SIMD: hardly any of its time is on vectors.".to_owned()),
        warnings: vec!["only 120 samples: profile for longer, or at a higher rate".to_owned()],
        lines: vec![line(12, 0.9, bits), line(15, 0.06, 0)],
        functions: ["dot::lanes", "<f32x8 as Mul>::mul", "libm fmaf"].map(function).into(),
        stacks: vec![Stack { frames: vec![0, 1], samples: 400 }, Stack { frames: vec![0, 2], samples: 100 }],
    };
    let rungs = [("scalar", 0), ("f32x8", 256), ("4 x f32x8", 256), ("8 x f32x8", 512)].map(rung).into();
    Profiles { input: "n=10000000".to_owned(), refused: None, rungs }
}
