/** The formats of {@code ksim exec}: cases as JSON lines, results as JSON lines and as text. */
@NullMarked
package ksim.cli.exec;

import org.jspecify.annotations.NullMarked;
