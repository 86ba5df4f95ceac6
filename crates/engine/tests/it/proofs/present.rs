//! Proofs about the present contents of lists.
