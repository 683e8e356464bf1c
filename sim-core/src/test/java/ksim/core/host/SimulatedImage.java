package ksim.core.host;

import java.nio.ByteBuffer;
import ksim.core.cpu.Cpu;
import ksim.core.cpu.VectorRegisters;
import ksim.core.cpu.X87Registers;

/** Takes a simulated CPU's x87 and vector state from an {@link Image} and back. */
final class SimulatedImage {
  private static final int TOP = 7 << 11;

  private SimulatedImage() {}

  static void load(Cpu cpu, byte[] image) {
    ByteBuffer fields = Image.fields(image);
    X87Registers x87 = cpu.x87;
    int status = fields.getShort(Image.STATUS) & 0xffff;
    x87.control = fields.getShort(Image.CONTROL) & 0xffff;
    x87.status = status & ~TOP;
    x87.top = status >> 11 & 7;
    x87.empty = ~fields.get(Image.TAGS) & 0xff;
    x87.opcode = fields.getShort(Image.OPCODE) & 0xffff;
    x87.instructionPointer = fields.getLong(Image.INSTRUCTION_POINTER);
    x87.dataPointer = fields.getLong(Image.DATA_POINTER);
    x87.instructionSelector = 0;
    x87.dataSelector = 0;
    for (int i = 0; i < X87Registers.COUNT; i++) {
      int number = (x87.top + i) & 7;
      x87.significand[number] = fields.getLong(Image.ST + 16 * i);
      x87.signExponent[number] = fields.getShort(Image.ST + 16 * i + 8) & 0xffff;
    }
    cpu.vectors.mxcsr = fields.getInt(Image.MXCSR);
    for (int i = 0; i < VectorRegisters.COUNT; i++) {
      int lane = i * VectorRegisters.LANES;
      cpu.vectors.lanes[lane] = fields.getLong(Image.XMM + 16 * i);
      cpu.vectors.lanes[lane + 1] = fields.getLong(Image.XMM + 16 * i + 8);
      cpu.vectors.lanes[lane + 2] = fields.getLong(Image.YMM_HIGH + 16 * i);
      cpu.vectors.lanes[lane + 3] = fields.getLong(Image.YMM_HIGH + 16 * i + 8);
    }
  }

  static byte[] save(Cpu cpu) {
    byte[] image = Image.initial();
    ByteBuffer fields = Image.fields(image);
    X87Registers x87 = cpu.x87;
    fields.putShort(Image.CONTROL, (short) x87.control);
    fields.putShort(Image.STATUS, (short) (x87.status | x87.top << 11));
    fields.put(Image.TAGS, (byte) ~x87.empty);
    fields.putShort(Image.OPCODE, (short) x87.opcode);
    fields.putLong(Image.INSTRUCTION_POINTER, x87.instructionPointer);
    fields.putLong(Image.DATA_POINTER, x87.dataPointer);
    for (int i = 0; i < X87Registers.COUNT; i++) {
      int number = (x87.top + i) & 7;
      fields.putLong(Image.ST + 16 * i, x87.significand[number]);
      fields.putShort(Image.ST + 16 * i + 8, (short) x87.signExponent[number]);
    }
    fields.putInt(Image.MXCSR, cpu.vectors.mxcsr);
    for (int i = 0; i < VectorRegisters.COUNT; i++) {
      int lane = i * VectorRegisters.LANES;
      fields.putLong(Image.XMM + 16 * i, cpu.vectors.lanes[lane]);
      fields.putLong(Image.XMM + 16 * i + 8, cpu.vectors.lanes[lane + 1]);
      fields.putLong(Image.YMM_HIGH + 16 * i, cpu.vectors.lanes[lane + 2]);
      fields.putLong(Image.YMM_HIGH + 16 * i + 8, cpu.vectors.lanes[lane + 3]);
    }
    return image;
  }
}
