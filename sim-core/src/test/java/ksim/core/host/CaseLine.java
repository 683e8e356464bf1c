package ksim.core.host;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import ksim.core.encoding.CodeMode;
import ksim.core.encoding.Decoded;
import ksim.core.encoding.Decoder;
import ksim.core.encoding.Instruction;

/**
 * A case and what a processor made of it, as one line of text. All numbers are hexadecimal but the
 * mode, 64 or 32. What is like this is left out:
 *
 * <pre>
 * 64 CODE m:MEMORY-SEED f:RFLAGS g:RAX,RCX,...,R15 [i:IMAGE-SEED] [j:OFFSET=WORD,...] [o:OFFSET-IN-PAGE] [u:FLAGS]
 *   &gt; v:VECTOR [e:ERROR] [a:CR2] p:RIP f:RFLAGS [g:NUMBER=VALUE,...] [s:ES,CS,SS,DS,FS,GS]
 *     [b:FS-BASE,GS-BASE] [i:OFFSET=WORD,...] [w:OFFSET=WORD,...]
 * </pre>
 *
 * {@code u} are flags that need not agree, besides those that the manual leaves undefined after the
 * code's only instruction. {@code j} are words of the image that are not those of the seed. After
 * {@code >} stands what has changed: registers, words of the image and of memory.
 *
 * @param c the case
 * @param undefinedFlags flags that need not agree
 * @param outcome what the processor did
 */
@SuppressWarnings("StringSplitter")
record CaseLine(Case c, long undefinedFlags, Outcome outcome) {
  private static final int[] SELECTORS = {0x2b, 0x33, 0x2b, 0x2b, 0x2b, 0x2b};

  /** Reads a line. */
  static CaseLine parse(String line) {
    String[] halves = line.split(" > ");
    String[] words = halves[0].split(" ");
    Map<String, String> before = fields(words, 2);
    Map<String, String> after = fields(halves[1].split(" "), 0);
    CodeMode mode = words[0].equals("64") ? CodeMode.BITS_64 : CodeMode.BITS_32;
    int offset = (int) number(before.getOrDefault("o", Integer.toHexString(Layout.CODE_OFFSET)));
    OptionalInt imageSeed =
        before.containsKey("i")
            ? OptionalInt.of((int) number(before.getOrDefault("i", "")))
            : OptionalInt.empty();
    UserState state =
        new UserState(
            numbers(before.getOrDefault("g", "")),
            Layout.CODE + offset,
            number(before.getOrDefault("f", "")),
            new int[6],
            StateSampler.FS_BASE,
            StateSampler.GS_BASE,
            changed(Case.image(imageSeed), before.getOrDefault("j", "")));
    int memory = (int) number(before.getOrDefault("m", ""));
    Case c = new Case(mode, HexFormat.of().parseHex(words[1]), offset, memory, imageSeed, state);
    return new CaseLine(c, number(before.getOrDefault("u", "0")), outcome(c, after));
  }

  private static Outcome outcome(Case c, Map<String, String> after) {
    long[] gpr = c.before().gpr().clone();
    changes(after.getOrDefault("g", "")).forEach((number, value) -> gpr[number] = value);
    byte[] image = changed(c.before().image(), after.getOrDefault("i", ""));
    int[] selectors = selectors(c);
    if (after.containsKey("s")) {
      selectors =
          Arrays.stream(numbers(after.getOrDefault("s", ""))).mapToInt(n -> (int) n).toArray();
    }
    long[] bases = {c.before().fsBase(), c.before().gsBase()};
    if (after.containsKey("b")) {
      bases = numbers(after.getOrDefault("b", ""));
    }
    UserState state =
        new UserState(
            gpr,
            number(after.getOrDefault("p", "")),
            number(after.getOrDefault("f", "")),
            selectors,
            bases[0],
            bases[1],
            image);
    return new Outcome(
        (int) number(after.getOrDefault("v", "")),
        number(after.getOrDefault("e", "0")),
        number(after.getOrDefault("a", "0")),
        state,
        changes(after.getOrDefault("w", "")));
  }

  private static byte[] changed(byte[] image, String changes) {
    if (changes.isEmpty()) {
      return image;
    }
    byte[] copy = image.clone();
    changes(changes).forEach(Image.fields(copy)::putLong);
    return copy;
  }

