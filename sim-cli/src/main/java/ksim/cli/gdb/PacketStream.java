package ksim.cli.gdb;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/**
 * The packets of gdb's remote protocol (GDB manual, appendix E.1): {@code $payload#checksum},
 * acknowledged by {@code +} or {@code -} until both sides agree not to. A payload is a string whose
 * characters are bytes.
 */
final class PacketStream {
  /** What arrives. */
  sealed interface Input {
    /** A packet whose checksum was right. */
    record Packet(String payload) implements Input {}

    /** Ctrl-C. */
    record Interrupt() implements Input {}

    /** The connection is closed. */
    record End() implements Input {}
  }

  /** Longest payload that is taken, in bytes as they arrive. */
  static final int LONGEST = 0x8000;

  private static final int INTERRUPT = 3;
  private static final int ESCAPE = '}';
  private static final int ESCAPED = 0x20;
  private static final int END = -1;

  private final PushbackInputStream in;
  private final OutputStream out;
  private byte[] last = {};
  private boolean acknowledged = true;

  PacketStream(InputStream in, OutputStream out) {
    this.in = new PushbackInputStream(in);
    this.out = out;
  }

  /** Packets are no longer acknowledged. */
  void stopAcknowledging() {
    acknowledged = false;
  }

  /** Waits for something to arrive. */
  Input receive() throws IOException {
    while (true) {
      int value = in.read();
      switch (value) {
        case END -> {
          return new Input.End();
        }
        case INTERRUPT -> {
          return new Input.Interrupt();
        }
        case '-' -> write(last);
        case '$' -> {
          StringBuilder payload = new StringBuilder();
          if (packet(payload)) {
            acknowledge('+');
            return new Input.Packet(payload.toString());
          }
          acknowledge('-');
        }
        default -> {} // an acknowledgement, or noise between packets
      }
    }
  }

  /**
   * Whether Ctrl-C has arrived, or the connection is closed; does not wait. While the machine runs
   * nothing else can arrive.
   */
  boolean interrupted() throws IOException {
    while (in.available() > 0) {
      int value = in.read();
      if (value == INTERRUPT || value == END) {
        return true;
      }
      if (value == '$') {
        in.unread(value);
        return true;
      }
    }
    return false;
  }

  /** Whether something has arrived, or the connection is closed; waits so long for it. */
  boolean isReady(Socket socket, int milliseconds) throws IOException {
    if (in.available() > 0) {
      return true;
    }
    socket.setSoTimeout(milliseconds);
    try {
      int value = in.read();
      if (value != END) {
        in.unread(value);
      }
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    } finally {
      socket.setSoTimeout(0);
    }
  }

  /** Reads a packet behind its dollar sign; whether it is one. */
  private boolean packet(StringBuilder payload) throws IOException {
    int sum = 0;
    boolean escaped = false;
    int length = 0;
    for (int value = in.read(); value != '#'; value = in.read()) {
      if (value == END) {
        return false;
      }
      if (value == '$') { // the end of the packet before was lost
        payload.setLength(0);
        sum = 0;
        escaped = false;
        continue;
      }
      sum += value;
      if (++length <= LONGEST) {
        if (!escaped && value == ESCAPE) {
          escaped = true;
          continue;
        }
        payload.append((char) (escaped ? value ^ ESCAPED : value));
        escaped = false;
      }
    }
    int expected = Character.digit(in.read(), 16) << 4 | Character.digit(in.read(), 16);
    boolean right = !acknowledged || expected == (sum & 0xff);
    return right && length <= LONGEST;
  }

  private void acknowledge(int sign) throws IOException {
    if (acknowledged) {
      write(new byte[] {(byte) sign});
    }
  }

  /** Sends a packet. */
  void send(String payload) throws IOException {
    StringBuilder packet = new StringBuilder("$");
    int sum = 0;
    for (int i = 0; i < payload.length(); i++) {
      int c = payload.charAt(i);
      if (c == '$' || c == '#' || c == '*' || c == ESCAPE) {
        packet.append((char) ESCAPE);
        sum += ESCAPE;
        c ^= ESCAPED;
      }
      packet.append((char) c);
      sum += c;
    }
    packet.append("#%02x".formatted(sum & 0xff));
    last = packet.toString().getBytes(StandardCharsets.ISO_8859_1);
    write(last);
  }

  private void write(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
  }
}
