/** The model kernel, assembled by ksim and executed by the simulated CPUs. */
@NullMarked
package ksim.sched.kernel;

import org.jspecify.annotations.NullMarked;
