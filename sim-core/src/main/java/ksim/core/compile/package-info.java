/** The second tier: hot code of the guest as bytecode of the host's virtual machine. */
@NullMarked
package ksim.core.compile;

import org.jspecify.annotations.NullMarked;
