/** The simulated machine: instruction table, CPUs, timing, platform devices. */
module ksim.core {
  requires static org.jspecify;
  requires transitive ksim.mmu;

  exports ksim.core.bench;
  exports ksim.core.boot;
  exports ksim.core.cpu;
  exports ksim.core.cycles;
  exports ksim.core.diagnosis;
  exports ksim.core.encoding;
  exports ksim.core.fault;
  exports ksim.core.firmware;
  exports ksim.core.encoding.asm;
  exports ksim.core.exec;
  exports ksim.core.initramfs;
  exports ksim.core.isa;
  exports ksim.core.isa.vector;
  exports ksim.core.machine;
  exports ksim.core.observe;
  exports ksim.core.platform;
  exports ksim.core.processor;
  exports ksim.core.sandbox;
  exports ksim.core.snapshot;
  exports ksim.core.softfloat;
  exports ksim.core.symbol;
  exports ksim.core.time;
  exports ksim.core.timing;
  exports ksim.core.timing.description;
  exports ksim.core.timing.figures;
  exports ksim.core.timing.frontend;
  exports ksim.core.timing.pipeline;
  exports ksim.core.timing.uops;
  exports ksim.core.trace;
}
