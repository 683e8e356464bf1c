package ksim.core.decode;

import java.util.HashMap;
import java.util.Map;
import java.util.function.IntFunction;
import ksim.core.isa.Op;
import ksim.core.isa.vector.BlendVariable;
import ksim.core.isa.vector.BlockOperation;
import ksim.core.isa.vector.Blockwise;
import ksim.core.isa.vector.Elements;
import ksim.core.isa.vector.Interleave;
import ksim.core.isa.vector.LaneOperation;
import ksim.core.isa.vector.Merge;
import ksim.core.isa.vector.PackedSearch;
import ksim.core.isa.vector.Packing;
import ksim.core.isa.vector.Shuffle;
import ksim.core.isa.vector.VectorSource;

/** Factories of what moves elements within blocks of 128 bits: packing, shuffles, blends. */
final class ShuffleOperations {
  static final Map<String, VectorFactory> FACTORIES = factories();

  private ShuffleOperations() {}

  private static Map<String, VectorFactory> factories() {
    Map<String, VectorFactory> table = new HashMap<>();
    addPacking(table);
    addInterleaving(table);
    addShuffles(table);
    addBlends(table);
    return Map.copyOf(table);
  }

  private static void addPacking(Map<String, VectorFactory> table) {
    putBySource(table, "packsswb", Packing::signedBytes);
    putBySource(table, "packuswb", Packing::unsignedBytes);
    putBySource(table, "packssdw", Packing::signedWords);
    putBySource(table, "packusdw", Packing::unsignedWords);
    putBySource(table, "phaddw", Packing::addWords);
    putBySource(table, "phaddd", Packing::addDoublewords);
    putBySource(table, "phaddsw", Packing::addWordsSaturating);
    putBySource(table, "phsubw", Packing::subtractWords);
    putBySource(table, "phsubd", Packing::subtractDoublewords);
    putBySource(table, "phsubsw", Packing::subtractWordsSaturating);
  }

  private static void putBySource(
      Map<String, VectorFactory> table, String mnemonic, LaneOperation operation) {
    BlockOperation block = Interleave.sourceBySource(operation);
    VectorFactory.put(
        table, mnemonic, f -> f.isMmx(0) ? f.lanewise(operation) : f.blockwise(block));
  }

  private static void addInterleaving(Map<String, VectorFactory> table) {
    putInterleave(table, "bw", Packing::interleaveBytes);
    putInterleave(table, "wd", Packing::interleaveWords);
    putInterleave(table, "dq", Packing::interleaveDoublewords);
    putBlock(table, "unpcklps", Interleave.low(Packing::interleaveDoublewords));
    putBlock(table, "unpckhps", Interleave.high(Packing::interleaveDoublewords));
    putBlock(table, "unpcklpd", Merge::lowToHigh);
    putBlock(table, "unpckhpd", Merge::highLanes);
    putBlock(table, "punpcklqdq", Merge::lowToHigh);
    putBlock(table, "punpckhqdq", Merge::highLanes);
  }

  private static void putInterleave(
      Map<String, VectorFactory> table, String elements, LaneOperation lowHalves) {
    LaneOperation highHalves = Interleave.highHalves(lowHalves);
    BlockOperation low = Interleave.low(lowHalves);
    BlockOperation high = Interleave.high(lowHalves);
    VectorFactory.put(
        table, "punpckl" + elements, f -> f.isMmx(0) ? f.lanewise(lowHalves) : f.blockwise(low));
    VectorFactory.put(
        table, "punpckh" + elements, f -> f.isMmx(0) ? f.lanewise(highHalves) : f.blockwise(high));
  }

  private static void putBlock(
      Map<String, VectorFactory> table, String mnemonic, BlockOperation operation) {
    VectorFactory.put(table, mnemonic, f -> f.blockwise(operation));
  }

  private static void putControlled(
      Map<String, VectorFactory> table, String mnemonic, IntFunction<BlockOperation> operation) {
    VectorFactory.put(table, mnemonic, f -> f.blockwise(operation.apply(f.immediate())));
  }

