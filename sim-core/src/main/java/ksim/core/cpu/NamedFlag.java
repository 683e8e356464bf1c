package ksim.core.cpu;

import java.util.List;

/**
 * A flag of RFLAGS with the name that the Intel SDM gives it (volume 1, figure 3-8).
 *
 * @param name such as {@code CF}
 * @param bit its bit in RFLAGS
 */
public record NamedFlag(String name, long bit) {
  /** Those that instructions set and people look for, from bit 0 on. */
  public static final List<NamedFlag> ALL =
      List.of(
          new NamedFlag("CF", Flags.CF),
          new NamedFlag("PF", Flags.PF),
          new NamedFlag("AF", Flags.AF),
          new NamedFlag("ZF", Flags.ZF),
          new NamedFlag("SF", Flags.SF),
          new NamedFlag("TF", Flags.TF),
          new NamedFlag("IF", Flags.IF),
          new NamedFlag("DF", Flags.DF),
          new NamedFlag("OF", Flags.OF),
          new NamedFlag("NT", Flags.NT),
          new NamedFlag("RF", Flags.RF),
          new NamedFlag("VM", Flags.VM),
          new NamedFlag("AC", Flags.AC),
          new NamedFlag("VIF", Flags.VIF),
          new NamedFlag("VIP", Flags.VIP),
          new NamedFlag("ID", Flags.ID));

  /** Whether it is set in a value of RFLAGS. */
  public boolean in(long rflags) {
    return (rflags & bit) != 0;
  }
}
