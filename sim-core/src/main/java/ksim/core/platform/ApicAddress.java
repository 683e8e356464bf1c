package ksim.core.platform;

/**
 * The names by which messages reach a local APIC (Intel SDM volume 3, sections 11.6.2 and
 * 11.12.10).
 *
 * @param number its number in the machine, by which it knows itself as the sender
 * @param physical its identifier
 * @param logical its logical identifier: 8 bits of an xAPIC, 32 of an x2APIC
 * @param model how logical destinations match it
 */
record ApicAddress(int number, int physical, int logical, Model model) {
  private static final int FLAT_FORMAT = 0xf;

  /** Ways in which logical destinations match. */
  enum Model {
    /** A bit for each of eight local APICs. */
    FLAT,
    /** Four bits number a cluster, a bit for each of four in it; cluster 15 means all. */
    CLUSTER,
    /** Sixteen bits number a cluster, a bit for each of sixteen in it. */
    WIDE
  }

  /** That of an x2APIC; its logical identifier follows from the other one. */
  static ApicAddress wide(int id) {
    return new ApicAddress(id, id, id >>> 4 << 16 | 1 << (id & 0xf), Model.WIDE);
  }

  /**
   * That of an xAPIC, by its registers.
   *
   * @param number its number in the machine
   * @param identification ID
   * @param logicalDestination LDR
   * @param destinationFormat DFR
   */
  static ApicAddress narrow(
      int number, int identification, int logicalDestination, int destinationFormat) {
    Model model = destinationFormat >>> 28 == FLAT_FORMAT ? Model.FLAT : Model.CLUSTER;
    return new ApicAddress(number, identification >>> 24, logicalDestination >>> 24, model);
  }

  /** Whether a destination means it. */
  boolean matches(Destination destination) {
    int value = destination.value();
    return switch (destination.kind()) {
      case PHYSICAL -> value == physical;
      case LOGICAL, WIDE_LOGICAL -> matchesLogical(value);
      case ALL -> true;
      case ALL_BUT_SENDER -> value != number;
      case SELF -> value == number;
    };
  }

  /** Destinations of more than eight bits mean no xAPIC. */
  private boolean matchesLogical(int destination) {
    boolean common = (logical & destination) != 0;
    return switch (model) {
      case FLAT -> common && destination >>> 8 == 0;
      case CLUSTER -> {
        boolean sameCluster = logical >>> 4 == destination >>> 4 || destination >>> 4 == 0xf;
        yield sameCluster && (logical & destination & 0xf) != 0;
      }
      case WIDE -> logical >>> 16 == destination >>> 16 && (logical & destination & 0xffff) != 0;
    };
  }
}