  /** The immediate has bits of its own for the upper block, above those of the lower. */
  private static void putControlledApart(
      Map<String, VectorFactory> table,
      String mnemonic,
      IntFunction<BlockOperation> operation,
      int bits) {
    VectorFactory.put(
        table,
        mnemonic,
        f -> f.blockwise(operation.apply(f.immediate()), operation.apply(f.immediate() >>> bits)));
  }

  private static void addShuffles(Map<String, VectorFactory> table) {
    LaneOperation bytes = Shuffle::bytes;
    VectorFactory.put(
        table, "pshufb", f -> f.isMmx(0) ? f.lanewise(bytes) : f.blockwise(Shuffle::bytes));
    table.put(
        "pshufw",
        f -> {
          int control = f.immediate();
          return f.lanewise((a, b) -> Shuffle.words(b, control));
        });
    putControlled(table, "pshufd", Shuffle::doublewords);
    putControlled(table, "pshuflw", Shuffle::lowWords);
    putControlled(table, "pshufhw", Shuffle::highWords);
    putControlled(table, "shufps", Shuffle::singles);
    putControlledApart(table, "shufpd", Shuffle::doubles, 2);
    VectorFactory.put(
        table,
        "palignr",
        f ->
            f.isMmx(0)
                ? f.lanewise(Shuffle.alignLane(f.immediate()))
                : f.blockwise(Shuffle.align(f.immediate())));
    VectorFactory.put(table, "pslldq", f -> shiftBytes(f, Shuffle.shiftLeft(f.immediate())));
    VectorFactory.put(table, "psrldq", f -> shiftBytes(f, Shuffle.shiftRight(f.immediate())));
    VectorFactory.put(table, "movsldup", f -> f.lanewise(Shuffle::evenTwice));
    VectorFactory.put(table, "movshdup", f -> f.lanewise(Shuffle::oddTwice));
    putBlock(table, "movddup", Shuffle::lowTwice);
    table.put(
        "vpermilps",
        f ->
            f.blockwise(
                f.hasImmediate() ? Shuffle.doublewords(f.immediate()) : Shuffle::singlesBy));
    table.put("vpermilpd", ShuffleOperations::permuteDoubles);
    putControlledApart(table, "mpsadbw", PackedSearch::sumsOfDifferences, 3);
    putBlock(table, "phminposuw", PackedSearch::minimum);
  }

  private static Op permuteDoubles(VectorForm f) {
    return f.hasImmediate()
        ? f.blockwise(
            Shuffle.doublesInPlace(f.immediate()), Shuffle.doublesInPlace(f.immediate() >>> 2))
        : f.blockwise(Shuffle::doublesBy);
  }

  private static Op shiftBytes(VectorForm f, BlockOperation operation) {
    VectorSource source = f.source(f.vex() ? 1 : 0);
    return new Blockwise(operation, operation, f.lanes(), f.destination(), source, source);
  }

  private static void addBlends(Map<String, VectorFactory> table) {
    putControlled(table, "pblendw", control -> Merge.blend(Elements.WORDS, control));
    putControlledApart(table, "blendps", ShuffleOperations::blendDoublewords, 4);
    putControlledApart(table, "pblendd", ShuffleOperations::blendDoublewords, 4);
    putControlledApart(table, "blendpd", control -> Merge.blend(Elements.QUADWORDS, control), 2);
    VectorFactory.put(table, "pblendvb", f -> blendVariable(f, Elements.BYTES));
    VectorFactory.put(table, "blendvps", f -> blendVariable(f, Elements.DOUBLEWORDS));
    VectorFactory.put(table, "blendvpd", f -> blendVariable(f, Elements.QUADWORDS));
  }

  private static BlockOperation blendDoublewords(int control) {
    return Merge.blend(Elements.DOUBLEWORDS, control);
  }

  private static Op blendVariable(VectorForm f, Elements elements) {
    VectorSource mask = f.source(f.form().operands() - 1);
    return new BlendVariable(elements, f.lanes(), f.destination(), f.first(), f.second(), mask);
  }
}
