/** Operations: what each instruction does, one record a form, one file a family. */
@NullMarked
package ksim.core.isa;

import org.jspecify.annotations.NullMarked;
