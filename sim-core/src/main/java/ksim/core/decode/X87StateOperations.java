package ksim.core.decode;

import static java.util.Map.entry;

import java.util.Map;
import ksim.core.isa.Op;
import ksim.core.isa.x87.ControlOps;
import ksim.core.isa.x87.EnvironmentFormat;
import ksim.core.isa.x87.EnvironmentOps;
import ksim.core.isa.x87.FastSaveOps;
import ksim.core.isa.x87.Waiting;

/** Factories of the x87 control instructions, EMMS, FXSAVE and FXRSTOR. */
final class X87StateOperations {
  static final Map<String, Factory> FACTORIES =
      Map.ofEntries(
          entry("fwait", Factory.of(new Waiting.Wait())),
          entry("fninit", Factory.of(new ControlOps.Initialize())),
          entry("fnclex", Factory.of(new ControlOps.ClearExceptions())),
          entry("fneni", Factory.of(new ControlOps.Nothing())),
          entry("fndisi", Factory.of(new ControlOps.Nothing())),
          entry("fnsetpm", Factory.of(new ControlOps.Nothing())),
          entry("emms", Factory.of(new ControlOps.EmptyAll())),
          entry("fnstcw", f -> new ControlOps.StoreControl(f.operand(0))),
          entry("fnstsw", f -> new ControlOps.StoreStatus(f.operand(0))),
          entry("fnstenv", f -> new EnvironmentOps.StoreEnvironment(format(f), f.address(0))),
          entry("fnsave", f -> new EnvironmentOps.Save(format(f), f.address(0))),
          entry("fldcw", f -> waiting(new ControlOps.LoadControl(f.operand(0)))),
          entry(
              "fldenv", f -> waiting(new EnvironmentOps.LoadEnvironment(format(f), f.address(0)))),
          entry("frstor", f -> waiting(new EnvironmentOps.Restore(format(f), f.address(0)))),
          entry("fxsave", f -> new FastSaveOps.FxSave(f.address(0), isWide(f), registers(f))),
          entry("fxrstor", f -> new FastSaveOps.FxRestore(f.address(0), isWide(f), registers(f))));

  private X87StateOperations() {}

  private static Op waiting(Op op) {
    return new Waiting(op);
  }

  private static EnvironmentFormat format(Form f) {
    return EnvironmentFormat.of(f.instruction().operandBits(), f.context().protectedMode());
  }

  private static boolean isWide(Form f) {
    return f.instruction().operandBits() == 64;
  }

  private static int registers(Form f) {
    return f.isLong() ? 16 : 8;
  }
}
