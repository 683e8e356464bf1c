package ksim.cli.gdb;

import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import ksim.core.cpu.Cpu;
import ksim.core.exec.Stop;
import ksim.core.machine.Debugger;
import ksim.core.machine.Machine;

/** Answers gdb's packets (GDB manual, appendix E). */
final class GdbSession {
  private static final HexFormat HEX = HexFormat.of();
  private static final int MOST_BYTES = PacketStream.LONGEST / 2;

  private final Debugger debugger;
  private final GuestThreads threads;
  private final GdbRegisters registers;
  private final StopPoints points;
  private final ResumeRequests requests;
  private final Queries queries;
  private String lastStop;

  GdbSession(Machine machine) {
    this.debugger = machine.debugger();
    this.threads = new GuestThreads(machine.cpus());
    this.registers = new GdbRegisters(debugger);
    this.points = new StopPoints(debugger);
    this.requests = new ResumeRequests(threads);
    this.queries = new Queries(machine, threads, TargetDescription.of(registers.all()));
    this.lastStop = "T05thread:" + GuestThreads.id(0) + ";";
  }

  /** Whether gdb has asked for packets without acknowledgement. */
  boolean withoutAcknowledgement() {
    return queries.withoutAcknowledgement();
  }

  /** Takes away what gdb has set. */
  void clear() {
    points.clear();
  }

  /** Answers a packet, whatever it is. */
  Answer answer(String payload) {
    try {
      return payload.isEmpty() ? Answer.UNKNOWN : dispatch(payload);
    } catch (MalformedPacket e) {
      return Answer.ERROR;
    }
  }

  private Answer dispatch(String payload) throws MalformedPacket {
    PacketText packet = new PacketText(payload.substring(1));
    return switch (payload.charAt(0)) {
      case '?' -> new Answer.Reply(lastStop);
      case 'g' -> new Answer.Reply(allRegisters());
      case 'G' -> setAllRegisters(packet.hexRest());
      case 'p' -> register(packet);
      case 'P' -> setRegister(packet);
      case 'm' -> readMemory(packet);
      case 'M' -> writeMemory(packet, false);
      case 'X' -> writeMemory(packet, true);
      case 'c' -> resumeAt(packet, false);
      case 's' -> resumeAt(packet, true);
      case 'C' -> resumeWithSignal(packet, false);
      case 'S' -> resumeWithSignal(packet, true);
      case 'H' -> chooseThread(packet);
      case 'T' -> threads.parse(packet).isEmpty() ? Answer.ERROR : Answer.OK;
      case 'Z' -> stopPoint(packet, true);
      case 'z' -> stopPoint(packet, false);
      case 'D' -> new Answer.Detach();
      case 'k' -> new Answer.Kill();
      case 'v' -> verbose(payload);
      case 'q', 'Q' -> queries.answer(payload);
      default -> Answer.UNKNOWN;
    };
  }

  // ---- registers ----------------------------------------------------------------------------

  private String allRegisters() {
    StringBuilder text = new StringBuilder();
    registers.all().forEach(register -> text.append(register.text(threads.current())));
    return text.toString();
  }

  private Answer setAllRegisters(String values) {
    int at = 0;
    for (GdbRegister register : registers.all()) {
      int end = at + 2 * register.bytes();
      if (end > values.length() || !register.set(threads.current(), values.substring(at, end))) {
        return Answer.ERROR;
      }
      at = end;
    }
    return Answer.OK;
  }

  private GdbRegister numbered(PacketText packet) throws MalformedPacket {
    List<GdbRegister> all = registers.all();
    return all.get(packet.count(all.size() - 1));
  }

  private Answer register(PacketText packet) throws MalformedPacket {
    return new Answer.Reply(numbered(packet).text(threads.current()));
  }

  private Answer setRegister(PacketText packet) throws MalformedPacket {
    GdbRegister register = numbered(packet);
    packet.expect('=');
    String value = packet.hexRest();
    boolean done = value.length() == 2 * register.bytes() && register.set(threads.current(), value);
    return done ? Answer.OK : Answer.ERROR;
  }

  // ---- memory -------------------------------------------------------------------------------

  private Answer readMemory(PacketText packet) throws MalformedPacket {
    long address = packet.number();
    packet.expect(',');
    int length = Math.min(MOST_BYTES, packet.count(Integer.MAX_VALUE));
    byte[] bytes = debugger.read(threads.current(), address, length);
    return bytes.length == 0 && length > 0
        ? Answer.BAD_ADDRESS
        : new Answer.Reply(HEX.formatHex(bytes));
  }

