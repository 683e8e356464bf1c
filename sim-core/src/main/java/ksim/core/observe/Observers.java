package ksim.core.observe;

import java.util.ArrayList;
import java.util.List;
import ksim.core.cpu.Cpu;

/** Passes everything on to any number of observers, in the order in which they were added. */
public final class Observers implements Observer {
  private final List<Observer> observers = new ArrayList<>();

  /** Adds an observer. */
  public void add(Observer observer) {
    observers.add(observer);
  }

  @Override
  public void interruptFlagChanged(Cpu cpu, long cycles, boolean enabled) {
    observers.forEach(observer -> observer.interruptFlagChanged(cpu, cycles, enabled));
  }

  @Override
  public void exceptionDelivered(Cpu cpu, int vector, long rip, long cr2) {
    observers.forEach(observer -> observer.exceptionDelivered(cpu, vector, rip, cr2));
  }

  @Override
  public void interruptDelivered(Cpu cpu, int vector, long rip) {
    observers.forEach(observer -> observer.interruptDelivered(cpu, vector, rip));
  }

  @Override
  public void halted(Cpu cpu) {
    observers.forEach(observer -> observer.halted(cpu));
  }
}
