package ksim.cli.yaml;

import java.util.List;
import java.util.Map;

/** The operations of programs by the names that scenario files use. */
public final class Operations {

  private static final List<String> NAMES =
      List.of(
          "call",
          "recurse",
          "compute",
          "touch",
          "malloc",
          "free",
          "lock",
          "unlock",
          "wait",
          "wake",
          "yield",
          "loop",
          "rcu-read",
          "preempt-off",
          "irq-off",
          "syscall",
          "tracepoint",
          "pipe-read",
          "pipe-write",
          "mmap",
          "munmap",
          "vma-lock",
          "measure",
          "give",
          "take",
          "spawn",
          "join",
          "sleep",
          "on-stack-object");

  private static final Map<String, String> USAGES =
      Map.ofEntries(
          Map.entry("call", "{ call: { frame: BYTES, do: [...] } }"),
          Map.entry("recurse", "{ recurse: { frame: BYTES, depth: N, do: [...] } }"),
          Map.entry("compute", "{ compute: N }"),
          Map.entry("touch", "{ touch: BYTES }"),
          Map.entry("malloc", "{ malloc: BYTES }"),
          Map.entry("free", "free"),
          Map.entry("lock", "{ lock: NAME }"),
          Map.entry("unlock", "{ unlock: NAME }"),
          Map.entry("wait", "{ wait: NAME } or { wait: forever }"),
          Map.entry("wake", "{ wake: NAME }"),
          Map.entry("yield", "yield"),
          Map.entry("loop", "{ loop: N, do: [...] }"),
          Map.entry("rcu-read", "{ rcu-read: { do: [...] } }"),
          Map.entry("preempt-off", "{ preempt-off: { do: [...] } }"),
          Map.entry("irq-off", "{ irq-off: { do: [...] } }"),
          Map.entry("syscall", "{ syscall: { do: [...] } }"),
          Map.entry("tracepoint", "tracepoint"),
          Map.entry("pipe-read", "{ pipe-read: BYTES }"),
          Map.entry("pipe-write", "{ pipe-write: BYTES }"),
          Map.entry("mmap", "{ mmap: BYTES }"),
          Map.entry("munmap", "munmap"),
          Map.entry("vma-lock", "{ vma-lock: { do: [...] } }"),
          Map.entry("measure", "{ measure: { name: NAME, loop: N, do: [...] } }"),
          Map.entry("give", "{ give: NAME }"),
          Map.entry("take", "{ take: NAME }"),
          Map.entry("spawn", "{ spawn: GROUP }"),
          Map.entry("join", "{ join: GROUP }"),
          Map.entry("sleep", "{ sleep: DURATION }"),
          Map.entry(
              "on-stack-object",
              "on-stack-object or { on-stack-object: { where: stack|heap, cpu: N } }"));

  private Operations() {}

  /** Names of the operations. */
  public static List<String> names() {
    return NAMES;
  }

  /** How the operation {@code name} is written. */
  public static String usage(String name) {
    return USAGES.getOrDefault(name, name);
  }
}
