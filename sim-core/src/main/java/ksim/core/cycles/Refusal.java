package ksim.core.cycles;

/**
 * Why a block cannot be measured.
 *
 * @param kind what kind of reason
 * @param offset offset in the block of the instruction that it is about, 0 if it is about the whole
 * @param text what is wrong, as a phrase that names the instruction
 */
public record Refusal(Kind kind, int offset, String text) {
  /** Kinds of reasons. */
  public enum Kind {
    /** It has no bytes. */
    EMPTY,
    /** Its bytes are not instructions, or end inside one. */
    UNDECODABLE,
    /** It has a branch where the protocol allows none. */
    JUMP,
    /** An instruction raises an exception that mapping a page does not cure. */
    FAULT,
    /** It touches more pages than the protocol maps. */
    PAGES,
    /** It needs what is not implemented. */
    UNIMPLEMENTED,
    /** It halts the CPU, or never comes to an end. */
    ENDLESS
  }

  /** What is wrong, behind the offset of the instruction that it is about. */
  public String located() {
    return switch (kind) {
      case EMPTY, UNDECODABLE -> text; // says the offset itself, or is about the whole
      case JUMP, FAULT, PAGES, UNIMPLEMENTED, ENDLESS -> "at offset %d: %s".formatted(offset, text);
    };
  }

  /** The kind's name in output: lower case. */
  public String kindName() {
    return switch (kind) {
      case EMPTY -> "empty";
      case UNDECODABLE -> "undecodable";
      case JUMP -> "jump";
      case FAULT -> "fault";
      case PAGES -> "pages";
      case UNIMPLEMENTED -> "unimplemented";
      case ENDLESS -> "endless";
    };
  }
}
