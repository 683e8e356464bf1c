/** Comparing a run with the report of an earlier one. */
@NullMarked
package ksim.cli.baseline;

import org.jspecify.annotations.NullMarked;
