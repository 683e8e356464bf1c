package ksim.core.isa.vector;

import ksim.core.cpu.Cpu;
import ksim.core.isa.Op;

/** The rounds of SHA-1 and SHA-256 (FIPS 180-4): SHA1RNDS4 and SHA256RNDS2. */
public final class ShaRounds {
  private static final int[] SHA1_CONSTANT = {0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6};

  private ShaRounds() {}

  private static int choose(int x, int y, int z) {
    return (x & y) ^ (~x & z);
  }

  private static int majority(int x, int y, int z) {
    return (x & y) ^ (x & z) ^ (y & z);
  }

  /**
   * SHA1RNDS4: four rounds on A B C D, A in the top doubleword; E has been added to the words.
   *
   * @param kind 0 to 3: the function and the constant of the rounds
   */
  public record Sha1(
      int kind, VectorDestination destination, VectorSource state, VectorSource words)
      implements Op {
    @Override
    public void exec(Cpu cpu) {
      int s = state.at(cpu);
      int w = words.at(cpu);
      long[] v = cpu.vectors.lanes;
      int a = Sha.upper(v[s + 1]);
      int b = (int) v[s + 1];
      int c = Sha.upper(v[s]);
      int d = (int) v[s];
      int e = 0;
      for (int i = 3; i >= 0; i--) {
        int word = (int) (v[w + i / 2] >>> (32 * (i & 1)));
        int next = mix(b, c, d) + Integer.rotateLeft(a, 5) + e + SHA1_CONSTANT[kind] + word;
        e = d;
        d = c;
        c = Integer.rotateLeft(b, 30);
        b = a;
        a = next;
      }
      v[Scratch.RESULT] = Sha.pair(d, c);
      v[Scratch.RESULT + 1] = Sha.pair(b, a);
      destination.write(cpu, Scratch.RESULT, 2);
    }

    private int mix(int b, int c, int d) {
      return switch (kind) {
        case 0 -> choose(b, c, d);
        case 2 -> majority(b, c, d);
        default -> b ^ c ^ d;
      };
    }
  }

  /** SHA256RNDS2: two rounds; C D G H in the first operand, A B E F in the second. */
  public record Sha256(
      VectorDestination destination, VectorSource cdgh, VectorSource abef, VectorSource words)
      implements Op {
    @Override
    public void exec(Cpu cpu) {
      int first = cdgh.at(cpu);
      int second = abef.at(cpu);
      long[] v = cpu.vectors.lanes;
      long word = v[words.at(cpu)];
      int a = Sha.upper(v[second + 1]);
      int b = (int) v[second + 1];
      int e = Sha.upper(v[second]);
      int f = (int) v[second];
      int c = Sha.upper(v[first + 1]);
      int d = (int) v[first + 1];
      int g = Sha.upper(v[first]);
      int h = (int) v[first];
      for (int i = 0; i < 2; i++) {
        int t = choose(e, f, g) + sum1(e) + (int) (word >>> (32 * i)) + h;
        int next = t + majority(a, b, c) + sum0(a);
        h = g;
        g = f;
        f = e;
        e = t + d;
        d = c;
        c = b;
        b = a;
        a = next;
      }
      v[Scratch.RESULT] = Sha.pair(f, e);
      v[Scratch.RESULT + 1] = Sha.pair(b, a);
      destination.write(cpu, Scratch.RESULT, 2);
    }

    private static int sum0(int a) {
      return Integer.rotateRight(a, 2) ^ Integer.rotateRight(a, 13) ^ Integer.rotateRight(a, 22);
    }

    private static int sum1(int e) {
      return Integer.rotateRight(e, 6) ^ Integer.rotateRight(e, 11) ^ Integer.rotateRight(e, 25);
    }
  }
}
