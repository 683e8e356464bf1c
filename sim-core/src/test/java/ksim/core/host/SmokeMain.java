package ksim.core.host;
import ksim.core.encoding.CodeMode;
import java.util.*;
final class SmokeMain {
  public static void main(String[] a) {
    HostProcess p = HostProcess.open().orElseThrow();
    for (String h : a) {
      byte[] code = HexFormat.of().parseHex(h);
      long[] gpr = new long[16];
      for (int i = 0; i < 16; i++) gpr[i] = 0x1000+i;
      gpr[4] = Layout.MEMORY + 0x800;
      UserState s = new UserState(gpr, Layout.CODE + 0x200, 0x202, new int[6], 0, 0, ImageSampler.image(1));
      Outcome o = p.run(new Case(CodeMode.BITS_64, code, 0x200, 3, s));
      System.out.println(o.vector() + " err " + o.errorCode() + " cr2 " + Long.toHexString(o.cr2()) + " rip " + Long.toHexString(o.after().rip()) + " fl " + Long.toHexString(o.after().rflags()) + Arrays.toString(o.after().selectors()) + " mem " + o.memory()+ " " + Arrays.mismatch(o.after().image(), s.image()));
      for (long g : o.after().gpr()) System.out.print(Long.toHexString(g) + " ");
      System.out.println(o.after().fsBase()+" "+o.after().gsBase());
    }
    UserState s = new UserState(new long[16], Layout.CODE + 0x200, 0x202, new int[6], 0, 0, ImageSampler.image(1));
    List<Case> l = new ArrayList<>();
    for (int i = 0; i < 128; i++) l.add(new Case(CodeMode.BITS_64, new byte[] {(byte) 0x90}, 0x200, i & 63, s));
    for (int k = 0; k < 5; k++) {
    long t = System.nanoTime();
    for (int i = 0; i < 400; i++) { p.send(l); p.receive(); }
    System.out.println((System.nanoTime() - t) / (400 * 128) + " ns a case");
    }
    p.close();
  }
}
