package ksim.sched.scenario;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Where a run failed, seen from outside the guest.
 *
 * @param thread name of the thread
 * @param cpu CPU that it ran on
 * @param site name of the innermost site that had disabled interrupts or preemption, if any
 * @param outerSite name of the outermost such site, which is where a probe was needed
 * @param function function that was executing
 * @param callChain functions from the innermost to the thread's start
 * @param rip instruction pointer
 * @param disassembly the instruction there
 * @param rsp stack pointer
 * @param address linear address that faulted, if the failure was a fault
 * @param interruptsEnabled RFLAGS.IF at the fault
 * @param preemptDepth the thread's preempt counter
 * @param stackLow lowest usable address of the thread's stack
 * @param stackHigh address just above its stack
 */
public record FailureSite(
    String thread,
    int cpu,
    Optional<String> site,
    Optional<String> outerSite,
    String function,
    List<String> callChain,
    long rip,
    String disassembly,
    long rsp,
    OptionalLong address,
    boolean interruptsEnabled,
    int preemptDepth,
    long stackLow,
    long stackHigh) {}
