package ksim.sched.stack;

/**
 * Linux's "dynamic kernel stacks" (RFC of March 2024): a stack fault runs on an IST stack and takes
 * a page from a reserve of its CPU, without locks and without sleeping, so it is legal anywhere.
 * The reserve is filled up where sleeping is allowed, or from the CPU's pool at the next chance.
 * The first page of a new thread does not come from it: the parent touches it, as Linux allocates
 * it.
 *
 * @param modifiers settings; those of probes have no effect; fault-around takes as many further
 *     pages from the reserve as are there
 */
public record IstFault(Modifiers modifiers) implements StackDesign {
  @Override
  public String id() {
    return "ist-fault";
  }

  @Override
  public String description() {
    return "no probe: a stack fault takes a page from its CPU's reserve, atomically, as in Linux's RFC";
  }

  @Override
  public StackFaults stackFaults() {
    return StackFaults.FROM_RESERVE;
  }
}
