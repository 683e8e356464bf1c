package ksim.core.compile;

import java.lang.classfile.ClassFile;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import java.util.Optional;

/**
 * Compiles regions: each becomes a hidden class with one method. What its operations mean is not
 * said here: the method calls the operations themselves, or the functions that they are made of.
 */
public final class RegionCompiler {

  /** HotSpot interprets longer methods for ever (its option DontCompileHugeMethods). */
  private static final int MOST_BYTES = 8000;

  private static final int CLASS_FLAGS =
      ClassFile.ACC_PUBLIC | ClassFile.ACC_FINAL | ClassFile.ACC_SUPER;

  private static final String NAME = "ksim.core.compile.CompiledRegion";

  private final Surroundings surroundings;

  /**
   * @param surroundings what the compiled code works with
   */
  public RegionCompiler(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /**
   * Compiles a region.
   *
   * @param plan its blocks
   * @return empty if its method would be longer than the virtual machine compiles
   */
  public Optional<Region> compile(RegionPlan plan) {
    ClassConstants constants = new ClassConstants();
    byte[] bytes =
        ClassFile.of()
            .build(
                ClassDesc.of(NAME),
                type ->
                    type.withFlags(CLASS_FLAGS)
                        .withInterfaceSymbols(ClassConstants.descriptor(Region.class))
                        .withMethodBody(
                            ConstantDescs.INIT_NAME,
                            ConstantDescs.MTD_void,
                            ClassFile.ACC_PUBLIC,
                            code ->
                                code.aload(0)
                                    .invokespecial(
                                        ConstantDescs.CD_Object,
                                        ConstantDescs.INIT_NAME,
                                        ConstantDescs.MTD_void)
                                    .return_())
                        .withMethodBody(
                            "run",
                            RegionWriter.RUN,
                            ClassFile.ACC_PUBLIC,
                            code -> new RegionWriter(code, constants, plan, surroundings).write()));
    return isTooLong(bytes)
        ? Optional.empty()
        : Optional.of(instantiate(bytes, constants.values()));
  }

  private static boolean isTooLong(byte[] bytes) {
    for (MethodModel method : ClassFile.of().parse(bytes).methods()) {
      if (method.code().orElseThrow() instanceof CodeAttribute code
          && code.codeLength() > MOST_BYTES) {
        return true;
      }
    }
    return false;
  }

  private static Region instantiate(byte[] bytes, List<Object> constants) {
    try {
      MethodHandles.Lookup type =
          MethodHandles.lookup().defineHiddenClassWithClassData(bytes, constants, true);
      return (Region)
          type.findConstructor(type.lookupClass(), MethodType.methodType(void.class)).invoke();
    } catch (Throwable failed) {
      throw new IllegalStateException("compiled code does not load", failed);
    }
  }
}
