package ksim.core.encoding;

import java.util.List;

/** The opcode maps, each of 256 opcodes (SDM vol. 2 appendix A). */
public enum OpcodeMap {
  ONE_BYTE(false),
  MAP_0F(false, 0x0f),
  MAP_0F38(false, 0x0f, 0x38),
  MAP_0F3A(false, 0x0f, 0x3a),
  VEX_0F(true, 0x0f),
  VEX_0F38(true, 0x0f, 0x38),
  VEX_0F3A(true, 0x0f, 0x3a);

  private final boolean vex;

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<Integer> escape;

  OpcodeMap(boolean vex, Integer... escape) {
    this.vex = vex;
    this.escape = List.of(escape);
  }

  /** Whether a VEX prefix selects the map; its escape bytes are then implied, not present. */
  public boolean vex() {
    return vex;
  }

  /** Escape bytes before the opcode. */
  public List<Integer> escape() {
    return escape;
  }

  /** VEX.mmmmm of a VEX map: 1, 2 or 3. */
  @SuppressWarnings("EnumOrdinal")
  public int vexMap() {
    return ordinal() - VEX_0F.ordinal() + 1;
  }
}
