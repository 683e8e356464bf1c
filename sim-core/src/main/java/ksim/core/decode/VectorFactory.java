package ksim.core.decode;

import java.util.Map;
import ksim.core.isa.Op;

/** Makes the operation of a vector instruction. */
@FunctionalInterface
interface VectorFactory {
  /** The operation of an instruction with this factory's mnemonic. */
  Op create(VectorForm form);

  /** Adds a factory under a mnemonic of MMX or SSE and, after a "v", that of its AVX form. */
  static void put(Map<String, VectorFactory> table, String mnemonic, VectorFactory factory) {
    table.put(mnemonic, factory);
    table.put("v" + mnemonic, factory);
  }
}
