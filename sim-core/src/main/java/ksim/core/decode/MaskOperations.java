package ksim.core.decode;

import java.util.HashMap;
import java.util.Map;
import ksim.core.cpu.Cpu;
import ksim.core.encoding.MemoryOperand;
import ksim.core.isa.Address;
import ksim.core.isa.Op;
import ksim.core.isa.vector.ElementAddress;
import ksim.core.isa.vector.Elements;
import ksim.core.isa.vector.Gather;
import ksim.core.isa.vector.GeneralMoves;
import ksim.core.isa.vector.MaskedMove;
import ksim.core.isa.vector.PackedStrings;
import ksim.core.isa.vector.VectorState;
import ksim.core.isa.vector.VectorTest;

/** Factories of masks and masked moves, gathers, tests, string comparison and vector state. */
final class MaskOperations {
  private static final long ALL = -1;
  private static final long SIGNS_OF_SINGLES = 0x8000_0000_8000_0000L;
  private static final long SIGN_OF_DOUBLE = 0x8000_0000_0000_0000L;

  static final Map<String, VectorFactory> FACTORIES = factories();

  private MaskOperations() {}

  private static Map<String, VectorFactory> factories() {
    Map<String, VectorFactory> table = new HashMap<>();
    addMasks(table);
    addGathers(table);
    addStrings(table);
    VectorFactory.put(table, "ptest", f -> test(f, ALL));
    table.put("vtestps", f -> test(f, SIGNS_OF_SINGLES));
    table.put("vtestpd", f -> test(f, SIGN_OF_DOUBLE));
    VectorFactory.put(table, "ldmxcsr", f -> new VectorState.LoadMxcsr(f.form().operand(0)));
    VectorFactory.put(table, "stmxcsr", f -> new VectorState.StoreMxcsr(f.form().operand(0)));
    table.put("vzeroupper", f -> zero(f, 2));
    table.put("vzeroall", f -> zero(f, 0));
    return Map.copyOf(table);
  }

  private static void addMasks(Map<String, VectorFactory> table) {
    VectorFactory.put(table, "pmovmskb", f -> signMask(f, Elements.BYTES));
    VectorFactory.put(table, "movmskps", f -> signMask(f, Elements.DOUBLEWORDS));
    VectorFactory.put(table, "movmskpd", f -> signMask(f, Elements.QUADWORDS));
    VectorFactory.put(table, "maskmovdqu", MaskOperations::storeBytes);
    table.put("maskmovq", MaskOperations::storeBytes);
    table.put("vmaskmovps", f -> maskedMove(f, 32));
    table.put("vmaskmovpd", f -> maskedMove(f, 64));
    table.put("vpmaskmovd", f -> maskedMove(f, 32));
    table.put("vpmaskmovq", f -> maskedMove(f, 64));
  }

  private static Op signMask(VectorForm f, Elements elements) {
    return new GeneralMoves.SignMask(f.form().operand(0), f.source(1), elements, f.lanes());
  }

  private static Op storeBytes(VectorForm f) {
    return new MaskedMove.StoreBytes(
        f.lanes(), elements(f, f.form().addressIn(Cpu.RDI), 64), f.source(1), f.source(0));
  }

  private static Op maskedMove(VectorForm f, int bits) {
    return f.form().isMemory(0)
        ? new MaskedMove.Store(
            bits, f.lanes(), elements(f, f.form().address(0), bits), f.source(1), f.source(2))
        : new MaskedMove.Load(
            bits, f.lanes(), f.destination(), f.source(1), elements(f, f.form().address(2), bits));
  }

  private static ElementAddress elements(VectorForm f, Address address, int bits) {
    boolean wraps = !f.form().isLong() && f.form().instruction().addressBits() == 32;
    return new ElementAddress(address.ofBytes(bits / 8), wraps ? -1 : f.form().addressMask());
  }

  private static void addGathers(Map<String, VectorFactory> table) {
    table.put("vpgatherdd", f -> gather(f, 32, 32));
    table.put("vpgatherdq", f -> gather(f, 64, 32));
    table.put("vpgatherqd", f -> gather(f, 32, 64));
    table.put("vpgatherqq", f -> gather(f, 64, 64));
    table.put("vgatherdps", f -> gather(f, 32, 32));
    table.put("vgatherdpd", f -> gather(f, 64, 32));
    table.put("vgatherqps", f -> gather(f, 32, 64));
    table.put("vgatherqpd", f -> gather(f, 64, 64));
  }

  private static Op gather(VectorForm f, int bits, int indexBits) {
    MemoryOperand memory = (MemoryOperand) f.form().decoded(1);
    int count = Math.min(f.form().bits(0) / bits, memory.vectorIndexBits() / indexBits);
    return new Gather(
        bits,
        indexBits,
        count,
        f.lanes(),
        f.laneIndex(0),
        f.laneIndex(2),
        VectorForm.laneIndexOf(memory.index()),
        f.form().addressWithoutIndex(1),
        Integer.numberOfTrailingZeros(memory.scale()),
        f.form().rip());
  }

  private static void addStrings(Map<String, VectorFactory> table) {
    VectorFactory.put(table, "pcmpestri", f -> strings(f, explicit(f), index()));
    VectorFactory.put(table, "pcmpestrm", f -> strings(f, explicit(f), mask(f)));
    VectorFactory.put(table, "pcmpistri", f -> strings(f, new PackedStrings.Implicit(), index()));
    VectorFactory.put(table, "pcmpistrm", f -> strings(f, new PackedStrings.Implicit(), mask(f)));
  }

  private static Op strings(
      VectorForm f, PackedStrings.Lengths lengths, PackedStrings.Output output) {
    return new PackedStrings(f.immediate(), lengths, output, f.source(0), f.source(1));
  }

  private static PackedStrings.Lengths explicit(VectorForm f) {
    return new PackedStrings.Explicit(f.form().instruction().operandBits() == 64 ? 64 : 32);
  }

  private static PackedStrings.Output index() {
    return new PackedStrings.Index(Form.register(Cpu.RCX, 32));
  }

  private static PackedStrings.Output mask(VectorForm f) {
    return new PackedStrings.Mask(f.register(0));
  }

  private static Op test(VectorForm f, long selected) {
    return new VectorTest(selected, f.lanes(), f.source(0), f.source(1));
  }

  private static Op zero(VectorForm f, int from) {
    return new VectorState.Zero(from, f.form().isLong() ? 16 : 8);
  }
}
