package ksim.core.compile;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes the blocks of a region: their operations, and what follows them. */
final class BlockWriter {
  /** Index of a block that is not in the region. */
  private static final int OUTSIDE = -1;

  private final CodeBuilder code;
  private final RegionState state;
  private final RegionPlan plan;
  private final OperationWriter operations;
  private final List<Label> labels = new ArrayList<>();
  private final Map<Long, Integer> byStart = new HashMap<>();

  BlockWriter(CodeBuilder code, RegionState state, RegionPlan plan) {
    this.code = code;
    this.state = state;
    this.plan = plan;
    this.operations = new OperationWriter(code, state);
    for (RegionPlan.Member member : plan.members()) {
      byStart.put(member.block().start(), labels.size());
      labels.add(code.newLabel());
    }
  }

  /** Where a block begins. */
  Label label(int block) {
    return labels.get(block);
  }

  void write(int index) {
    code.labelBinding(labels.get(index));
    GuestBlock block = plan.members().get(index).block();
    List<Shape> shapes = block.operations().stream().map(Shapes::of).toList();
    if (shapes.stream().anyMatch(OperationWriter::mayInterrupt)) {
      state.tellTime();
    }
    int last = shapes.size() - 1;
    for (int i = 0; i < last; i++) {
      operations.setsFlags(!FlagUse.areDead(shapes, i));
      writeOperation(shapes.get(i), RegionPosition.of(index, i));
      if (OperationWriter.mayInterrupt(shapes.get(i))) {
        state.leaveIfDead(block, RegionPosition.of(index, i + 1));
      }
    }
    operations.setsFlags(true);
    writeLast(index, block, shapes.getLast(), RegionPosition.of(index, last));
  }

  private void writeOperation(Shape shape, int position) {
    guarded(shape, position, () -> operations.write(shape));
  }

  private void writeLast(int index, GuestBlock block, Shape shape, int position) {
    if (OperationWriter.mayInterrupt(shape)) {
      state.setRip(block.end());
    }
    switch (shape) {
      case Shape.JumpIf(int condition, long target) -> {
        Label otherwise = code.newLabel();
        operations.branchUnless(condition, otherwise);
        follow(index, block, target);
        code.labelBinding(otherwise);
        follow(index, block, block.end());
      }
      case Shape.Jump(long target) -> follow(index, block, target);
      case Shape.Call64 call -> {
        guarded(call, position, () -> operations.call(call));
        follow(index, block, call.target());
      }
      case Shape.JumpTo _, Shape.CallTo _, Shape.Return _ -> {
        guarded(shape, position, () -> operations.writeBranch(shape));
        followAny(index, block);
      }
      case Shape.Whole whole -> {
        writeWhole(whole, position, !block.endsLoop());
        state.pushRip();
        state.popNext();
        if (block.endsLoop()) {
          state.charge(block);
          state.leaveWritten(index);
        } else {
          followAny(index, block);
        }
      }
      default -> {
        writeOperation(shape, position);
        follow(index, block, block.end());
      }
    }
  }

  private void guarded(Shape shape, int position, Runnable body) {
    if (shape instanceof Shape.Whole whole) {
      writeWhole(whole, position, true);
    } else if (OperationWriter.mayInterrupt(shape)) {
      state.at(position);
      Label from = code.newBoundLabel();
      body.run();
      state.guard(from, code.newBoundLabel());
    } else {
      body.run();
    }
  }

  private void writeWhole(Shape.Whole whole, int position, boolean reloads) {
    state.registers.spill();
    state.at(position);
    Label from = code.newBoundLabel();
    operations.execute(whole.op());
    state.guardWritten(from, code.newBoundLabel());
    if (reloads) {
      state.registers.reload();
    }
  }

  /** Goes to a fixed address. */
  private void follow(int index, GuestBlock block, long next) {
    code.loadConstant(next);
    state.popNext();
    state.charge(block);
    int target = byStart.getOrDefault(next, OUTSIDE);
    if (target != OUTSIDE && !block.endsLoop()) {
      Label leave = code.newLabel();
      state.leaveUnlessGoingOn(leave);
      state.enter(plan.members().get(target).block(), labels.get(target));
      code.labelBinding(leave);
    }
    state.leave(index);
  }

  /** Goes to where the guest says, which is one of the followers or outside. */
  private void followAny(int index, GuestBlock block) {
    state.charge(block);
    List<Integer> followers = plan.members().get(index).followers();
    if (!followers.isEmpty() && !block.endsLoop()) {
      Label leave = code.newLabel();
      state.leaveUnlessGoingOn(leave);
      for (int follower : followers) {
        Label other = code.newLabel();
        GuestBlock target = plan.members().get(follower).block();
        state.pushNext();
        code.loadConstant(target.start()).lcmp().ifne(other);
        state.enter(target, labels.get(follower));
        code.labelBinding(other);
      }
      code.labelBinding(leave);
    }
    state.leave(index);
  }
}
