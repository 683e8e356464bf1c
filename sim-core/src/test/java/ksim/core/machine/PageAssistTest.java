package ksim.core.machine;

import static ksim.core.encoding.asm.Memory.address;
import static ksim.core.encoding.asm.Memory.qword;
import static ksim.core.encoding.asm.Registers.R8;
import static ksim.core.encoding.asm.Registers.R9;
import static ksim.core.encoding.asm.Registers.RAX;
import static ksim.core.encoding.asm.Registers.RBX;
import static ksim.core.encoding.asm.Registers.RCX;
import static org.assertj.core.api.Assertions.assertThat;

import ksim.core.cpu.Cpu;
import ksim.core.encoding.asm.AssembledCode;
import ksim.core.encoding.asm.Assembler;
import ksim.core.exec.Stop;
import ksim.core.timing.TimingLevel;
import ksim.core.timing.description.CoreDescription;
import ksim.mmu.memory.PhysicalMemory;
import ksim.mmu.paging.Pte;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What it costs that a page walk has to set accessed or dirty flags: a microcode assist. The guest
 * reads the time-stamp counter before and after its first accesses to pages of 4 KiB, whose flags
 * are given. Accesses wait for each other, as they did where the cost was measured.
 */
class PageAssistTest {
  private static final long WINDOW = 0x80_0000_0000L;
  private static final long TABLES = 0x90_0000;
  private static final long FRAMES = 0x40_0000;
  private static final int PAGE = 4096;
  private static final int PAGES = 8;

  /** Where in the window the first page of another page table is. */
  private static final int OTHER = 2 << 20;

  private static final int RET = 0xc3;
  private static final long USED = Pte.PRESENT | Pte.WRITABLE | Pte.ACCESSED | Pte.DIRTY;
  private static final int ASSIST = CoreDescription.load("skylake").parameter("page-assist");
  private static final int MORE = 1000;
  private static final String DEARER = "skylake,page-assist=" + (ASSIST + MORE);

  enum Access {
    LOAD,
    STORE,
    /** An addition to memory. */
    ADD,
    /** A call of a function in the page. */
    FETCH,
    /** A load through another page table, whose entry has its accessed flag clear, too. */
    LOAD_BY_OTHER_TABLE,
    STORE_TWICE,
    LOAD_THEN_STORE,
    LOAD_OF_FOUR_PAGES,
    STORE_TO_FOUR_PAGES
  }

  /** Which flags of its pages are clear when a guest begins. */
  enum Clear {
    NONE,
    DIRTY,
    BOTH
  }

  /**
   * @param cycles those between the two reads of the counter
   * @param assists those of the whole guest
   */
  private record Result(long cycles, long assists) {}

  @ParameterizedTest
  @CsvSource({
    "LOAD, DIRTY, 0",
    "LOAD, BOTH, 1",
    "STORE, DIRTY, 1",
    "STORE, BOTH, 1",
    "ADD, DIRTY, 1",
    "ADD, BOTH, 1",
    "FETCH, DIRTY, 0",
    "FETCH, BOTH, 1",
    "LOAD_BY_OTHER_TABLE, BOTH, 1",
    "STORE_TWICE, DIRTY, 1",
    "LOAD_OF_FOUR_PAGES, BOTH, 4",
    "STORE_TO_FOUR_PAGES, DIRTY, 4",
  })
  void aWalkThatSetsFlagsCostsAnAssist(Access access, Clear clear, int assists) {
    Result used = run("skylake", access, Clear.NONE);
    Result fresh = run("skylake", access, clear);
    assertThat(fresh.assists - used.assists).isEqualTo(assists);
    assertThat(fresh.cycles - used.cycles).isEqualTo((long) assists * ASSIST);
    assertThat(run(DEARER, access, clear).cycles - fresh.cycles).isEqualTo((long) assists * MORE);
    assertThat(run(DEARER, access, Clear.NONE)).isEqualTo(used);
  }

