/** The out-of-order core: issue, ports, execution and retirement of micro-operations. */
@NullMarked
package ksim.core.timing.pipeline;

import org.jspecify.annotations.NullMarked;
