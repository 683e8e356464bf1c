package ksim.sched.kernel;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import ksim.core.encoding.BranchOperand;
import ksim.core.encoding.Disassembler;
import ksim.core.encoding.Instruction;

/**
 * An upper bound of how deep a function of an image and all that it calls go on the stack, found by
 * reading its machine code: all that it pushes or subtracts from RSP anywhere, and the deepest of
 * the functions that it calls or jumps to. Panics do not count, as they do not come back; what is
 * behind an indirect call is not seen.
 */
final class StackDepth {
  private final KernelImage image;
  private final Map<String, Long> known = new HashMap<>();
  private final Set<String> open = new HashSet<>();

  StackDepth(KernelImage image) {
    this.image = image;
  }

  /** Bytes below the stack pointer at the function's first instruction. */
  long of(String name) {
    Long depth = known.get(name);
    if (depth != null) {
      return depth;
    }
    if (!open.add(name)) {
      throw new IllegalStateException("recursion through " + name);
    }
    KernelFunction function =
        image.functions().stream().filter(f -> f.name().equals(name)).findFirst().orElseThrow();
    long own = 0;
    long callees = 0;
    for (long at = function.start(); at < function.end(); ) {
      Instruction instruction = image.instructionAt(at);
      at += instruction.length();
      own += pushed(Disassembler.attAndT(instruction, at - instruction.length()));
      if (!instruction.operands().isEmpty()
          && instruction.operands().getFirst() instanceof BranchOperand branch) {
        callees = Math.max(callees, callee(function, instruction, at + branch.displacement()));
      }
    }
    open.remove(name);
    known.put(name, own + callees);
    return own + callees;
  }

  private static long pushed(String text) {
    if (text.startsWith("push")) {
      return 8;
    }
    return text.startsWith("sub ") && text.endsWith(",%rsp")
        ? Long.decode(text.substring(text.indexOf('$') + 1, text.indexOf(',')))
        : 0;
  }

  private long callee(KernelFunction caller, Instruction instruction, long target) {
    KernelFunction callee = image.functionAt(target).orElseThrow();
    if (callee.equals(caller) || callee.name().startsWith("panic")) {
      return 0;
    }
    return of(callee.name()) + (instruction.mnemonic().equals("call") ? 8 : 0);
  }
}
