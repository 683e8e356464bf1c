package ksim.core.isa;

import ksim.core.cpu.Cpu;
import ksim.core.isa.CpuidLeaves.Registers;

/** CPUID leaf 0DH: the state components and the sizes of the XSAVE area. */
final class ExtendedStateLeaves {
  private ExtendedStateLeaves() {}

  /** One subleaf, as it is for a CPU now. */
  static Registers read(Cpu cpu, int subleaf) {
    long supported = cpu.model.xcr0Bits();
    if (supported == 0) {
      return Registers.ZERO;
    }
    return switch (subleaf) {
      case 0 ->
          new Registers(
              (int) supported,
              StateComponent.standardBytes(cpu.control.xcr0),
              StateComponent.standardBytes(supported),
              (int) (supported >>> 32));
      case 1 ->
          new Registers(
              cpu.model.cpuid(0xd, 1, "eax"),
              cpu.model.has("xsavec") ? StateComponent.compactedBytes(cpu.control.xcr0) : 0,
              0,
              0);
      default -> component(supported, subleaf);
    };
  }

  private static Registers component(long supported, int subleaf) {
    boolean exists = subleaf >= 2 && subleaf < 63 && (supported >>> subleaf & 1) != 0;
    if (!exists) {
      return Registers.ZERO;
    }
    StateComponent component = StateComponent.numbered(subleaf);
    return new Registers(component.bytes(), component.offset(), 0, 0);
  }
}
