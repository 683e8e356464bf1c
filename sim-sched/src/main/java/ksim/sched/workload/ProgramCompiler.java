package ksim.sched.workload;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import ksim.core.encoding.Label;
import ksim.sched.kernel.KernelBuilder;

/**
 * Translates programs into guest code: each program, and each {@code call} and {@code recurse} in
 * it, becomes a function with a frame of its own.
 */
public final class ProgramCompiler {
  private final KernelBuilder kernel;
  private final KernelObjects objects;
  private final Map<String, Integer> names = new HashMap<>();
  private final Deque<PendingFunction> pending = new ArrayDeque<>();

  /**
   * A compiler that appends to a kernel.
   *
   * @param kernel where the code goes
   * @param objects the objects that the programs name
   */
  public ProgramCompiler(KernelBuilder kernel, KernelObjects objects) {
    this.kernel = kernel;
    this.objects = objects;
  }

  /**
   * Compiles a program with all its functions.
   *
   * @param program the program
   * @param kernelThreadsOnly whether none but kernel threads run it, which makes its atomic sites
   *     Rule 1
   * @return its first function
   */
  public Label compile(Program program, boolean kernelThreadsOnly) {
    CodeContext outside = CodeContext.outside(program.name(), kernelThreadsOnly);
    Label entry = function(program.name(), 0, 0, program.operations(), outside);
    while (!pending.isEmpty()) {
      PendingFunction next = pending.removeFirst();
      new FunctionCompiler(kernel, objects, this, next).compile();
    }
    return entry;
  }

  /**
   * Notes a function to be compiled once the current one has ended.
   *
   * @param name wished name; a number is added where it is taken
   * @param frameBytes wanted size of its locals
   * @param recursion how often it calls itself before it runs its body; 0 for a plain function
   * @param body what it does
   * @param context in what sections it runs
   */
  Label function(
      String name, long frameBytes, long recursion, List<Operation> body, CodeContext context) {
    int number = names.merge(name, 1, Integer::sum);
    // The kernel's own symbols have no colon: a program may be called "write".
    String symbol = "app:" + name + (number == 1 ? "" : "_" + number);
    Label label = kernel.assembler().label(symbol);
    pending.addLast(new PendingFunction(label, frameBytes, recursion, body, context));
    return label;
  }

  /** A function that has been called but not compiled yet. */
  record PendingFunction(
      Label label, long frameBytes, long recursion, List<Operation> body, CodeContext context) {}
}
