/** The commands of the ksim launcher. */
@NullMarked
package ksim.cli.command;

import org.jspecify.annotations.NullMarked;
