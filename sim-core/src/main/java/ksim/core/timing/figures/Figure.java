package ksim.core.timing.figures;

import java.util.List;
import java.util.Set;
import ksim.core.encoding.Condition;

/**
 * What is known of one form of an instruction on one core.
 *
 * @param form the form, as {@link InstructionForm} names it
 * @param uops the micro-operations that execute, each as the set of ports it may go to, port n as
 *     bit n; in no particular order
 * @param indexedUops the same where the address has an index register
 * @param sameRegisterUops the same where both source operands are one register (zero idioms and the
 *     like)
 * @param issueSlots fused micro-operations that are issued and retired, at least 1
 * @param indexedIssueSlots the same where the address has an index register, which keeps some from
 *     being micro-fused beyond the queue (un-lamination)
 * @param decoderUops micro-operations that come from the decoders, and from the micro-operation
 *     cache
 * @param microcodeUops micro-operations that come from the microcode sequencer
 * @param complexDecoder whether only the first decoder takes it
 * @param dividerCycles core cycles for which it keeps the divider busy, 0 if it does not use it
 * @param throughputCycles core cycles for which no other instruction of this form can start, 0 if
 *     that follows from its micro-operations; of locked and serialising instructions
 * @param throughputForm number of the form among those of its table with such a throughput, from 1
 *     to {@link FigureTable#throughputForms}; 0 if it has none, and of all with a lock prefix
 * @param latencies latencies between operands; 1 cycle between those not listed
 * @param sameRegisterLatencies those that differ where both source operands are one register
 * @param fusesWith conditions of the jumps that the decoders fuse with it
 * @param source where the figures come from
 * @param fallback whether nothing is known and the figures are a guess, to be reported as such
 */
public record Figure(
    String form,
    List<Integer> uops,
    List<Integer> indexedUops,
    List<Integer> sameRegisterUops,
    int issueSlots,
    int indexedIssueSlots,
    int decoderUops,
    int microcodeUops,
    boolean complexDecoder,
    int dividerCycles,
    int throughputCycles,
    int throughputForm,
    List<Latency> latencies,
    List<Latency> sameRegisterLatencies,
    Set<Condition> fusesWith,
    String source,
    boolean fallback) {

  /** Latency between two roles in core cycles; 1 if nothing is known. */
  public int latency(int from, int to) {
    return find(latencies, from, to, 1);
  }

  /** The same where both source operands are one register. */
  public int sameRegisterLatency(int from, int to) {
    return find(sameRegisterLatencies, from, to, latency(from, to));
  }

  private static int find(List<Latency> latencies, int from, int to, int otherwise) {
    for (Latency latency : latencies) {
      if (latency.from() == from && latency.to() == to) {
        return latency.cycles();
      }
    }
    return otherwise;
  }
}
