package ksim.sched.kernel;

import static ksim.core.encoding.asm.Memory.address;
import static ksim.core.encoding.asm.Memory.qword;
import static ksim.core.encoding.asm.Registers.R12;
import static ksim.core.encoding.asm.Registers.R13;
import static ksim.core.encoding.asm.Registers.R14;
import static ksim.core.encoding.asm.Registers.R8;
import static ksim.core.encoding.asm.Registers.RAX;
import static ksim.core.encoding.asm.Registers.RBX;
import static ksim.core.encoding.asm.Registers.RCX;
import static ksim.core.encoding.asm.Registers.RDI;
import static ksim.core.encoding.asm.Registers.RDX;
import static ksim.core.encoding.asm.Registers.RSI;

import ksim.core.encoding.Condition;
import ksim.core.encoding.Label;
import ksim.core.encoding.asm.Assembler;

/**
 * Pipes: a ring buffer under a mutex, with a condition for readers and one for writers. A call goes
 * through the layers that it has in OSv, for the sake of their stack frames: C library, system
 * call, file, pipe file, pipe buffer.
 */
final class Pipes {
  private Pipes() {}

  static void emit(KernelCode k) {
    layers(k, "write", "sys_write", "vfs_file_write", "pipe_file_write", "pipe_buffer_write");
    layers(k, "read", "sys_read", "vfs_file_read", "pipe_file_read", "pipe_buffer_read");
    transfer(k, true);
    transfer(k, false);
  }

  /** {@code (RDI pipe, RSI buffer, RDX bytes)}: each layer hands its arguments on. */
  private static void layers(
      KernelCode k, String libc, String system, String vfs, String file, String buffer) {
    layer(k, libc, FrameSizes.LIBC_IO, system);
    layer(k, system, FrameSizes.SYS_IO, vfs);
    layer(k, vfs, FrameSizes.VFS_IO, file);
    layer(k, file, FrameSizes.PIPE_FILE_IO, buffer);
  }

  private static void layer(KernelCode k, String name, int frame, String below) {
    k.begin(name, frame);
    k.call(below);
    k.end();
  }

  /**
   * {@code pipe_buffer_write} or {@code pipe_buffer_read (RDI pipe, RSI buffer, RDX bytes)}: moves
   * all the bytes, in pieces as the ring has room or data. RAX is their number.
   */
  private static void transfer(KernelCode k, boolean write) {
    Assembler a = k.assembler();
    Label next = a.fresh("next");
    Label wait = a.fresh("wait");
    Label done = a.fresh("done");
    k.begin(
        write ? "pipe_buffer_write" : "pipe_buffer_read",
        FrameSizes.PIPE_BUFFER_IO,
        RBX,
        R12,
        R13,
        R14);
    a.mov(RBX, RDI);
    a.mov(R12, RSI);
    a.mov(R13, RDX); // bytes left
    a.mov(R14, RDX);
    k.call("mutex_lock"); // the mutex is the pipe's first field
    a.bind(next);
    a.test(R13, R13);
    a.jcc(Condition.E, done);
    // RCX: bytes that can be moved at once, which is room or data up to the ring's end.
    a.mov(RDX, qword(RBX, PipeLayout.WRITTEN));
    a.mov(RAX, qword(RBX, PipeLayout.READ));
    a.mov(RCX, RDX);
    a.sub(RCX, RAX);
    if (write) {
      a.neg(RCX);
      a.add(RCX, PipeLayout.BUFFER_SIZE);
      a.mov(RAX, RDX);
    }
    a.test(RCX, RCX);
    a.jcc(Condition.E, wait);
    a.and(RAX, PipeLayout.BUFFER_SIZE - 1); // position in the ring
    a.mov(R8, PipeLayout.BUFFER_SIZE);
    a.sub(R8, RAX);
    a.cmp(RCX, R8);
    a.cmovcc(Condition.A, RCX, R8);
    a.cmp(RCX, R13);
    a.cmovcc(Condition.A, RCX, R13);
    a.lea(RDI, address(RBX, RAX, 1, PipeLayout.BUFFER));
    a.mov(RSI, R12);
    if (!write) {
      a.xchg(RSI, RDI);
    }
    a.add(R12, RCX);
    a.sub(R13, RCX);
    a.add(qword(RBX, write ? PipeLayout.WRITTEN : PipeLayout.READ), RCX);
    a.rep("movsb");
    a.lea(RDI, address(RBX, write ? PipeLayout.READERS : PipeLayout.WRITERS));
    k.call("condvar_wake_all");
    a.jmp(next);

    a.bind(wait);
    a.lea(RDI, address(RBX, write ? PipeLayout.WRITERS : PipeLayout.READERS));
    a.mov(RSI, RBX);
    k.call("condvar_wait");
    a.jmp(next);
    a.bind(done);
    a.mov(RDI, RBX);
    k.call("mutex_unlock");
    a.mov(RAX, R14);
    k.end();
  }
}
