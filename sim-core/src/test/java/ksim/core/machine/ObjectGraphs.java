package ksim.core.machine;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Compares all that two objects are made of, field by field, except what is named: finds state that
 * nobody has thought of.
 */
@SuppressWarnings("ReferenceEquality") // objects are compared part by part
final class ObjectGraphs {
  private static final int ENOUGH = 20;

  private final Set<String> exceptions;
  private final IdentityHashMap<Object, Object> seen = new IdentityHashMap<>();
  private final List<String> differences = new ArrayList<>();

  private ObjectGraphs(Set<String> exceptions) {
    this.exceptions = exceptions;
  }

  /**
   * Compares two objects.
   *
   * @param exceptions simple names of classes, or of fields as {@code Class.field}
   * @return where they differ, and how
   */
  static List<String> differences(Object a, Object b, Set<String> exceptions) {
    ObjectGraphs graphs = new ObjectGraphs(exceptions);
    graphs.compare(a, b, "machine");
    return graphs.differences;
  }

  private void note(String path, Object a, Object b) {
    differences.add("%s: %s, restored %s".formatted(path, a, b));
  }

  private void compare(Object a, Object b, String path) {
    if (differences.size() > ENOUGH || a == b) {
      return;
    }
    if (a == null || b == null || a.getClass() != b.getClass()) {
      boolean code = a != null && b != null && a.getClass().isHidden() && b.getClass().isHidden();
      if (!code) {
        note(path, a, b);
      }
      return;
    }
    Class<?> type = a.getClass();
    if (type.isHidden() || exceptions.contains(type.getSimpleName())) {
      return;
    }
    if (isValue(type)) {
      if (!a.equals(b)) {
        note(path, a, b);
      }
    } else if (seen.put(a, b) == null) {
      compareParts(a, b, type, path);
    }
  }

  private static boolean isValue(Class<?> type) {
    return type.isEnum() || type == String.class || type.getName().startsWith("java.lang.");
  }

  private void compareParts(Object a, Object b, Class<?> type, String path) {
    if (type.isArray()) {
      compareArrays(a, b, path);
    } else if (a instanceof Optional<?> one && b instanceof Optional<?> other) {
      compareElements(one.stream().toList(), other.stream().toList(), path);
    } else if (a instanceof Map<?, ?> one && b instanceof Map<?, ?> other) {
      compareElements(one.keySet(), other.keySet(), path + ".keys");
      compareElements(one.values(), other.values(), path + ".values");
    } else if (a instanceof Collection<?> one && b instanceof Collection<?> other) {
      compareElements(one, other, path);
    } else if (type.getName().startsWith("ksim.")) {
      compareFields(a, b, type, path);
    } else if (!type.getName().startsWith("java.util.function") && !a.equals(b)) {
      note(path, a, b);
    }
  }

  private void compareArrays(Object a, Object b, String path) {
    boolean same =
        (a instanceof byte[] bytes && Arrays.equals(bytes, (byte[]) b))
            || (a instanceof long[] longs && Arrays.equals(longs, (long[]) b));
    if (same) {
      return;
    }
    if (Array.getLength(a) != Array.getLength(b)) {
      note(path + ".length", Array.getLength(a), Array.getLength(b));
      return;
    }
    for (int i = 0; i < Array.getLength(a); i++) {
      compare(Array.get(a, i), Array.get(b, i), path + "[" + i + "]");
    }
  }

  private void compareElements(Collection<?> a, Collection<?> b, String path) {
    if (a.size() != b.size()) {
      note(path + ".size", a.size(), b.size());
      return;
    }
    var others = b.iterator();
    int index = 0;
    for (Object element : a) {
      compare(element, others.next(), path + "[" + index++ + "]");
    }
  }

  private void compareFields(Object a, Object b, Class<?> type, String path) {
    for (Field field : type.getDeclaredFields()) {
      String name = type.getSimpleName() + "." + field.getName();
      if (!Modifier.isStatic(field.getModifiers()) && !exceptions.contains(name)) {
        field.setAccessible(true);
        try {
          compare(field.get(a), field.get(b), path + "." + field.getName());
        } catch (IllegalAccessException e) {
          throw new AssertionError(e);
        }
      }
    }
  }
}
