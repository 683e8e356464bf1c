package ksim.core.isa;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import ksim.core.encoding.Encoding;
import ksim.core.encoding.InstructionTable;
import ksim.core.isa.InstructionSampler.Sample;

/** Writes {@code host-vectors.txt} anew from what the CPU of this machine does. */
final class HostVectorRecorder {
  private static final int TRIES = 100;

  private HostVectorRecorder() {}

  /** Takes the file to write, and the date to put into its header. */
  public static void main(String[] arguments) throws IOException {
    HostCpu host = HostCpu.open().orElseThrow();
    Set<String> features = HostCpu.features();
    SplittableRandom random = new SplittableRandom(2);
    InstructionSampler instructions = new InstructionSampler(random);
    StateSampler states = new StateSampler(random);
    List<String> lines = new ArrayList<>();
    lines.add("# What a CPU did with one instruction a line; the format is that of HostVector.");
    lines.add("# Recorded on " + HostCpu.model() + ", " + arguments[1] + ".");
    for (Encoding encoding : InstructionTable.standard().encodings()) {
      if (Testable.is(encoding) && HostCpu.has(features, encoding)) {
        int seed = random.nextInt(StateSampler.MEMORIES);
        for (int i = 0; i < TRIES; i++) {
          Optional<String> line =
              instructions.sample(encoding).flatMap(s -> record(host, states, s, seed));
          if (line.isPresent()) {
            lines.add(line.get());
            break;
          }
        }
      }
    }
    Files.write(Path.of(arguments[0]), lines);
  }

  private static Optional<String> record(
      HostCpu host, StateSampler states, Sample sample, int seed) {
    return states
        .sample(sample.instruction(), seed)
        .filter(before -> Testable.is(sample.instruction()))
        .filter(before -> Testable.isDefined(sample.instruction(), before))
        .filter(before -> !Divisions.faults(sample.instruction(), before))
        .map(
            before -> {
              host.load(sample.code(), sample.code().length);
              long defined = Testable.definedFlags(sample.instruction(), before);
              return new HostVector(sample.code(), defined, seed, before, host.run(before))
                  .format();
            });
  }
}
