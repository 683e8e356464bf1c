package ksim.core.encoding.asm;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import ksim.core.encoding.CodeMode;
import ksim.core.encoding.ImmediateOperand;
import ksim.core.encoding.InstructionTable;
import ksim.core.encoding.Label;
import ksim.core.encoding.LabelOperand;
import ksim.core.encoding.Operand;
import ksim.core.encoding.RegisterOperand;
import ksim.core.encoding.RepeatPrefix;

/**
 * Assembles machine code from the instruction table.
 *
 * <p>Each mnemonic of the table is reached by {@link #emit}; the common ones have methods of their
 * own. Operands stand in the manual's order, target first.
 */
public final class Assembler implements ArithmeticMnemonics, GeneralMnemonics, SystemMnemonics {
  /** What the names of local labels start with, as in GNU as. */
  private static final String LOCAL = ".L";

  private final long origin;
  private final CodeMode mode;
  private final Encoder encoder;
  private final Set<String> labels = new HashSet<>();
  private final Set<Label> bound = new HashSet<>();
  private final List<Item> items = new ArrayList<>();
  private final BranchPlacement branches = new BranchPlacement();
  private long position;
  private boolean code = true;

  /** An assembler of 64-bit code whose first byte will stand at {@code origin}. */
  public Assembler(long origin) {
    this(origin, CodeMode.BITS_64);
  }

  /**
   * An assembler of code for a mode.
   *
   * @param origin address of the first byte; in 16- and 32-bit code its offset in the segment
   * @param mode mode of the code
   */
  public Assembler(long origin, CodeMode mode) {
    this.origin = origin;
    this.mode = mode;
    this.encoder = new Encoder(InstructionTable.standard(), mode);
  }

  /** An immediate operand for {@link #emit}; its width is chosen by the assembler. */
  public static ImmediateOperand imm(long value) {
    return new ImmediateOperand(value, 0);
  }

  /** The address of the first byte. */
  public long origin() {
    return origin;
  }

  /** A label of a new name, to be bound once; it becomes a symbol. */
  public Label label(String name) {
    if (!labels.add(name)) {
      throw new AssemblyException("duplicate label '" + name + "'");
    }
    return new Label(name);
  }

  /** A label of its own, named after the hint; it does not become a symbol. */
  public Label fresh(String hint) {
    return label(LOCAL + hint + "." + labels.size());
  }

  /** Puts the label here. */
  public void bind(Label label) {
    if (!labels.contains(label.name())) {
      throw new AssemblyException("label '" + label.name() + "' is not one of this assembler");
    }
    if (!bound.add(label)) {
      throw new AssemblyException("label '" + label.name() + "' is bound twice");
    }
    items.add(new Item.Mark(label));
    branches.label();
  }

  /** A label of a new name, bound here. */
  public Label here(String name) {
    Label label = label(name);
    bind(label);
    return label;
  }

  /**
   * The number of bytes so far, with every branch to a label counted at its shortest: exact where
   * no such branch came before, else a lower bound.
   */
  public long position() {
    return position;
  }

  /**
   * Appends an instruction with any mnemonic of the table. Conditional ones are written with their
   * condition ("jne", "setb", "cmovl"); string instructions without operands ("movsb").
   *
   * @throws AssemblyException if the table has no encoding for it
   */
  @Override
  public void emit(String mnemonic, Operand... operands) {
    emit(new Request(mnemonic, List.of(operands), false, RepeatPrefix.NONE));
  }

  /** Appends an instruction with the LOCK prefix. */
  public void lock(String mnemonic, Operand... operands) {
    emit(new Request(mnemonic, List.of(operands), true, RepeatPrefix.NONE));
  }

  /** Appends a string instruction with REP (the same prefix as REPE): {@code rep("stosq")}. */
  public void rep(String mnemonic) {
    emit(new Request(mnemonic, List.of(), false, RepeatPrefix.REP));
  }

  /** Appends a string instruction with REPNE. */
  public void repne(String mnemonic) {
    emit(new Request(mnemonic, List.of(), false, RepeatPrefix.REPNE));
  }

  /**
   * Loads the address of a label into a 64-bit register in the shortest way: as a zero-extended
   * immediate where the address lies below 4 GiB, else with LEA.
   */
  public void movAddress(RegisterOperand target, Label label) {
    LabelOperand address = new LabelOperand(label, 0, 0);
    Request lea = new Request("lea", List.of(target, address), false, RepeatPrefix.NONE);
    RegisterOperand half = Registers.general(target.number(), 32);
    Request mov = new Request("mov", List.of(half, address), false, RepeatPrefix.NONE);
    if (mode != CodeMode.BITS_64) {
      throw new AssemblyException("outside 64-bit mode mov(register, address(label)) is all");
    }
    List<Encoded> alternatives = new ArrayList<>(List.of(encoder.encode(mov).getFirst()));
    alternatives.addAll(encoder.encode(lea));
    branches.before("mov", List.of(), items);
    append(new Item.Chunk(List.copyOf(alternatives), lea::text, true));
  }

