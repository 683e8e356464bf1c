/** Scenario files with the position of every value. */
@NullMarked
package ksim.cli.yaml;

import org.jspecify.annotations.NullMarked;
