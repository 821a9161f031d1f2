//! Calls of every kind. Each line of `round` says its share.
use std::hint::black_box;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// Eighths of all work. Rounds of one length could keep step with the sampler.
static SCALE: AtomicU64 = AtomicU64::new(8);

#[inline(never)]
fn spin(mut x: u64, steps: u64) -> u64 {
    for _ in 0..steps * SCALE.load(Relaxed) / 8 {
        x = black_box(x).wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
    }
    x
}

trait Work {
    fn work(&self, x: u64) -> u64;
}

struct Constant;
struct Variable(u64);

impl Work for Constant {
    fn work(&self, x: u64) -> u64 {
        spin(x, 10_000)
    }
}

impl Work for Variable {
    fn work(&self, x: u64) -> u64 {
        spin(x, self.0)
    }
}

fn halve(times: u32, x: u64) -> u64 {
    if times == 0 {
        return spin(x, 1250);
    }
    halve(times - 1, x) ^ halve(times - 1, x + 1)
}

#[inline(never)]
fn round(mut x: u64, works: &[Box<dyn Work>], numbers: &[u64]) -> u64 {
    x ^= works[0].work(x); // 10 %
    x ^= works[1].work(x); // 40 %
    x ^= (|x| spin(x, 20_000))(x); // 20 %
    x ^= halve(3, x); // 10 %
    x ^ numbers.iter().fold(x, |x, number| spin(x ^ number, 200)) // 20 %
}

fn main() {
    let works: [Box<dyn Work>; 2] = [Box::new(Constant), Box::new(Variable(40_000))];
    let numbers: Vec<u64> = (0..100).collect();
    let varied = |x, number: u64| {
        SCALE.store(3 + number * 7 % 11, Relaxed);
        round(x, &works, &numbers)
    };
    black_box((0..6000).fold(1, varied));
}
