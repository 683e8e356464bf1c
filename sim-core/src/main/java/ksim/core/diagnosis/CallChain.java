package ksim.core.diagnosis;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import ksim.core.cpu.Cpu;
import ksim.core.encoding.CodeMode;
import ksim.core.encoding.Decoder;
import ksim.core.encoding.Instruction;

/**
 * Who called whom, by the chain of frame pointers in RBP as far as it goes; where there is none, by
 * whatever on the stack looks like a return address, which is a guess.
 *
 * @param returns return addresses, the innermost first
 * @param guessed whether they are a guess
 */
record CallChain(List<Long> returns, boolean guessed) {
  private static final int MOST_FRAMES = 32;
  private static final int SCANNED_WORDS = 256;
  private static final int MOST_GUESSES = 16;
  private static final long LARGEST_FRAME = 1 << 20;

  /** Lengths that a call instruction can have. */
  private static final int[] CALL_BYTES = {5, 2, 3, 6, 7, 4, 8};

  /** The chain of a CPU as it stands. */
  static CallChain of(Cpu cpu) {
    return new Finder(cpu).find();
  }

  private static final class Finder {
    private final Cpu cpu;
    private final GuestView view;
    private final CodeMode mode;
    private final int wordBytes;
    private final long stackBase;

    Finder(Cpu cpu) {
      this.cpu = cpu;
      this.view = new GuestView(cpu);
      this.mode = cpu.code().mode();
      this.wordBytes =
          switch (mode) {
            case BITS_16 -> 2;
            case BITS_32 -> 4;
            case BITS_64 -> 8;
          };
      this.stackBase = cpu.segmentBase[2];
    }

    CallChain find() {
      List<Long> frames = byFramePointers();
      return frames.isEmpty() ? new CallChain(byScan(), true) : new CallChain(frames, false);
    }

    private List<Long> byFramePointers() {
      List<Long> returns = new ArrayList<>();
      long frame = register(Cpu.RBP);
      long inner = register(Cpu.RSP) - wordBytes;
      while (returns.size() < MOST_FRAMES && isOutside(frame, inner)) {
        OptionalLong address = word(frame + wordBytes);
        OptionalLong next = word(frame);
        if (address.isEmpty() || next.isEmpty() || !followsCall(address.getAsLong())) {
          break;
        }
        returns.add(address.getAsLong());
        inner = frame;
        frame = next.getAsLong();
      }
      return returns;
    }

    /** A frame lies above those that it has called, and not far above. */
    private boolean isOutside(long frame, long inner) {
      return frame % wordBytes == 0
          && Long.compareUnsigned(frame, inner) > 0
          && Long.compareUnsigned(frame - inner, LARGEST_FRAME) < 0;
    }

    private List<Long> byScan() {
      List<Long> returns = new ArrayList<>();
      long stack = register(Cpu.RSP);
      for (int i = 0; i < SCANNED_WORDS && returns.size() < MOST_GUESSES; i++) {
        OptionalLong value = word(stack + (long) i * wordBytes);
        if (value.isEmpty()) {
          break;
        }
        if (followsCall(value.getAsLong())) {
          returns.add(value.getAsLong());
        }
      }
      return returns;
    }

    private long register(int number) {
      long value = cpu.gpr[number];
      return wordBytes == 8 ? value : value & ((1L << (8 * wordBytes)) - 1);
    }

    private OptionalLong word(long offset) {
      return view.read(stackBase + offset, wordBytes);
    }

    /** Whether a call instruction ends at an address. */
    private boolean followsCall(long address) {
      for (int length : CALL_BYTES) {
        byte[] code = view.bytes(cpu.code().linear(address - length), length);
        if (Decoder.decode(code, 0, code.length, mode) instanceof Instruction call
            && call.length() == length
            && call.mnemonic().equals("call")) {
          return true;
        }
      }
      return false;
    }
  }
}
