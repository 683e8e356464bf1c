package ksim.core.isa.vector;

import ksim.core.cpu.Cpu;
import ksim.core.cpu.Flags;
import ksim.core.isa.Op;

/**
 * PTEST, VTESTPS, VTESTPD: ZF tells that no selected bit is set in both operands, CF that none is
 * set in the second only. The other status flags become zero.
 *
 * @param selected bits of each lane that count: all, or the signs of the elements
 * @param lanes number of 64-bit lanes: 2 or 4
 */
public record VectorTest(long selected, int lanes, VectorSource first, VectorSource second)
    implements Op {
  @Override
  public void exec(Cpu cpu) {
    int a = first.at(cpu);
    int b = second.at(cpu);
    long[] v = cpu.vectors.lanes;
    long both = 0;
    long secondOnly = 0;
    for (int i = 0; i < lanes; i++) {
      both |= v[a + i] & v[b + i];
      secondOnly |= ~v[a + i] & v[b + i];
    }
    cpu.flags.setStatus(
        ((both & selected) == 0 ? Flags.ZF : 0) | ((secondOnly & selected) == 0 ? Flags.CF : 0));
  }
}
