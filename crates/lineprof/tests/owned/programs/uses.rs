//! Works in two functions of another crate, called on two lines.

fn main() {
    let sum = work::three_quarters(); // 75 %
    std::hint::black_box(sum ^ work::one_quarter()); // 25 %
}
