/** What {@code ksim boot} does between its options and the machine. */
@NullMarked
package ksim.cli.boot;

import org.jspecify.annotations.NullMarked;
