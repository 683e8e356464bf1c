package ksim.sched.view;

import java.util.List;
import java.util.Optional;
import ksim.core.cpu.Cpu;
import ksim.sched.audit.Site;

/**
 * What can be known of a running kernel without its help: nothing here changes the guest's state,
 * its page tables' accessed bits and its translation lookaside buffers included.
 */
public interface KernelView {
  /** The thread that {@code cpu} runs. */
  ThreadView currentThread(Cpu cpu);

  /** The thread whose structure lies at {@code address}. */
  ThreadView threadAt(Cpu cpu, long address);

  /** Name of the function that holds the instruction at {@code address}, or the address in hex. */
  String functionName(long address);

  /** The innermost atomic section that the instruction at {@code address} belongs to. */
  Optional<Site> siteAt(long address);

  /**
   * The chain of calls that led to an instruction, innermost first: {@code rip}, then the return
   * addresses found along the frame pointers.
   *
   * @param cpu a CPU whose page tables map the stack
   * @param rip address of the instruction
   * @param rsp stack pointer there: a function that has not made its frame yet returns through it
   * @param rbp frame pointer there
   * @param thread the thread; a chain may cross from one of its stacks to another
   */
  List<Frame> callChain(Cpu cpu, long rip, long rsp, long rbp, ThreadView thread);
}
