/** A kernel seen from outside: current thread, preempt depth, stack bounds. */
@NullMarked
package ksim.sched.view;

import org.jspecify.annotations.NullMarked;
