/** Programs of a scenario and their translation into guest code. */
@NullMarked
package ksim.sched.workload;

import org.jspecify.annotations.NullMarked;
