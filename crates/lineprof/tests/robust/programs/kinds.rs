//! Programs that do what few do; the first argument says which.
use std::hint::black_box;
use std::os::unix::process::CommandExt;
use std::process::Command;

unsafe extern "C" {
    safe fn close(file: i32) -> i32;
    safe fn setrlimit(resource: i32, limits: &[u64; 2]) -> i32;
    fn fork() -> i32;
    fn mmap(at: *mut u8, size: usize, access: i32, flags: i32, file: i32, offset: i64) -> *mut u8;
    fn waitpid(process: i32, status: *mut i32, options: i32) -> i32;
}

#[inline(never)]
fn hot(n: u64) -> u64 {
    (0..black_box(n)).fold(1, |x, i| black_box(x ^ i).wrapping_mul(0x9e37_79b9_7f4a_7c15))
}

/// Closes all its files, and lowers its limits of open files and of locked memory to nothing.
fn closes() {
    (0..1024).for_each(|file| _ = close(file));
    [7, 8].iter().for_each(|&resource| _ = setrlimit(resource, &[0, 0]));
    black_box(hot(300_000_000));
}

fn executes(times: u32) {
    black_box(hot(60_000_000));
    if times > 0 {
        panic!("{}", Command::new("/proc/self/exe").args(["executes", &(times - 1).to_string()]).exec());
    }
}

fn forks() {
    for _ in 0..40 {
        if unsafe { fork() } == 0 {
            black_box(hot(20_000_000));
            std::process::exit(0);
        }
    }
    while unsafe { waitpid(-1, std::ptr::null_mut(), 0) } > 0 {}
}

/// Writes a loop to memory, and runs it.
#[cfg(target_arch = "x86_64")]
fn makes_code() {
    let code = [0x48, 0x89, 0xf8, 0x48, 0xff, 0xc8, 0x75, 0xfb, 0xc3]; // mov rax, rdi; dec rax; jnz -5; ret
    unsafe {
        let memory = mmap(std::ptr::null_mut(), 4096, 7, 0x22, -1, 0);
        std::ptr::copy_nonoverlapping(code.as_ptr(), memory, code.len());
        let count: extern "C" fn(u64) = std::mem::transmute(memory);
        count(1_000_000_000);
    }
}

#[inline(never)]
fn short() {
    black_box(hot(20_000));
}

/// Names many threads that end before a sample, and then one that does not.
fn names_threads() {
    let run = |name: &str, work: fn()| {
        std::thread::Builder::new().name(name.to_owned()).spawn(work).unwrap().join().unwrap();
    };
    (0..1000).for_each(|_| run("brief", short));
    run("long", || _ = black_box(hot(300_000_000)));
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    match &*arguments.next().unwrap_or_default() {
        "closes" => closes(),
        "executes" => executes(arguments.next().unwrap().parse().unwrap()),
        "forks" => forks(),
        #[cfg(target_arch = "x86_64")]
        "makes code" => makes_code(),
        "names threads" => names_threads(),
        _ => _ = black_box(hot(300_000_000)),
    }
}
