package ksim.core.timing.uops;

import java.util.ArrayList;
import java.util.List;

/**
 * The micro-operations of an instruction by what they do, each as its set of ports.
 *
 * @param loads those that load
 * @param storeAddresses those that compute the address of a store
 * @param storeData those that hand over the data of a store
 * @param computes the others
 */
record UopPorts(
    List<Integer> loads,
    List<Integer> storeAddresses,
    List<Integer> storeData,
    List<Integer> computes) {

  /** Sorts micro-operations by their ports. */
  static UopPorts of(List<Integer> uops, PortRoles roles) {
    List<Integer> loads = new ArrayList<>();
    List<Integer> storeAddresses = new ArrayList<>();
    List<Integer> storeData = new ArrayList<>();
    List<Integer> computes = new ArrayList<>();
    for (int ports : uops) {
      if (roles.isStoreData(ports)) {
        storeData.add(ports);
      } else if (roles.isLoad(ports)) {
        loads.add(ports);
      } else if (roles.isStoreAddress(ports)) {
        storeAddresses.add(ports);
      } else {
        computes.add(ports);
      }
    }
    // Indexed addresses of stores go to the ports of loads only, so that they look like loads.
    while (storeData.size() > storeAddresses.size() && !loads.isEmpty()) {
      storeAddresses.add(loads.removeLast());
    }
    return new UopPorts(loads, storeAddresses, storeData, computes);
  }
}
