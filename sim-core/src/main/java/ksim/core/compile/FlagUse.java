package ksim.core.compile;

import java.util.List;

/**
 * Whose flags nobody can see. C2 would find out too, but what is not written need not be compiled.
 */
final class FlagUse {
  private FlagUse() {}

  /**
   * Whether the flags that an operation of a block sets are replaced before anything reads them, be
   * it only a fault, or the code that an access of the operation itself has put in the place of the
   * rest of the block.
   *
   * @param index of the operation, which is not the last
   */
  static boolean areDead(List<Shape> shapes, int index) {
    if (OperationWriter.mayInterrupt(shapes.get(index))) {
      return false;
    }
    for (Shape next : shapes.subList(index + 1, shapes.size())) {
      if (OperationWriter.mayInterrupt(next)) {
        return false;
      }
      switch (next) {
        case Shape.Compute compute -> {
          return compute.alu().ignoresFlags();
        }
        case Shape.Compare compare -> {
          return compare.alu().ignoresFlags();
        }
        case Shape.Copy _, Shape.Convert _, Shape.AddressOf _, Shape.Nothing _ -> {}
        default -> {
          return false;
        }
      }
    }
    return false;
  }
}
