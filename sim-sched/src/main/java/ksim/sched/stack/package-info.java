/** Stack designs: what each one changes in the guest's machine code. */
@NullMarked
package ksim.sched.stack;

import org.jspecify.annotations.NullMarked;
