/** Times blocks of machine code on the processor that runs the tests, and ksim's prediction. */
@NullMarked
package ksim.core.host.timing;

import org.jspecify.annotations.NullMarked;
