package ksim.core.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import ksim.core.cpu.Cpu;
import ksim.core.cpu.Segment;
import ksim.core.timing.TimingLevel;
import ksim.mmu.Persistent;
import org.junit.jupiter.api.Test;

/** Whatever the parts of a CPU hold is saved: each field is given a value at random. */
class CpuPersistenceTest {
  /** What follows from other state, or is the working storage of one instruction. */
  private static final Set<String> DERIVED =
      Set.of(
          "FloatUnit",
          "Flags.result",
          "Flags.auxiliary",
          "Breakpoints.mmu",
          "Breakpoints.enabled",
          "Breakpoints.watched",
          "Breakpoints.tracing",
          "Breakpoints.executionVersion");

  private final SplittableRandom random = new SplittableRandom(11);

  private static Cpu cpu() {
    return new Machine(Guest.configuration(1, TimingLevel.NONE, 100), value -> {})
        .cpus()
        .getFirst();
  }

  @Test
  void everyFieldOfEveryPartIsSaved() throws IOException, IllegalAccessException {
    Cpu saved = cpu();
    Cpu restored = cpu();
    Map<String, Integer> parts = new TreeMap<>();
    for (Field field : Cpu.class.getDeclaredFields()) {
      field.setAccessible(true);
      boolean part =
          !Modifier.isStatic(field.getModifiers())
              && field.get(saved) instanceof Persistent
              && field.get(saved).getClass().getPackage() == Cpu.class.getPackage();
      if (part) {
        Persistent from = (Persistent) field.get(saved);
        Persistent to = (Persistent) field.get(restored);
        parts.put(field.getName(), disturb(from));
        copy(from, to);
        assertThat(ObjectGraphs.differences(from, to, DERIVED)).as(field.getName()).isEmpty();
      }
    }
    assertThat(parts.keySet())
        .contains("breakpoints", "control", "flags", "interrupts", "msrs", "random", "segments")
        .contains("vectors", "x87");
    assertThat(parts.get("msrs")).isGreaterThan(9);
  }

  private static void copy(Persistent from, Persistent to) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    from.save(new DataOutputStream(out));
    ByteArrayInputStream in = new ByteArrayInputStream(out.toByteArray());
    to.restore(new DataInputStream(in));
    assertThat(in.available()).isZero();
  }

  /** Changes every field that can be changed; how many there are. */
  private int disturb(Object part) throws IllegalAccessException {
    int changed = 0;
    for (Field field : part.getClass().getDeclaredFields()) {
      String name = part.getClass().getSimpleName() + "." + field.getName();
      if (Modifier.isStatic(field.getModifiers()) || DERIVED.contains(name)) {
        continue;
      }
      field.setAccessible(true);
      if (field.getType().isArray()) {
        Object array = field.get(part);
        for (int i = 0; i < Array.getLength(array); i++) {
          Array.set(array, i, value(field.getType().getComponentType()));
        }
        changed++;
      } else if (!Modifier.isFinal(field.getModifiers())) {
        field.set(part, name.equals("Flags.other") ? 0x4_0602L & ~2 : value(field.getType()));
        changed++;
      }
    }
    return changed;
  }

  private Object value(Class<?> type) {
    if (type == Segment.class) {
      return new Segment(random.nextInt(0x1_0000), random.nextLong(), random.nextLong(), 0x93);
    }
    if (type == boolean.class) {
      return true;
    }
    if (type == int.class) {
      return random.nextInt();
    }
    if (type == long.class) {
      return random.nextLong();
    }
    throw new AssertionError("a field of type " + type + ": say how it is to be changed");
  }
}
