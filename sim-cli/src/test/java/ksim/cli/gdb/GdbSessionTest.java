package ksim.cli.gdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import ksim.core.boot.ImageSegment;
import ksim.core.boot.LongModeStart;
import ksim.core.cpu.Cpu;
import ksim.core.machine.Machine;
import ksim.core.machine.MachineConfiguration;
import ksim.core.timing.TimingLevel;
import org.junit.jupiter.api.Test;

/** Packets of gdb and their answers. */
class GdbSessionTest {
  private static final long CODE = LongModeStart.IMAGE_LINEAR;

  private final Machine machine = machine();
  private final GdbSession session = new GdbSession(machine);

  private static Machine machine() {
    Machine machine =
        new Machine(
            new MachineConfiguration(2, 16 << 20, "skylake", TimingLevel.NONE, 1000), value -> {});
    LongModeStart.start(
        machine,
        List.of(
            new ImageSegment(
                LongModeStart.IMAGE_PHYSICAL, HexFormat.of().parseHex("48ffc048ffc0ebf8"))),
        CODE);
    return machine;
  }

  private String reply(String packet) {
    assertThat(session.answer(packet)).isInstanceOf(Answer.Reply.class);
    return ((Answer.Reply) session.answer(packet)).payload();
  }

  @Test
  void tellsOfItself() {
    assertThat(reply("qSupported:swbreak+;hwbreak+"))
        .contains("qXfer:features:read+", "PacketSize=", "vContSupported+");
    assertThat(reply("?")).isEqualTo("T05thread:1;");
    assertThat(reply("qC")).isEqualTo("QC1");
    assertThat(reply("qfThreadInfo")).isEqualTo("m1,2");
    assertThat(reply("qsThreadInfo")).isEqualTo("l");
    assertThat(reply("qThreadExtraInfo,2")).isEqualTo(PacketText.hex("CPU 1, running"));
    assertThat(reply("T3")).isEqualTo("E01");
    assertThat(reply("vMustReplyEmpty")).isEmpty();
    assertThat(reply("vCont?")).isEqualTo("vCont;c;C;s;S;r");
  }

  @Test
  void theDescriptionComesInPieces() {
    StringBuilder whole = new StringBuilder();
    String part = "m";
    while (part.startsWith("m")) {
      part = reply("qXfer:features:read:target.xml:%x,100".formatted(whole.length()));
      whole.append(part.substring(1));
    }
    assertThat(whole).startsWith("<?xml").endsWith("</target>\n");
    long registers = whole.toString().lines().filter(line -> line.startsWith("<reg ")).count();
    assertThat(registers).isEqualTo(new GdbRegisters(machine.debugger()).all().size());
    assertThat(reply("qXfer:features:read:target.xml:ffffff,10")).isEqualTo("E01");
  }

  @Test
  void registersAreReadAndWritten() {
    Cpu cpu = machine.cpus().get(1);
    cpu.gpr[Cpu.RBX] = 0x1122334455667788L;
    assertThat(reply("Hg2")).isEqualTo("OK");
    assertThat(reply("p1")).isEqualTo("8877665544332211");
    assertThat(reply("P0=efbe000000000000")).isEqualTo("OK");
    assertThat(cpu.gpr[Cpu.RAX]).isEqualTo(0xbeef);
    String all = reply("g");
    assertThat(all).startsWith("efbe0000000000008877665544332211");
    assertThat(reply("G" + all)).isEqualTo("OK");
    assertThat(reply("G" + "00".repeat(all.length() / 2)))
        .as("control registers cannot be written")
        .isEqualTo("E01");
    assertThat(reply("pffff")).isEqualTo("E01");
    assertThat(reply("P0=12")).isEqualTo("E01");
  }

