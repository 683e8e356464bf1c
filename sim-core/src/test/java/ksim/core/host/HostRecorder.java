package ksim.core.host;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import ksim.core.encoding.Instruction;

/** Writes down what the processor of this machine does, for hosts that cannot do it themselves. */
final class HostRecorder {
  private static final int TRIES = 4;
  private static final int SEQUENCES = 500;

  private final HostProcess host;
  private final Writer out;

  private HostRecorder(HostProcess host, Writer out) {
    this.host = host;
    this.out = out;
  }

  /**
   * Takes the file to write, today's date, a seed, and the number of cases of each encoding. Some
   * sequences of instructions follow them.
   */
  public static void main(String[] arguments) throws IOException {
    HostFeatures features = HostFeatures.read();
    long seed = Long.parseLong(arguments[2]);
    int cases = Integer.parseInt(arguments[3]);
    try (HostProcess host = HostProcess.open().orElseThrow();
        Writer out =
            new BufferedWriter(
                new OutputStreamWriter(
                    new GZIPOutputStream(Files.newOutputStream(Path.of(arguments[0]))),
                    StandardCharsets.US_ASCII))) {
      out.write("# What a processor did, one case a line; the format is that of CaseLine.\n");
      out.write("# Processor: %s; date: %s\n".formatted(features.model(), arguments[1]));
      out.write(
          "# Generator: ksim.core.host.HostRecorder; seed %d, %d cases of each encoding.\n"
              .formatted(seed, cases));
      HostRecorder recorder = new HostRecorder(host, out);
      for (Subject subject : Subject.all(features)) {
        recorder.record(subject.source(seed), cases);
      }
      recorder.recordSequences(new SequenceSampler(new SplittableRandom(seed), host));
    }
  }

  private void recordSequences(SequenceSampler sampler) throws IOException {
    for (int i = 0; i < SEQUENCES; i++) {
      byte[] code = sampler.sequence().code();
      if (code.length < Case.LONGEST) {
        Case c = sampler.caseOf(code, i % Layout.MEMORIES);
        out.write(new CaseLine(c, 0, host.run(c)).format());
        out.write('\n');
      }
    }
  }

  private void record(Subject.Source source, int cases) throws IOException {
    List<Case> batch = new ArrayList<>();
    List<Instruction> instructions = new ArrayList<>();
    for (int i = 0; i < cases * TRIES && batch.size() < cases; i++) {
      Optional<InstructionSampler.Sample> sample = source.instruction();
      if (sample.isPresent()) {
        Case c = source.state(sample.get());
        if (UndefinedResults.reason(c, sample.get().instruction()).isEmpty()) {
          batch.add(c);
          instructions.add(sample.get().instruction());
        }
      }
    }
    if (batch.isEmpty()) {
      return;
    }
    host.send(batch);
    List<Outcome> outcomes = host.receive();
    for (int i = 0; i < batch.size(); i++) {
      if (UndefinedResults.reason(batch.get(i), instructions.get(i), outcomes.get(i)).isEmpty()) {
        out.write(new CaseLine(batch.get(i), 0, outcomes.get(i)).format());
        out.write('\n');
      }
    }
  }
}
