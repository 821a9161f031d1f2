//! Calls of functions of the C library that set up no frame: of `memcmp` or of `cbrtf`, as the first argument says.
//! Each line says its share.
use std::hint::black_box;

#[inline(never)]
fn compare(a: &[u8], b: &[u8]) -> bool {
    let most = (0..7).all(|_| black_box(a) == black_box(b)); // 70 %
    most && (0..3).all(|_| black_box(a) == black_box(b)) // 30 %
}

#[inline(never)]
fn roots(x: f32) -> f32 {
    let x = (0..75).fold(x, |x, _| 1.0 + black_box(x).cbrt()); // 75 %
    (0..25).fold(x, |x, _| 1.0 + black_box(x).cbrt()) // 25 %
}

fn main() {
    if std::env::args().any(|argument| argument == "memcmp") {
        let (a, b) = (vec![7; 20_000], vec![7; 20_000]);
        black_box((0..200_000).all(|_| compare(&a, &b)));
    } else {
        black_box((0..400_000).fold(2.0, |x, _| roots(x)));
    }
}
