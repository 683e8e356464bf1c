package ksim.core.compile;

import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.AccessFlag;
import java.util.List;

/**
 * Compiles regions: each becomes a hidden class with one method. What its operations mean is not
 * said here: the method calls the operations themselves, or the functions that they are made of.
 */
public final class RegionCompiler {
  private static final ClassDesc SELF = ClassDesc.of("ksim.core.compile.CompiledRegion");
  private static final int CLASS_FLAGS =
      AccessFlag.PUBLIC.mask() | AccessFlag.FINAL.mask() | AccessFlag.SUPER.mask();

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
   */
  public Region compile(RegionPlan plan) {
    ClassConstants constants = new ClassConstants();
    byte[] bytes =
        ClassFile.of()
            .build(
                SELF,
                type ->
                    type.withFlags(CLASS_FLAGS)
                        .withInterfaceSymbols(ClassConstants.descriptor(Region.class))
                        .withMethodBody(
                            ConstantDescs.INIT_NAME,
                            ConstantDescs.MTD_void,
                            AccessFlag.PUBLIC.mask(),
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
                            AccessFlag.PUBLIC.mask(),
                            code -> new RegionWriter(code, constants, plan, surroundings).write()));
    return instantiate(bytes, constants.values());
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
