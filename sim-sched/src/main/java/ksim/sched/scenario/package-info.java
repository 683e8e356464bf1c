/** Scenarios, the runner that simulates them, and its results. */
@NullMarked
package ksim.sched.scenario;

import org.jspecify.annotations.NullMarked;
