//! Two lines that spend their time in the C library, whose function sets up no frame.
use std::hint::black_box;

#[inline(never)]
fn compare(a: &[u8], b: &[u8]) -> bool {
    let most = (0..7).all(|_| black_box(a) == black_box(b)); // 70 %
    most && (0..3).all(|_| black_box(a) == black_box(b)) // 30 %
}

fn main() {
    let (a, b) = (vec![7; 20_000], vec![7; 20_000]);
    black_box((0..400_000).all(|_| compare(&a, &b)));
}
