package ksim.core.decode;

import static ksim.core.isa.vector.Elements.BYTES;
import static ksim.core.isa.vector.Elements.DOUBLEWORDS;
import static ksim.core.isa.vector.Elements.QUADWORDS;
import static ksim.core.isa.vector.Elements.WORDS;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import ksim.core.isa.Op;
import ksim.core.isa.vector.Elements;
import ksim.core.isa.vector.LaneOperation;
import ksim.core.isa.vector.Lanewise;
import ksim.core.isa.vector.PackedMultiply;
import ksim.core.isa.vector.PackedShift;
import ksim.core.isa.vector.ShiftByCount;
import ksim.core.isa.vector.VectorSource;

/** Factories of integer arithmetic, comparison, logic and shifts of packed elements. */
final class PackedIntegerOperations {
  static final Map<String, VectorFactory> FACTORIES = factories();

  private PackedIntegerOperations() {}

  private static Map<String, VectorFactory> factories() {
    Map<String, VectorFactory> table = new HashMap<>();
    addArithmetic(table);
    addSaturating(table);
    addComparison(table);
    addProducts(table);
    addLogic(table);
    addShifts(table);
    return Map.copyOf(table);
  }

  private static void put(
      Map<String, VectorFactory> table, String mnemonic, LaneOperation operation) {
    VectorFactory.put(table, mnemonic, f -> f.lanewise(operation));
  }

  private static void addArithmetic(Map<String, VectorFactory> table) {
    put(table, "paddb", BYTES::add);
    put(table, "paddw", WORDS::add);
    put(table, "paddd", DOUBLEWORDS::add);
    put(table, "paddq", QUADWORDS::add);
    put(table, "psubb", BYTES::subtract);
    put(table, "psubw", WORDS::subtract);
    put(table, "psubd", DOUBLEWORDS::subtract);
    put(table, "psubq", QUADWORDS::subtract);
    put(table, "pavgb", BYTES::average);
    put(table, "pavgw", WORDS::average);
    put(table, "pabsb", BYTES::absolute);
    put(table, "pabsw", WORDS::absolute);
    put(table, "pabsd", DOUBLEWORDS::absolute);
    put(table, "psignb", BYTES::sign);
    put(table, "psignw", WORDS::sign);
    put(table, "psignd", DOUBLEWORDS::sign);
  }

  private static void addSaturating(Map<String, VectorFactory> table) {
    put(table, "paddsb", BYTES::addSignedSaturating);
    put(table, "paddsw", WORDS::addSignedSaturating);
    put(table, "paddusb", BYTES::addUnsignedSaturating);
    put(table, "paddusw", WORDS::addUnsignedSaturating);
    put(table, "psubsb", BYTES::subtractSignedSaturating);
    put(table, "psubsw", WORDS::subtractSignedSaturating);
    put(table, "psubusb", BYTES::subtractUnsignedSaturating);
    put(table, "psubusw", WORDS::subtractUnsignedSaturating);
  }

  private static void addComparison(Map<String, VectorFactory> table) {
    put(table, "pcmpeqb", BYTES::equal);
    put(table, "pcmpeqw", WORDS::equal);
    put(table, "pcmpeqd", DOUBLEWORDS::equal);
    put(table, "pcmpeqq", QUADWORDS::equal);
    put(table, "pcmpgtb", BYTES::greater);
    put(table, "pcmpgtw", WORDS::greater);
    put(table, "pcmpgtd", DOUBLEWORDS::greater);
    put(table, "pcmpgtq", QUADWORDS::greater);
    put(table, "pminub", BYTES::minUnsigned);
    put(table, "pminuw", WORDS::minUnsigned);
    put(table, "pminud", DOUBLEWORDS::minUnsigned);
    put(table, "pmaxub", BYTES::maxUnsigned);
    put(table, "pmaxuw", WORDS::maxUnsigned);
    put(table, "pmaxud", DOUBLEWORDS::maxUnsigned);
    put(table, "pminsb", BYTES::minSigned);
    put(table, "pminsw", WORDS::minSigned);
    put(table, "pminsd", DOUBLEWORDS::minSigned);
    put(table, "pmaxsb", BYTES::maxSigned);
    put(table, "pmaxsw", WORDS::maxSigned);
    put(table, "pmaxsd", DOUBLEWORDS::maxSigned);
  }

  private static void addProducts(Map<String, VectorFactory> table) {
    put(table, "pmullw", PackedMultiply::lowWords);
    put(table, "pmulhw", PackedMultiply::highWords);
    put(table, "pmulhuw", PackedMultiply::highUnsignedWords);
    put(table, "pmulhrsw", PackedMultiply::highRoundedWords);
    put(table, "pmulld", PackedMultiply::lowDoublewords);
    put(table, "pmuludq", PackedMultiply::unsignedDoublewords);
    put(table, "pmuldq", PackedMultiply::signedDoublewords);
    put(table, "pmaddwd", PackedMultiply::addWords);
    put(table, "pmaddubsw", PackedMultiply::addBytes);
    put(table, "psadbw", PackedMultiply::sumOfDifferences);
  }

  private static void addLogic(Map<String, VectorFactory> table) {
    for (String mnemonic : List.of("pand", "andps", "andpd")) {
      put(table, mnemonic, (a, b) -> a & b);
    }
    for (String mnemonic : List.of("pandn", "andnps", "andnpd")) {
      put(table, mnemonic, (a, b) -> ~a & b);
    }
    for (String mnemonic : List.of("por", "orps", "orpd")) {
      put(table, mnemonic, (a, b) -> a | b);
    }
    for (String mnemonic : List.of("pxor", "xorps", "xorpd")) {
      put(table, mnemonic, (a, b) -> a ^ b);
    }
  }

  private static void addShifts(Map<String, VectorFactory> table) {
    putShift(table, "psllw", PackedShift::left, WORDS);
    putShift(table, "pslld", PackedShift::left, DOUBLEWORDS);
    putShift(table, "psllq", PackedShift::left, QUADWORDS);
    putShift(table, "psrlw", PackedShift::rightLogical, WORDS);
    putShift(table, "psrld", PackedShift::rightLogical, DOUBLEWORDS);
    putShift(table, "psrlq", PackedShift::rightLogical, QUADWORDS);
    putShift(table, "psraw", PackedShift::rightArithmetic, WORDS);
    putShift(table, "psrad", PackedShift::rightArithmetic, DOUBLEWORDS);
    put(table, "psllvd", PackedShift::leftVariable32);
    put(table, "psllvq", PackedShift::leftVariable64);
    put(table, "psrlvd", PackedShift::rightVariable32);
    put(table, "psrlvq", PackedShift::rightVariable64);
    put(table, "psravd", PackedShift::rightArithmeticVariable32);
  }

  private static void putShift(
      Map<String, VectorFactory> table,
      String mnemonic,
      PackedShift.Operation operation,
      Elements elements) {
    VectorFactory.put(
        table,
        mnemonic,
        f ->
            f.hasImmediate()
                ? byImmediate(f, operation, elements)
                : new ShiftByCount(
                    operation, elements, f.lanes(), f.destination(), f.first(), f.second()));
  }

  private static Op byImmediate(VectorForm f, PackedShift.Operation operation, Elements elements) {
    int count = f.immediate();
    VectorSource source = f.source(f.vex() ? 1 : 0);
    LaneOperation shift = (a, b) -> operation.apply(elements, b, count);
    return new Lanewise(shift, f.lanes(), f.destination(), source, source);
  }
}
