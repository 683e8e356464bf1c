package ksim.cli.gdb;

import java.util.BitSet;

/** Reads the packets that let CPUs run: {@code c}, {@code s} and {@code vCont}. */
final class ResumeRequests {
  private final GuestThreads threads;

  /** The CPUs that {@code c} and {@code s} mean. */
  private BitSet chosen = new BitSet();

  ResumeRequests(GuestThreads threads) {
    this.threads = threads;
  }

  /** The packet Hc. */
  void choose(BitSet cpus) {
    chosen = cpus;
  }

  /** All CPUs run. */
  static Answer all() {
    return new Answer.Resume(new BitSet(), new BitSet(), Answer.Range.NONE);
  }

  /** A CPU executes one instruction; the others run meanwhile. */
  Answer step() {
    BitSet stepping = new BitSet();
    stepping.set(chosen.cardinality() == 1 ? chosen.nextSetBit(0) : threads.current().id);
    return new Answer.Resume(new BitSet(), stepping, Answer.Range.NONE);
  }

  /**
   * The actions of vCont: for each CPU the leftmost that names it counts; one that none names is
   * held.
   *
   * @param packet what follows {@code vCont}
   */
  Answer actions(PacketText packet) throws MalformedPacket {
    BitSet decided = new BitSet();
    BitSet stepping = new BitSet();
    Answer.Range range = Answer.Range.NONE;
    do {
      packet.expect(';');
      char action = packet.next();
      switch (action) {
        case 'c', 's' -> {}
        case 'C', 'S' -> packet.number(); // a signal, which a CPU knows nothing of
        case 'r' -> {
          long start = packet.number();
          packet.expect(',');
          range = new Answer.Range(start, packet.number());
        }
        default -> throw new MalformedPacket("action " + action);
      }
      BitSet meant = new BitSet();
      if (packet.skip(':')) {
        meant = threads.parse(packet);
      } else {
        meant.set(0, threads.count());
      }
      meant.andNot(decided);
      decided.or(meant);
      if (action != 'c' && action != 'C') {
        stepping.or(meant);
      }
    } while (!packet.isEmpty());
    BitSet held = new BitSet();
    held.set(0, threads.count());
    held.andNot(decided);
    if (decided.isEmpty()) {
      throw new MalformedPacket("nobody moves");
    }
    return new Answer.Resume(held, stepping, range);
  }
}
