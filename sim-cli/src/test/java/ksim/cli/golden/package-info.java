/** What code costs, as it was approved. */
@NullMarked
package ksim.cli.golden;

import org.jspecify.annotations.NullMarked;
