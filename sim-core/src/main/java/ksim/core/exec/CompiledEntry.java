package ksim.core.exec;

import ksim.core.compile.Region;

/**
 * A way into compiled code.
 *
 * @param region the code
 * @param index which of its blocks is entered
 * @param blocks its blocks
 */
@SuppressWarnings("ArrayRecordComponent") // shared by the entries of a region, never changed
record CompiledEntry(Region region, int index, Block[] blocks) {
  /** Stands for "not compiled". */
  static final CompiledEntry NONE =
      new CompiledEntry(
          (entry, stamp) -> {
            throw new IllegalStateException("not compiled");
          },
          0,
          new Block[0]);
}
