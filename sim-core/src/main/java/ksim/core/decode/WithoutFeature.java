package ksim.core.decode;

import java.util.Map;
import java.util.Set;
import ksim.core.isa.CacheOps;
import ksim.core.isa.FlagOperations;
import ksim.core.isa.Op;
import ksim.core.isa.Undefined;

/**
 * What an encoding does on a processor without the feature that it belongs to: it raises #UD,
 * unless an older meaning is behind it. A prefix that the older instruction ignores (Intel SDM
 * volume 2, LZCNT, TZCNT and WBNOINVD), or a hint in opcode space that is reserved for NOP (NOP,
 * ENDBR64).
 */
final class WithoutFeature {
  private static final Set<String> HINTS =
      Set.of("endbr64", "endbr32", "rdssp", "prefetchw", "prefetchwt1", "cldemote");

  private static final Map<String, Factory> OLDER_MEANING =
      Map.of(
          "lzcnt", integer("bsr"),
          "tzcnt", integer("bsf"),
          "wbnoinvd", Factory.of(new CacheOps.FlushCaches()));

  private static final Factory INVALID = Factory.of(new Undefined.InvalidOpcode());

  private WithoutFeature() {}

  static Op of(Form form) {
    return HINTS.contains(form.mnemonic())
        ? new FlagOperations.Nop()
        : OLDER_MEANING.getOrDefault(form.mnemonic(), INVALID).create(form);
  }

  private static Factory integer(String mnemonic) {
    Factory factory = IntegerOperations.FACTORIES.get(mnemonic);
    if (factory == null) {
      throw new IllegalStateException("no factory for " + mnemonic);
    }
    return factory;
  }
}
