package ksim.cli.exec;

import java.util.Optional;
import ksim.core.sandbox.Snippet;

/**
 * A case: what to run, and how its result is to be written.
 *
 * @param id its name as JSON text, a string or a number; comes back in the result
 * @param prefixed whether numbers in the result are written with {@code 0x}, as the case does
 * @param snippet what to run
 * @param upperHalves whether the result shows YMM registers even where they have not changed
 * @param floatingPoint whether the result shows x87 registers even where they have not changed
 */
public record ExecCase(
    Optional<String> id,
    boolean prefixed,
    Snippet snippet,
    boolean upperHalves,
    boolean floatingPoint) {}
