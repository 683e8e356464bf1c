package ksim.sched.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import ksim.core.encoding.asm.AssembledCode;
import ksim.core.encoding.asm.Assembler;
import ksim.sched.stack.StackDesign;

/**
 * Builds a model kernel for one stack design: first programs are appended through {@link
 * #assembler} and {@link #api} and threads declared, then {@link #build} adds the kernel's own code
 * and data. For use once.
 */
public final class KernelBuilder {
  private final KernelCode code;
  private final KernelApi api;
  private final List<ThreadDescriptor> threads = new ArrayList<>();
  private final List<ThreadDescriptor> spawned = new ArrayList<>();

  /** A builder for a kernel with this stack design. */
  public KernelBuilder(StackDesign design, KernelParameters parameters) {
    this.code = new KernelCode(design, parameters);
    this.api = new KernelApi(code);
    KernelParts.reserveData(code);
  }

  /** Where programs append their code. */
  public Assembler assembler() {
    return code.assembler();
  }

  /** What the kernel offers to programs. */
  public KernelApi api() {
    return api;
  }

  /** Adds a thread; returns its index. */
  public int addThread(ThreadDescriptor thread) {
    threads.add(thread);
    return threads.size() - 1;
  }

  /**
   * Adds a kind of threads that programs spawn; returns its number, the argument of {@code
   * thread_spawn} and {@code thread_join}. Its threads have the index of the kind.
   */
  public int addSpawned(ThreadDescriptor thread) {
    spawned.add(thread);
    return spawned.size() - 1;
  }

  /**
   * Appends the kernel, lays out its data and returns the image.
   *
   * @throws ImageSizeException where there is no room for its code, or for its data in RAM
   */
  public KernelImage build() {
    KernelParts.emitAll(code, List.copyOf(threads), List.copyOf(spawned));
    AssembledCode text = code.assembler().finish();
    checkSize(text);
    SortedMap<String, Long> symbols = new TreeMap<>(text.symbols());
    symbols.putAll(code.data().symbols());
    return new KernelImage(
        List.of(
            new KernelImage.Segment(text.origin(), MemoryMap.physical(text.origin()), text.bytes()),
            new KernelImage.Segment(
                MemoryMap.DATA, MemoryMap.physical(MemoryMap.DATA), code.data().bytes(text))),
        text.addressOf(code.label("start")),
        code.parameters().cpus(),
        symbols,
        code.functions(text),
        code.sites().resolve(text),
        code.probes(text),
        code.measured(text),
        Stream.concat(threads.stream(), spawned.stream()).toList());
  }

  private void checkSize(AssembledCode text) {
    long room = MemoryMap.DATA - MemoryMap.TEXT;
    if (text.length() > room) {
      throw new ImageSizeException(
          "%,d bytes of code for the kernel and its programs, there is room for %,d"
              .formatted(text.length(), room));
    }
    long end = MemoryMap.physical(code.data().end());
    long most = Math.min(MemoryMap.WINDOW_BYTES, code.parameters().memoryBytes());
    if (end > most) {
      throw new ImageSizeException(
          "a kernel that ends at %,d bytes for %,d CPUs and %,d threads, there is room for %,d"
              .formatted(end, code.parameters().cpus(), threads.size() + spawned.size(), most));
    }
    long cached = end + code.parameters().pageCachePages() * MemoryMap.PAGE;
    if (cached > code.parameters().memoryBytes()) {
      throw new ImageSizeException(
          "a kernel and a page cache that end at %,d bytes, the machine has %,d"
              .formatted(cached, code.parameters().memoryBytes()));
    }
  }
}
