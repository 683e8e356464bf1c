package ksim.cli.command;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.IntConsumer;
import ksim.cli.boot.BootLimits;
import ksim.cli.boot.MemorySize;
import ksim.cli.diag.Suggestion;
import ksim.core.exec.Tiering;
import ksim.core.machine.MachineConfiguration;
import ksim.core.machine.PcDevice;
import ksim.core.machine.PcOptions;
import ksim.core.processor.CpuModel;
import ksim.core.processor.CpuModels;
import ksim.core.timing.TimingLevel;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of {@code ksim boot} that say what machine it is, and how far it runs. */
final class MachineOptions {
  private static final long LEAST_MEMORY = 2L << 20;
  private static final long MOST_MEMORY = 64L << 30;

  /** The end of 2099: the clock has two digits for the century. */
  private static final long LATEST_SECONDS = 4_102_444_799L;

  /** Kernels of today expect user-mode instruction prevention of a hypervisor's CPU. */
  private static final String DEFAULT_CPU = CpuModels.DEFAULT + ",+umip";

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      description = "RAM: 256M, 1GiB; a number alone means MiB. Default: 128MiB.")
  private String memory = "128MiB";

  @Option(names = "--cpus", paramLabel = "N", description = "Number of CPUs, 1 to 64. Default: 1.")
  private String cpus = "1";

  @Option(
      names = "--cpu",
      paramLabel = "MODEL[,+F,-F]",
      description =
          "Kind of CPU, with features switched on and off: max or skylake,-avx2, say. "
              + "Default: skylake,+umip. See 'ksim list'.")
  private String cpu = DEFAULT_CPU;

  @Option(
      names = "--no",
      paramLabel = "DEVICE[,DEVICE...]",
      description = {
        "Leave devices of the PC out: acpi, hpet, pci, kvmclock, ... 'ksim list' has them all.",
        "May be given several times."
      })
  private List<String> without = List.of();

  @Mixin private CoreOption core = new CoreOption();

  @Option(
      names = "--quantum",
      paramLabel = "CYCLES",
      description =
          "How long a CPU runs at most before another one's turn; 1 interleaves them "
              + "instruction by instruction. Default: 1000.")
  private String quantum = "1000";

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "What RDRAND and RDSEED start from. Default: 0.")
  private String seed = "0";

  @Option(
      names = "--start-date",
      paramLabel = "DATE",
      description = "The guest's date when it is switched on, UTC. Default: 2020-01-01T00:00:00.")
  private String startDate = "2020-01-01T00:00:00";

  @Mixin private TierOption tier = new TierOption();

  @Option(
      names = "--limit-instructions",
      paramLabel = "N",
      description = "Stop as soon as a CPU has executed N instructions.")
  private Optional<String> limitInstructions = Optional.empty();

  @Option(
      names = "--limit-cycles",
      paramLabel = "N",
      description = "Stop after N simulated core cycles; a second has 3,000,000,000.")
  private Optional<String> limitCycles = Optional.empty();

  /** Checks what can be checked before the image is read. */
  void check() {
    configuration(TimingLevel.NONE, pc(value -> {}));
    limits();
  }

  /**
   * What the PC is built with.
   *
   * @param serialOutput receives what the guest sends to its serial port
   */
  PcOptions pc(IntConsumer serialOutput) {
    Set<PcDevice> devices = EnumSet.noneOf(PcDevice.class);
    List<String> names =
        without.stream().flatMap(list -> Arrays.stream(list.split(",", -1))).toList();
    for (String name : names) {
      devices.add(
          PcDevice.named(name)
              .orElseThrow(
                  () ->
                      new UsageException(
                          "--no: found '" + name + "'; " + Suggestion.hint(name, labels()))));
    }
    return new PcOptions(devices, serialOutput);
  }

  private static List<String> labels() {
    return Arrays.stream(PcDevice.values()).map(PcDevice::label).toList();
  }

  /** The machine. */
  MachineConfiguration configuration(TimingLevel timing, PcOptions options) {
    return new MachineConfiguration(
            (int) UsageException.number("--cpus", cpus, 1, MachineConfiguration.MAXIMUM_CPUS),
            memoryBytes(),
            core.nameOrDefault(),
            timing,
            UsageException.number("--quantum", quantum, 1, 1_000_000_000L),
            model(options),
            UsageException.number("--seed", seed, 0, Long.MAX_VALUE))
        .startingAt(startSeconds())
        .with(tier.tiering());
  }

  /** How code is executed. */
  Tiering tiering() {
    return tier.tiering();
  }

  private long startSeconds() {
    try {
      long seconds = LocalDateTime.parse(startDate).toEpochSecond(ZoneOffset.UTC);
      if (seconds >= 0 && seconds <= LATEST_SECONDS) {
        return seconds;
      }
    } catch (DateTimeParseException e) {
      // Said below.
    }
    throw new UsageException(
        "--start-date: found '"
            + startDate
            + "', expected a date and time from 1970 to 2099 such as 2024-02-29T23:59:50");
  }

  private long memoryBytes() {
    OptionalLong bytes = MemorySize.parse(memory);
    if (bytes.isEmpty()) {
      throw new UsageException(
          "--memory: found '" + memory + "', expected a size such as 256M or 1GiB");
    }
    if (bytes.getAsLong() < LEAST_MEMORY || bytes.getAsLong() > MOST_MEMORY) {
      throw new UsageException(
          "--memory: found '"
              + memory
              + "', expected "
              + MemorySize.text(LEAST_MEMORY)
              + " to "
              + MemorySize.text(MOST_MEMORY));
    }
    return bytes.getAsLong() & -4096L;
  }

  private CpuModel model(PcOptions options) {
    try {
      return options.cpuModel(cpu);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--cpu: " + e.getMessage());
    }
  }

  /** How far it runs. */
  BootLimits limits() {
    return new BootLimits(
        limit("--limit-cycles", limitCycles), limit("--limit-instructions", limitInstructions));
  }

  private static long limit(String option, Optional<String> text) {
    return text.map(number -> UsageException.number(option, number, 1, Long.MAX_VALUE - 1))
        .orElse(BootLimits.NONE);
  }
}
