package ksim.core.encoding.asm;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import ksim.core.encoding.Attribute;
import ksim.core.encoding.CodeMode;
import ksim.core.encoding.LabelOperand;
import ksim.core.encoding.MandatoryPrefix;
import ksim.core.encoding.OpcodePattern;
import ksim.core.encoding.OpcodePattern.LowBits;
import ksim.core.encoding.OperandKind;
import ksim.core.encoding.RepeatPrefix;

/** Writes one instruction: prefixes, opcode, ModRM part, immediates (SDM volume 2, chapter 2). */
final class FieldWriter {
  private static final int[] SEGMENT_PREFIX = {0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65};

  private final Form form;
  private final OpcodePattern opcode;
  private final int operandBits;
  private final Fields fields;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(15);
  private final List<Fixup> fixups = new ArrayList<>();
  private int immediateBits;

  private FieldWriter(Form form, int operandBits, Fields fields) {
    this.form = form;
    this.opcode = form.encoding().opcode();
    this.operandBits = operandBits;
    this.fields = fields;
  }

  /**
   * Encodes an instruction.
   *
   * @throws AssemblyException if a high-byte register meets a REX prefix
   */
  static Encoded write(Form form, int operandBits, Fields fields, Request request) {
    FieldWriter writer = new FieldWriter(form, operandBits, fields);
    writer.prefixes(request);
    if (writer.opcode.map().vex()) {
      writer.vex();
    } else {
      writer.rex();
      writer.opcode.map().escape().forEach(writer.bytes::write);
    }
    writer.opcode();
    writer.modRm();
    writer.trailing();
    return new Encoded(writer.bytes.toByteArray(), writer.fixups, writer.immediateBits);
  }

  private void prefixes(Request request) {
    if (request.lock()) {
      bytes.write(0xf0);
    }
    if (request.repeat() != RepeatPrefix.NONE) {
      bytes.write(request.repeat() == RepeatPrefix.REP ? 0xf3 : 0xf2);
    }
    if (fields.segment >= 0) {
      bytes.write(SEGMENT_PREFIX[fields.segment]);
    }
    if (hasOtherAddressSize()) {
      bytes.write(0x67);
    }
    if (opcode.map().vex()) {
      return;
    }
    if (hasOtherOperandSize() || opcode.prefix() == MandatoryPrefix.P66) {
      bytes.write(0x66);
    }
    if (opcode.prefix() == MandatoryPrefix.F2) {
      bytes.write(0xf2);
    } else if (opcode.prefix() == MandatoryPrefix.F3) {
      bytes.write(0xf3);
    }
  }

  private boolean hasOtherAddressSize() {
    int bits = fields.addressBits;
    if (form.encoding().has(Attribute.AS16)) {
      bits = 16;
    } else if (form.encoding().has(Attribute.AS32)) {
      bits = 32;
    }
    return bits != 0 && bits != form.mode().defaultAddressBits();
  }

  private boolean hasOtherOperandSize() {
    return form.mode() == CodeMode.BITS_64
        ? operandBits == 16
        : operandBits != form.mode().defaultOperandBits();
  }

  private int w() {
    if (form.encoding().has(Attribute.W1)) {
      return 1;
    }
    return operandBits == 64 && Form.needsRexW(form.encoding()) ? 1 : 0;
  }

  private int x() {
    return fields.rm.isPresent() && fields.rm.get().rexX() ? 1 : 0;
  }

  private int b() {
    boolean inRm = fields.rm.isPresent() && fields.rm.get().rexB();
    return inRm || fields.opcodeRegister > 7 ? 1 : 0;
  }

  private void rex() {
    int rex = (w() << 3) | ((fields.reg >> 3) << 2) | (x() << 1) | b();
    if (rex == 0 && !fields.needsRex) {
      return;
    }
    if (fields.forbidsRex) {
      throw new AssemblyException("AH, CH, DH and BH cannot be encoded beside a REX prefix");
    }
    requireLongMode();
    bytes.write(0x40 | rex);
  }

  private void requireLongMode() {
    if (form.mode() != CodeMode.BITS_64) {
      throw new AssemblyException("registers 8 to 15, SPL, BPL, SIL and DIL need 64-bit mode");
    }
  }

  /** The two-byte VEX prefix where it suffices, else the three-byte one. */
  private void vex() {
    int length = fields.vectorBits == 256 ? 1 : 0;
    int pp =
        switch (opcode.prefix()) {
          case P66 -> 1;
          case F3 -> 2;
          case F2 -> 3;
          default -> 0;
        };
    int w = w();
    int last = ((~fields.vvvv & 15) << 3) | (length << 2) | pp;
    int notR = ((fields.reg >> 3) ^ 1) << 7;
    if (fields.reg > 7 || fields.vvvv > 7 || x() != 0 || b() != 0) {
      requireLongMode();
    }
    if (w == 0 && x() == 0 && b() == 0 && opcode.map().vexMap() == 1) {
      bytes.write(0xc5);
      bytes.write(notR | last);
    } else {
      bytes.write(0xc4);
      bytes.write(notR | ((x() ^ 1) << 6) | ((b() ^ 1) << 5) | opcode.map().vexMap());
      bytes.write((w << 7) | last);
    }
  }

  private void opcode() {
    int value = opcode.first();
    if (form.hasKind(OperandKind.Z)) {
      value = (value & ~7) | (fields.opcodeRegister & 7);
    } else if (opcode.low() == LowBits.CONDITION) {
      value |= form.condition();
    }
    bytes.write(value);
  }

  private void modRm() {
    if (!form.encoding().hasModRm()) {
      return;
    }
    int reg = opcode.digit() == OpcodePattern.NONE ? fields.reg & 7 : opcode.digit();
    if (fields.rm.isEmpty()) {
      int rm = opcode.rm() == OpcodePattern.NONE ? 0 : opcode.rm();
      bytes.write(0xc0 | (reg << 3) | rm);
      return;
    }
    ModRm rm = fields.rm.get();
    bytes.write((rm.mod() << 6) | (reg << 3) | rm.rm());
    if (rm.sib() >= 0) {
      bytes.write(rm.sib());
    }
    fields.rmLabel.ifPresent(
        label ->
            fixup(
                label,
                rm.displacementBits(),
                form.mode() == CodeMode.BITS_64 ? Fixup.Kind.RELATIVE : Fixup.Kind.UNSIGNED));
    number(rm.displacement(), rm.displacementBits());
  }

  private void trailing() {
    for (Fields.Trailing part : fields.trailing) {
      part.label().ifPresent(label -> fixup(label, part.bits(), part.kind()));
      number(part.value(), part.bits());
      immediateBits += part.bits();
    }
  }

  private void fixup(LabelOperand label, int bits, Fixup.Kind kind) {
    fixups.add(new Fixup(label.label(), label.offset(), bytes.size(), bits, kind));
  }

  private void number(long value, int bits) {
    for (int shift = 0; shift < bits; shift += 8) {
      bytes.write((int) (value >> shift));
    }
  }
}
