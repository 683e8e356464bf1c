/** Time lines of runs in the Trace Event Format. */
@NullMarked
package ksim.cli.trace;

import org.jspecify.annotations.NullMarked;
