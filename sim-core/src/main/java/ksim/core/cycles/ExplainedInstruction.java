package ksim.core.cycles;

import java.util.List;
import java.util.Set;

/**
 * What an instruction of a body costs, a mean over iterations.
 *
 * @param text the instruction in AT&amp;T syntax
 * @param source where its figures come from
 * @param issueSlots slots at issue that it took: fused micro-operations
 * @param uops micro-operations that it had, those without a port included
 * @param ports how many of them each port took
 * @param criticalCycles cycles in which the critical path waited for its results
 * @param notes what is special about it
 */
public record ExplainedInstruction(
    String text,
    String source,
    double issueSlots,
    double uops,
    List<Double> ports,
    double criticalCycles,
    Set<Note> notes) {
  /** What is special about an instruction. */
  public enum Note {
    /** It and the next one are one micro-operation. */
    MACRO_FUSED("macro-fused with next"),
    /** It is part of the micro-operation of the one before. */
    FUSED_INTO_PREVIOUS("fused into previous"),
    /** Two of its micro-operations take one slot. */
    MICRO_FUSED("micro-fused"),
    /** It is un-laminated: what took one slot in the front end takes more at issue. */
    UNLAMINATED("un-laminated"),
    /** A move that is renamed away, in at least half of the iterations. */
    ELIMINATED("eliminated"),
    /** Its result is known when it is renamed: a zero idiom, a no-operation. */
    KNOWN("no execution"),
    /** Some of its micro-operations come from the microcode sequencer. */
    MICROCODE("microcode"),
    /** Only the first decoder takes it. */
    COMPLEX_DECODER("complex decoder"),
    /** A prefix changes its length, and stalls the length decoder. */
    LENGTH_CHANGING_PREFIX("length-changing prefix"),
    /** The stack engine had to bring RSP up to date before it. */
    STACK_SYNCHRONIZED("stack-pointer uop"),
    /** A high byte had to be merged before it. */
    MERGED("register-merge uop"),
    /** Nothing is known of its form: its figures are a guess. */
    NO_FIGURE("no figure: a guess");

    private final String label;

    Note(String label) {
      this.label = label;
    }

    /** Its name in reports. */
    public String label() {
      return label;
    }
  }
}
