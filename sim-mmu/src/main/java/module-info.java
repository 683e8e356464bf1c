/**
 * Guest physical memory, paging and translation lookaside buffers; knows nothing of CPUs or time.
 */
module ksim.mmu {
  requires static org.jspecify;

  exports ksim.mmu;
  exports ksim.mmu.memory;
  exports ksim.mmu.paging;
  exports ksim.mmu.tlb;
}