  @Test
  void memoryIsReadAndWrittenByLinearAddress() {
    assertThat(reply("m%x,8".formatted(CODE))).isEqualTo("48ffc048ffc0ebf8");
    assertThat(reply("M%x,2:9090".formatted(CODE))).isEqualTo("OK");
    assertThat(reply("X%x,1:\u00cc".formatted(CODE + 2))).isEqualTo("OK");
    assertThat(reply("m%x,3".formatted(CODE))).isEqualTo("9090cc");
    assertThat(reply("m123456789000,4")).isEqualTo("E0e");
    assertThat(reply("m%x,8".formatted(CODE - CODE % 4096 + 4092 + (62L << 20))))
        .as("no RAM there")
        .isEqualTo("E0e");
    assertThat(reply("mfee00020,4")).as("a device").isEqualTo("E0e");
    assertThat(reply("M%x,2:90".formatted(CODE))).isEqualTo("E01");
  }

  @Test
  void actionsSayWhoMoves() {
    assertThat(session.answer("vCont;s:2;c")).isEqualTo(resume(bits(), bits(1)));
    assertThat(session.answer("vCont;s:2")).isEqualTo(resume(bits(0), bits(1)));
    assertThat(session.answer("vCont;C05:1")).isEqualTo(resume(bits(1), bits()));
    assertThat(session.answer("c")).isEqualTo(resume(bits(), bits()));
    assertThat(session.answer("Hc2")).isEqualTo(Answer.OK);
    assertThat(session.answer("s")).isEqualTo(resume(bits(), bits(1)));
    assertThat(session.answer("vCont;r40200000,40200008:1"))
        .isEqualTo(new Answer.Resume(bits(1), bits(0), new Answer.Range(CODE, CODE + 8)));
    assertThat(session.answer("vCont;x")).isEqualTo(Answer.ERROR);
    assertThat(session.answer("D")).isEqualTo(new Answer.Detach());
    assertThat(session.answer("k")).isEqualTo(new Answer.Kill());
  }

  private static Answer resume(BitSet held, BitSet stepping) {
    return new Answer.Resume(held, stepping, Answer.Range.NONE);
  }

  private static BitSet bits(int... cpus) {
    BitSet bits = new BitSet();
    for (int cpu : cpus) {
      bits.set(cpu);
    }
    return bits;
  }

  @Test
  void monitorCommandsPrint() {
    String text =
        new String(
            HexFormat.of().parseHex(reply("qRcmd," + PacketText.hex("info cycles"))),
            StandardCharsets.US_ASCII);
    assertThat(text).contains("CPU 1, running: 0 cycles");
    assertThat(reply("qRcmd,zz")).isEqualTo("E01");
  }

  @Test
  void nothingThatArrivesIsTooStrange() {
    SplittableRandom random = new SplittableRandom(7);
    List<String> seeds =
        List.of(
            "qXfer:features:read:target.xml:0,100",
            "vCont;s:2;c",
            "vCont;r40200000,40200008:1;c",
            "m40200000,8",
            "M40200000,2:9090",
            "X40200000,1:a",
            "P10=0000000000000000",
            "Z2,40200000,8",
            "z4,40200000,8",
            "Z0,40200000,1",
            "Hg2",
            "qThreadExtraInfo,1",
            "qRcmd,68656c70",
            "G00",
            "c40200000",
            "S05;40200000",
            "T1");
    for (int i = 0; i < 20_000; i++) {
      StringBuilder packet = new StringBuilder(seeds.get(random.nextInt(seeds.size())));
      for (int changes = random.nextInt(1, 4); changes > 0 && !packet.isEmpty(); changes--) {
        int at = random.nextInt(packet.length());
        switch (random.nextInt(4)) {
          case 0 -> packet.setCharAt(at, (char) random.nextInt(256));
          case 1 -> packet.deleteCharAt(at);
          case 2 -> packet.insert(at, "fffffffffffffffff".substring(random.nextInt(16)));
          default -> packet.setLength(at);
        }
      }
      assertThat(session.answer(packet.toString())).isNotNull();
    }
    session.clear();
    assertThat(session.answer("")).isEqualTo(Answer.UNKNOWN);
  }
}
