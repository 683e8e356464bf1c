package ksim.core.compile;

import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicConstantDesc;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * Objects that the code of a hidden class refers to as constants: the virtual machine's compilers
 * see through them.
 */
final class ClassConstants {
  private static final DirectMethodHandleDesc CLASS_DATA_AT =
      ConstantDescs.ofConstantBootstrap(
          ConstantDescs.CD_MethodHandles,
          "classDataAt",
          ConstantDescs.CD_Object,
          ConstantDescs.CD_int);

  private final List<Object> values = new ArrayList<>();
  private final IdentityHashMap<Object, Integer> indexes = new IdentityHashMap<>();

  /** Pushes an object. */
  void push(CodeBuilder code, Object value, Class<?> type) {
    int index =
        indexes.computeIfAbsent(
            value,
            added -> {
              values.add(added);
              return values.size() - 1;
            });
    code.ldc(
        DynamicConstantDesc.ofNamed(
            CLASS_DATA_AT, ConstantDescs.DEFAULT_NAME, descriptor(type), index));
  }

  /** The objects, to be given to the class as its data. */
  List<Object> values() {
    return List.copyOf(values);
  }

  /** The descriptor of a class that is not hidden. */
  static ClassDesc descriptor(Class<?> type) {
    return type.describeConstable().orElseThrow();
  }
}