  private static int[] selectors(Case c) {
    int[] selectors = SELECTORS.clone();
    selectors[1] = c.mode() == CodeMode.BITS_64 ? Layout.USER_CODE_64 : Layout.USER_CODE_32;
    return selectors;
  }

  private static Map<String, String> fields(String[] words, int from) {
    Map<String, String> fields = new HashMap<>();
    for (int i = from; i < words.length; i++) {
      fields.put(words[i].substring(0, 1), words[i].substring(2));
    }
    return fields;
  }

  private static long number(String text) {
    return Long.parseUnsignedLong(text, 16);
  }

  private static long[] numbers(String text) {
    return Arrays.stream(text.split(",")).mapToLong(CaseLine::number).toArray();
  }

  private static SortedMap<Integer, Long> changes(String text) {
    SortedMap<Integer, Long> changes = new TreeMap<>();
    for (String change : text.isEmpty() ? new String[0] : text.split(",")) {
      String[] pair = change.split("=");
      changes.put((int) number(pair[0]), number(pair[1]));
    }
    return changes;
  }

  /** What must agree. */
  Comparison comparison() {
    Decoded decoded = Decoder.decode(c.code(), 0, c.code().length, c.mode());
    Comparison comparison =
        decoded instanceof Instruction only && only.length() == c.code().length
            ? Comparison.of(only, c.before())
            : Comparison.STRICT;
    return comparison.without(undefinedFlags);
  }

  /** Writes a line. */
  String format() {
    UserState before = c.before();
    UserState after = outcome.after();
    StringBuilder line = new StringBuilder();
    line.append(c.mode() == CodeMode.BITS_64 ? "64 " : "32 ");
    line.append(HexFormat.of().formatHex(c.code()));
    line.append(" m:%x f:%x g:%s".formatted(c.memory(), before.rflags(), list(before.gpr())));
    c.imageSeed().ifPresent(seed -> line.append(" i:%x".formatted(seed)));
    append(line, "j", difference(Case.image(c.imageSeed()), before.image()));
    append(line, "o", c.offset(), Layout.CODE_OFFSET);
    append(line, "u", undefinedFlags, 0);
    line.append(" > v:%x".formatted(outcome.vector()));
    append(line, "e", outcome.errorCode(), 0);
    append(line, "a", outcome.cr2(), 0);
    line.append(" p:%x f:%x".formatted(after.rip(), after.rflags()));
    append(line, "g", difference(16, i -> before.gpr()[(int) i], i -> after.gpr()[(int) i], 1));
    if (!Arrays.equals(after.selectors(), selectors(c))) {
      line.append(" s:").append(list(Arrays.stream(after.selectors()).asLongStream().toArray()));
    }
    if (after.fsBase() != before.fsBase() || after.gsBase() != before.gsBase()) {
      line.append(" b:%x,%x".formatted(after.fsBase(), after.gsBase()));
    }
    append(line, "i", difference(before.image(), after.image()));
    append(line, "w", text(outcome.memory()));
    return line.toString();
  }

  private static void append(StringBuilder line, String key, long value, long usual) {
    if (value != usual) {
      line.append(" %s:%x".formatted(key, value));
    }
  }

  private static void append(StringBuilder line, String key, String list) {
    if (!list.isEmpty()) {
      line.append(' ').append(key).append(':').append(list);
    }
  }

  private static String list(long[] values) {
    return Arrays.stream(values).mapToObj(Long::toHexString).collect(Collectors.joining(","));
  }

  private static String difference(byte[] before, byte[] after) {
    ByteBuffer was = Image.fields(before);
    ByteBuffer is = Image.fields(after);
    return difference(Image.BYTES / 8, i -> was.getLong((int) i), i -> is.getLong((int) i), 8);
  }

  private static String difference(
      int count, LongFunction<Long> before, LongFunction<Long> after, int step) {
    SortedMap<Integer, Long> changes = new TreeMap<>();
    IntStream.range(0, count)
        .map(i -> i * step)
        .filter(i -> !before.apply(i).equals(after.apply(i)))
        .forEach(i -> changes.put(i, after.apply(i)));
    return text(changes);
  }

  private static String text(SortedMap<Integer, Long> changes) {
    return changes.entrySet().stream()
        .map(e -> "%x=%x".formatted(e.getKey(), e.getValue()))
        .collect(Collectors.joining(","));
  }
}