  private Answer writeMemory(PacketText packet, boolean binary) throws MalformedPacket {
    long address = packet.number();
    packet.expect(',');
    int length = packet.count(MOST_BYTES);
    packet.expect(':');
    byte[] bytes =
        binary
            ? packet.rest().getBytes(StandardCharsets.ISO_8859_1)
            : HEX.parseHex(packet.hexRest());
    if (bytes.length != length) {
      return Answer.ERROR;
    }
    return debugger.write(threads.current(), address, bytes) ? Answer.OK : Answer.BAD_ADDRESS;
  }

  // ---- running ------------------------------------------------------------------------------

  private Answer resumeWithSignal(PacketText packet, boolean step) throws MalformedPacket {
    packet.number();
    if (!packet.isEmpty()) {
      packet.expect(';');
    }
    return resumeAt(packet, step);
  }

  private Answer resumeAt(PacketText packet, boolean step) throws MalformedPacket {
    if (!packet.isEmpty()) {
      Cpu cpu = threads.current();
      long rip = packet.number();
      debugger.disturb(cpu);
      cpu.rip = rip;
    }
    return step ? requests.step() : ResumeRequests.all();
  }

  private Answer verbose(String payload) throws MalformedPacket {
    if (payload.equals("vCont?")) {
      return new Answer.Reply("vCont;c;C;s;S;r");
    }
    if (payload.startsWith("vCont;")) {
      return requests.actions(new PacketText(payload.substring("vCont".length())));
    }
    return payload.startsWith("vKill") ? new Answer.Kill() : Answer.UNKNOWN;
  }

  private Answer chooseThread(PacketText packet) throws MalformedPacket {
    char operation = packet.next();
    BitSet meant = threads.parse(packet);
    switch (operation) {
      case 'g' -> {
        if (meant.cardinality() == 1) {
          threads.setCurrent(meant.nextSetBit(0));
        }
      }
      case 'c' -> requests.choose(meant);
      default -> throw new MalformedPacket("H" + operation);
    }
    return Answer.OK;
  }

  private Answer stopPoint(PacketText packet, boolean insert) throws MalformedPacket {
    char type = packet.next();
    packet.expect(',');
    long address = packet.number();
    packet.expect(',');
    int bytes = packet.count(MOST_BYTES);
    return switch (type) {
      case '0', '1' -> breakpoint(type == '1', address, insert);
      case '2' -> watchpoint(StopPoints.Kind.WRITE, address, bytes, insert);
      case '3' -> watchpoint(StopPoints.Kind.READ, address, bytes, insert);
      case '4' -> watchpoint(StopPoints.Kind.ACCESS, address, bytes, insert);
      default -> Answer.UNKNOWN;
    };
  }

  private Answer breakpoint(boolean hardware, long address, boolean insert) {
    if (insert) {
      points.insertBreakpoint(hardware, address);
    } else {
      points.removeBreakpoint(hardware, address);
    }
    return Answer.OK;
  }

  private Answer watchpoint(StopPoints.Kind kind, long address, int bytes, boolean insert) {
    if (insert) {
      return points.insertWatchpoint(kind, address, bytes) ? Answer.OK : Answer.ERROR;
    }
    points.removeWatchpoint(kind, address, bytes);
    return Answer.OK;
  }

  // ---- stops --------------------------------------------------------------------------------

  /**
   * The reply to a stop after which the machine can still be looked at. The CPU that it is about
   * becomes the current one.
   *
   * @param signal number of the signal that gdb shows
   * @param cpu number of the CPU
   * @param reason what is said beside the thread, each part with a semicolon
   */
  String stopped(int signal, int cpu, String reason) {
    threads.setCurrent(cpu);
    lastStop = "T%02xthread:%s;%s".formatted(signal, GuestThreads.id(cpu), reason);
    return lastStop;
  }

  /** What a stop reply says of the cause of a stop that gdb has asked for. */
  String reason(Stop.Debugged stop, Cpu cpu) {
    return switch (stop.cause()) {
      case WATCH -> points.reason(stop.watches());
      case BREAKPOINT -> queries.breakpointReason(points.isHardware(cpu.code().linear(cpu.rip)));
      case STEP -> "";
    };
  }

  /** Whether a CPU that has executed an instruction is to execute the next one as well. */
  boolean stepsOn(Stop.Debugged stop, Cpu cpu, Answer.Range range) {
    long linear = cpu.code().linear(cpu.rip);
    return stop.cause() == Stop.DebugCause.STEP
        && range.contains(linear)
        && !points.breaksAt(linear);
  }

  /** The number of the CPU that is looked at. */
  int current() {
    return threads.current().id;
  }
}
