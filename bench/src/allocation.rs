//! Counts what one thread allocates. Underneath is the allocator that Pointsman's binary uses, for every subject.

use std::alloc::{GlobalAlloc, Layout};
use std::cell::Cell;

use mimalloc::MiMalloc;

struct Counting;

#[global_allocator]
static COUNTING: Counting = Counting;

thread_local! {
    static CALLS: Cell<u64> = const { Cell::new(0) };
    static HELD: Cell<i64> = const { Cell::new(0) };
}

/// What a piece of work did with memory.
#[derive(Clone, Copy, Debug)]
pub struct Used {
    /// How often memory was asked for.
    pub calls: u64,
    /// Bytes that are held after the work and were not before.
    pub held: i64,
}

/// Does a piece of work and says what it did with memory on this thread.
pub fn counted<T>(work: impl FnOnce() -> T) -> (T, Used) {
    let (calls, held) = (CALLS.get(), HELD.get());
    let result = work();
    (result, Used { calls: CALLS.get() - calls, held: HELD.get() - held })
}

fn note(calls: u64, bytes: i64) {
    // A thread that ends may free memory after its counters are gone.
    let _ = CALLS.try_with(|counter| counter.set(counter.get() + calls));
    let _ = HELD.try_with(|counter| counter.set(counter.get() + bytes));
}

fn bytes(size: usize) -> i64 {
    i64::try_from(size).unwrap_or(i64::MAX)
}

// SAFETY: every call is handed to mimalloc unchanged; counting touches no memory that was handed out.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        note(1, bytes(layout.size()));
        // SAFETY: the caller keeps the contract of `alloc`.
        unsafe { MiMalloc.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        note(0, -bytes(layout.size()));
        // SAFETY: the pointer came from mimalloc.
        unsafe { MiMalloc.dealloc(pointer, layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        note(1, bytes(layout.size()));
        // SAFETY: the caller keeps the contract of `alloc_zeroed`.
        unsafe { MiMalloc.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        note(1, bytes(size) - bytes(layout.size()));
        // SAFETY: the pointer came from mimalloc.
        unsafe { MiMalloc.realloc(pointer, layout, size) }
    }
}
