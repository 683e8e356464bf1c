/** The simulated machine: instruction table, CPUs, timing, platform devices. */
module ksim.core {
  requires static org.jspecify;
  requires transitive ksim.mmu;

  exports ksim.core.cpu;
  exports ksim.core.encoding;
  exports ksim.core.fault;
  exports ksim.core.encoding.asm;
  exports ksim.core.isa;
  exports ksim.core.time;
  exports ksim.core.timing;
}
