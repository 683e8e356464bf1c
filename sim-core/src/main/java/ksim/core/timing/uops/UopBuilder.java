package ksim.core.timing.uops;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import ksim.core.timing.uops.Effects.Memory;
import ksim.core.timing.uops.Effects.Use;
import ksim.core.timing.uops.MicroOp.Kind;
import ksim.core.timing.uops.MicroOp.Result;

/**
 * Makes the micro-operations of one instruction: loads, then what computes, then for each store its
 * address and its data.
 */
final class UopBuilder {
  private final Effects effects;
  private final OperandLatencies latencies;
  private final UopPorts ports;
  private final InternalResources internals = new InternalResources();
  private final List<MicroOp> uops = new ArrayList<>();
  private final List<Memory> sources;
  private final List<Memory> targets;

  UopBuilder(Effects effects, OperandLatencies latencies, UopPorts ports) {
    this.effects = effects;
    this.latencies = latencies;
    this.ports = ports;
    this.sources = effects.memories().stream().filter(Memory::reads).toList();
    this.targets = effects.memories().stream().filter(Memory::writes).toList();
  }

  List<MicroOp> build() {
    boolean computes = !ports.computes().isEmpty();
    boolean stores = !ports.storeData().isEmpty();
    boolean loadsWrite = !computes && !stores && !ports.loads().isEmpty();
    List<Integer> loaded = loads(!loadsWrite);
    List<Integer> stored = new ArrayList<>();
    if (computes) {
      for (int i = 0; i < Math.min(targets.size(), ports.storeData().size()); i++) {
        stored.add(internals.next());
      }
      Dataflow flow = Dataflow.of(effects, latencies, loaded, stored);
      uops.addAll(
          new ComputeStages(flow, ports.computes(), latencies.figure().dividerCycles(), internals)
              .build());
    }
    if (!computes && !loadsWrite && !effects.writes().isEmpty()) {
      uops.add(InstructionCracker.renamed(effects));
    }
    stores(computes ? stored : data(loaded), computes);
    return withoutUnused(uops);
  }

  /**
   * Adds the loads; returns where their data are. What nothing else processes goes to the registers
   * that the instruction writes.
   */
  private List<Integer> loads(boolean processed) {
    List<Integer> loaded = new ArrayList<>();
    for (int i = 0; i < ports.loads().size(); i++) {
      boolean access = i < sources.size();
      List<Integer> address = access ? resources(sources.get(i).address()) : readResources();
      List<Result> results = new ArrayList<>();
      if (processed && !access) {
        // What is loaded by microcode is part of the latencies from the registers.
        results.clear();
      } else if (processed) {
        int data = internals.next();
        loaded.add(data);
        results.add(new Result(data, latencies.load()));
      } else {
        for (Use write : effects.writes()) {
          results.add(new Result(write.resource(), latencies.ofLoad(write.role())));
        }
        if (access) {
          address = plus(address, merged());
        }
      }
      uops.add(
          new MicroOp(
              access ? Kind.LOAD : Kind.COMPUTE,
              ports.loads().get(i),
              address,
              List.copyOf(results),
              0,
              access ? i : MicroOp.NO_ACCESS));
    }
    return loaded;
  }

  /** Registers that a load without computation is merged into. */
  private List<Integer> merged() {
    return effects.reads().stream()
        .filter(read -> effects.writes().stream().anyMatch(w -> w.resource() == read.resource()))
        .map(Use::resource)
        .toList();
  }

  private static List<Integer> plus(List<Integer> first, List<Integer> second) {
    List<Integer> both = new ArrayList<>(first);
    both.addAll(second);
    return List.copyOf(both);
  }

  private List<Integer> data(List<Integer> loaded) {
    return plus(loaded, readResources());
  }

  private List<Integer> readResources() {
    return effects.reads().stream()
        .filter(
            read ->
                read.kind() != Effects.Kind.PERHAPS || latencies.hasFalseDependence(read.role()))
        .map(Use::resource)
        .distinct()
        .toList();
  }

  private static List<Integer> resources(List<Use> uses) {
    return uses.stream().map(Use::resource).distinct().toList();
  }

  private void stores(List<Integer> data, boolean oneEach) {
    for (int i = 0; i < ports.storeData().size(); i++) {
      boolean access = i < targets.size();
      int number = access ? sources.size() + i : MicroOp.NO_ACCESS;
      if (i < ports.storeAddresses().size()) {
        uops.add(
            new MicroOp(
                access ? Kind.STORE_ADDRESS : Kind.COMPUTE,
                ports.storeAddresses().get(i),
                access ? resources(targets.get(i).address()) : List.of(),
                List.of(),
                0,
                number));
      }
      uops.add(
          new MicroOp(
              access ? Kind.STORE_DATA : Kind.COMPUTE,
              ports.storeData().get(i),
              oneEach ? data.stream().skip(i).limit(1).toList() : List.copyOf(data),
              List.of(),
              0,
              number));
    }
    for (int i = ports.storeData().size(); i < ports.storeAddresses().size(); i++) {
      uops.add(
          new MicroOp(
              Kind.COMPUTE,
              ports.storeAddresses().get(i),
              List.of(),
              List.of(),
              0,
              MicroOp.NO_ACCESS));
    }
  }

  /** Drops values that no other micro-operation of the instruction takes. */
  private static List<MicroOp> withoutUnused(List<MicroOp> uops) {
    Set<Integer> used = new HashSet<>();
    uops.forEach(uop -> used.addAll(uop.sources()));
    return uops.stream()
        .map(
            uop ->
                new MicroOp(
                    uop.kind(),
                    uop.ports(),
                    uop.sources(),
                    uop.results().stream()
                        .filter(
                            r -> r.resource() < Resource.INTERNAL || used.contains(r.resource()))
                        .toList(),
                    uop.dividerCycles(),
                    uop.access()))
        .toList();
  }
}
