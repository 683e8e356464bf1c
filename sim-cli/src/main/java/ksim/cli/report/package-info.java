/** Results as text and as JSON. */
@NullMarked
package ksim.cli.report;

import org.jspecify.annotations.NullMarked;
