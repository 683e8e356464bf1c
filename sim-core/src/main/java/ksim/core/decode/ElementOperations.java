package ksim.core.decode;

import java.util.HashMap;
import java.util.Map;
import ksim.core.isa.Op;
import ksim.core.isa.vector.Elements;
import ksim.core.isa.vector.Extend;
import ksim.core.isa.vector.GeneralMoves;
import ksim.core.isa.vector.Merge;
import ksim.core.isa.vector.Permute;
import ksim.core.isa.vector.VectorMove;
import ksim.core.isa.vector.VectorSource;

/** Factories of inserts, extracts, extensions, broadcasts and permutes across blocks. */
final class ElementOperations {
  private static final int FROM_MEMORY = 0x3f;

  static final Map<String, VectorFactory> FACTORIES = factories();

  private ElementOperations() {}

  private static Map<String, VectorFactory> factories() {
    Map<String, VectorFactory> table = new HashMap<>();
    addInsertsAndExtracts(table);
    addExtensions(table);
    addBroadcasts(table);
    addPermutes(table);
    return Map.copyOf(table);
  }

  private static void addInsertsAndExtracts(Map<String, VectorFactory> table) {
    VectorFactory.put(table, "pinsrb", f -> insert(f, 8));
    VectorFactory.put(table, "pinsrw", f -> insert(f, 16));
    VectorFactory.put(table, "pinsrd", f -> insert(f, 32));
    VectorFactory.put(table, "pinsrq", f -> insert(f, 64));
    VectorFactory.put(table, "pextrb", f -> extract(f, 8));
    VectorFactory.put(table, "pextrw", f -> extract(f, 16));
    VectorFactory.put(table, "pextrd", f -> extract(f, 32));
    VectorFactory.put(table, "pextrq", f -> extract(f, 64));
    VectorFactory.put(table, "extractps", f -> extract(f, 32));
    VectorFactory.put(table, "insertps", ElementOperations::insertSingle);
  }

  /** The bits of the immediate beyond the number of elements do not count. */
  private static int index(VectorForm f, int bits, int vectorBits) {
    return f.immediate() & (vectorBits / bits - 1);
  }

  private static Op insert(VectorForm f, int bits) {
    int vectorBits = f.lanes() * Long.SIZE;
    int source = f.vex() ? 2 : 1;
    return new GeneralMoves.Insert(
        f.lanes(),
        f.destination(),
        f.source(source - 1),
        f.form().operand(source),
        bits,
        index(f, bits, vectorBits));
  }

  private static Op extract(VectorForm f, int bits) {
    int vectorBits = f.lanes() * Long.SIZE;
    return new GeneralMoves.Extract(
        f.form().operand(0), f.source(1), bits, index(f, bits, vectorBits));
  }

  private static Op insertSingle(VectorForm f) {
    boolean memory = f.form().isMemory(f.vex() ? 2 : 1);
    return f.blockwise(Merge.insertSingle(memory ? f.immediate() & FROM_MEMORY : f.immediate()));
  }

  private static void addExtensions(Map<String, VectorFactory> table) {
    addExtension(table, "bw", 8, 16);
    addExtension(table, "bd", 8, 32);
    addExtension(table, "bq", 8, 64);
    addExtension(table, "wd", 16, 32);
    addExtension(table, "wq", 16, 64);
    addExtension(table, "dq", 32, 64);
  }

  private static void addExtension(
      Map<String, VectorFactory> table, String widths, int from, int to) {
    VectorFactory.put(
        table,
        "pmovsx" + widths,
        f -> new Extend(from, to, true, f.lanes(), f.destination(), f.source(1)));
    VectorFactory.put(
        table,
        "pmovzx" + widths,
        f -> new Extend(from, to, false, f.lanes(), f.destination(), f.source(1)));
  }

  private static void addBroadcasts(Map<String, VectorFactory> table) {
    table.put("vpbroadcastb", f -> broadcast(f, Elements.BYTES));
    table.put("vpbroadcastw", f -> broadcast(f, Elements.WORDS));
    table.put("vpbroadcastd", f -> broadcast(f, Elements.DOUBLEWORDS));
    table.put("vpbroadcastq", f -> broadcast(f, Elements.QUADWORDS));
    table.put("vbroadcastss", f -> broadcast(f, Elements.DOUBLEWORDS));
    table.put("vbroadcastsd", f -> broadcast(f, Elements.QUADWORDS));
    table.put("vbroadcastf128", f -> new Permute.BroadcastBlock(f.destination(), f.source(1)));
    table.put("vbroadcasti128", f -> new Permute.BroadcastBlock(f.destination(), f.source(1)));
  }

  private static Op broadcast(VectorForm f, Elements elements) {
    return new Permute.Broadcast(elements, f.lanes(), f.destination(), f.source(1));
  }

  private static void addPermutes(Map<String, VectorFactory> table) {
    table.put("vpermq", ElementOperations::permuteQuadwords);
    table.put("vpermpd", ElementOperations::permuteQuadwords);
    table.put("vpermd", ElementOperations::permuteDoublewords);
    table.put("vpermps", ElementOperations::permuteDoublewords);
    table.put("vperm2f128", ElementOperations::permuteBlocks);
    table.put("vperm2i128", ElementOperations::permuteBlocks);
    table.put("vinsertf128", ElementOperations::insertBlock);
    table.put("vinserti128", ElementOperations::insertBlock);
    table.put("vextractf128", ElementOperations::extractBlock);
    table.put("vextracti128", ElementOperations::extractBlock);
  }

  private static Op permuteQuadwords(VectorForm f) {
    return new Permute.Quadwords(f.immediate(), f.destination(), f.source(1));
  }

  private static Op permuteDoublewords(VectorForm f) {
    return new Permute.Doublewords(f.destination(), f.source(1), f.source(2));
  }

  private static Op permuteBlocks(VectorForm f) {
    return new Permute.Blocks(f.immediate(), f.destination(), f.source(1), f.source(2));
  }

  private static Op insertBlock(VectorForm f) {
    return new Permute.InsertBlock(f.immediate() & 1, f.destination(), f.source(1), f.source(2));
  }

  private static Op extractBlock(VectorForm f) {
    int block = f.immediate() & 1;
    return new VectorMove.Move(
        2, f.destination(), new VectorSource.Register(f.laneIndex(1) + 2 * block));
  }
}