  /** The store to a clean page walks, too, where a load already has: it costs a walk besides. */
  @ParameterizedTest
  @CsvSource({"DIRTY, 1", "BOTH, 2"})
  void aStoreAfterALoadSetsTheDirtyFlag(Clear clear, int assists) {
    Result used = run("skylake", Access.LOAD_THEN_STORE, Clear.NONE);
    Result fresh = run("skylake", Access.LOAD_THEN_STORE, clear);
    assertThat(fresh.assists - used.assists).isEqualTo(assists);
    assertThat(fresh.cycles - used.cycles - (long) assists * ASSIST).isBetween(10L, 60L);
    assertThat(run(DEARER, Access.LOAD_THEN_STORE, clear).cycles - fresh.cycles)
        .isEqualTo((long) assists * MORE);
  }

  private static Result run(String core, Access access, Clear clear) {
    AssembledCode code = Guest.assemble(a -> program(a, access));
    Machine machine =
        Guest.start(
            new MachineConfiguration(1, 16 << 20, core, TimingLevel.DETAILED, 1_000_000), code);
    map(machine, clear);
    assertThat(machine.run(1_000_000)).isEqualTo(new Stop.Halted());
    long assists = machine.timingFigures(0).getOrDefault("page walk assists", 0L);
    return new Result(machine.cpus().getFirst().gpr[Cpu.RAX], assists);
  }

  /** Maps the window; the flags of its first page and of the tables are set. */
  private static void map(Machine machine, Clear clear) {
    PhysicalMemory memory = machine.memory();
    long root = machine.cpus().getFirst().control.cr3;
    memory.write(root + 8 * (WINDOW >>> 39), 8, TABLES | USED);
    memory.write(TABLES, 8, (TABLES + PAGE) | USED);
    memory.write(TABLES + PAGE, 8, (TABLES + 2 * PAGE) | USED);
    long cleared =
        switch (clear) {
          case NONE -> 0;
          case DIRTY -> Pte.DIRTY;
          case BOTH -> Pte.DIRTY | Pte.ACCESSED;
        };
    for (int page = 0; page < PAGES; page++) {
      long flags = page == 0 ? USED : USED & ~cleared;
      memory.write(TABLES + 2 * PAGE + 8L * page, 8, (FRAMES + (long) PAGE * page) | flags);
    }
    memory.write(TABLES + PAGE + 8, 8, (TABLES + 3 * PAGE) | (USED & ~cleared));
    memory.write(TABLES + 3 * PAGE, 8, FRAMES | (USED & ~cleared));
    memory.write(FRAMES + PAGE, 1, RET);
  }

  private static void program(Assembler a, Access access) {
    a.mov(RBX, WINDOW);
    a.lea(R9, address(RBX, PAGE));
    a.mov(RCX, qword(RBX, 0)); // fills the paging-structure caches
    a.push(RCX); // sets the flags of the stack's page
    order(a);
    a.rdtsc();
    a.mov(R8, RAX);
    switch (access) {
      case LOAD -> a.mov(RCX, qword(R9));
      case STORE -> a.mov(qword(R9), RCX);
      case ADD -> a.add(qword(R9), RCX);
      case FETCH -> a.call(R9);
      case LOAD_BY_OTHER_TABLE -> a.mov(RCX, qword(RBX, OTHER));
      case STORE_TWICE -> {
        a.mov(qword(R9), RCX);
        order(a);
        a.mov(qword(R9, 8), RCX);
      }
      case LOAD_THEN_STORE -> {
        a.mov(RCX, qword(R9));
        order(a);
        a.mov(qword(R9), RCX);
      }
      case LOAD_OF_FOUR_PAGES -> {
        for (int page = 1; page <= 4; page++) {
          a.mov(RCX, qword(RBX, (long) PAGE * page));
          order(a);
        }
      }
      case STORE_TO_FOUR_PAGES -> {
        for (int page = 1; page <= 4; page++) {
          a.mov(qword(RBX, (long) PAGE * page), RCX);
          order(a);
        }
      }
    }
    a.rdtsc();
    a.sub(RAX, R8);
    a.hlt();
  }

  /** What follows begins when everything before it is done. */
  private static void order(Assembler a) {
    a.mfence();
    a.lfence();
  }
}
