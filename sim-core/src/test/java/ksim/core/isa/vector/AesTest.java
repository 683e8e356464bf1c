package ksim.core.isa.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** AES-NI against the worked examples of FIPS 197. */
class AesTest {
  private static final int ROUNDS = 10;

  /** A block of two lanes. */
  private record Block(long low, long high) {
    static Block of(String hex) {
      ByteBuffer bytes = ByteBuffer.wrap(HexFormat.of().parseHex(hex));
      bytes.order(ByteOrder.LITTLE_ENDIAN);
      return new Block(bytes.getLong(), bytes.getLong());
    }

    Block apply(BlockOperation operation, Block other) {
      return new Block(
          operation.lane(0, low, high, other.low, other.high),
          operation.lane(1, low, high, other.low, other.high));
    }

    Block xor(Block other) {
      return new Block(low ^ other.low, high ^ other.high);
    }
  }

  /** The key schedule as Intel's AES white paper computes it from AESKEYGENASSIST. */
  private static Block[] expand(Block key) {
    Block[] keys = new Block[ROUNDS + 1];
    keys[0] = key;
    int constant = 1;
    for (int i = 1; i <= ROUNDS; i++) {
      Block previous = keys[i - 1];
      int word = (int) (previous.apply(Aes.keyAssist(constant), previous).high() >>> 32);
      int w0 = (int) previous.low() ^ word;
      int w1 = (int) (previous.low() >>> 32) ^ w0;
      int w2 = (int) previous.high() ^ w1;
      int w3 = (int) (previous.high() >>> 32) ^ w2;
      keys[i] = new Block(Sha.pair(w0, w1), Sha.pair(w2, w3));
      constant = constant << 1 ^ ((constant & 0x80) != 0 ? 0x11b : 0);
    }
    return keys;
  }

  @Test
  void keyExpansionOfAppendixA() {
    Block[] keys = expand(Block.of("2b7e151628aed2a6abf7158809cf4f3c"));
    assertThat(keys[1]).isEqualTo(Block.of("a0fafe1788542cb123a339392a6c7605"));
    assertThat(keys[ROUNDS]).isEqualTo(Block.of("d014f9a8c9ee2589e13f0cc8b6630ca6"));
  }

  @Test
  void cipherOfAppendixC() {
    Block[] keys = expand(Block.of("000102030405060708090a0b0c0d0e0f"));
    Block plain = Block.of("00112233445566778899aabbccddeeff");
    Block state = plain.xor(keys[0]);
    for (int i = 1; i < ROUNDS; i++) {
      state = state.apply(Aes::encrypt, keys[i]);
    }
    Block cipher = state.apply(Aes::encryptLast, keys[ROUNDS]);
    assertThat(cipher).isEqualTo(Block.of("69c4e0d86a7b0430d8cdb78070b4c55a"));

    state = cipher.xor(keys[ROUNDS]);
    for (int i = ROUNDS - 1; i > 0; i--) {
      state = state.apply(Aes::decrypt, keys[i].apply(Aes::mixInverse, keys[i]));
    }
    assertThat(state.apply(Aes::decryptLast, keys[0])).isEqualTo(plain);
  }
}
