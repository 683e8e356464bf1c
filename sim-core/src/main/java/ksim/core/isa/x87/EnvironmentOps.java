package ksim.core.isa.x87;

import java.nio.ByteBuffer;
import ksim.core.cpu.Cpu;
import ksim.core.cpu.X87Registers;
import ksim.core.isa.Address;
import ksim.core.isa.Op;
import ksim.core.softfloat.Extended;

/**
 * Instructions that store and load the state of the FPU (Intel SDM volume 1, section 8.1.10). Page
 * faults on processors show that they access the last byte right after the control word.
 */
public final class EnvironmentOps {
  private static final int REGISTER_BYTES = 10;

  private EnvironmentOps() {}

  /** FNSTENV: afterwards all exceptions are masked. */
  public record StoreEnvironment(EnvironmentFormat format, Address address) implements Op {
    @Override
    public void exec(Cpu cpu) {
      ByteBuffer image = ImageMemory.empty(format.bytes());
      format.store(cpu.x87, image);
      write(cpu, format, address, image);
      cpu.x87.control |= StatusWord.EXCEPTIONS;
      Exceptions.summarize(cpu.x87);
    }
  }

  /** FLDENV. */
  public record LoadEnvironment(EnvironmentFormat format, Address address) implements Op {
    @Override
    public void exec(Cpu cpu) {
      load(cpu, format, read(cpu, format, address, format.bytes()));
    }
  }

  /** FNSAVE: the environment, then ST(0) to ST(7); afterwards the FPU is initialized. */
  public record Save(EnvironmentFormat format, Address address) implements Op {
    @Override
    public void exec(Cpu cpu) {
      ByteBuffer image = ImageMemory.empty(bytes(format));
      format.store(cpu.x87, image);
      for (int i = 0; i < X87Registers.COUNT; i++) {
        Extended value = X87Stack.get(cpu.x87, i);
        image.putLong(registerAt(format, i), value.significand());
        image.putShort(registerAt(format, i) + Long.BYTES, (short) value.signExponent());
      }
      write(cpu, format, address, image);
      cpu.x87.initialize();
    }
  }

  /** FRSTOR. */
  public record Restore(EnvironmentFormat format, Address address) implements Op {
    @Override
    public void exec(Cpu cpu) {
      ByteBuffer image = read(cpu, format, address, bytes(format));
      load(cpu, format, image);
      X87Registers x87 = cpu.x87;
      for (int i = 0; i < X87Registers.COUNT; i++) {
        int n = X87Stack.physical(x87, i);
        x87.significand[n] = image.getLong(registerAt(format, i));
        x87.signExponent[n] =
            Short.toUnsignedInt(image.getShort(registerAt(format, i) + Long.BYTES));
      }
    }
  }

  /** Only the start of the image has to be aligned, to its words. */
  private static void write(Cpu cpu, EnvironmentFormat format, Address address, ByteBuffer image) {
    format.controlWord(address).readForUpdate(cpu);
    ImageMemory.probeForWrite(cpu, address, image.capacity() - 1, 1);
    ImageMemory.write(cpu, address, image, Short.BYTES);
  }

  private static ByteBuffer read(
      Cpu cpu, EnvironmentFormat format, Address address, int imageBytes) {
    format.controlWord(address).read(cpu);
    ImageMemory.probe(cpu, address, imageBytes - 1);
    return ImageMemory.read(cpu, address, imageBytes, Short.BYTES);
  }

  private static void load(Cpu cpu, EnvironmentFormat format, ByteBuffer image) {
    format.load(cpu.x87, image);
    LegacyRegion.dropSelectors(cpu);
  }

  private static int bytes(EnvironmentFormat format) {
    return registerAt(format, X87Registers.COUNT);
  }

  private static int registerAt(EnvironmentFormat format, int i) {
    return format.bytes() + i * REGISTER_BYTES;
  }
}
