package ksim.core.encoding.asm;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import ksim.core.encoding.Attribute;
import ksim.core.encoding.CodeMode;
import ksim.core.encoding.Encoding;
import ksim.core.encoding.ImmediateOperand;
import ksim.core.encoding.InstructionTable;
import ksim.core.encoding.OpcodePattern;
import ksim.core.encoding.Operand;
import ksim.core.encoding.OperandKind;
import ksim.core.encoding.RepeatPrefix;

/** Finds the encodings of an instruction in the instruction table. */
final class Encoder {
  /** Instructions whose two operands can change places; the table lists them one way round. */
  private static final Set<String> COMMUTATIVE = Set.of("xchg", "test");

  /** Among equals a sign-extended byte: a 16-bit immediate with prefix 66 stalls the decoders. */
  private static final Comparator<Encoded> SHORTEST =
      Comparator.comparingInt(Encoded::length).thenComparingInt(Encoded::immediateBits);

  private final InstructionTable table;
  private final CodeMode mode;
  private final Map<String, List<Form>> forms = new HashMap<>();

  Encoder(InstructionTable table, CodeMode mode) {
    this.table = table;
    this.mode = mode;
  }

  /**
   * All encodings of an instruction, shortest first and in table order among equals. Where labels
   * are involved a longer one may be needed; otherwise the first is the one to use.
   *
   * @throws AssemblyException if there is none
   */
  List<Encoded> encode(Request request) {
    List<Form> candidates =
        forms.computeIfAbsent(request.mnemonic(), name -> Form.of(table, name, mode));
    if (candidates.isEmpty()) {
      throw new AssemblyException(request.text() + ": no such instruction");
    }
    List<String> reasons = new ArrayList<>();
    List<Encoded> found = search(candidates, request, reasons);
    if (found.isEmpty()) {
      throw new AssemblyException(request.text() + ": " + reason(candidates, request, reasons));
    }
    found.sort(SHORTEST);
    return found.getFirst().fixups().isEmpty() ? List.of(found.getFirst()) : found;
  }

  private static List<Encoded> search(
      List<Form> candidates, Request request, List<String> reasons) {
    List<Encoded> found = new ArrayList<>();
    collect(candidates, request, found, reasons);
    if (COMMUTATIVE.contains(request.mnemonic()) && request.operands().size() == 2) {
      collect(candidates, request.with(request.operands().reversed()), found, reasons);
    }
    return found;
  }

  private static String reason(List<Form> candidates, Request request, List<String> reasons) {
    if (!reasons.isEmpty()) {
      return reasons.getFirst();
    }
    List<Operand> zeros = new ArrayList<>(request.operands());
    zeros.replaceAll(o -> o instanceof ImmediateOperand ? new ImmediateOperand(0, 0) : o);
    if (!search(candidates, request.with(zeros), reasons).isEmpty()) {
      return "the immediate does not fit";
    }
    return candidates.stream()
        .map(Form::patterns)
        .distinct()
        .collect(Collectors.joining(" | ", "no form takes these operands; there are: ", ""));
  }

  private static void collect(
      List<Form> candidates, Request request, List<Encoded> found, List<String> reasons) {
    for (Form form : candidates) {
      if (!form.canTake(request.operands())) {
        continue;
      }
      for (int operandBits : form.operandSizes()) {
        for (int vectorBits : form.vectorLengths()) {
          try {
            match(form, operandBits, vectorBits, request, reasons)
                .ifPresent(f -> found.add(FieldWriter.write(form, operandBits, f, request)));
          } catch (AssemblyException e) {
            reasons.add(e.getMessage());
          }
        }
      }
    }
  }

  private static Optional<Fields> match(
      Form form, int operandBits, int vectorBits, Request request, List<String> reasons) {
    Encoding encoding = form.encoding();
    OperandMatcher matcher = OperandMatcher.of(form, operandBits, vectorBits, request.operands());
    if (!matcher.matches(encoding.operands(), request.operands())) {
      return Optional.empty();
    }
    Fields fields = Fields.of(matcher, form, request.operands());
    if (!fitsOpcode(form, fields)) {
      return Optional.empty();
    }
    if (request.lock() && !(encoding.has(Attribute.LOCK) && fields.targetIsMemory)) {
      reasons.add("LOCK needs a read-modify-write instruction with a memory target");
      return Optional.empty();
    }
    if (request.repeat() != RepeatPrefix.NONE
        && !encoding.has(Attribute.REP)
        && !encoding.has(Attribute.REPZ)) {
      reasons.add("only string instructions repeat");
      return Optional.empty();
    }
    return Optional.of(fields);
  }

  private static boolean fitsOpcode(Form form, Fields fields) {
    if (form.hasKind(OperandKind.Z) && !form.takesOpcodeRegister(fields.opcodeRegister)) {
      return false;
    }
    OpcodePattern.Form wanted = form.encoding().opcode().form();
    if (wanted == OpcodePattern.Form.BOTH || fields.rm.isEmpty()) {
      return true;
    }
    boolean isRegister = fields.rm.get().mod() == 3;
    return isRegister == (wanted == OpcodePattern.Form.REGISTER);
  }
}
