package ksim.core.host;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A program of several instructions that comes to an end: its parts in order, then the subroutines
 * that they call.
 *
 * @param parts what it does, in order
 */
record Sequence(List<Part> parts) {
  private static final int CALL = 0xe8, JUMP = 0xe9, RETURN = 0xc3;

  /** A part of a sequence. */
  sealed interface Part {
    /** The same with less in it, in all ways that take away one thing. */
    Stream<Part> reductions();
  }

  /** Instructions that run straight through. */
  @SuppressWarnings("ArrayRecordComponent") // written once, then only read
  record Plain(byte[] code) implements Part {
    @Override
    public Stream<Part> reductions() {
      return Stream.of();
    }
  }

  /** A forward branch on a condition over some parts. */
  record Unless(int condition, List<Part> parts) implements Part {
    @Override
    public Stream<Part> reductions() {
      return Sequence.reductions(parts).map(fewer -> new Unless(condition, fewer));
    }
  }

  /** Parts that are executed {@code count} times; R13 counts down. */
  record Loop(int count, List<Part> parts) implements Part {
    @Override
    public Stream<Part> reductions() {
      Stream<Part> shorter = count > 1 ? Stream.of(new Loop(count - 1, parts)) : Stream.of();
      return Stream.concat(
          shorter, Sequence.reductions(parts).map(fewer -> new Loop(count, fewer)));
    }
  }

  /** A call of a subroutine. */
  record Call(List<Part> parts) implements Part {
    @Override
    public Stream<Part> reductions() {
      return Sequence.reductions(parts).map(Call::new);
    }
  }

  /** All lists that have one thing less. */
  private static Stream<List<Part>> reductions(List<Part> parts) {
    Stream<List<Part>> result = Stream.of();
    for (int i = 0; i < parts.size(); i++) {
      int at = i;
      Stream<List<Part>> without = Stream.of(replaced(parts, at, List.of()));
      Stream<List<Part>> unwrapped =
          switch (parts.get(i)) {
            case Plain _ -> Stream.of();
            case Unless(int _, List<Part> body) -> Stream.of(replaced(parts, at, body));
            case Loop(int _, List<Part> body) -> Stream.of(replaced(parts, at, body));
            case Call(List<Part> body) -> Stream.of(replaced(parts, at, body));
          };
      Stream<List<Part>> inner =
          parts.get(i).reductions().map(less -> replaced(parts, at, List.of(less)));
      result = Stream.concat(result, Stream.of(without, unwrapped, inner).flatMap(s -> s));
    }
    return result;
  }

  private static List<Part> replaced(List<Part> parts, int at, List<Part> by) {
    List<Part> result = new ArrayList<>(parts.subList(0, at));
    result.addAll(by);
    result.addAll(parts.subList(at + 1, parts.size()));
    return List.copyOf(result);
  }

  /** All sequences that have one thing less. */
  Stream<Sequence> reductions() {
    return reductions(parts).map(Sequence::new);
  }

  /** The machine code. */
  byte[] code() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    emit(out, parts);
    return out.toByteArray();
  }

  private static void emit(ByteArrayOutputStream out, List<Part> parts) {
    for (Part part : parts) {
      switch (part) {
        case Plain(byte[] code) -> out.writeBytes(code);
        case Unless(int condition, List<Part> body) -> {
          byte[] inner = new Sequence(body).code();
          out.write(0x0f);
          out.write(0x80 | condition);
          distance(out, inner.length);
          out.writeBytes(inner);
        }
        case Loop(int count, List<Part> body) -> {
          out.writeBytes(new byte[] {0x41, (byte) 0xbd, (byte) count, 0, 0, 0}); // mov r13d, count
          byte[] inner = new Sequence(body).code();
          out.writeBytes(inner);
          out.writeBytes(
              new byte[] {0x41, (byte) 0xff, (byte) 0xcd, 0x0f, (byte) 0x85}); // dec; jne
          distance(out, -inner.length - 9);
        }
        case Call(List<Part> body) -> {
          byte[] inner = new Sequence(body).code();
          out.write(CALL);
          distance(out, 5);
          out.write(JUMP);
          distance(out, inner.length + 1);
          out.writeBytes(inner);
          out.write(RETURN);
        }
      }
    }
  }

  private static void distance(ByteArrayOutputStream out, int value) {
    for (int i = 0; i < 4; i++) {
      out.write(value >> (8 * i));
    }
  }
}
