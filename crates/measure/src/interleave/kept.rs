//! Work whose temporary memory is not returned to the system.

use std::hint::black_box;

use super::{Cause, Work};
use crate::Usage;

/// Work that meets memory which the process already has, where it would otherwise get fresh pages.
///
/// An allocator returns memory once the end of its heap is free, and the next use of it costs a page fault a page.
/// Before each sample, outside the clock, this allocates and writes 16 MiB in small blocks, and frees all but the last:
/// while that one lives, the end of the heap is in use, and what is free below it stays with the process. After the
/// sample it is freed too, so other candidates find the allocator as before. This holds for glibc; elsewhere
/// [`Usage::faults`] shows whether it did.
#[derive(Debug)]
pub struct KeptMemory<W> {
    work: W,
    last_block: Option<Vec<u8>>,
}

/// Below 128 KiB, from which on glibc gives an allocation pages of its own.
const BLOCK: usize = 1 << 16;
const BLOCKS: usize = 256;

impl<W> KeptMemory<W> {
    /// The same work, with memory that is kept.
    pub const fn new(work: W) -> Self {
        Self { work, last_block: None }
    }
}

impl<W: Work> Work for KeptMemory<W> {
    fn prepare(&mut self) {
        self.work.prepare();
        let mut blocks: Vec<Vec<u8>> = (0..BLOCKS).map(|_| black_box(vec![1; BLOCK])).collect();
        self.last_block = blocks.pop();
    }

    fn run(&mut self) {
        self.work.run();
    }

    fn most_calls(&self) -> u32 {
        self.work.most_calls()
    }

    fn usage(&self) -> Option<Usage> {
        self.work.usage()
    }

    fn check(&mut self) -> Result<(), Cause> {
        self.last_block = None;
        self.work.check()
    }
}
