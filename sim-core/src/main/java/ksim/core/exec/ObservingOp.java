package ksim.core.exec;

import ksim.core.isa.Op;

/**
 * An operation that belongs to somebody who watches, not to the guest's code. Blocks that have one
 * are never compiled.
 */
sealed interface ObservingOp extends Op permits DebuggerOp, HookOp, ProbeOp {}
