package ksim.sched.audit;

/**
 * A site in an assembled kernel, with the code that runs atomically because of it.
 *
 * @param declaration what the source says of it
 * @param start address of the instruction that disables
 * @param byGate whether the CPU itself disables on the way to {@code start}, through a gate or
 *     where a thread starts
 * @param end address just behind the last instruction that enables again (or that hands the duty of
 *     enabling to another context)
 */
public record Site(AtomicSite declaration, long start, boolean byGate, long end) {
  /** The site's name. */
  public String name() {
    return declaration.name();
  }

  /** Symbol of the function that it stands in. */
  public String function() {
    return declaration.function();
  }

  /** What it disables, and how. */
  public SiteKind kind() {
    return declaration.kind();
  }

  /** Its classification. */
  public Rule rule() {
    return declaration.rule();
  }

  /**
   * Whether code at {@code address} runs inside the section. For a return address of a call made in
   * the section pass the return address itself.
   */
  public boolean covers(long address) {
    return address > start && address <= end;
  }
}