  /**
   * From here on no branch crosses a border or ends at one, nor does one together with the
   * instruction that it is macro-fused with: where it would, the instruction before gets prefixes
   * without a meaning, or NOPs stand there. Processors with the erratum of Intel's "Mitigations for
   * Jump Conditional Code Erratum" do not keep such branches in their micro-operation cache; GNU as
   * has the option {@code -mbranches-within-32B-boundaries} against it.
   *
   * @param bytes distance of borders, a power of two
   * @throws AssemblyException outside 64-bit mode
   */
  public void keepBranchesWithin(int bytes) {
    if (mode != CodeMode.BITS_64) {
      throw new AssemblyException("prefixes have a meaning outside 64-bit mode");
    }
    branches.keepWithin(bytes);
  }

  /** From here on branches stand where they come. */
  public void keepBranchesAnywhere() {
    branches.keepWithin(0);
  }

  private void emit(Request request) {
    branches.before(request.mnemonic(), request.operands(), items);
    append(new Item.Chunk(encoder.encode(request), request::text, true));
  }

  private void append(Item.Chunk chunk) {
    items.add(chunk);
    position += chunk.alternatives().getFirst().length();
    code = chunk.code();
  }

  /** Appends bytes; each argument is one, -128 to 255. */
  public void db(int... values) {
    data(8, Arrays.stream(values).asLongStream().toArray());
  }

  /** Appends 16-bit values, -2^15 to 2^16-1. */
  public void dw(int... values) {
    data(16, Arrays.stream(values).asLongStream().toArray());
  }

  /** Appends 32-bit values, -2^31 to 2^32-1. */
  public void dd(long... values) {
    data(32, values);
  }

  /** Appends 64-bit values. */
  public void dq(long... values) {
    data(64, values);
  }

  /** Appends the 64-bit address of a label. */
  public void dq(Label label) {
    address(label, 64);
  }

  /** Appends the address of a label in 32 bits, zero-extended; it must be below 4 GiB. */
  public void dd(Label label) {
    address(label, 32);
  }

  /** Appends zero bytes. */
  public void zero(int count) {
    bytes(new byte[count]);
  }

  /**
   * Fills up to a multiple of {@code bytes}, a power of two: with NOPs after instructions, with
   * zeros after data. The origin counts: it is the address that gets aligned.
   */
  public void align(int bytes) {
    if (Integer.bitCount(bytes) != 1) {
      throw new AssemblyException("alignment " + bytes + " is not a power of two");
    }
    items.add(new Item.Align(bytes, code));
    branches.separate();
    position = ((origin + position + bytes - 1) & -bytes) - origin;
  }

  /** Appends the text in ASCII, without a terminating zero. */
  public void ascii(String text) {
    bytes(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** Appends bytes. */
  public void bytes(byte[] values) {
    branches.separate();
    append(new Item.Chunk(List.of(Encoded.data(values.clone(), List.of())), () -> "data", false));
  }

  private void data(int bits, long[] values) {
    ByteBuffer buffer = ByteBuffer.allocate(values.length * bits / 8).order(LITTLE_ENDIAN);
    for (long value : values) {
      if (bits < 64 && (value < -1L << (bits - 1) || value >= 1L << bits)) {
        throw new AssemblyException(
            "0x" + Long.toHexString(value) + ": more than " + bits + " bits");
      }
      switch (bits) {
        case 8 -> buffer.put((byte) value);
        case 16 -> buffer.putShort((short) value);
        case 32 -> buffer.putInt((int) value);
        default -> buffer.putLong(value);
      }
    }
    bytes(buffer.array());
  }

  private void address(Label label, int bits) {
    Fixup fixup = new Fixup(label, 0, 0, bits, Fixup.Kind.UNSIGNED);
    Encoded encoded = Encoded.data(new byte[bits / 8], List.of(fixup));
    branches.separate();
    append(new Item.Chunk(List.of(encoded), () -> "address of " + label.name(), false));
  }

  /**
   * Gives all labels their addresses and returns the code.
   *
   * @throws AssemblyException if a label is used but not bound, or out of reach
   */
  public AssembledCode finish() {
    Layout layout = new Layout(origin, items);
    SortedMap<String, Long> addresses = new TreeMap<>();
    layout.addresses().forEach((label, address) -> addresses.put(label.name(), address));
    SortedMap<String, Long> symbols = new TreeMap<>(addresses);
    symbols.keySet().removeIf(name -> name.startsWith(LOCAL));
    return new AssembledCode(origin, layout.bytes(), addresses, symbols);
  }
}
