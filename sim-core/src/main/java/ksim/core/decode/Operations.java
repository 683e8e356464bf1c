package ksim.core.decode;

import java.util.Optional;
import java.util.stream.Stream;
import ksim.core.cpu.CodeContext;
import ksim.core.encoding.Decoded;
import ksim.core.encoding.Encoding;
import ksim.core.encoding.Instruction;
import ksim.core.encoding.InvalidEncoding;
import ksim.core.encoding.NotInTable;
import ksim.core.encoding.RegisterKind;
import ksim.core.encoding.RegisterOperand;
import ksim.core.encoding.TooLong;
import ksim.core.encoding.Truncated;
import ksim.core.isa.Op;
import ksim.core.isa.Undefined;
import ksim.core.processor.CpuModel;
import ksim.core.processor.CpuModels;

/** From decoded instructions to the operations that execute them. */
public final class Operations {
  private Operations() {}

  /**
   * The operation of an instruction on a processor that has all features.
   *
   * @param instruction the decoded instruction
   * @param rip offset of its first byte in the code segment; the operation is bound to it
   * @param context how the code segment is executed; the operation is bound to it
   */
  public static Op of(Instruction instruction, long rip, CodeContext context) {
    return of(CpuModels.everything(), instruction, rip, context);
  }

  /** The operation of bytes at an address in 64-bit mode, on a processor that has all features. */
  public static Op of(Decoded decoded, long linearAddress) {
    return of(CpuModels.everything(), decoded, linearAddress, CodeContext.LONG);
  }

  /** Whether an instruction has an operation of its own, whatever CPUID offers. */
  public static boolean isImplemented(Instruction instruction, CodeContext context) {
    return implemented(new Form(instruction, 0, context)).isPresent();
  }

  private static Optional<Op> implemented(Form form) {
    return SystemOperations.of(form)
        .or(() -> general(form))
        .or(() -> x87(form))
        .or(() -> VectorOperations.of(form));
  }

  /**
   * The operation of bytes at an address, whatever the decoder found in them. What a processor does
   * not have raises #UD; what it has and ksim lacks stops the run.
   *
   * @param model the processor
   * @param decoded an instruction, or a reason why there is none; not {@link Truncated}
   * @param rip offset of the first byte in the code segment
   * @param context how the code segment is executed
   */
  public static Op of(CpuModel model, Decoded decoded, long rip, CodeContext context) {
    return switch (decoded) {
      case Instruction instruction -> of(model, instruction, rip, context);
      case InvalidEncoding _ -> new Undefined.InvalidOpcode();
      case TooLong _ -> new Undefined.TooLongInstruction();
      case NotInTable(_, String extension) ->
          model.has(extension)
              ? new Undefined.Unimplemented("instruction of the extension " + extension)
              : new Undefined.InvalidOpcode();
      case Truncated _ -> throw new IllegalArgumentException("more code bytes are needed");
    };
  }

  private static Op of(CpuModel model, Instruction instruction, long rip, CodeContext context) {
    Form form = new Form(instruction, rip, context);
    if (instruction.encoding().opcode().map().vex() && !context.protectedMode()) {
      return new Undefined.InvalidOpcode(); // Intel SDM volume 2, section 2.8
    }
    if (!exists(model, instruction.encoding())) {
      return WithoutFeature.of(form);
    }
    return implemented(form)
        .orElseGet(() -> new Undefined.Unimplemented("instruction " + form.mnemonic()));
  }

  /** Whether a processor has an encoding. VEX forms of features older than VEX need AVX too. */
  private static boolean exists(CpuModel model, Encoding encoding) {
    String feature = encoding.feature();
    boolean general = feature.equals("bmi1") || feature.equals("bmi2");
    return model.has(feature) && (!encoding.opcode().map().vex() || general || model.has("avx"));
  }

  private static Optional<Op> x87(Form form) {
    return Stream.of(X87Operations.FACTORIES, X87StateOperations.FACTORIES)
        .flatMap(factories -> Optional.ofNullable(factories.get(form.mnemonic())).stream())
        .findFirst()
        .map(factory -> factory.create(form));
  }

  private static Optional<Op> general(Form form) {
    if (namesSpecialRegister(form.instruction())) {
      return Optional.empty();
    }
    return FastOperations.of(form).or(() -> ordinary(form));
  }

  private static Optional<Op> ordinary(Form form) {
    return Stream.of(
            IntegerOperations.FACTORIES,
            DataOperations.FACTORIES,
            BranchOperations.FACTORIES,
            StringOperations.FACTORIES,
            ProcessorOperations.FACTORIES)
        .flatMap(factories -> Optional.ofNullable(factories.get(form.mnemonic())).stream())
        .findFirst()
        .map(factory -> factory.create(form));
  }

  /** System, x87, MMX and vector registers: MOVSD and CMPSD of SSE2 are no string instructions. */
  static boolean namesSpecialRegister(Instruction instruction) {
    return instruction.operands().stream()
        .anyMatch(
            operand ->
                operand instanceof RegisterOperand register
                    && register.kind() != RegisterKind.GENERAL
                    && register.kind() != RegisterKind.HIGH_BYTE);
  }
}
