package ksim.core.timing.frontend;

import java.util.Arrays;

/**
 * Lays a block out in the micro-operation cache. An instruction belongs to the window in which it
 * begins; its micro-operations are not spread over lines; one with microcode has a line of its own.
 */
final class CacheLayout {
  private static final int LINE_BYTES = 64;

  /** What a branch may not cross or touch is a multiple of 32 bytes on all cores. */
  private static final int JUMP_BORDER = 32;

  private final FrontEndShape shape;
  private final long address;
  private final long physical;
  private final int[] offset;
  private final int[] flags;
  private final int[] window;
  private final int[] firstUop;
  private final boolean[] wide;

  private final int[] lineFirst;
  private final int[] lineEnd;
  private final int[] lineInstruction;
  private final int[] lineWindow;
  private final int[] lineSlots;
  private int lines;
  private int slotsLeft;

  CacheLayout(FrontEndShape shape, long address, long physical, PlannedInstructions planned) {
    this.shape = shape;
    this.address = address;
    this.physical = physical;
    this.offset = planned.offset();
    this.flags = planned.flags();
    this.window = planned.window();
    this.firstUop = planned.firstUop();
    this.wide = new boolean[firstUop[flags.length]];
    this.lineFirst = new int[flags.length + 1];
    this.lineEnd = new int[flags.length];
    this.lineInstruction = new int[flags.length];
    this.lineWindow = new int[flags.length];
    this.lineSlots = new int[flags.length];
    for (int i = 0; i < flags.length; i++) {
      add(i, planned.decoderUops()[i], planned.wide()[i]);
    }
    lineFirst[lines] = wide.length;
  }

  private void add(int i, int decoderUops, boolean twoSlots) {
    if (firstUop[i + 1] == firstUop[i]) {
      return; // The second of a macro-fused pair.
    }
    boolean microcode = (flags[i] & FetchPlan.MICROCODE) != 0;
    int slots = Math.max(1, decoderUops) + (twoSlots ? 1 : 0);
    if (lines == 0 || window[i] != lineWindow[lines - 1] || microcode || slots > slotsLeft) {
      lineFirst[lines] = firstUop[i];
      lineInstruction[lines] = i;
      lineWindow[lines] = window[i];
      lines++;
      slotsLeft = shape.lineUops();
    }
    slotsLeft = microcode ? 0 : slotsLeft - slots;
    lineSlots[lines - 1] = shape.lineUops() - slotsLeft;
    lineEnd[lines - 1] = firstUop[i] + decoderUops;
    if (twoSlots && decoderUops > 0) {
      wide[firstUop[i] + decoderUops - 1] = true;
    }
  }

  CachedLines lines() {
    int windows = window.length == 0 ? 0 : window[window.length - 1] + 1;
    int[] windowLines = new int[windows];
    for (int line = 0; line < lines; line++) {
      windowLines[lineWindow[line]]++;
    }
    long[] key = new long[windows];
    for (int i = flags.length - 1; i >= 0; i--) {
      key[window[i]] = physical + offset[i];
    }
    int[] reach = new int[windows];
    for (int i = 0; i < flags.length; i++) {
      reach[window[i]] = (int) ((address + offset[i]) & (shape.windowBytes() - 1)) + 1;
    }
    dropWindows(windowLines);
    CachedLines cached =
        new CachedLines(
            Arrays.copyOf(lineFirst, lines + 1),
            Arrays.copyOf(lineEnd, lines),
            Arrays.copyOf(lineInstruction, lines),
            offset,
            Arrays.copyOf(lineWindow, lines),
            Arrays.copyOf(lineSlots, lines),
            key,
            windowLines,
            reach,
            wide);
    return cached.withGroups(shape);
  }

  private void dropWindows(int[] windowLines) {
    boolean[] unfit = new boolean[windowLines.length];
    for (int w = 0; w < unfit.length; w++) {
      unfit[w] = windowLines[w] > shape.windowLines();
    }
    for (int i = 0; i < flags.length; i++) {
      unfit[window[i]] |= shape.jumpErratum() && endsAcross(i);
    }
    for (int i = 0; i < flags.length; i++) {
      for (int j = 0; j < flags.length; j++) {
        boolean sameLine = FrontEndShape.same(address + offset[i], address + offset[j], LINE_BYTES);
        if (unfit[window[j]] && (window[i] == window[j] || (sameLine && shape.bothHalves()))) {
          windowLines[window[i]] = 0;
        }
      }
    }
  }

  /** Whether a branch, or a pair with one, crosses a border or ends at it. */
  private boolean endsAcross(int i) {
    if ((flags[i] & FetchPlan.BRANCH) == 0) {
      return false;
    }
    long end = address + offset[(flags[i] & FetchPlan.FUSED) != 0 ? i + 2 : i + 1];
    return !FrontEndShape.same(address + offset[i], end, JUMP_BORDER);
  }
}
