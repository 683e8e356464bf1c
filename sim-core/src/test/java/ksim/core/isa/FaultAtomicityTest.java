package ksim.core.isa;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.SplittableRandom;
import ksim.core.encoding.Encoding;
import ksim.core.encoding.Instruction;
import ksim.core.encoding.InstructionTable;
import ksim.core.encoding.RepeatPrefix;
import ksim.core.fault.GuestException;
import ksim.core.isa.InstructionSampler.Sample;
import ksim.mmu.paging.PageFault;
import org.junit.jupiter.api.Test;

/** A page fault leaves registers, flags and memory as they were before the instruction. */
class FaultAtomicityTest {
  private static final int SAMPLES_PER_ENCODING = 40;

  private final SimulatedCpu simulated = new SimulatedCpu();
  private int faults;

  @Test
  void faultsChangeNothing() {
    SplittableRandom random = new SplittableRandom(790);
    InstructionSampler instructions = new InstructionSampler(random);
    StateSampler states = new StateSampler(random);
    simulated.mapPages();
    for (Encoding encoding : InstructionTable.standard().encodings()) {
      for (int i = 0; Testable.is(encoding) && i < SAMPLES_PER_ENCODING; i++) {
        Optional<Sample> sample = instructions.sample(encoding).filter(this::isWhole);
        sample
            .flatMap(s -> states.sample(s.instruction()))
            .ifPresent(before -> check(sample.get(), before));
      }
    }
    assertThat(faults).isGreaterThan(2_000);
  }

  private boolean isWhole(Sample sample) {
    return Testable.is(sample.instruction()) && sample.instruction().repeat() == RepeatPrefix.NONE;
  }

  private void check(Sample sample, Snapshot before) {
    SimulatedCpu.Bound bound = SimulatedCpu.Bound.of(sample.code());
    simulated.setPage(Snapshot.MEMORY, SimulatedCpu.WRITABLE);
    Optional<Snapshot> unhindered = run(bound, before);
    if (unhindered.isEmpty()) {
      return; // another exception
    }
    for (int rights : new int[] {SimulatedCpu.READ_ONLY, SimulatedCpu.ABSENT}) {
      simulated.setPage(Snapshot.MEMORY, rights);
      Optional<Snapshot> after = run(bound, before);
      String difference =
          after
              .orElseGet(simulated::save)
              .difference(after.map(a -> unhindered.get()).orElse(before), -1);
      assertThat(difference).as(description(sample.instruction())).isEmpty();
      faults += after.isEmpty() ? 1 : 0;
    }
  }

  private static String description(Instruction instruction) {
    return instruction.mnemonic() + " " + instruction.bytes().hex();
  }

  /** The state after the instruction; empty if it faulted. */
  private Optional<Snapshot> run(SimulatedCpu.Bound bound, Snapshot before) {
    try {
      return Optional.of(simulated.run(bound, before));
    } catch (PageFault | GuestException e) {
      return Optional.empty();
    }
  }
}
