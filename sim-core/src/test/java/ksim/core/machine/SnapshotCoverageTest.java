package ksim.core.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import ksim.core.cpu.PortBus;
import ksim.core.exec.Stop;
import ksim.core.fault.UnimplementedException;
import ksim.core.snapshot.BadSnapshot;
import ksim.core.snapshot.Setup;
import ksim.core.snapshot.SnapshotReader;
import ksim.core.snapshot.SnapshotWriter;
import ksim.core.timing.TimingLevel;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * No part of a PC is left out of a snapshot: after all its devices have been written to at random,
 * a restored PC is the saved one in every field but those listed here with the reason why not.
 */
class SnapshotCoverageTest {
  /** What cannot influence anything that is visible. */
  private static final Set<String> INVISIBLE =
      Set.of(
          // decoded and compiled code, and where it lies
          "BlockCache",
          "BlockDecoder",
          "Block",
          "HotCode",
          "CodePages",
          "CodeContexts",
          "CodeContext.number",
          "Interpreter.executionVersion",
          "Breakpoints.executionVersion",
          // results remembered so as not to be computed again
          "PartialCosts",
          "FigureTable",
          "UopCracker.remembered",
          "DirectionPredictor.found",
          "DirectionPredictor.allocations",
          // where in the analysed block the front end stands; what follows it is saved as an
          // address
          "FrontEnd.plan",
          "FrontEnd.uop",
          "FrontEnd.line",
          "FrontEnd.instruction",
          // what blocks did before, so as not to simulate it again, and the notes of one block for
          // that; the state of the core itself is brought into one form before it is saved
          "Memoization",
          "CacheUses",
          "RepeatableFetches.lines",
          "RepeatableFetches.used",
          "RepeatableFetches.late",
          "EffectNotes",
          "ForeseenAccesses.relations",
          "ForeseenAccesses.count",
          "ForeseenAccesses.nearEnd",
          "ForeseenAccesses.lines",
          // what the accesses of one block belong to, while it goes through the pipeline
          "BlockAccesses.first",
          "BlockAccesses.parts",
          "BlockAccesses.walks",
          "BlockAccesses.special",
          "BlockAccesses.others",
          "BlockAccesses.otherCount",
          "BlockAccesses.next",
          "BlockAccesses.consumed",
          "LoadStore.plan",
          "LoadStore.storesBefore",
          "LoadStore.couldBegin",
          "LoadStore.passedOwn",
          // why a micro-operation waited, for those who record
          "Issue.wantedCycle",
          "Issue.roomCycle",
          "Issue.groupCycle",
          "Issue.isFirst",
          "Issue.wanted",
          // translations that the modelled TLB has as well
          "FastTlb",
          "Mmu.readTag",
          "Mmu.readPage",
          "Mmu.writeTag",
          "Mmu.writePage",
          // working storage of one instruction, one walk, one slice
          "FloatUnit",
          "PageWalker.entryAddress",
          "PageWalker.entryValue",
          "PageWalker.lastLevel",
          "PageWalker.flagsSet",
          "PageWalker.fault",
          "AccessLog.entries",
          "RunControl",
          // the lazy form of flags, whose values are saved
          "Flags.result",
          "Flags.auxiliary",
          // outside the machine
          "Observers",
          "Hooks");

  /** Ports of devices, without those that switch the machine off. */
  private static final int[] PORTS = {
    0x20, 0x21, 0xa0, 0xa1, 0x40, 0x41, 0x42, 0x43, 0x61, 0x70, 0x71, 0x3f8, 0x3f9, 0x3fa, 0x3fb,
    0x3fc, 0x3ff, 0x60, 0x4d0, 0x4d1, 0x80, 0xcf8, 0xcfc, 0x510, 0x511
  };

  private static final long IO_APIC = 0xfec0_0000L;
  private static final long LOCAL_APIC = 0xfee0_0000L;
  private static final long HPET = 0xfed0_0000L;

  private static Machine machine(TimingLevel timing, PcBoard board) {
    return new Machine(Guest.configuration(2, timing, 1000), board);
  }

  private static PcBoard board() {
    return new PcBoard(new PcOptions(value -> {}));
  }

  private static Machine disturbed(TimingLevel timing, SplittableRandom random) {
    PcBoard board = board();
    Machine machine =
        new RandomKernel(random.nextLong(), 1_000_000)
            .machine(Guest.configuration(2, timing, 1000), board);
    PortBus ports = machine.cpus().getFirst().ports;
    for (int i = 0; i < 2000; i++) {
      try {
        int register = random.nextInt(0x100) * 4;
        switch (random.nextInt(5)) {
          case 0 -> machine.bus().write(HPET + (register & ~7), 4, random.nextInt(0x1_0000));
          case 1 -> machine.bus().write(LOCAL_APIC + register * 4L % 0x400, 4, random.nextInt());
          case 2 -> {
            machine.bus().write(IO_APIC, 4, random.nextInt(0x40));
            machine.bus().write(IO_APIC + 0x10, 4, random.nextInt() & 0x1_0aff);
          }
          default -> ports.write(PORTS[random.nextInt(PORTS.length)], 1, random.nextInt(0x100));
        }
      } catch (UnimplementedException e) {
        // Not every value makes sense.
      }
      if (i % 100 == 0) {
        board.serial().receive((byte) i);
        machine.run(machine.elapsedCycles() + random.nextInt(30_000));
      }
    }
    return machine;
  }

  private static Machine restored(Machine machine) throws IOException, BadSnapshot {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Setup setup = new Setup(machine.configuration(), new TreeMap<>());
    SnapshotWriter.write(machine, new TreeMap<>(), setup, "test", new DataOutputStream(out));
    ByteArrayInputStream in = new ByteArrayInputStream(out.toByteArray());
    SnapshotReader reader = SnapshotReader.open(new DataInputStream(in), "test");
    Machine copy = machine(reader.setup().configuration().timing(), board());
    reader.restore(copy, new TreeMap<>());
    return copy;
  }

  @ParameterizedTest
  @EnumSource
  void everyFieldIsRestored(TimingLevel timing) throws IOException, BadSnapshot {
    for (long seed = 0; seed < 2; seed++) {
      Machine machine = disturbed(timing, new SplittableRandom(seed));
      Machine copy = restored(machine);
      assertThat(ObjectGraphs.differences(machine, copy, INVISIBLE)).as("seed %d", seed).isEmpty();
      long until = machine.elapsedCycles() + 100_000;
      Stop stop = machine.run(until);
      assertThat(copy.run(until)).isEqualTo(stop);
      Map<String, String> expected = RunRecord.state(machine);
      Map<String, String> actual = RunRecord.state(copy);
      expected.forEach((name, value) -> assertThat(actual.get(name)).as(name).isEqualTo(value));
    }
  }
}
