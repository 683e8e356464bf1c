package ksim.core.timing.uops;

import ksim.core.timing.description.CoreDescription;

/**
 * Which ports of a core access memory, each as a set of ports, port n as bit n.
 *
 * @param load ports that load
 * @param storeAddress ports that compute addresses of stores and do not load
 * @param storeData ports that hand over data of stores
 * @param merge ports that merge a high byte into its register
 * @param conditionalJump ports of conditional jumps and of what is fused with one
 */
record PortRoles(int load, int storeAddress, int storeData, int merge, int conditionalJump) {
  static PortRoles of(CoreDescription core) {
    return new PortRoles(
        core.ports("ports-load"),
        core.ports("ports-store-address"),
        core.ports("ports-store-data"),
        core.ports("ports-high-byte-merge"),
        core.ports("ports-conditional-jump"));
  }

  /** Whether a micro-operation with these ports loads, or computes an address on such a port. */
  boolean isLoad(int ports) {
    return (ports & ~load) == 0;
  }

  /** Whether a micro-operation with these ports computes the address of a store. */
  boolean isStoreAddress(int ports) {
    return (ports & storeAddress) != 0 && (ports & ~(load | storeAddress)) == 0;
  }

  /** Whether a micro-operation with these ports hands over the data of a store. */
  boolean isStoreData(int ports) {
    return (ports & ~storeData) == 0;
  }
}
