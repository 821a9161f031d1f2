//! Loads libraries, one after the other at the same address, and calls the function `work` of each.
use std::ffi::{CString, c_char, c_int, c_void};

unsafe extern "C" {
    fn dlopen(path: *const c_char, flags: c_int) -> *mut c_void;
    fn dlsym(library: *mut c_void, name: *const c_char) -> *mut c_void;
    fn dlclose(library: *mut c_void) -> c_int;
}

fn call(path: &str) {
    let path = CString::new(path).unwrap();
    unsafe {
        let library = dlopen(path.as_ptr(), 2);
        let work = dlsym(library, c"work".as_ptr());
        std::mem::transmute::<*mut c_void, extern "C" fn()>(work)();
        dlclose(library);
    }
}

fn main() {
    for _ in 0..20 {
        std::env::args().skip(1).for_each(|path| call(&path));
    }
}
