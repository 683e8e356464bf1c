package ksim.core.timing.frontend;
import ksim.core.timing.branch.*;
import ksim.core.timing.description.CoreDescription;
public class TmpBench { static final java.lang.management.ThreadMXBean T = java.lang.management.ManagementFactory.getThreadMXBean();
  public static void main(String[] a) {
    Feed f = new Feed("skylake");
    BranchUnit unit = new BranchUnit(CoreDescription.load("skylake"));
    int n = 32;
    FetchPlan[] plans = new FetchPlan[n];
    for (int i = 0; i < n; i++) plans[i] = f.plan("0f1f4000".repeat(i % 9) + "48ffc87500", 0x400000 + 48L * i);
    int[] order = new int[4096];
    java.util.SplittableRandom r = new java.util.SplittableRandom(1);
    for (int i = 0; i < 4096; i++) order[i] = r.nextInt(n);
    for (int round = 0; round < 6; round++) {
      long uops = 0, t = T.getCurrentThreadCpuTime();
      int blocks = 3_000_000;
      for (int i = 0; i < blocks; i++) {
        FetchPlan p = plans[order[i & 4095]];
        f.frontEnd.enter(p);
        int k = p.uops(); uops += k;
        long c = 0;
        for (int u = 0; u < k; u++) { c = f.frontEnd.nextUop(); f.frontEnd.issued(c); }
      }
      double ns = T.getCurrentThreadCpuTime() - t;
      t = T.getCurrentThreadCpuTime();
      int wrong = 0;
      for (int i = 0; i < blocks; i++) {
        long x = 0x400000 + 48L * order[i & 4095];
        if (unit.outcome(BranchKind.CONDITIONAL, x, x + 2, 0x400000 + 48L * order[(i + 1) & 4095]) == Prediction.WRONG) wrong++;
      }
      double ns2 = T.getCurrentThreadCpuTime() - t;
      System.out.printf("front end %.1f ns/block %.1f ns/uop; branch %.1f ns wrong %.3f%n", ns / blocks, ns / uops, ns2 / blocks, wrong / (double) blocks);
    }
  }
}
