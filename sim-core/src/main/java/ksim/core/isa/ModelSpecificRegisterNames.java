package ksim.core.isa;

import java.util.Optional;

/** What the manual calls the model-specific registers. */
public final class ModelSpecificRegisterNames {
  private ModelSpecificRegisterNames() {}

  /** The name of a register; empty where no processor has one of this number. */
  public static Optional<String> of(int number) {
    return ModelSpecificRegisterTable.all().stream()
        .filter(register -> register.number() == number)
        .map(ModelSpecificRegister::name)
        .findFirst();
  }
}
