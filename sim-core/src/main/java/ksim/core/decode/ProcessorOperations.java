package ksim.core.decode;

import static java.util.Map.entry;

import java.util.Map;
import ksim.core.isa.ExtendedControlOps;
import ksim.core.isa.FastSystemCallOps;
import ksim.core.isa.FlagOperations;
import ksim.core.isa.ProtectionKeyOps;
import ksim.core.isa.RandomOps;
import ksim.core.isa.TimeStampOps;

/** Factories of the operations on the processor itself that newer processors have. */
final class ProcessorOperations {
  private static final Factory RANDOM = f -> new RandomOps.ReadRandom(f.operand(0));

  static final Map<String, Factory> FACTORIES =
      Map.ofEntries(
          entry("rdrand", RANDOM),
          entry("rdseed", RANDOM),
          entry("rdpid", f -> new TimeStampOps.Rdpid(f.operand(0))),
          entry("serialize", Factory.of(new FlagOperations.Nop())),
          entry("rdpkru", Factory.of(new ProtectionKeyOps.ReadRights())),
          entry("wrpkru", Factory.of(new ProtectionKeyOps.WriteRights())),
          entry("xgetbv", Factory.of(new ExtendedControlOps.ReadControl())),
          entry("xsetbv", Factory.of(new ExtendedControlOps.WriteControl())),
          entry("sysenter", Factory.of(new FastSystemCallOps.Sysenter())),
          entry("sysexit", f -> new FastSystemCallOps.Sysexit(f.instruction().operandBits())));

  private ProcessorOperations() {}
}
