package ksim.core.decode;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import ksim.core.cpu.Cpu;
import ksim.core.encoding.RepeatPrefix;
import ksim.core.isa.Operand;
import ksim.core.isa.StringForm;
import ksim.core.isa.StringForm.Repeat;
import ksim.core.isa.StringOps;

/** Factories of the string operations. */
final class StringOperations {
  static final Map<String, Factory> FACTORIES = factories();

  private StringOperations() {}

  private static Map<String, Factory> factories() {
    Map<String, Factory> factories = new HashMap<>();
    for (String width : List.of("b", "w", "d", "q")) {
      factories.put("movs" + width, f -> new StringOps.Movs(string(f)));
      factories.put("stos" + width, f -> new StringOps.Stos(string(f)));
      factories.put("lods" + width, f -> new StringOps.Lods(string(f), accumulator(f)));
      factories.put("scas" + width, f -> new StringOps.Scas(comparing(f), accumulator(f)));
      factories.put("cmps" + width, f -> new StringOps.Cmps(comparing(f)));
    }
    return Map.copyOf(factories);
  }

  private static StringForm string(Form f) {
    Repeat repeat = f.instruction().repeat() == RepeatPrefix.NONE ? Repeat.ONCE : Repeat.COUNT;
    return form(f, repeat);
  }

  private static StringForm comparing(Form f) {
    Repeat repeat =
        switch (f.instruction().repeat()) {
          case NONE -> Repeat.ONCE;
          case REP -> Repeat.WHILE_EQUAL;
          case REPNE -> Repeat.WHILE_NOT_EQUAL;
        };
    return form(f, repeat);
  }

  private static StringForm form(Form f, Repeat repeat) {
    return f.string(f.bits(), repeat);
  }

  private static Operand accumulator(Form f) {
    return Form.register(Cpu.RAX, f.bits());
  }
}
