package ksim.core.platform;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import ksim.mmu.Persistent;

/**
 * The interrupts that a local APIC has accepted, and their ranking (Intel SDM volume 3, section
 * 11.8): those requested (IRR), those in service (ISR), and which of them are level-triggered
 * (TMR).
 */
final class AcceptedInterrupts implements Persistent {
  private static final int CLASS = 0xf0;

  private final VectorSet requested = new VectorSet();
  private final VectorSet inService = new VectorSet();
  private final VectorSet levelTriggered = new VectorSet();

  /** Accepts an interrupt; one that is requested already is not requested twice. */
  void request(int vector, boolean level) {
    requested.add(vector);
    levelTriggered.set(vector, level);
  }

  /** Takes a requested interrupt into service. */
  void serve(int vector) {
    requested.remove(vector);
    inService.add(vector);
  }

  /**
   * Ends the service of the highest interrupt.
   *
   * @return its vector, or {@link VectorSet#NONE} if there was none
   */
  int endService() {
    int vector = inService.highest();
    if (vector != VectorSet.NONE) {
      inService.remove(vector);
    }
    return vector;
  }

  void clear() {
    requested.clear();
    inService.clear();
    levelTriggered.clear();
  }

  /**
   * PPR: the higher of the task priority and the class in service (section 11.8.3.1).
   *
   * @param taskPriority TPR
   */
  int processorPriority(int taskPriority) {
    int service = highestClass(inService);
    return (taskPriority & CLASS) >= service ? taskPriority : service;
  }

  /** APR, which takes part in arbitration on processors with a bus for APICs only. */
  int arbitrationPriority(int taskPriority) {
    int service = highestClass(inService);
    int request = highestClass(requested);
    int task = taskPriority & CLASS;
    return task >= request && task > service
        ? taskPriority
        : Math.max(Math.max(task, service), request);
  }

  private static int highestClass(VectorSet vectors) {
    return Math.max(vectors.highest(), 0) & CLASS;
  }

  /** The vector that can be delivered with this task priority, or {@link VectorSet#NONE}. */
  int deliverable(int taskPriority) {
    int highest = requested.highest();
    boolean outranks = (highest & CLASS) > (processorPriority(taskPriority) & CLASS);
    return highest >= 0 && outranks ? highest : VectorSet.NONE;
  }

  VectorSet requested() {
    return requested;
  }

  VectorSet inService() {
    return inService;
  }

  VectorSet levelTriggered() {
    return levelTriggered;
  }

  @Override
  public void save(DataOutput out) throws IOException {
    requested.save(out);
    inService.save(out);
    levelTriggered.save(out);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    requested.restore(in);
    inService.restore(in);
    levelTriggered.restore(in);
  }
}
