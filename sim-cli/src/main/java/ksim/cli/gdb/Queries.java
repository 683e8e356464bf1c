package ksim.cli.gdb;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import ksim.core.machine.Machine;

/** Answers the packets that ask for, or agree on, something. */
final class Queries {
  private final Machine machine;
  private final GuestThreads threads;
  private final MonitorCommands monitor;
  private final String description;
  private boolean withoutAcknowledgement;
  private boolean namesSoftware;
  private boolean namesHardware;

  Queries(Machine machine, GuestThreads threads, String description) {
    this.machine = machine;
    this.threads = threads;
    this.monitor = new MonitorCommands(machine);
    this.description = description;
  }

  boolean withoutAcknowledgement() {
    return withoutAcknowledgement;
  }

  /** What a stop reply says of a breakpoint, if gdb understands it. */
  String breakpointReason(boolean hardware) {
    if (hardware) {
      return namesHardware ? "hwbreak:;" : "";
    }
    return namesSoftware ? "swbreak:;" : "";
  }

  Answer answer(String payload) throws MalformedPacket {
    int end = payload.indexOf(':');
    int comma = payload.indexOf(',');
    int cut = end < 0 ? comma : comma < 0 ? end : Math.min(end, comma);
    String name = cut < 0 ? payload : payload.substring(0, cut);
    PacketText rest = new PacketText(cut < 0 ? "" : payload.substring(cut + 1));
    return switch (name) {
      case "qSupported" -> supported(rest.rest());
      case "QStartNoAckMode" -> {
        withoutAcknowledgement = true;
        yield Answer.OK;
      }
      case "qXfer" -> transfer(rest);
      case "qfThreadInfo" -> new Answer.Reply("m" + threads.ids());
      case "qsThreadInfo" -> new Answer.Reply("l");
      case "qThreadExtraInfo" -> extraInformation(rest);
      case "qC" -> new Answer.Reply("QC" + GuestThreads.id(threads.current().id));
      case "qAttached" -> new Answer.Reply("1");
      case "qSymbol" -> Answer.OK;
      case "qRcmd" -> command(rest);
      default -> Answer.UNKNOWN;
    };
  }

  private Answer supported(String theirs) {
    List<String> features = List.of(theirs.split(";", -1));
    namesSoftware = features.contains("swbreak+");
    namesHardware = features.contains("hwbreak+");
    return new Answer.Reply(
        "PacketSize=%x;QStartNoAckMode+;qXfer:features:read+;vContSupported+;swbreak+;hwbreak+"
            .formatted(PacketStream.LONGEST));
  }

  private Answer transfer(PacketText packet) throws MalformedPacket {
    for (char wanted : "features:read:target.xml:".toCharArray()) {
      if (!packet.skip(wanted)) {
        return Answer.UNKNOWN;
      }
    }
    int start = packet.count(Integer.MAX_VALUE);
    packet.expect(',');
    int length = packet.count(Integer.MAX_VALUE);
    if (start > description.length()) {
      return Answer.ERROR;
    }
    int end = (int) Math.min(description.length(), (long) start + length);
    String part = description.substring(start, end);
    return new Answer.Reply((end == description.length() ? "l" : "m") + part);
  }

  private Answer extraInformation(PacketText packet) throws MalformedPacket {
    int cpu = threads.parse(packet).nextSetBit(0);
    return new Answer.Reply(PacketText.hex(GuestThreads.description(machine.cpus().get(cpu))));
  }

  private Answer command(PacketText packet) throws MalformedPacket {
    byte[] bytes = HexFormat.of().parseHex(packet.hexRest());
    String command = new String(bytes, StandardCharsets.UTF_8);
    return new Answer.Reply(PacketText.hex(monitor.run(command, threads.current())));
  }
}
