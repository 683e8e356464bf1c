package ksim.sched.kernel;

import static ksim.core.encoding.asm.Memory.qword;
import static ksim.core.encoding.asm.Registers.R12;
import static ksim.core.encoding.asm.Registers.RBX;
import static ksim.core.encoding.asm.Registers.RDI;

import ksim.core.encoding.Condition;
import ksim.core.encoding.Label;
import ksim.core.encoding.asm.Assembler;
import ksim.sched.audit.AtomicSite;
import ksim.sched.audit.Rule;
import ksim.sched.audit.SiteKind;

/**
 * The sleeping read-write lock: strictly first come, first served, so that neither side starves. A
 * released lock is handed to the threads that get it before they are woken.
 */
final class RwLock {
  private static final long READ = 0;
  private static final long WRITE = 1;

  private RwLock() {}

  static void emit(KernelCode k) {
    acquire(k, "rwlock_read_lock", READ);
    release(k, "rwlock_read_unlock", READ);
    acquire(k, "rwlock_write_lock", WRITE);
    release(k, "rwlock_write_unlock", WRITE);
    grant(k);
  }

  private static AtomicSite site(String function, long kind) {
    return kind == READ
        ? new AtomicSite(
            function,
            function,
            SiteKind.PREEMPT_LOCK,
            Rule.POPULATED_STACK,
            "only the page-fault handler reads the VMA list, on the exception stack")
        : new AtomicSite(
            function,
            function,
            SiteKind.PREEMPT_LOCK,
            Rule.BOTH_ENABLED,
            "only mmap and munmap write the VMA list, and they may sleep");
  }

  /** {@code (RDI lock)}: readers share with readers, and wait behind a writer that waits. */
  private static void acquire(KernelCode k, String name, long kind) {
    Assembler a = k.assembler();
    Label sleep = a.fresh("sleep");
    Label done = a.fresh("done");
    k.begin(name, FrameSizes.LOCK, RBX, R12);
    a.mov(RBX, RDI);
    a.mov(R12, CurrentThread.self());
    // A writer that faults on its own stack would wait here for itself.
    a.cmp(qword(RBX, WaitQueueLayout.RW_WRITER), R12);
    k.panicIf(Condition.E, "panic_recursive_lock");
    k.sites().enter(site(name, kind));
    WaitQueue.lock(a, RBX);
    a.cmp(qword(RBX, WaitQueueLayout.RW_WRITER), 0);
    a.jcc(Condition.NE, sleep);
    a.cmp(qword(RBX, WaitQueueLayout.HEAD), 0);
    a.jcc(Condition.NE, sleep);
    if (kind == WRITE) {
      a.cmp(qword(RBX, WaitQueueLayout.RW_READERS), 0);
      a.jcc(Condition.NE, sleep);
      a.mov(qword(RBX, WaitQueueLayout.RW_WRITER), R12);
    } else {
      a.inc(qword(RBX, WaitQueueLayout.RW_READERS));
    }
    WaitQueue.unlock(a, RBX);
    a.jmp(done);
    a.bind(sleep);
    a.mov(qword(R12, ThreadLayout.WAIT_KIND), kind);
    WaitQueue.sleepOn(a, RBX, R12);
    WaitQueue.unlock(a, RBX);
    k.call("thread_wait"); // rwlock_grant has counted us in
    a.bind(done);
    k.sites().exit();
    k.end();
  }

  /** {@code (RDI lock)}. */
  private static void release(KernelCode k, String name, long kind) {
    Assembler a = k.assembler();
    k.begin(name, FrameSizes.LOCK, RBX);
    a.mov(RBX, RDI);
    k.sites().enter(site(name, kind));
    WaitQueue.lock(a, RBX);
    if (kind == WRITE) {
      a.mov(qword(RBX, WaitQueueLayout.RW_WRITER), 0);
    } else {
      a.dec(qword(RBX, WaitQueueLayout.RW_READERS));
    }
    a.mov(RDI, RBX);
    k.call("rwlock_grant");
    WaitQueue.unlock(a, RBX);
    k.sites().exit();
    k.end();
  }

  /**
   * {@code rwlock_grant(RDI lock)}, under the lock's spinlock: hands it to the first waiter if it
   * is free for that, and where that was a reader to the readers right behind it.
   */
  private static void grant(KernelCode k) {
    Assembler a = k.assembler();
    Label next = a.fresh("next");
    Label reader = a.fresh("reader");
    Label wake = a.fresh("wake");
    Label done = a.fresh("done");
    k.begin("rwlock_grant", FrameSizes.SMALL, RBX, R12);
    a.mov(RBX, RDI);
    a.bind(next);
    a.mov(R12, qword(RBX, WaitQueueLayout.HEAD));
    a.test(R12, R12);
    a.jcc(Condition.E, done);
    a.cmp(qword(RBX, WaitQueueLayout.RW_WRITER), 0);
    a.jcc(Condition.NE, done);
    a.cmp(qword(R12, ThreadLayout.WAIT_KIND), READ);
    a.jcc(Condition.E, reader);
    a.cmp(qword(RBX, WaitQueueLayout.RW_READERS), 0);
    a.jcc(Condition.NE, done);
    a.mov(qword(RBX, WaitQueueLayout.RW_WRITER), R12);
    a.jmp(wake);
    a.bind(reader);
    a.inc(qword(RBX, WaitQueueLayout.RW_READERS));
    a.bind(wake);
    WaitQueue.pop(a, RBX, R12);
    a.mov(RDI, R12);
    k.call("thread_wake");
    a.jmp(next);
    a.bind(done);
    k.end();
  }
}
