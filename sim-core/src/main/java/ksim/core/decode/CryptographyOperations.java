package ksim.core.decode;

import java.util.HashMap;
import java.util.Map;
import ksim.core.isa.Op;
import ksim.core.isa.vector.Aes;
import ksim.core.isa.vector.CarrylessMultiply;
import ksim.core.isa.vector.GaloisField;
import ksim.core.isa.vector.Sha;
import ksim.core.isa.vector.ShaRounds;

/** Factories of AES-NI, GFNI, PCLMULQDQ and SHA. */
final class CryptographyOperations {
  static final Map<String, VectorFactory> FACTORIES = factories();

  private CryptographyOperations() {}

  private static Map<String, VectorFactory> factories() {
    Map<String, VectorFactory> table = new HashMap<>();
    VectorFactory.put(table, "aesenc", f -> f.blockwise(Aes::encrypt));
    VectorFactory.put(table, "aesenclast", f -> f.blockwise(Aes::encryptLast));
    VectorFactory.put(table, "aesdec", f -> f.blockwise(Aes::decrypt));
    VectorFactory.put(table, "aesdeclast", f -> f.blockwise(Aes::decryptLast));
    VectorFactory.put(table, "aesimc", f -> f.blockwise(Aes::mixInverse));
    VectorFactory.put(table, "aeskeygenassist", f -> f.blockwise(Aes.keyAssist(f.immediate())));
    VectorFactory.put(table, "pclmulqdq", f -> f.blockwise(CarrylessMultiply.lanes(f.immediate())));
    VectorFactory.put(table, "gf2p8mulb", f -> f.lanewise(GaloisField::multiply));
    VectorFactory.put(table, "gf2p8affineqb", f -> f.lanewise(GaloisField.affine(f.immediate())));
    VectorFactory.put(
        table, "gf2p8affineinvqb", f -> f.lanewise(GaloisField.affineOfInverse(f.immediate())));
    table.put("sha1nexte", f -> f.blockwise(Sha::sha1NextE));
    table.put("sha1msg1", f -> f.blockwise(Sha::sha1Message1));
    table.put("sha1msg2", f -> f.blockwise(Sha::sha1Message2));
    table.put("sha256msg1", f -> f.blockwise(Sha::sha256Message1));
    table.put("sha256msg2", f -> f.blockwise(Sha::sha256Message2));
    table.put("sha1rnds4", CryptographyOperations::sha1Rounds);
    table.put("sha256rnds2", CryptographyOperations::sha256Rounds);
    return Map.copyOf(table);
  }

  private static Op sha1Rounds(VectorForm f) {
    return new ShaRounds.Sha1(f.immediate() & 3, f.destination(), f.source(0), f.source(1));
  }

  private static Op sha256Rounds(VectorForm f) {
    return new ShaRounds.Sha256(f.destination(), f.source(0), f.source(1), f.source(2));
  }
}
