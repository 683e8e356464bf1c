package ksim.cli.cycles;

import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import ksim.core.cycles.CodeBlock;
import ksim.core.cycles.RefusedException;
import ksim.core.encoding.Instruction;
import ksim.core.timing.figures.InstructionForm;

/** What blocks have in common. */
public final class BlockKeys {
  private BlockKeys() {}

  /** The forms of a block's instructions. */
  public static Set<String> forms(BlockResult result) {
    return of(result, InstructionForm::of);
  }

  /** The mnemonics of a block's instructions, as the instruction table has them. */
  public static Set<String> mnemonics(BlockResult result) {
    return of(result, Instruction::mnemonic);
  }

  /** A block's number of instructions. */
  public static Set<String> sizes(BlockResult result) {
    int count = result.measurement().orElseThrow().instructions();
    return Set.of("%3d %s".formatted(count, count == 1 ? "instruction" : "instructions"));
  }

  /** What limits a block; the results say it. */
  public static Set<String> bottlenecks(BlockResult result) {
    return Set.of(result.bottleneck().orElseThrow().label());
  }

  private static Set<String> of(BlockResult result, Function<Instruction, String> key) {
    Set<String> keys = new TreeSet<>();
    try {
      CodeBlock.of(result.line().code()).instructions().forEach(i -> keys.add(key.apply(i)));
    } catch (RefusedException e) {
      throw new IllegalStateException("a block that was measured is none", e);
    }
    return keys;
  }
}
