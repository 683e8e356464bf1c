package ksim.core.decode;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import ksim.core.encoding.RegisterKind;
import ksim.core.isa.Op;
import ksim.core.isa.vector.EnterMmx;
import ksim.core.isa.vector.WithoutAlignmentCheck;

/** The operations of vector instructions: MMX, SSE, AVX and what builds on them. */
final class VectorOperations {
  private static final Pattern ALIGNMENT_UNCHECKED = Pattern.compile("vcvtph2ps|vcvtps2ph");

  private static final List<Map<String, VectorFactory>> TABLES =
      List.of(
          VectorMoveOperations.FACTORIES,
          PackedIntegerOperations.FACTORIES,
          ShuffleOperations.FACTORIES,
          ElementOperations.FACTORIES,
          MaskOperations.FACTORIES,
          CryptographyOperations.FACTORIES,
          FloatOperations.FACTORIES,
          FloatConversions.FACTORIES,
          FusedOperations.FACTORIES);

  private VectorOperations() {}

  /**
   * The operation of a vector instruction.
   *
   * @return empty if it is none, or is not implemented
   */
  static Optional<Op> of(Form form) {
    if (form.instruction().encoding().feature().isEmpty()) {
      return Optional.empty();
    }
    VectorForm vector = new VectorForm(form);
    return TABLES.stream()
        .flatMap(table -> Optional.ofNullable(table.get(form.mnemonic())).stream())
        .findFirst()
        .map(factory -> completed(vector, factory.create(vector)));
  }

  /** Reading an MMX register changes the x87 state, too; writing one has done so already. */
  private static Op completed(VectorForm form, Op op) {
    String mnemonic = form.form().mnemonic();
    if (ALIGNMENT_UNCHECKED.matcher(mnemonic).matches()) {
      return new WithoutAlignmentCheck(op);
    }
    boolean byteMask = mnemonic.equals("maskmovq");
    boolean reads = form.anyIs(RegisterKind.MMX) && (byteMask || !form.isMmx(0));
    return reads ? new EnterMmx(op, byteMask) : op;
  }
}
