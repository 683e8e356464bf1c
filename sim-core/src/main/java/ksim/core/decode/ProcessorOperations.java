package ksim.core.decode;

import static java.util.Map.entry;

import java.util.Map;
import ksim.core.cpu.Cpu;
import ksim.core.isa.ExtendedControlOps;
import ksim.core.isa.FastSystemCallOps;
import ksim.core.isa.FlagOperations;
import ksim.core.isa.MonitorOps;
import ksim.core.isa.Op;
import ksim.core.isa.ProtectionKeyOps;
import ksim.core.isa.RandomOps;
import ksim.core.isa.StateRestoreOps;
import ksim.core.isa.StateSaveOps;
import ksim.core.isa.TimeStampOps;
import ksim.core.isa.Vmcall;

/** Factories of the operations on the processor itself that newer processors have. */
final class ProcessorOperations {
  private static final Factory RANDOM = f -> new RandomOps.ReadRandom(f.operand(0));

  static final Map<String, Factory> FACTORIES =
      Map.ofEntries(
          entry("rdrand", RANDOM),
          entry("rdseed", RANDOM),
          entry("rdpid", f -> new TimeStampOps.Rdpid(f.operand(0))),
          entry("serialize", Factory.of(new FlagOperations.Nop())),
          entry("vmcall", Factory.of(new Vmcall())),
          entry("monitor", f -> new MonitorOps.Monitor(f.addressIn(Cpu.RAX))),
          entry("mwait", Factory.of(new MonitorOps.Mwait())),
          entry("rdpkru", Factory.of(new ProtectionKeyOps.ReadRights())),
          entry("wrpkru", Factory.of(new ProtectionKeyOps.WriteRights())),
          entry("xgetbv", Factory.of(new ExtendedControlOps.ReadControl())),
          entry("xsetbv", Factory.of(new ExtendedControlOps.WriteControl())),
          entry("xsave", f -> saveStandard(f, false)),
          entry("xsaveopt", f -> saveStandard(f, true)),
          entry("xsavec", f -> saveCompacted(f, false)),
          entry("xsaves", f -> saveCompacted(f, true)),
          entry("xrstor", f -> restore(f, false)),
          entry("xrstors", f -> restore(f, true)),
          entry("sysenter", Factory.of(new FastSystemCallOps.Sysenter())),
          entry("sysexit", f -> new FastSystemCallOps.Sysexit(f.instruction().operandBits())));

  private ProcessorOperations() {}

  private static boolean isWide(Form f) {
    return f.instruction().operandBits() == 64;
  }

  private static int registers(Form f) {
    return f.isLong() ? 16 : 8;
  }

  private static Op saveStandard(Form f, boolean optimized) {
    return new StateSaveOps.SaveStandard(f.address(0), isWide(f), registers(f), optimized);
  }

  private static Op saveCompacted(Form f, boolean supervisor) {
    return new StateSaveOps.SaveCompacted(f.address(0), isWide(f), registers(f), supervisor);
  }

  private static Op restore(Form f, boolean supervisor) {
    return new StateRestoreOps.Restore(f.address(0), isWide(f), registers(f), supervisor);
  }
}
