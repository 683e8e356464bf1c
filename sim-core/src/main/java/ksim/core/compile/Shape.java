package ksim.core.compile;

import java.util.List;
import ksim.core.isa.Alu;
import ksim.core.isa.FlatAddress;
import ksim.core.isa.Op;
import ksim.core.isa.Operand;

/**
 * What an operation is made of, where it is made of functions that compiled code can call itself,
 * with registers in local variables. {@link Shapes} says which operation has which shape.
 */
sealed interface Shape {
  /** Operands that it reads. */
  default List<Operand> sources() {
    return List.of();
  }

  /** Operands that it writes. */
  default List<Operand> destinations() {
    return List.of();
  }

  /** Whether it accesses memory in a way that its operands do not show: the stack. */
  default boolean usesStack() {
    return false;
  }

  /** An operation that is called as a whole, with all registers in the CPU. */
  record Whole(Op op) implements Shape {}

  /** Nothing happens. */
  record Nothing() implements Shape {}

  /** A value and the status flags of two operands. */
  record Compute(Alu alu, int bits, Operand destination, Operand first, Operand second)
      implements Shape {
    @Override
    public List<Operand> sources() {
      return List.of(first, second);
    }

    @Override
    public List<Operand> destinations() {
      return List.of(destination);
    }

    /** Whether the destination is also read. */
    boolean updates() {
      return destination.equals(first);
    }
  }

  /** The status flags of two operands: a comparison. */
  record Compare(Alu alu, int bits, Operand first, Operand second) implements Shape {
    @Override
    public List<Operand> sources() {
      return List.of(first, second);
    }
  }

  /** A copy. */
  record Copy(Operand destination, Operand source) implements Shape {
    @Override
    public List<Operand> sources() {
      return List.of(source);
    }

    @Override
    public List<Operand> destinations() {
      return List.of(destination);
    }
  }

  /** A function of a number of bits and a value; it leaves the flags. */
  record Convert(Call function, int bits, Operand destination, Operand source) implements Shape {
    @Override
    public List<Operand> sources() {
      return List.of(source);
    }

    @Override
    public List<Operand> destinations() {
      return List.of(destination);
    }
  }

  /** An effective address. */
  record AddressOf(Operand destination, FlatAddress address) implements Shape {
    @Override
    public List<Operand> destinations() {
      return List.of(destination);
    }
  }

  /** One of two values, by a condition. */
  record Select(int condition, Operand destination, Operand source) implements Shape {
    @Override
    public List<Operand> sources() {
      return List.of(source, destination);
    }

    @Override
    public List<Operand> destinations() {
      return List.of(destination);
    }
  }

  /** 1 or 0, by a condition. */
  record Truth(int condition, Operand destination) implements Shape {
    @Override
    public List<Operand> destinations() {
      return List.of(destination);
    }
  }

  /** A push of eight bytes. */
  record Push(Operand source) implements Shape {
    @Override
    public List<Operand> sources() {
      return List.of(source);
    }

    @Override
    public boolean usesStack() {
      return true;
    }
  }

  /** A pop of eight bytes. */
  record Pop(Operand destination) implements Shape {
    @Override
    public List<Operand> destinations() {
      return List.of(destination);
    }

    @Override
    public boolean usesStack() {
      return true;
    }
  }

  /** A branch to a fixed, canonical address, if a condition holds. */
  record JumpIf(int condition, long target) implements Shape {}

  /** A branch to a fixed, canonical address. */
  record Jump(long target) implements Shape {}

  /** A branch to the address in an operand. */
  record JumpTo(Operand target) implements Shape {
    @Override
    public List<Operand> sources() {
      return List.of(target);
    }
  }

  /** A call of a fixed, canonical address. */
  record Call64(long target, long next) implements Shape {
    @Override
    public boolean usesStack() {
      return true;
    }
  }

  /** A call of the address in an operand. */
  record CallTo(Operand target, long next) implements Shape {
    @Override
    public List<Operand> sources() {
      return List.of(target);
    }

    @Override
    public boolean usesStack() {
      return true;
    }
  }

  /** A return. */
  record Return(int extra) implements Shape {
    @Override
    public boolean usesStack() {
      return true;
    }
  }
}
