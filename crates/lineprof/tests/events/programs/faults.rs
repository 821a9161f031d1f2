//! Touches pages on some threads: where libc does it, then n on one line and m on another.
use std::ffi::c_void;
use std::hint::black_box;
use std::sync::{Arc, Barrier};
unsafe extern "C" {
    fn mmap(address: *mut c_void, length: usize, protection: i32, flags: i32, file: i32, offset: i64) -> *mut c_void;
    fn madvise(address: *mut c_void, length: usize, advice: i32) -> i32;
}

const PAGE: usize = 4096;

/// Maps pages that have no memory until they are touched.
fn fresh(pages: usize) -> *mut u8 {
    let (read_and_write, private_and_anonymous, no_huge_page) = (3, 0x22, 15);
    unsafe {
        let at = mmap(std::ptr::null_mut(), pages * PAGE, read_and_write, private_and_anonymous, -1, 0);
        assert_ne!(at as isize, -1);
        madvise(at, pages * PAGE, no_huge_page);
        at.cast()
    }
}

#[inline(never)]
fn touch(n: usize, m: usize) {
    let (few, many) = (fresh(n), fresh(m));
    for page in 0..n {
        unsafe { few.add(page * PAGE).write_volatile(1) }; // n
    }
    for page in 0..m {
        unsafe { many.add(page * PAGE).write_volatile(2) }; // m
    }
}

/// Both lines have one stack pointer, and libc has one address for them.
#[inline(never)]
fn fill() {
    let (few, many) = (fresh(20), fresh(40));
    unsafe { few.write_bytes(black_box(1), black_box(20 * PAGE)) }; // filled 20
    unsafe { many.write_bytes(black_box(2), black_box(40 * PAGE)) }; // filled 40
}

fn main() {
    let numbers: Vec<usize> = std::env::args().skip(1).map(|number| number.parse().unwrap()).collect();
    let [n, m, threads] = numbers[..] else { panic!("n, m, threads") };
    let all_filled = Arc::new(Barrier::new(threads));
    let work = |all_filled: Arc<Barrier>| {
        move || {
            fill();
            all_filled.wait();
            touch(n, m);
        }
    };
    let threads: Vec<_> = (0..threads).map(|_| std::thread::spawn(work(all_filled.clone()))).collect();
    threads.into_iter().for_each(|thread| thread.join().unwrap());
}
