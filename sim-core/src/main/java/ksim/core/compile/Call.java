package ksim.core.compile;

import java.lang.classfile.CodeBuilder;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodType;

/**
 * A method that compiled code calls.
 *
 * @param kind how it is called
 * @param owner its class
 * @param name its name
 * @param type its parameters and result
 */
record Call(Kind kind, Class<?> owner, String name, MethodTypeDesc type) {
  /** How methods are called. */
  enum Kind {
    STATIC,
    VIRTUAL,
    INTERFACE
  }

  /** A static method. */
  static Call ofStatic(Class<?> owner, String name, Class<?> result, Class<?>... parameters) {
    return new Call(Kind.STATIC, owner, name, describe(result, parameters));
  }

  /** A method of an object of a class or of an interface. */
  static Call of(Class<?> owner, String name, Class<?> result, Class<?>... parameters) {
    Kind kind = owner.isInterface() ? Kind.INTERFACE : Kind.VIRTUAL;
    return new Call(kind, owner, name, describe(result, parameters));
  }

  private static MethodTypeDesc describe(Class<?> result, Class<?>... parameters) {
    return MethodType.methodType(result, parameters).describeConstable().orElseThrow();
  }

  /** Writes the call; its arguments have been pushed. */
  void write(CodeBuilder code) {
    var descriptor = ClassConstants.descriptor(owner);
    switch (kind) {
      case STATIC -> code.invokestatic(descriptor, name, type);
      case VIRTUAL -> code.invokevirtual(descriptor, name, type);
      case INTERFACE -> code.invokeinterface(descriptor, name, type);
    }
  }
}
