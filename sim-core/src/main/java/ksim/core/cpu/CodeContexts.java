package ksim.core.cpu;

import java.util.HashMap;
import java.util.Map;
import ksim.core.encoding.CodeMode;

/**
 * The contexts that a CPU has executed code in, numbered, so that decoded code is found again after
 * a change to and fro. A guest that makes ever new ones gets new numbers and loses old code.
 */
final class CodeContexts {
  private static final int MOST = 4096;

  private record Key(CodeMode mode, boolean protectedMode, long base, long limit) {}

  private final Map<Key, CodeContext> known = new HashMap<>();
  private int last;

  CodeContext of(CodeMode mode, boolean protectedMode, long base, long limit) {
    if (known.size() == MOST) {
      known.clear();
    }
    return known.computeIfAbsent(
        new Key(mode, protectedMode, base, limit),
        key -> new CodeContext(++last, mode, protectedMode, base, limit));
  }
}
