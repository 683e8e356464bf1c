/** What a person wants to see of a machine that has stopped; looking at it changes nothing. */
@NullMarked
package ksim.core.diagnosis;

import org.jspecify.annotations.NullMarked;
