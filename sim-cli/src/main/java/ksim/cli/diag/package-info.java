/** Problems of an input file, shown with the line and a caret. */
@NullMarked
package ksim.cli.diag;

import org.jspecify.annotations.NullMarked;
