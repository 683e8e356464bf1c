package ksim.core.isa.vector;

import ksim.core.softfloat.Binary32;
import ksim.core.softfloat.Binary64;
import ksim.core.softfloat.FloatUnit;

/**
 * ROUNDPS and its kin (Intel SDM volume 2, ROUNDPD, table 4-18).
 *
 * @param control bits 1-0 the rounding mode; bit 2: that of MXCSR instead; bit 3: no inexact
 *     exception
 */
public record FloatRounding(int control) {
  private int mode(FloatUnit unit) {
    return (control & 4) != 0 ? unit.rounding : control & 3;
  }

  private boolean isSilent() {
    return (control & 8) != 0;
  }

  /** A binary32 element, the second one, rounded to an integer. */
  public int single(FloatUnit unit, int first, int second) {
    return Binary32.roundToIntegral(unit, second, mode(unit), isSilent());
  }

  /** A binary64 element, the second one, rounded to an integer. */
  public long wide(FloatUnit unit, long first, long second) {
    return Binary64.roundToIntegral(unit, second, mode(unit), isSilent());
  }
}
