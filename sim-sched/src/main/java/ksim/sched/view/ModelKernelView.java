package ksim.sched.view;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import ksim.core.cpu.Cpu;
import ksim.core.cpu.Segments;
import ksim.sched.audit.Site;
import ksim.sched.kernel.KernelFunction;
import ksim.sched.kernel.KernelImage;
import ksim.sched.kernel.ThreadLayout;

/** The model kernel seen from outside: its structures are read where {@link ThreadLayout} says. */
public final class ModelKernelView implements KernelView {
  private static final int MAX_FRAMES = 256;

  private final KernelImage image;
  private final GuestMemory memory;

  /**
   * A view of a running kernel.
   *
   * @param image the image that was loaded
   * @param memory the machine's memory
   */
  public ModelKernelView(KernelImage image, GuestMemory memory) {
    this.image = image;
    this.memory = memory;
  }

  @Override
  public ThreadView currentThread(Cpu cpu) {
    return threadAt(cpu, cpu.segmentBase[Segments.FS]);
  }

  @Override
  public ThreadView threadAt(Cpu cpu, long address) {
    long index = memory.readOrZero(cpu, address + ThreadLayout.INDEX, 8);
    return new ThreadView(
        nameOf(index, cpu.id) + number(cpu, address),
        address,
        (int) memory.readOrZero(cpu, address + ThreadLayout.PREEMPT_COUNTER, 4),
        memory.readOrZero(cpu, address + ThreadLayout.STACK_LOW, 8),
        memory.readOrZero(cpu, address + ThreadLayout.STACK_HIGH, 8));
  }

  /** Threads that programs spawn share the name of their group. */
  private String number(Cpu cpu, long thread) {
    return memory.readOrZero(cpu, thread + ThreadLayout.SPAWNED, 8) == 0
        ? ""
        : "#" + memory.readOrZero(cpu, thread + ThreadLayout.ID, 8);
  }

  private String nameOf(long index, int cpu) {
    if (index >= 0 && index < image.threads().size()) {
      return image.threads().get((int) index).name();
    }
    if (index == ThreadLayout.INDEX_INIT) {
      return "init";
    }
    if (index == ThreadLayout.INDEX_RECLAIMER) {
      return "reclaimer";
    }
    return index == ThreadLayout.INDEX_IDLE ? "idle-" + cpu : "unknown";
  }

  @Override
  public String functionName(long address) {
    return image
        .functionAt(address)
        .map(KernelFunction::name)
        .orElseGet(() -> "0x" + Long.toHexString(address));
  }

  @Override
  public Optional<Site> siteAt(long address) {
    return image.sites().stream()
        .filter(site -> site.covers(address))
        .min(Comparator.comparingLong(site -> site.end() - site.start()));
  }

  @Override
  public List<Frame> callChain(Cpu cpu, long rip, long rsp, long rbp, ThreadView thread) {
    List<Frame> chain = new ArrayList<>();
    chain.add(new Frame(rip, rbp));
    returnBeforeFrame(cpu, rip, rsp).ifPresent(caller -> chain.add(new Frame(caller, rbp)));
    long frame = rbp;
    // Frames of one chain may lie on several stacks of the thread, so addresses need not rise.
    Set<Long> seen = new HashSet<>();
    while (chain.size() < MAX_FRAMES && frame != 0 && seen.add(frame)) {
      OptionalLong caller = memory.read(cpu, frame + 8, 8);
      OptionalLong outer = memory.read(cpu, frame, 8);
      if (caller.isEmpty() || outer.isEmpty() || image.functionAt(caller.getAsLong()).isEmpty()) {
        break;
      }
      chain.add(new Frame(caller.getAsLong(), outer.getAsLong()));
      interrupted(cpu, caller.getAsLong(), frame)
          .ifPresent(at -> chain.add(new Frame(at, outer.getAsLong())));
      frame = outer.getAsLong();
    }
    return List.copyOf(chain);
  }

  /**
   * Where a handler's entry has interrupted the code whose frame pointer it kept: the saved RIP
   * above the frame of the function that the entry has called.
   */
  private OptionalLong interrupted(Cpu cpu, long caller, long frame) {
    String function = functionName(caller);
    return image.isInterruptEntry(function)
        ? memory.read(cpu, frame + 16 + image.savedRipOffset(), 8)
        : OptionalLong.empty();
  }

  /**
   * The return address of a function that has not made its frame yet: RBP is still its caller's
   * before the prologue's PUSH RBP (one byte), and before the MOV behind it.
   */
  private OptionalLong returnBeforeFrame(Cpu cpu, long rip, long rsp) {
    Optional<KernelFunction> function = image.functionAt(rip);
    if (function.isEmpty() || rip - function.get().start() > 1) {
      return OptionalLong.empty();
    }
    OptionalLong caller = memory.read(cpu, rsp + 8 * (rip - function.get().start()), 8);
    return caller.isPresent() && image.functionAt(caller.getAsLong()).isPresent()
        ? caller
        : OptionalLong.empty();
  }
}
