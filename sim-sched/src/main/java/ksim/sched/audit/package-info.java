/** Sites at which interrupts or preemption are disabled, and the rules they follow. */
@NullMarked
package ksim.sched.audit;

import org.jspecify.annotations.NullMarked;
